"""Two rules of one kind that pay on the same rows: both, or only one of them?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.regions import Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.reaches import Reach, within
from planlang.questions.suspicious.twice import alike
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_both_pay(low: Lowering, reaches: list[Reach]) -> None:
    """Warns of two rules that share rows by conditions on the same columns, and say different things.

    Rules that answer different questions (3 years or more, prepaid) are meant to add up, and so is a bonus for 120% beside one for 100%.
    What overlaps in part is hardly meant, whatever it pays; of two commissions on one amount, or two campaigns at one time, it is asked
    even where all rows of one are rows of the other.
    """
    for a, b in itertools.combinations(reaches, 2):
        if a.rule.kind != b.rule.kind or alike(a.rule, b.rule):
            continue
        shared = next((both for x in a.boxes for y in b.boxes if (both := _doubtful(a, b, x, y)) is not None), None)
        if shared is None:
            continue
        case = " and ".join(a.spoken[column].says(shared[column]) for column in shared)
        low.report.add(
            "both-pay",
            f"{a.rule.name} and {b.rule.name} both pay where {case}",
            head(b.rule, low.report),
            f"the {b.rule.kind} {b.rule.name}",
            also=(
                Label(head(a.rule, low.report), f"the {a.rule.kind} {a.rule.name}"),
                *(Label(line.span, "is about them") for line in (*a.when, *b.when)),
            ),
            consequence="The payout adds both. A reader of the letter may expect one of them: the first, or the higher.",
            repairs=(
                Repair("If only one is meant there, let the conditions meet and not overlap."),
                Repair("If the higher is meant, make them rows of one rule:", "pay  highest match { … }"),
                Repair("If both are meant, one rule that adds them says so:", "pay  every match { … }"),
            ),
        )


def _doubtful(a: Reach, b: Reach, x: Box, y: Box) -> Box | None:
    """The rows that two boxes share, where it is doubtful that both rules are meant there."""
    shared = x.keys() & y.keys()
    both = meet(x, y)
    if not shared or both is None:
        return None
    inside = [all(within(one[column], other[column]) for column in shared) for one, other in ((x, y), (y, x))]
    if all(inside):
        return None  # the same rows, twice: the second rule is about something else
    same_columns = x.keys() == y.keys()
    in_time = a.rule.kind == "spiff" and "date" in shared
    if not any(inside):
        return both if same_columns or in_time or a.rule.kind == "commission" else None
    if in_time or (same_columns and a.rule.kind == "commission" and _same_amount(a.rule, b.rule)):
        return both
    return None


def _same_amount(a: tree.Rule, b: tree.Rule) -> bool:
    """Whether two rules pay a rate of the same amount."""
    first, second = _amount(a), _amount(b)
    return first is not None and second is not None and tree.same_text(first, second)


def _amount(rule: tree.Rule) -> tree.Node | None:
    start = next((step.value for step in rule.steps if isinstance(step, tree.Start)), None)
    return start.whole if isinstance(start, tree.Of) else start
