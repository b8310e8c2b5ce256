"""What a condition makes sure of: that an optional column is there, or the row that a phrase picks."""

from __future__ import annotations

from planlang.core.graph import Lookup, Ref, Total
from planlang.lowering.context import Typed
from planlang.lowering.scope import Scope
from planlang.slotted import evolve
from planlang.syntax import tree

CALCULATED = (tree.Binary, tree.Negate, tree.Of, tree.DaysOf, tree.ServiceMonth, tree.DayNumber, tree.PeriodEdge)
"""What is worked out from other values, and is there where all of them are."""


def terms(item: tree.Node) -> list[tree.Value]:
    """What a calculation is made of."""
    if not isinstance(item, CALCULATED):
        return [item]  # type: ignore[list-item]
    return [part for child in tree.children(item) for part in terms(child)]


def known_as(item: tree.Value, found: Typed, scope: Scope) -> tuple[str, ...]:
    """What ``is known`` makes sure of: a column as it is read, or what a phrase such as ``the rate of …`` comes to here.

    Where each row of the data has the column, that is the row: then ``the level of …`` the same row is there, too.
    """
    if isinstance(item, tree.Column):
        return item.parts
    if not isinstance(found.operand, Ref):
        return ()
    row, needed = _row_of(found.operand, scope)
    return row if row and needed else (scope.table.name, found.operand.column)


def all_known(item: tree.Value, found: Typed, scope: Scope) -> frozenset[tuple[str, ...]]:
    """All that is there where a value is known: it, and the row that it is read from."""
    row = _row_of(found.operand, scope)[0] if isinstance(found.operand, Ref) else ()
    return frozenset({known_as(item, found, scope), *([row] if row else [])})


def _row_of(operand: Ref, scope: Scope) -> tuple[tuple[str, ...], bool]:
    """The row of the data that a phrase such as ``the rate of …`` picks, and whether each such row has the column."""
    op = scope.table.column(operand).op
    picked: Lookup | Total
    if isinstance(op, Lookup) and op.missing == "none":
        column, picked = op.column, evolve(op, column="")
    elif isinstance(op, Total) and op.function == "only" and op.value is not None:
        column, picked = op.value, evolve(op, value=None)
    else:
        return (), False
    record = scope.low.model.records.get(picked.table)
    if record is None:
        return (), False
    needed = any(
        not one.optional and scope.low.cell(record, one.name)[0].column == column for one in record.spec.columns
    )
    return (scope.table.name, repr(picked)), needed
