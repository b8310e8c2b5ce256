"""Which rows a total takes, beside the partitions that something else goes by."""

from __future__ import annotations

from planlang.core import graph as g


def one_group(graph: g.Graph, table: str, total: g.Total, by: tuple[str, ...]) -> bool:
    """Whether all rows that a total takes are of one partition."""
    fixed = {column for column, _ in total.match}
    return all(
        name in fixed or _length(graph, table, total, name) in ("same", "longer") for name in by
    )  # fmt: skip


def whole_groups(graph: g.Graph, table: str, total: g.Total, by: tuple[str, ...]) -> bool:
    """Whether a total takes all rows or none of each partition."""
    if total.where is not None or not {column for column, _ in total.match} <= set(by):
        return False
    return total.between is None or any(_length(graph, table, total, name) in ("same", "shorter") for name in by)


def _length(graph: g.Graph, table: str, total: g.Total, name: str) -> str | None:
    """How long the period that a column of a total's rows holds is, beside the one whose days the total takes, if one lies in the other."""
    op = graph.tables[total.table].columns[name].op
    if total.between is None or not isinstance(op, g.OnCalendar) or op.function != "period" or op.unit is None:
        return None
    day, first, last = total.between
    if op.arguments != (g.Ref(day),) or not isinstance(first, g.Ref) or not isinstance(last, g.Ref):
        return None
    columns = graph.tables[table].columns
    start, end = columns[first.column].op, columns[last.column].op
    if not isinstance(start, g.OnCalendar) or not isinstance(end, g.OnCalendar):
        return None
    if (start.function, end.function) != ("first_day", "last_day") or start.but(function="last_day") != end:
        return None
    if start.unit is None:
        return None
    if op.unit == start.unit:
        return "same"
    if graph.calendar.nests(op.unit, start.unit):
        return "shorter"
    return "longer" if graph.calendar.nests(start.unit, op.unit) else None
