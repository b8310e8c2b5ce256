"""Credits: one row that comes into a ledger twice, and shares of which nothing says what they come to."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.regions import Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.contradictory.reaches import Spoken, boxes_of, within
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_credited_twice(low: Lowering, gathers: tree.Gathers) -> None:
    """Warns of a ledger that gathers two credits which take in the same rows, for the same person, on the same day."""
    found = [low.model.names.get(source.name) for source in gathers.sources]
    for a, b in itertools.combinations([one for one in found if isinstance(one, tree.Credit)], 2):
        spoken: dict[str, Spoken] = {}
        shared = shared_rows(low, a, b, spoken)
        if shared is None:
            continue
        case = " and ".join(spoken[column].says(allowed) for column, allowed in shared.items())
        low.report.add(
            "credited-twice",
            f"{gathers.name} has a {a.grain.name} twice, by {a.name} and by {b.name}{f', where {case}' if case else ''}",
            gathers.span,
            also=(Label(head(a, low.report), "takes it in"), Label(head(b, low.report), "so does this")),
            consequence="It counts twice towards quotas and tiers, and is paid twice by each rule for these credits.",
            repairs=(Repair("Keep the conditions of the two credits apart."), Repair("Or gather only one of them.")),
        )


def shared_rows(
    low: Lowering, a: tree.Credit, b: tree.Credit, spoken: dict[str, Spoken], only_in_part: bool = False
) -> Box | None:
    """The rows that two credits of one kind certainly share, both for the same amount, person and day.

    ``only_in_part``: by conditions on the same columns, and neither has all rows of the other.
    """
    if not tree.same_text(a.grain, b.grain) or not all(
        tree.same_text(_line(a, kind), _line(b, kind)) for kind in (tree.To, tree.AmountLine, tree.Dated)
    ):
        return None
    from planlang.lowering.credits import source_scope

    scope = source_scope(low, a.grain, a.name)
    first, second = (
        boxes_of(tuple(line for line in credit.lines if isinstance(line, tree.When)), scope, spoken)
        for credit in (a, b)
    )
    if first is None or second is None:
        return None
    pairs = [(x, y) for x in first for y in second]
    if only_in_part:
        pairs = [(x, y) for x, y in pairs if x.keys() == y.keys() and not _inside(x, y) and not _inside(y, x)]
    return next((both for x, y in pairs if (both := meet(x, y)) is not None), None)


def _inside(inner: Box, outer: Box) -> bool:
    return all(within(inner[column], outer[column]) for column in outer)


def _line(credit: tree.Credit, kind: type[tree.Statement]) -> tree.Statement | None:
    return next((line for line in credit.lines if isinstance(line, kind)), None)


def report_shares_unchecked(low: Lowering, credit: tree.Credit) -> None:
    """Warns where a row's share of something is credited, and no check of the data says what the shares of it come to."""
    line = _line(credit, tree.AmountLine)
    share = line.value.share if isinstance(line, tree.AmountLine) and isinstance(line.value, tree.Of) else None
    if (
        line is None
        or not isinstance(share, tree.Column)
        or len(share.parts) != 2
        or share.parts[0] != credit.grain.name
    ):
        return
    word, column = share.parts
    record = low.model.rows.get(word)
    if (
        record is None
        or record.columns[column].type.kind not in ("percent", "fraction")
        or _checked(low, record.decl.name, column)
    ):
        return
    whole = next((one.row for one in record.spec.columns if one.row is not None and one.row != "participants"), None)
    if whole is None:
        return
    whole = low.model.records[whole].decl.row
    table = record.decl.name
    total = f"total {column} of {table} in the {whole}"
    low.report.add(
        "shares-unchecked",
        f"nothing says what the shares ({word}.{column}) of one {whole} come to",
        line.span,
        "credits a share",
        also=(Label(record.columns[column].span, "the shares"),),
        consequence=f"Shares of 60% and 60% would credit, and pay, a {whole} for 120%; shares of 50% and 40% only 90% of it.",
        repairs=(
            Repair(
                f"If they make a whole, check it in `data {table}`:",
                f"reject unless  for each {whole}: {total} is 100%",
            ),
            Repair(
                f"If more is credited than there is (an overlay), say in `data {table}` how much:",
                f"reject unless  for each {whole}: {total} is at most 150%",
            ),
        ),
    )


def _checked(low: Lowering, table: str, column: str) -> bool:
    """Whether some check of the data totals the column."""
    return any(
        isinstance(found, tree.Aggregate) and found.source == table and found.field == column
        for item in low.model.plan.items
        if isinstance(item, tree.Data)
        for line in item.lines
        if isinstance(line, tree.RejectUnless)
        for found in _below(line)
    )


def _below(item: tree.Node) -> list[tree.Node]:
    return [found for child in tree.children(item) for found in (child, *_below(child))]
