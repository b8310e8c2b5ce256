"""One or two passes over a source that tell whether any cell may be at fault, and how large the numbers are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.forms import TextForm, form_of
from planlang.core.records import NUMERIC, PERIODS, RecordSpec
from planlang.data.engine import columns, days, numbers, words
from planlang.data.engine.numbers import Scaled
from planlang.data.engine.shapes import Cell, Form
from planlang.data.engine.sqltext import balanced
from planlang.data.engine.words import Odd, odd_characters
from planlang.data.scale import like_fractions
from planlang.duck import duckdb
from planlang.slotted import define, evolve

_AT_ONCE = 200
"""Columns measured in one query: a record may have thousands."""

FORMED_ROWS = 50_000
"""Of fewer rows it isn't asked whether their keys have one form: there is nothing to gain."""

REPEATED = 50
"""So often a text of a column stands in it, on average, where each text is looked at once."""


@define
class Measured:
    """What was found out about a column: how many cells say something, whether one is refused, how far its values go.

    ``too_wide`` says that a number is right, but that 38 digits can't hold it over the column's denominator. ``simple``
    says whether a column of keys holds nothing but letters, digits and ``-._~``, where that was asked; ``form`` is the one that all keys have.
    """

    cell: Cell
    count: int = 0
    faulty: bool = False
    low: int | None = None
    high: int | None = None
    decimals: int = 0
    odd: Odd | None = None
    too_wide: bool = False
    absent: bool = False
    simple: bool | None = None
    form: TextForm | None = None
    once: Probe | None = None
    """Asks of each text of the column once, where there are few of them, as of shares."""

    @property
    def scaled(self) -> Scaled:
        """How the numerators of a numeric column are made."""
        return Scaled(self.decimals, numbers.power(self.cell.column, self.decimals), self.low, self.high)


class Probe:
    """Aggregates over one source, collected and then asked for together."""

    def __init__(self, database: duckdb.DuckDBPyConnection, source: str, in_place: bool) -> None:
        self.database, self.source, self.in_place = database, source, in_place
        self.asked: list[tuple[str, Callable[[Any], None]]] = []
        self.known: list[tuple[str, Callable[[Any], None]]] = []

    def ask(self, aggregate: str, then: Callable[[Any], None], known: bool = False) -> None:
        """One more; ``then`` gets its result. ``known``: the statistics of a file say it, as long as nothing else is asked with it."""
        (self.known if known and self.in_place else self.asked).append((aggregate, then))

    def run(self) -> None:
        """Asks for all of them, and forgets them."""
        both, self.known, self.asked = (self.known, self.asked), [], []
        for asked in both:
            for start in range(0, len(asked), 4 * _AT_ONCE):
                some = asked[start : start + 4 * _AT_ONCE]
                row = self.database.execute(f"SELECT {', '.join(sql for sql, _ in some)} FROM {self.source}").fetchone()
                assert row is not None
                for (_, then), result in zip(some, row, strict=True):
                    then(result)


def measure(
    database: duckdb.DuckDBPyConnection,
    source: str,
    spec: RecordSpec,
    cells: Mapping[str, Cell],
    rows: int,
    calendar: FiscalCalendar,
    vouched: Collection[str] = (),
    in_place: bool = True,
) -> dict[str, Measured]:
    """Looks at every cell of a source in SQL.

    ``vouched`` are references into a table whose keys are texts: a text that is such a key need not be looked at itself. ``in_place``: it may
    be a file whose statistics say something; else it is a table of texts.
    """
    probe = Probe(database, source, in_place)
    found = {name: Measured(cell) for name, cell in _without_blanks(probe, cells).items()}
    if in_place and rows >= FORMED_ROWS:
        _guess_forms(
            probe, [one for name, one in found.items() if _is_key(one, name in spec.identity) and name not in vouched]
        )
    if not in_place and rows >= FORMED_ROWS:
        _find_repeated(probe, rows, found.values())
    for name, one in found.items():
        _first(probe, one, name in spec.identity, name in vouched, calendar)
    probe.run()
    for one in found.values():
        if one.once is not None:
            one.once.run()
    for name, one in found.items():
        if one.form is not None and not one.simple:  # one text is of another form: asked as if there were none
            one.form = None
            probe.ask(f"bool_or({words.not_simple(one.cell, name in spec.identity)})", _not_simple(one))
    probe.run()
    for name, one in found.items():
        if one.simple is False and name not in vouched:
            probe.ask(f"bool_or({words.suspect(one.cell, name in spec.identity)})", _found(one))
    probe.run()
    for name, one in found.items():
        if one.cell.column.kind in columns.TEXTS and one.faulty:
            _closer(database, source, one, name in spec.identity, calendar)
        one.absent = one.count < rows
        if one.absent and not one.cell.column.optional:
            one.faulty = True
    numeric = [one for one in found.values() if one.cell.column.kind in NUMERIC]
    if not any(one.faulty for one in found.values()):
        for one in numeric:
            if one.cell.form == "text":
                _second(one.once or probe, one)
                if one.once is not None:
                    one.once.run()
        probe.run()
        for one in numeric:
            _judge(database, source if one.once is None else one.once.source, one)
    return found


def _without_blanks(probe: Probe, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells, where columns of texts that are never empty are taken as they are.

    Asked for the least text, Parquet says so nearly for free. Of a table all columns are asked together, as hardly any has an empty text.
    """
    made = dict(cells)
    some = [
        name
        for name, cell in cells.items()
        if cell.form == "text" and cell.given == cell.written and not cell.column.reads
    ]

    def asked(names: Sequence[str], one_by_one: bool) -> Callable[[Any], None]:
        def then(empty: Any) -> None:
            if empty == "" or empty is True:
                for name in names if not one_by_one else ():
                    probe.ask(f"bool_or({made[name].given} = '')", asked((name,), False))
                return
            for name in names:
                made[name] = evolve(made[name], text=made[name].given)

        return then

    if probe.in_place:
        for name in some:
            probe.ask(f"min({made[name].given})", asked((name,), False))
    elif some:
        tests = balanced([f"{made[name].given} = ''" for name in some], "OR", "false")
        probe.ask(f"bool_or({tests})", asked(some, True))
    probe.run()
    probe.run()  # column by column, where some text is empty
    return made


def _set(one: Measured, name: str) -> Callable[[Any], None]:
    return lambda result: setattr(one, name, result)


def _found(one: Measured) -> Callable[[Any], None]:
    def then(result: Any) -> None:
        one.faulty = one.faulty or bool(result)

    return then


def _not_simple(one: Measured) -> Callable[[Any], None]:
    return lambda result: setattr(one, "simple", not result)


def _first(probe: Probe, one: Measured, identifies: bool, vouched: bool, calendar: FiscalCalendar) -> None:
    cell, kind = one.cell, one.cell.column.kind
    counted = cell.given if cell.form != "text" else cell.text
    probe.ask(f"count({counted})", _set(one, "count"), counted == cell.given)
    if _is_key(one, identifies):  # keys are simple as a rule, other texts are not
        if one.form is not None:
            probe.ask(f"bool_and({words.has_form(cell, one.form)})", _set(one, "simple"))
        elif not vouched:
            probe.ask(f"bool_or({words.not_simple(cell, identifies)})", _not_simple(one))
        return
    bad = columns.refused(cell, identifies, None, calendar)
    members = words.members_type(cell) if kind == "one-of" else None
    if kind in NUMERIC:
        _first_of_number(one.once or probe, one, bad)
        return
    if members is not None:
        probe.ask(f"count(TRY_CAST({cell.text} AS {members})) < count({cell.text})", _found(one))
    elif bad is not None and cell.form != "date":
        probe.ask(f"bool_or({bad})", _found(one))
    if cell.form == "date":
        edges = _edges(cell.given)
        probe.ask(
            f"NOT ({' AND '.join(f'NOT {columns.refused(_of(cell, edge), False, None, calendar)}' for edge in edges)})",
            _found(one),
            True,
        )
        for edge, name in zip(edges, ("low", "high"), strict=True):
            probe.ask(columns.value(_of(cell, edge), 0, None, calendar), _set(one, name), True)
    elif kind == "date":  # where no text is refused
        for edge, name in zip(_edges(days.date_of(cell)), ("low", "high"), strict=True):
            probe.ask(columns.value(_of(cell, edge, "date"), 0, None, calendar), _set(one, name))
    elif kind in PERIODS:
        number = f"CASE WHEN NOT {bad} THEN {columns.value(cell, 0, None, calendar)} END"
        probe.ask(f"min({number})", _set(one, "low"))
        probe.ask(f"max({number})", _set(one, "high"))


def _is_key(one: Measured, identifies: bool) -> bool:
    kind = one.cell.column.kind
    return kind in columns.TEXTS and (identifies or kind == "row")


def _guess_forms(probe: Probe, keys: Sequence[Measured]) -> None:
    """The forms that keys may have, by the first and the last of them, which a file's statistics know."""
    for one in keys:
        if one.cell.form != "text" or one.cell.text != one.cell.given:
            continue
        ends: list[str | None] = []

        def then(result: Any, one: Measured = one, ends: list[str | None] = ends) -> None:
            ends.append(result)
            if len(ends) == 2:
                form = form_of(*ends)
                longest = words.most(one.cell.column, True)
                one.form = form if form is not None and len(ends[0] or "") <= longest else None

        probe.ask(f"min({one.cell.given})", then, True)
        probe.ask(f"max({one.cell.given})", then, True)
    probe.run()


def _find_repeated(probe: Probe, rows: int, found: Iterable[Measured]) -> None:
    """Finds columns of numbers whose few texts stand in them again and again: to look at each text once costs a tenth."""

    def asked(one: Measured) -> Callable[[Any], None]:
        def then(texts: Any) -> None:
            if texts * REPEATED < rows:
                each = f"(SELECT DISTINCT {one.cell.given} FROM {probe.source})"
                one.once = Probe(probe.database, each, False)

        return then

    for one in found:
        if one.cell.form == "text" and one.cell.column.kind in NUMERIC and numbers.decimals_of(one.cell) is None:
            probe.ask(f"approx_count_distinct({one.cell.given})", asked(one))
    probe.run()


def _edges(of: str) -> tuple[str, str]:
    return f"min({of})", f"max({of})"


def _of(cell: Cell, expression: str, form: Form | None = None) -> Cell:
    return Cell(cell.column, expression, expression, expression, form or cell.form, cell.width, cell.scale)


def _first_of_number(probe: Probe, one: Measured, bad: str | None) -> None:
    cell = one.cell
    if bad is not None:
        probe.ask(f"bool_or({bad})", _found(one))
    if cell.form == "text":
        probe.ask(f"max(strlen({cell.text}))", lambda longest: setattr(one, "cell", evolve(one.cell, longest=longest)))
        needed = numbers.decimals_of(cell)
        if needed is not None:
            one.decimals = needed
        else:
            sql = f"coalesce(max(CASE WHEN NOT {bad} THEN {numbers.decimals_needed(cell)} END), 0)"
            probe.ask(sql, _set(one, "decimals"))
        return
    one.decimals = numbers.decimals_of(cell) or 0

    def scaled(name: str) -> Callable[[Any], None]:
        return lambda result: setattr(one, name, _scaled(result, one.decimals))

    probe.ask(f"CAST(min({cell.given}) AS VARCHAR)", scaled("low"), True)
    probe.ask(f"CAST(max({cell.given}) AS VARCHAR)", scaled("high"), True)


def _scaled(text: str | None, decimals: int) -> int | None:
    if text is None:
        return None
    whole, _, rest = text.partition(".")
    return int(whole + rest[:decimals].ljust(decimals, "0"))


def _closer(
    database: duckdb.DuckDBPyConnection, source: str, one: Measured, identifies: bool, calendar: FiscalCalendar
) -> None:
    """Texts with other than plain letters: asks Python about the characters, and SQL whether one is refused."""
    one.odd = odd_characters(database, source, one.cell, identifies)
    exact = columns.refused(one.cell, identifies, one.odd, calendar)
    row = database.execute(f"SELECT bool_or({exact}) FROM {source}").fetchone()
    one.faulty = bool(row and row[0])


def _second(probe: Probe, one: Measured) -> None:
    """The numerators of texts, now that their denominator is known."""
    number = numbers.numerator(one.cell, one.decimals, None)
    probe.ask(f"min({number})", _set(one, "low"))
    probe.ask(f"max({number})", _set(one, "high"))
    probe.ask(f"count({number}) < count({one.cell.text})", _set(one, "too_wide"))


def _judge(database: duckdb.DuckDBPyConnection, source: str, one: Measured) -> None:
    """What a whole column of numbers says: bounds, width, per cent or fraction."""
    if one.low is None or one.high is None:
        return
    scaled = one.scaled
    one.too_wide = one.too_wide or scaled.widest > numbers.HUGEINT
    limits = one.cell.column.limits
    if limits is not None:
        low, high = numbers.within(limits, scaled.den)
        if (low is not None and one.low < low) or (high is not None and one.high > high):
            one.faulty = True
    if not one.too_wide and _looks_wrong(database, source, one):
        one.faulty = True


def _looks_wrong(database: duckdb.DuckDBPyConnection, source: str, one: Measured) -> bool:
    """Whether ``planlang.data.scale`` would say of a column without other faults that it looks like another kind."""
    column, den, widest = one.cell.column, one.scaled.den, one.scaled.widest
    number = f"abs({numbers.numerator(one.cell, one.decimals, widest)})"
    if column.kind == "percent":
        if one.cell.form != "text" and not like_fractions(column, widest, 0, den):
            return False  # whatever the least of them is; the statistics of a file say how far they go
        bare = f"FILTER (NOT ends_with({one.cell.text}, '%'))" if one.cell.form == "text" else ""
        some = f"nullif({number}, 0)"
        most, least = _ask(database, source, [f"coalesce({end}({some}) {bare}, 0)" for end in ("max", "min")])
        return like_fractions(column, most, least, den)
    if column.kind == "fraction" and (column.limits is None or column.limits.high is None):
        if widest <= den:
            return False
        (least,) = _ask(database, source, [f"min({number}) FILTER ({number} <> 0)"])
        return not (least < den and widest <= 10 * den)
    return False


def _ask(database: duckdb.DuckDBPyConnection, source: str, aggregates: Sequence[str]) -> tuple[Any, ...]:
    row = database.execute(f"SELECT {', '.join(aggregates)} FROM {source}").fetchone()
    assert row is not None
    return tuple(row)
