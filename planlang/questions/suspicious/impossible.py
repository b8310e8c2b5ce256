"""A step of a rule under a condition that no row of the rule meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.regions import Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.matching import region_of
from planlang.questions.unreachable import out_of_bounds, report_beyond
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_step_never(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a step whose condition no value of its column meets, or which excludes those of its rule."""
    known = low.rules.get(rule.name)
    if known is None:
        return
    when = [step for step in rule.steps if isinstance(step, tree.When)]
    boxes: list[Box] = [{}]
    for line in when:
        boxes = _both(boxes, region_of(line.condition, known.scope).boxes)
    for step in rule.steps:
        if isinstance(step, tree.OnlyIf):
            beyond = out_of_bounds(step.condition, evolve(known.scope))
            if beyond is not None:
                report_beyond(low, f"nobody passes this gate of {rule.name}", *beyond)
        if not isinstance(step, (tree.Change, tree.Limit)) or step.when is None:
            continue
        beyond = out_of_bounds(step.when, evolve(known.scope))
        if beyond is not None:
            report_beyond(low, "this step never applies", *beyond)
            continue
        if not boxes or _both(boxes, region_of(step.when, known.scope).boxes):
            continue
        low.report.add(
            "never-applies",
            f"this step never applies: where `{low.words(step.when)}` holds, {rule.name} does not",
            step.span,
            also=tuple(Label(line.span, f"{rule.name} is only about these") for line in when),
            consequence="It stands in the letter, and changes nobody's pay.",
            repairs=(
                Repair("Correct one of the two conditions."),
                Repair("Or move the step to the rule that it is for."),
            ),
        )


def _both(boxes: list[Box], others: tuple[Box, ...]) -> list[Box]:
    return [both for box in boxes for other in others if (both := meet(box, other)) is not None]
