"""Asks of fixed pay whether it goes on in the periods that a plan only follows.

Rules for each person and period have a row in those, too, so that corrections have somewhere to go. Credits dated there are not
covered, so that what is made of credits comes to nothing; a salary, a floor or a prize does not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, line_above
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


def ask_following(low: Lowering, decl: tree.Rule, scope: Scope) -> None:
    """Asks where a rule for each period pays something without any credit, and says nothing of when that ends."""
    unit = scope.unit
    if unit is None or not decl.pays or not _follows(low, unit) or not decl.steps:
        return
    if any(isinstance(step, tree.When) and _mentions_days(step.condition) for step in decl.steps):
        return
    fixed = next((step for step in decl.steps if _fixed(step)), None)
    if fixed is None:
        return
    first = decl.steps[0].span
    low.report.add(
        "followed-periods-open",
        f"nothing says whether {decl.name} goes on in each {unit} that the plan only follows",
        fixed.span,
        "is paid without any credit",
        consequence=f"It would be paid in every {unit} through {_day(low.model.header.follows)}, for nothing that is covered.",
        repairs=(
            line_above(f"It ends with the last {unit} that is covered:", first, _until(unit, low.model.header.end)),
            line_above("It goes on as long as the plan follows:", first, _until(unit, low.model.header.follows)),
        ),
    )  # fmt: skip


def ask_followed_floor(low: Lowering, decl: tree.Payout, scope: Scope) -> None:
    """The same of a floor in the payout."""
    unit = scope.unit
    if unit is None or not _follows(low, unit):
        return
    for step in decl.steps:
        if isinstance(step, tree.Limit) and _floor(step) and (step.when is None or not _mentions_days(step.when)):
            condition = _until(unit, low.model.header.end)
            low.report.add(
                "followed-periods-open",
                f"nothing says whether the floor holds in each {unit} that the plan only follows",
                step.span,
                "is paid without any credit",
                also=(),
                consequence=f"It would be paid in every {unit} through {_day(low.model.header.follows)}, for nothing that is covered.",
                repairs=(
                    Repair(f"It ends with the last {unit} that is covered: end the line with", condition),
                    Repair("Or as long as the plan follows:", _until(unit, low.model.header.follows)),
                ),
            )
            return


def _follows(low: Lowering, unit: str) -> bool:
    """Whether there are periods after the last one that is covered."""
    header = low.model.header
    if header.follows is None:
        return False
    period = header.calendar.period
    return period(unit, header.follows) > period(unit, header.end)  # type: ignore[arg-type]


def _until(unit: str, day: int | None) -> str:
    return f"when  the last day of the {unit} is at most {_day(day)}"


def _day(day: int | None) -> str:
    return datetime.date.fromordinal(day or 1).isoformat()


def _fixed(step: tree.Step) -> bool:
    """Whether a step gives an amount that no credit is behind: a salary, a floor, a prize for a place."""
    if isinstance(step, tree.Limit):
        return _floor(step) and (step.when is None or not _mentions_days(step.when))
    if not isinstance(step, tree.Start) or step.word == "take back":
        return False
    nodes = list(_nodes(step.value))
    if any(isinstance(node, tree.Places) for node in nodes):
        return True
    return not any(isinstance(node, (tree.Aggregate, tree.Name, tree.PeriodEdge)) for node in nodes)


def _floor(step: tree.Limit) -> bool:
    """A floor above 0: a floor of 0 only keeps corrections from taking something back."""
    value = step.value
    return step.word == "at least" and not (isinstance(value, tree.MoneyLit) and value.value == 0)


def _mentions_days(condition: tree.Condition) -> bool:
    """Whether a condition is about days, so that it says itself when something ends."""
    return any(isinstance(node, (tree.PeriodEdge, tree.DateLit, tree.PeriodLit)) for node in _nodes(condition))


def _nodes(node: tree.Node) -> Iterator[tree.Node]:
    yield node
    for child in tree.children(node):
        yield from _nodes(child)
