"""Two rules that pay the same again: the same steps, in rows that both are about."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

from planlang.core.regions import BOTTOM, TOP, Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.reaches import Reach, one_span
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_paid_again(low: Lowering, rules: list[tree.Rule], reaches: dict[str, Reach]) -> None:
    """Warns of two rules that say the same, where their conditions certainly hold together."""
    said = [what_is_paid(rule) for rule in rules]
    again = {key for key, times in Counter(said).items() if key is not None and times > 1}
    some = [(rule, key) for rule, key in zip(rules, said) if key in again]  # few: most rules say what no other does
    for (a, first), (b, second) in itertools.combinations(some, 2):
        if first != second or not _together(a, b, reaches):
            continue
        low.report.add(
            "paid-again",
            f"{b.name} pays the same as {a.name}, once more",
            head(b, low.report),
            also=(Label(head(a, low.report), f"the {a.kind} {a.name}"),),
            consequence="Where both apply, a deal is paid twice by rules that say the same.",
            repairs=(
                Repair(f"Remove {b.name}, if it is a copy."),
                Repair("If each has its own time or product, keep their conditions apart."),
            ),
        )


def what_is_paid(rule: tree.Rule) -> Any:
    """What a rule says but for the rows that it is about; nothing if it has no steps."""
    if not rule.steps or rule.grain is None:
        return None
    return tree.text_key((rule.grain, tuple(s for s in rule.steps if not isinstance(s, tree.When))))


def _together(a: tree.Rule, b: tree.Rule, reaches: dict[str, Reach]) -> bool:
    """Whether both hold for some rows, by conditions on the same columns; two answers to different questions may well add up."""
    first, second = ([s for s in rule.steps if isinstance(s, tree.When)] for rule in (a, b))
    if tree.same_text(tuple(first), tuple(second)):
        return True
    if not first or not second or a.name not in reaches or b.name not in reaches:
        return False
    one, other = reaches[a.name], reaches[b.name]
    return any(
        box.keys() == also.keys() and meet(box, also) is not None and not _stairs(one, box, also)
        for box in one.boxes
        for also in other.boxes
    )


def _stairs(reach: Reach, one: Box, other: Box) -> bool:
    """Whether two rules are steps of a staircase: so much from 100% on, and as much once more from 120% on.

    Of two commissions that begin at different amounts, or two campaigns, the second is hardly meant to add the same again.
    """
    apart = [column for column in one if one[column] != other[column]]
    if len(apart) != 1 or reach.rule.kind == "commission" or reach.spoken[apart[0]].kind == "date":
        return False
    ends = [one_span(box[apart[0]]) for box in (one, other)]
    return all(end is not None and end[1] == TOP and end[0] != BOTTOM for end in ends)
