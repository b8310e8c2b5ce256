"""Somebody's data with rows that are alike in the other order: what decides between them is left out, and the rows come from last to first."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.dataset import Dataset, RecordData
from planlang.core.values import take
from planlang.readings.canonical import ORDERED, below, comes_from
from planlang.slotted import evolve


def untied(graph: g.Graph, credit: g.CreditInfo) -> g.Graph | None:
    """The graph without the last key of a credit's order; ``None`` where something goes by that order in another table."""
    key = credit.order[-1]
    tables: dict[str, g.Table] = {}
    for table in graph.tables.values():
        columns = dict(table.columns)
        for name, column in table.columns.items():
            op = column.op
            if not isinstance(op, ORDERED) or (isinstance(op, g.Allocate) and op.kind == "column"):
                continue
            if table.name == credit.table and op.order and op.order[-1] == key:
                columns[name] = column.but(op=op.but(order=op.order[:-1]))
            elif comes_from(graph, table.name, credit.table):
                return None
        tables[table.name] = g.Table(table.name, table.rows, table.grain, columns)
    return evolve(graph, tables=tables)


def from_last_to_first(graph: g.Graph, credit: g.CreditInfo, data: Dataset) -> Dataset:
    """The data, with the rows that a credit is made of the other way round."""
    records: set[str] = set()
    waiting = list(credit.sources)
    while waiting:
        rows = graph.tables[waiting.pop()].rows
        if isinstance(rows, g.Input):
            records.add(rows.record)
        elif not isinstance(rows, g.Spine):
            waiting += below(rows)
    return {name: _turned(one) if name in records else one for name, one in data.items()}


def _turned(one: RecordData) -> RecordData:
    rows = range(len(one.ids) - 1, -1, -1)
    columns = {name: take(values, rows) for name, values in one.columns.items()}
    return evolve(one, columns=columns, ids=one.ids[::-1], lines=one.lines[::-1])
