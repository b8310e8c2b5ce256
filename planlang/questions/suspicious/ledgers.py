"""Credits: one row that comes into a ledger twice."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.regions import Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.contradictory.reaches import boxes_of, within
from planlang.questions.contradictory.spoken import Spoken
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
