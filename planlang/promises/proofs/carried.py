"""What is negative and carried to the next period: ``flow + brought - left``, which is what is above 0 of ``flow + brought``."""

from __future__ import annotations

from planlang.core import graph as g


def carried_flow(table: g.Table, op: g.Add) -> g.Operand | None:
    """The amounts of which only what is negative is carried on; ``None`` for any other sum."""
    added = [term for sign, term in op.terms if sign == 1]
    taken = [term for sign, term in op.terms if sign == -1]
    if len(added) != 2 or len(taken) != 1 or not isinstance(taken[0], g.Ref):
        return None
    left = table.columns[taken[0].column].op
    if not isinstance(left, g.Level) or left.kind != "cap" or left.where is not None:
        return None
    if not isinstance(left.bound, g.Const) or left.bound.value != 0:
        return None
    brought = g.Previous(taken[0], left.by, left.order)
    for flow, other in (added, added[::-1]):
        if flow == left.flow and isinstance(other, g.Ref) and table.columns[other.column].op == brought:
            return flow
    return None
