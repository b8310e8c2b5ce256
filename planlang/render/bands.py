"""The bands of a rule's tables, each with its value where the plan says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.core import graph as g
from planlang.core.printer import operand_text
from planlang.core.reads import own_columns

Columns = Sequence[tuple[g.Table, g.Column]]
Said = tuple[str, str]


def bands(graph: g.Graph, columns: Columns) -> list[Said]:
    """``("tier", "Attainment is from 50% below 100%: 1.0x")`` and the like, for all that some columns read."""
    slices = [
        found for table, column in columns if isinstance(column.op, g.Cut) for found in _slice(graph, table, column)
    ]
    if slices:
        return slices
    cases = [found for table, column in columns for found in _cases(graph, table, column.op)]
    if cases:
        return cases
    return [("tiers", _edges(graph, column.says, column.op)) for _, column in columns if isinstance(column.op, g.Band)]


def _slice(graph: g.Graph, table: g.Table, cut: g.Column) -> Iterator[Said]:
    """A slice and what it is multiplied by: itself, or as a share of the whole move."""
    parts: list[g.Operand] = [g.Ref(cut.name)]
    for column in table.columns.values():
        if isinstance(column.op, g.Ratio) and column.op.top == parts[0]:
            parts.append(g.Ref(column.name))
    for column in table.columns.values():
        if isinstance(column.op, g.Multiply) and any(part in column.op.factors for part in parts):
            rate = column.op.factors[-1]
            if rate not in parts:
                yield "slice", f"{cut.says}: {_value(graph, table, rate)}"
                return
    if not _refused(table, cut):
        yield "slice", cut.says


def _refused(table: g.Table, cut: g.Column) -> bool:
    """Whether nothing may fall into a slice: it is only compared with 0."""
    readers = [column.op for column in table.columns.values() if _reads(column.op, cut.name)]
    return bool(readers) and all(isinstance(op, g.Compare) for op in readers)


def _reads(op: g.Op, name: str) -> bool:
    return name in own_columns(op)


def _cases(graph: g.Graph, table: g.Table, op: g.Op) -> Iterator[Said]:
    """The cases of a choice by band."""
    if not isinstance(op, g.Choose):
        return
    for condition, value in op.cases:
        if isinstance(condition, g.Ref) and _in_band(table, condition):
            said = table.columns[condition.column].says
            yield "tier", f"{said}: {'refused' if value is None else _value(graph, table, value)}"


def _in_band(table: g.Table, condition: g.Ref) -> bool:
    """Whether a condition says that a value is in one band of a table."""
    op = table.columns[condition.column].op
    sides = (op.left, op.right) if isinstance(op, g.Compare) else ()
    return any(isinstance(side, g.Ref) and isinstance(table.columns[side.column].op, g.Band) for side in sides)


def _edges(graph: g.Graph, says: str, op: g.Op) -> str:
    edges = op.edges if isinstance(op, g.Band) else ()
    words = (f"{'from' if edge.included else 'above'} {operand_text(edge.bound, graph.calendar)}" for edge in edges)
    return f"{says}: {', '.join(words)}"


def _value(graph: g.Graph, table: g.Table, value: g.Operand) -> str:
    if isinstance(value, g.Ref):
        return table.columns[value.column].says
    return operand_text(value, graph.calendar)
