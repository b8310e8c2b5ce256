"""What an operation reads: its operands, columns of its own table, columns of others."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.core import graph as g

Node = tuple[str, str]
"""A column by table and name; with an empty name the rows of a table."""


def operands(op: g.Op) -> Iterator[g.Operand]:
    """All operands of an operation, however deep they stand in it."""
    for value in op.said():
        yield from _operands(value)


def _operands(value: object) -> Iterator[g.Operand]:
    if isinstance(value, (g.Ref, g.Const)):
        yield value
    elif isinstance(value, g.Edge):
        yield value.bound
    elif isinstance(value, tuple):
        for item in value:
            yield from _operands(item)


def own_columns(op: g.Op) -> Iterator[str]:
    """The columns of its own table that an operation reads in any row; a ``Fold``'s state is read of the row before only."""
    for operand in operands(op):
        if isinstance(operand, g.Ref):
            yield operand.column
    if isinstance(op, (g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate)):
        yield from (*op.by, *op.order)
    if isinstance(op, g.Fold) and op.closed:
        yield op.closed
    if isinstance(op, (g.Running, g.Level, g.Previous)) and op.where:
        yield op.where
    if isinstance(op, g.Allocate) and op.owner:
        yield op.owner


def met(rows: g.RollUp | g.Everyone) -> Iterator[Node]:
    """What says which rows a table of rows and people has, besides the condition that keeps a row."""
    if isinstance(rows, g.RollUp):
        yield from (
            (rows.source, rows.person),
            (rows.source, rows.day),
            (rows.links, rows.who),
            (rows.links, rows.manager),
        )
        yield from ((rows.links, name) for name in rows.valid or ())
    else:
        yield rows.people, rows.who
        for mine, theirs in rows.match:
            yield from ((rows.source, mine), (rows.people, theirs))


def other_columns(table: g.Table, op: g.Op) -> Iterator[Node]:
    """The columns of tables that an operation reads through ``Carried``, ``Stacked``, ``Lookup`` or ``Total``."""
    if isinstance(op, g.Carried) and isinstance(table.rows, (g.Derive, g.RollUp, g.Everyone)):
        yield table.rows.source, op.column
    elif isinstance(op, g.Reached) and isinstance(table.rows, (g.RollUp, g.Everyone)):
        yield from ((source, name) for source, name in met(table.rows))
    elif isinstance(op, g.Stacked) and isinstance(table.rows, g.Stack):
        yield from ((source, name) for source, name in zip(table.rows.sources, op.columns) if name)
    elif isinstance(op, (g.Lookup, g.Total)):
        names = [column for column, _ in op.match]
        if isinstance(op, g.Lookup):
            names += [op.column, *(op.on[1:] if op.on else ())]
        else:
            names += [name for name in (op.value, op.where, op.between[0] if op.between else None) if name]
        yield from ((op.table, name) for name in names)
