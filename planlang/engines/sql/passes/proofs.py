"""What the data checks make sure of: they have been made before a result counts, so nothing has to look at it again."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Sql


def one_owner(frame: Frame, op: g.Allocate, owner: Sql, by: list[Sql]) -> bool:
    """Whether a ``reject unless (count of … where …) is 1`` makes sure that each group has one owner of the remainder.

    The check counts the rows of the same table (or of the one that it derives from) that match the key of a record's row, where
    the same condition holds; and every row here refers to a row of that record.
    """
    if "proven" not in frame.compiler.passes or len(op.by) != 1 or len(by) != 1:
        return False
    return any(_says_one(frame, check, owner, by[0]) for check in frame.compiler.graph.checks)


def _says_one(frame: Frame, check: g.DataCheck, owner: Sql, by: Sql) -> bool:
    compiler = frame.compiler
    table = compiler.graph.tables[check.table]
    op = _plain(table, check.column)
    if not isinstance(op, g.Compare) or op.relation != "==" or not isinstance(op.left, g.Ref):
        return False
    if not isinstance(op.right, g.Const) or op.right.value != 1 or not isinstance(table.rows, g.Input):
        return False
    total = _plain(table, op.left.column)
    if not isinstance(total, g.Total) or total.function != "count" or total.between or not total.where:
        return False
    if len(total.match) != 1 or not isinstance(total.match[0][1], g.Ref):
        return False
    key = _plain(table, total.match[0][1].column)
    spec = compiler.inputs[table.rows.record].record
    if not (isinstance(key, g.RowId) or (isinstance(key, g.Cell) and spec.identity == (key.column,))):
        return False
    where, matched = compiler.value(total.table, total.where), compiler.value(total.table, total.match[0][0])
    same_rows = frame.body.name == total.table or _derives(compiler.graph, frame.body.name, total.table)
    return (
        same_rows
        and not matched.absent
        and matched.sql == by
        and where.sql == owner
        and not where.faults
        and compiler.refers(by) == table.rows.record
    )


def _derives(graph: g.Graph, table: str, source: str) -> bool:
    """Whether a table has all the rows of another, and no others."""
    rows = graph.tables[table].rows
    return isinstance(rows, g.Derive) and rows.keep is None and (
        rows.source == source or _derives(graph, rows.source, source)
    )  # fmt: skip


def _plain(table: g.Table, column: str) -> g.Op:
    """The operation behind a column, past columns that only give it another name."""
    op = table.columns[column].op
    while isinstance(op, g.Same) and isinstance(op.value, g.Ref):
        op = table.columns[op.value.column].op
    return op


def told_apart(graph: g.Graph, order: g.OrderCheck, identified: set[str]) -> bool:
    """Whether an order tells rows apart because it holds all that tells the rows of an input apart.

    ``identified`` are the records whose identity columns alone tell their rows apart.
    """
    cells: set[str] = set()
    base: str | None = None
    for name in (*order.by, *order.order):
        found = _cell(graph, order.table, name)
        if found is not None:
            base, cell = found
            cells.add(cell)
    if base is None or base not in identified:
        return False
    spec = next(record for record in graph.records if record.name == base)
    return bool(spec.identity) and set(spec.identity) <= cells


def _cell(graph: g.Graph, table: str, column: str) -> tuple[str, str] | None:
    """The input cell that a column of a derived table passes on: its record and the column there."""
    while True:
        spec = graph.tables[table]
        op = _plain(spec, column)
        if isinstance(op, g.Cell) and isinstance(spec.rows, g.Input):
            return spec.rows.record, op.column
        if not (isinstance(op, g.Carried) and isinstance(spec.rows, g.Derive)):
            return None
        table, column = spec.rows.source, op.column
