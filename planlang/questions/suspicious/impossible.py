"""A step of a rule under a condition that no row of the rule meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Ref
from planlang.core.regions import Box, meet, span
from planlang.diagnostics.model import Label, Repair
from planlang.questions.matching import region_of
from planlang.questions.unreachable import out_of_bounds, report_beyond
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


def report_step_never(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a step whose condition no value of its column meets, or which excludes those of its rule."""
    known = low.rules.get(rule.name)
    if known is None:
        return
    when = [step for step in rule.steps if isinstance(step, tree.When)]
    covered = _covered(low, known.scope)
    boxes: list[Box] = [covered]
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
        region = region_of(step.when, known.scope).boxes
        if not boxes or _both(boxes, region):
            continue
        outside = not _both([covered], region)
        also = [Label(line.span, f"{rule.name} is only about these") for line in when]
        if outside:
            also = [
                Label(line.span, "what the plan covers")
                for line in low.model.plan.items
                if isinstance(line, tree.CoversLine)
            ]
        low.report.add(
            "never-applies",
            "this step never applies: what the plan covers ends before or starts after this"
            if outside
            else f"this step never applies: where `{low.words(step.when)}` holds, {rule.name} does not",
            step.span,
            also=tuple(also),
            consequence="It stands in the letter, and changes nobody's pay.",
            repairs=(Repair("Correct the dates, here or in the header."),)
            if outside
            else (
                Repair("Correct one of the two conditions."),
                Repair("Or move the step to the rule that it is for."),
            ),
        )


def _covered(low: Lowering, scope: Scope) -> Box:
    """The days of the credits that the plan covers."""
    if scope.kind != "credit" or not isinstance(scope.day, Ref):
        return {}
    header = low.model.header
    return {scope.day.column: span(header.start, True, header.end, True, whole=True)}


def _both(boxes: list[Box], others: tuple[Box, ...]) -> list[Box]:
    return [both for box in boxes for other in others if (both := meet(box, other)) is not None]
