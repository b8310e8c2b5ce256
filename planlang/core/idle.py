"""Columns that are 0 in each row where a condition does not hold."""

from __future__ import annotations

from collections.abc import Mapping

from planlang.core import graph as g

Columns = Mapping[str, g.Column]


def idle(columns: Columns, column: str, condition: str) -> bool:
    """Whether a column is known to be 0 wherever a yes/no column of its table does not hold."""
    op = columns[column].op
    if isinstance(op, g.Same):
        return _nothing(columns, op.value, condition)
    if isinstance(op, (g.Round, g.Within)):  # what is still under a limit of nothing is nothing
        return _nothing(columns, op.value, condition)
    if isinstance(op, g.Add):
        return all(_nothing(columns, term, condition) for _, term in op.terms)
    if isinstance(op, g.Multiply):
        return any(_nothing(columns, factor, condition) for factor in op.factors)
    if isinstance(op, g.Choose):
        cases = [value for test, value in op.cases if not _only_with(columns, test, condition)]
        return all(value is not None and _nothing(columns, value, condition) for value in (*cases, op.otherwise))
    return False


def _nothing(columns: Columns, operand: g.Operand, condition: str) -> bool:
    if isinstance(operand, g.Const):
        return operand.value == 0 and not isinstance(operand.value, bool)
    return idle(columns, operand.column, condition)


def _only_with(columns: Columns, test: g.Operand, condition: str) -> bool:
    """Whether a test holds only where a condition does."""
    if not isinstance(test, g.Ref):
        return False
    if test.column == condition:
        return True
    op = columns[test.column].op
    if isinstance(op, g.Same):
        return _only_with(columns, op.value, condition)
    return isinstance(op, g.Logic) and op.word == "and" and any(_only_with(columns, p, condition) for p in op.parts)
