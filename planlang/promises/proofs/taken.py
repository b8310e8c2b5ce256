"""How many rows a total takes: the row itself, a few of shorter periods, or those of each period of the plan."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.calendar import LONGER, Unit

PARTS = {
    ("quarter", "month"): 3, ("half", "month"): 6, ("year", "month"): 12, ("half", "quarter"): 2, ("year", "quarter"): 4,
    ("year", "half"): 2,
}  # fmt: skip
"""Of how many shorter periods a longer one is made, in every calendar."""


def rows_taken(graph: g.Graph, table: str, total: g.Total) -> int | None:
    """How many rows a total takes exactly: those of one person whose periods end in the period of the row; ``None`` where it may be others.

    Rows of a person who is not there all the time may be fewer.
    """
    here, there = graph.tables[table].rows, graph.tables[total.table].rows
    if not isinstance(here, g.Spine) or not isinstance(there, g.Spine) or here.people != there.people:
        return None
    if total.between is None or total.where is not None or total.match != _person(graph, table, total.table):
        return None
    day, first, last = total.between
    if _calendar(graph, total.table, g.Ref(day)) != ("last_day", there.unit):
        return None
    if (_calendar(graph, table, first), _calendar(graph, table, last)) != (
        ("first_day", here.unit),
        ("last_day", here.unit),
    ):
        return None
    return 1 if here.unit == there.unit else PARTS.get((str(here.unit), str(there.unit)))


def itself(graph: g.Graph, table: str, total: g.Total) -> bool:
    """Whether a total takes one row: that in which it stands."""
    return total.table == table and total.function == "total" and rows_taken(graph, table, total) == 1


def _person(graph: g.Graph, here: str, there: str) -> tuple[tuple[str, g.Operand], ...]:
    one, other = _key(graph, there, "person"), _key(graph, here, "person")
    return ((one, g.Ref(other)),) if one is not None and other is not None else ()


def _key(graph: g.Graph, table: str, part: str) -> str | None:
    columns = graph.tables[table].columns
    return next(
        (name for name, column in columns.items() if isinstance(column.op, g.SpineKey) and column.op.part == part), None
    )


def _calendar(graph: g.Graph, table: str, operand: g.Operand | None) -> tuple[str, str | None] | None:
    """What an operand is of the row's own period."""
    if not isinstance(operand, g.Ref):
        return None
    op = graph.tables[table].columns[operand.column].op
    period = _key(graph, table, "period")
    if not isinstance(op, g.OnCalendar) or period is None or op.arguments != (g.Ref(period),):
        return None
    return op.function, op.unit


def stretches(graph: g.Graph, component: g.Component, by: tuple[str, ...]) -> int | None:
    """In how many groups of the periods ``by`` a rule may pay something, where it pays nothing on days that the plan doesn't cover."""
    table = graph.tables[component.table]
    if component.earned is not None or component.covered is None or not _nothing_outside(table, component):
        return None
    found = 1
    for name in by:
        op = table.columns[name].op
        if not isinstance(op, g.OnCalendar) or op.function != "period" or op.unit not in LONGER:
            return None
        if op.arguments != (g.Ref(component.date),):
            return None
        unit: Unit = op.unit
        first, last = (graph.calendar.period(unit, day) for day in graph.covers)
        found *= last - first + 1
    return found


def _nothing_outside(table: g.Table, component: g.Component) -> bool:
    """Whether what goes into the limit of a rule is 0 in rows that don't count."""
    op = table.columns[component.result].op
    while isinstance(op, (g.Same, g.Within)):
        if not isinstance(op.value, g.Ref):
            return False
        op = table.columns[op.value.column].op
    if not isinstance(op, g.Choose) or not isinstance(op.otherwise, g.Const) or op.otherwise.value != 0:
        return False
    return all(_covered(table, condition, component.covered) for condition, _ in op.cases)


def _covered(table: g.Table, condition: g.Operand, covered: str | None) -> bool:
    """Whether a condition holds in rows only that count."""
    if not isinstance(condition, g.Ref):
        return False
    op = table.columns[condition.column].op
    if condition.column == covered:
        return True
    return isinstance(op, g.Logic) and op.word == "and" and any(_covered(table, part, covered) for part in op.parts)
