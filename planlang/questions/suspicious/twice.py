"""Two rules that pay the same again: the same steps, in rows that both are about."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.regions import Box
    from planlang.lowering.context import Lowering


def report_paid_again(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns of two rules that say the same, where their conditions certainly hold together."""
    payout = low.model.payout
    added = {
        name.name
        for step in (payout.steps if payout is not None else ())
        if isinstance(step, tree.AddRules)
        for name in step.names
    }
    rules = [rule for rule in rules if rule.name in added and rule.name not in low.model.changes]
    for a, b in itertools.combinations(rules, 2):
        if not _alike(a, b) or not _together(low, a, b):
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


def _alike(a: tree.Rule, b: tree.Rule) -> bool:
    """Whether two rules say the same but for the rows that they are about."""
    if not a.steps or a.grain is None or b.grain is None or not tree.same_text(a.grain, b.grain):
        return False
    return tree.same_text(*(tuple(s for s in rule.steps if not isinstance(s, tree.When)) for rule in (a, b)))


def _together(low: Lowering, a: tree.Rule, b: tree.Rule) -> bool:
    """Whether both hold for some rows, by conditions on the same columns; two answers to different questions may well add up."""
    first, second = ([s for s in rule.steps if isinstance(s, tree.When)] for rule in (a, b))
    if tree.same_text(tuple(first), tuple(second)):
        return True
    if not first or not second:
        return False
    from planlang.core.regions import meet  # few plans have two rules that are otherwise alike

    one, other = _boxes(low, a, first), _boxes(low, b, second)
    return any(box.keys() == also.keys() and meet(box, also) is not None for box in one for also in other)


def _boxes(low: Lowering, rule: tree.Rule, when: list[tree.When]) -> list[Box]:
    """The rows that a rule is about; none where its conditions aren't understood in full."""
    from planlang.core.regions import meet
    from planlang.questions.matching import region_of

    known = low.rules.get(rule.name)
    if known is None:
        return []
    boxes: list[Box] = [{}]
    for line in when:
        region = region_of(line.condition, known.scope)
        if not region.exact:
            return []
        boxes = [both for box in boxes for part in region.boxes if (both := meet(box, part)) is not None]
    return boxes
