"""Whether what is worked out in order has an order that leaves nothing open, so that the order of files can't matter."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.core import graph as g
from planlang.core.reads import Node, met, other_columns, own_columns
from planlang.engines.sql.passes.proofs import told_apart

Ordered = g.Running | g.Within | g.Level | g.Previous | g.Fold | g.Allocate


def behind_payouts(graph: g.Graph) -> list[Node]:
    """Every column that payouts depend on, those included that say which rows there are."""
    info = graph.payout
    if info is None:
        return []
    found: dict[Node, None] = {}
    todo: list[Node] = [(info.table, info.result)]
    while todo:
        node = todo.pop()
        if node in found:
            continue
        found[node] = None
        table = graph.tables[node[0]]
        op = table.columns[node[1]].op
        todo.extend((table.name, name) for name in own_columns(op))
        if isinstance(op, g.Fold):
            todo.append((table.name, op.state))
        todo.extend(other_columns(table, op))
        todo.extend(_rows(graph, table))
        if isinstance(op, (g.Lookup, g.Total)):
            todo.extend(_rows(graph, graph.tables[op.table]))
    return list(found)


def _rows(graph: g.Graph, table: g.Table) -> Iterator[Node]:
    """The columns that say which rows a table has, through all tables that it is made of."""
    rows = table.rows
    sources: list[str] = []
    if isinstance(rows, g.Stack):
        sources = list(rows.sources)
    elif isinstance(rows, (g.Derive, g.RollUp, g.Everyone)):
        sources = [rows.source]
        if rows.keep is not None:
            yield rows.source, rows.keep
        if not isinstance(rows, g.Derive):
            yield from met(rows)
    elif isinstance(rows, g.Spine) and rows.people is not None:
        yield from ((rows.people, name) for name in rows.valid or () if name)
    for source in sources:
        yield from _rows(graph, graph.tables[source])


def ordered(graph: g.Graph) -> list[tuple[str, Ordered]]:
    """What payouts depend on that goes from row to row, by table. Who has a column of their own as owner needs no order."""
    ops = [(table, graph.tables[table].columns[column].op) for table, column in behind_payouts(graph)]
    return [
        (table, op) for table, op in ops
        if isinstance(op, Ordered) and not (isinstance(op, g.Allocate) and op.kind == "column")
    ]  # fmt: skip


def total(graph: g.Graph, table: str, by: tuple[str, ...], order: tuple[str, ...]) -> bool:
    """Whether an order tells all rows of a partition apart, or the plan refuses data in which it doesn't."""
    for check in graph.orders:
        if check.table == table and check.order == order[: len(check.order)] and set(check.by) <= set(by):
            return True
    home = graph.tables[table]
    named = {*by, *order}
    ops = [home.columns[name].op for name in named]
    if isinstance(home.rows, g.Spine):
        parts = {op.part for op in ops if isinstance(op, g.SpineKey)}
        return parts >= {
            p for p, there in (("person", home.rows.people), ("period", home.rows.unit)) if there is not None
        }
    if any(isinstance(op, g.RowId) for op in ops):
        return True
    keyed = {record.name for record in graph.records if record.key is not None and record.valid is None}
    place = graph.payout.place if graph.payout is not None else None
    return place is not None and told_apart(graph, g.OrderCheck(table, by, order, place, ""), keyed)


def always_the_same(graph: g.Graph) -> str | None:
    """Why the order of the rows in files changes nothing; ``None`` where that isn't proven."""
    if any(not record.identity for record in graph.records):
        return None
    orders = ordered(graph)
    if not all(total(graph, table, op.by, op.order) for table, op in orders):
        return None
    if not orders:
        return "nothing goes in order"
    return "no order leaves a tie"
