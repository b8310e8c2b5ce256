"""Who gets what rounding leaves, where it is the first of those who share: a yes/no column says so, as one of the data would."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Compare, Const, Running, Unit
from planlang.diagnostics.place import Span
from planlang.lowering.tables import TableBuilder

ONE = Const(Fraction(1), Unit("count"))


def first_of(
    table: TableBuilder, name: str, by: tuple[str, ...], order: tuple[str, ...], rule: str, place: Span
) -> str:
    """The column that holds for the first row of each group, in an order that tells its rows apart."""
    number = table.add(
        f"{name}: which of them", Running(ONE, by, order, True), ONE.unit, "which of them", "total", rule, place
    )
    op = Compare(number, "==", ONE)
    return table.add(f"{name}: first", op, Unit("yes/no"), "the first of them", "condition", rule, place).column
