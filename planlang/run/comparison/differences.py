"""Which rows of two runs differ: DuckDB finds those whose texts do, and their exact numbers decide.

Texts alone would take ``2100.00`` and ``2100.000`` for different amounts, and numbers alone would mean reading every row of both runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.data.engine.sqltext import identifier
from planlang.run.comparison.because import Credits, really
from planlang.run.comparison.model import Amount, Change, Comparison, OtherChange, PayoutChange
from planlang.run.comparison.opened import TABLES, NotComparable, Opened, amount_of, only_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = list[tuple[tuple[str, ...], list[Any], list[Any]]]
"""The key of each row that differs, and what stands in the one run and in the other."""

_ABOUT: Mapping[str, tuple[str, ...]] = {
    "due": ("participant", "component", "key", "part", "due", "reason"),
    "balances": ("participant", "period", "balance"),
    "paid": ("participant", "period", "currency"),
}
"""What tells rows of the tables beside the payouts apart; their other columns are amounts."""


def compare_runs(before: Opened, after: Opened, participant: str | None = None) -> Comparison:
    """Compares two runs; raises ``NotComparable``."""
    from planlang.data.parquetfile import connect
    from planlang.duck import duckdb

    periods = tuple(period for period in before.periods if period in after.periods)
    if before.currency != after.currency:
        raise NotComparable(f"`{before.shown}` is in {before.currency}, `{after.shown}` in {after.currency}")
    if not periods:
        raise NotComparable(f"no period is paid by both: {_listed(before)}; {_listed(after)}")
    try:
        with connect() as database:
            return _Comparing(database, before, after, periods, participant).made()
    except duckdb.Error as error:
        raise NotComparable(f"the results can't be read: {str(error).splitlines()[0]}") from None


def _listed(run: Opened) -> str:
    return f"`{run.shown}` pays {', '.join(run.periods) or 'none'}"


class _Comparing:
    """One comparison on its way."""

    def __init__(
        self, database: DuckDBPyConnection, before: Opened, after: Opened, periods: tuple[str, ...], who: str | None
    ) -> None:
        self.database, self.before, self.after, self.periods, self.who = database, before, after, periods, who
        self.digits = max(_decimals(before), _decimals(after))

    def made(self) -> Comparison:
        """All of it."""
        credits = really(
            self.differing("credits", ("credit", "key", "participant"), ("date", "amount", "quota_credit"))
        )
        payouts, behind = self.payouts(credits)
        alike = self.before.periods == self.after.periods
        mine = [key for key, *_ in credits if self.who in (None, key[2])] if alike else []
        quiet = [key for key in mine if (key[1], key[2]) not in behind]
        before, count = self.total(self.before)
        after, more = self.total(self.after)
        return Comparison(
            self.before, self.after, self.digits, self.periods,
            only_in(self.before.periods, self.periods), only_in(self.after.periods, self.periods),
            before, after, max(count, more), tuple(payouts), tuple(self.others()), len(quiet), self.who,
        )  # fmt: skip

    def payouts(self, credits: Rows) -> tuple[list[PayoutChange], set[tuple[str, str]]]:
        """The payouts that differ in their amount or in a line; and the keys and participants of these lines."""
        amounts = {
            key: (_sum(one), _sum(other))
            for key, one, other in self.differing("payouts", ("participant", "period", "component"), ("amount",))
        }
        lines: dict[tuple[str, ...], list[Change]] = {}
        changed = [
            (key, _sum(one), _sum(other))
            for key, one, other in self.differing(
                "lines", ("participant", "period", "component", "line", "key"), ("amount",)
            )
        ]
        changed = [(key, one, other) for key, one, other in changed if (one or 0) != (other or 0)]
        keys = sorted({key[4] for key, _, _ in changed if key[4]})
        said = Credits(credits, self.credited(keys), self.reasons(keys), self.digits)
        for (participant, period, component, line, key), one, other in changed:
            because = said.because(key, participant) if key else ()
            lines.setdefault((participant, period, component), []).append(Change(line, key, one, other, because))
        found = []
        same = self.unchanged([key for key in lines if key not in amounts])
        order = {period: number for number, period in enumerate(self.periods)}
        for who in sorted({*lines, *amounts}, key=lambda key: (key[0], order[key[1]], key[2])):
            one, other = amounts[who] if who in amounts else same[who]
            behind = sorted(lines.get(who, ()), key=lambda change: (-abs(change.difference), change.key, change.line))
            participant, period, component = who
            payout = PayoutChange(participant, period, component, one, other, tuple(behind))
            if payout.difference != sum((change.difference for change in behind), Fraction(0)):
                raise NotComparable(f"the lines of {', '.join(who)} don't add up to its payout")
            if behind:
                found.append(payout)
        return found, {(change.key, payout.participant) for payout in found for change in payout.changes}

    def differing(self, table: str, keys: Sequence[str], values: Sequence[str]) -> Rows:
        """The rows of a table, by what tells them apart, that don't say the same in both runs."""
        names, filters, given = ", ".join(map(identifier, keys)), ["true"], list[object]()
        if "period" in TABLES[table]:
            filters.append("period IN (SELECT unnest(?::VARCHAR[]))")
            given.append(list(self.periods))
        if self.who is not None and "participant" in keys and table != "credits":  # who else has a credit is told too
            filters.append("participant = ?")
            given.append(self.who)
        sides = [
            f"(SELECT {names}, list_sort(list([{', '.join(map(identifier, values))}])) AS said FROM {run.rows(table)}"
            f" WHERE {' AND '.join(filters)} GROUP BY {names})"
            for run in (self.before, self.after)
        ]
        query = (
            f"SELECT {names}, a.said, b.said FROM {sides[0]} AS a FULL JOIN {sides[1]} AS b USING ({names})"
            f" WHERE a.said IS DISTINCT FROM b.said ORDER BY {names}"
        )
        found = self.database.execute(query, [*given, *given]).fetchall()
        count = len(keys)
        return [(row[:count], row[count] or [], row[count + 1] or []) for row in found]

    def unchanged(self, keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[Amount, Amount]]:
        """What is paid in both runs where only the lines behind it differ."""
        if not keys:
            return {}
        rows = self.database.execute(
            f"SELECT participant, period, component, list(amount) FROM {self.after.rows('payouts')}"
            " WHERE period IN (SELECT unnest(?::VARCHAR[])) AND participant IN (SELECT unnest(?::VARCHAR[]))"
            " GROUP BY ALL",
            [list(self.periods), sorted({key[0] for key in keys})],
        ).fetchall()
        paid = {tuple(row[:3]): _sum([[text] for text in row[3]]) for row in rows}
        return {key: (paid.get(key), paid.get(key)) for key in keys}

    def credited(self, keys: list[str]) -> set[str]:
        """Of these keys those of credits, in either run."""
        found = set[str]()
        for run in (self.before, self.after):
            query = f"SELECT DISTINCT key FROM {run.rows('credits')} WHERE key IN (SELECT unnest(?::VARCHAR[]))"
            found.update(row[0] for row in self.database.execute(query, [keys]).fetchall())
        return found

    def reasons(self, keys: list[str]) -> list[dict[str, str]]:
        """Why rows with these keys are not credited, in the one run and in the other."""
        return [
            dict(
                self.database.execute(
                    f"SELECT key, reason FROM {run.rows('uncredited')} WHERE key IN (SELECT unnest(?::VARCHAR[])) ORDER BY ALL",
                    [keys],
                ).fetchall()
            )
            for run in (self.before, self.after)
        ]

    def total(self, run: Opened) -> tuple[Fraction, int]:
        """All that a run pays in the periods compared, and in how many payouts."""
        where, given = "period IN (SELECT unnest(?::VARCHAR[]))", list[object]([list(self.periods)])
        if self.who is not None:
            where, given = f"{where} AND participant = ?", [*given, self.who]
        rows = self.database.execute(
            f"SELECT amount, count(*) FROM {run.rows('payouts')} WHERE {where} GROUP BY amount", given
        ).fetchall()
        return sum((amount_of(text) * many for text, many in rows), Fraction(0)), sum(many for _, many in rows)

    def others(self) -> Iterable[OtherChange]:
        """What differs in what is owed, and in balances."""
        for table, about in _ABOUT.items():
            amounts = only_in(TABLES[table], about)
            for key, one, other in self.differing(table, about, amounts):
                sums = ((name, _sum(one, place), _sum(other, place)) for place, name in enumerate(amounts))
                changed = tuple((name, old, new) for name, old, new in sums if (old or 0) != (new or 0))
                if changed:
                    yield OtherChange(table, tuple(zip(about, key, strict=True)), changed)


def _sum(rows: Sequence[Sequence[str]], place: int = 0) -> Amount:
    """What rows of one key come to in one of their columns; nothing where there are no rows."""
    return sum((amount_of(row[place]) for row in rows), Fraction(0)) if rows else None


def _decimals(run: Opened) -> int:
    """The decimals that a run writes amounts with."""
    return len(str(run.said["totals"]["payout"]).partition(".")[2])


def participants(*runs: Opened) -> list[str]:
    """Everybody whom one of the runs pays."""
    from planlang.data.parquetfile import connect

    query = " UNION ".join(f"SELECT participant FROM {run.rows('payouts')}" for run in runs)
    with connect() as database:
        return [row[0] for row in database.execute(f"{query} ORDER BY 1").fetchall()]
