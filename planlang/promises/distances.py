"""How far each row is from breaking a condition: less than nothing where it is broken, by as much as it is.

A search that knows the distance knows which way to go, and with numbers that depend on an unknown, where to.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter import Evaluator

SURE = Fraction(10**40)
"""The distance where what is asked is no number: it holds, and nothing that rises or falls changes it."""
_NUMBERS = frozenset({"money", "percent", "multiplier", "number", "count", "days"})


def distances(reader: Evaluator, table: str, column: str) -> list[Any]:
    """The distance of each row of a table from breaking a condition of it."""
    return _of(reader, table, g.Ref(column))


def _of(reader: Evaluator, table: str, condition: g.Operand) -> list[Any]:
    if isinstance(condition, g.Const):
        return [SURE if condition.value else -SURE] * reader.count(table)
    op = reader.graph.tables[table].columns[condition.column].op
    if isinstance(op, g.Same):
        return _of(reader, table, op.value)
    if isinstance(op, g.Logic):
        parts = [_of(reader, table, part) for part in op.parts]
        if op.word == "not":
            return [-one for one in parts[0]]
        return [_least(row) if op.word == "and" else -_least([-one for one in row]) for row in zip(*parts)]
    if isinstance(op, g.Compare) and all(_number(reader.graph, table, one) for one in (op.left, op.right)):
        return _compared(op.relation, _read(reader, table, op.left), _read(reader, table, op.right))
    return [SURE if yes else -SURE for yes in reader.column(table, condition.column).items]


def _number(graph: g.Graph, table: str, operand: g.Operand) -> bool:
    unit = operand.unit if isinstance(operand, g.Const) else graph.tables[table].columns[operand.column].unit
    return unit.kind in _NUMBERS


def _read(reader: Evaluator, table: str, operand: g.Operand) -> list[Any]:
    if isinstance(operand, g.Const):
        return [operand.value] * reader.count(table)
    values = reader.column(table, operand.column)
    return [whole(values, row) for row in range(len(values.items))]


def whole(values: Values, row: int) -> Any:
    """The value of a row, whatever numbers the evaluator has; ``None`` where it is absent."""
    item = values.items[row]
    den = values.den[row] if isinstance(values.den, list) else values.den or 1
    return item if item is None or den == 1 else item * Fraction(1, den)


def _compared(relation: g.Relation, left: list[Any], right: list[Any]) -> list[Any]:
    found = []
    for a, b in zip(left, right, strict=True):
        if a is None or b is None:
            found.append(SURE)
        elif relation in ("<", "<="):
            found.append(b - a)
        elif relation in (">", ">="):
            found.append(a - b)
        else:
            apart = abs(a - b)
            found.append(apart if relation == "!=" else -apart)
    return found


def _least(values: Sequence[Any]) -> Any:
    least = values[0]
    for one in values[1:]:
        if one < least:
            least = one
    return least
