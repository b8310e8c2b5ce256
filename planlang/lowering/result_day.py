"""The day of a rule's result, where the rule says it by ``dated``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Choose, Const, Operand, Unit
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def day_of_result(steps: Steps) -> Operand:
    """The day of each row's result. Where that may be absent the rule is not about the row, whose own day then says where it stands."""
    assert steps.dated is not None
    scope, low = steps.scope, steps.low
    if steps.applies is None or not _may_be_absent(steps):
        return steps.dated
    if scope.day is not None:
        own = scope.day
    elif scope.unit is not None:
        own = scope.edge("last", scope.unit, steps.decl.span)
    else:
        own = Const(low.model.header.start, Unit("date"))
    op = Choose(((steps.applies, steps.dated),), own)
    return scope.table.once(f"{steps.name}: day, or the row's", op, Unit("date"), "the day of the result", "date")


def _may_be_absent(steps: Steps) -> bool:
    """Whether the result's day is made of a column that only the rule's conditions make sure of."""
    waiting: list[tree.Node] = [step.value for step in steps.decl.steps if isinstance(step, tree.Dated)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Column) and tuple(node.parts) in steps.scope.known:
            return True
        waiting += tree.children(node)
    return False
