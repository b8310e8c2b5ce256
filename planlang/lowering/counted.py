"""Whether a quotient is one of counts: items a ticket, or the units sold of those that were asked for."""

from __future__ import annotations

from planlang.core.graph import Choose, Const, Lookup, Operand, Ratio, Ref, Same
from planlang.lowering.context import Lowering
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder


def of_counts(scope: Scope, value: Operand) -> bool:
    """Whether a value is what came of dividing one count by another, perhaps chosen beside a constant."""
    return _of_counts(scope.low, scope.table, value)


def _of_counts(low: Lowering, table: TableBuilder, value: Operand) -> bool:
    if isinstance(value, Const):
        return False
    op = table.column(value).op
    if isinstance(op, Same):
        return _of_counts(low, table, op.value)
    if isinstance(op, Lookup):
        there = low.tables.get(op.table)
        return there is not None and _of_counts(low, there, Ref(op.column))
    if isinstance(op, Choose):
        values = (*(chosen for _, chosen in op.cases), op.otherwise)
        found = [chosen for chosen in values if chosen is not None and not isinstance(chosen, Const)]
        return bool(found) and all(_of_counts(low, table, chosen) for chosen in found)
    if isinstance(op, Ratio):
        return all(
            (part.unit if isinstance(part, Const) else table.column(part).unit).kind == "count"
            for part in (op.top, op.bottom)
        )
    return False
