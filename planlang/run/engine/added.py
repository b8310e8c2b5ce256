"""Rules whose amounts are in payouts, and add up to them, by what the graph says.

A payout's column of a rule is the total of its results, so that there is nothing to look for in the results: each row's result is the sum of
its lines, and 0 where the rule does not count; each row is of somebody who has payouts, and of a day in a period that has one.
The loader has made sure that references lead somewhere.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.idle import idle
from planlang.core.payouts import column_of, spread, takes_all


def adds_up(graph: g.Graph, info: g.PayoutInfo, component: g.Component) -> bool:
    """Whether the amounts of a rule are known to be in payouts as a whole."""
    column = column_of(info, component)
    op = None if column is None else graph.tables[info.table].columns[column].op
    if not isinstance(op, g.Total) or not takes_all(graph, info, op, component) or not _in_periods(graph, component):
        return False
    columns = graph.tables[component.table].columns
    lines = dict.fromkeys((line.column for line in component.lines), 1)
    if len(lines) < len(component.lines) or spread(columns, lines) != spread(columns, {component.result: 1}):
        return False
    tests = [name for name in (component.covered, component.applies) if name is not None]
    people = graph.tables[info.table].rows
    return (
        all(idle(columns, component.result, test) for test in tests)
        and isinstance(people, g.Spine)
        and people.people is not None
        and _is_one_of(graph, component.table, component.participant, people.people)
    )


def _in_periods(graph: g.Graph, component: g.Component) -> bool:
    """Whether rows of people and periods are of periods that the plan covers; rows of other kinds say so by their days."""
    rows = graph.tables[component.table].rows
    if not isinstance(rows, g.Spine):
        return True
    if rows.unit is None:
        return False
    day = graph.tables[component.table].columns[component.date].op
    first, last = graph.covers
    return (
        isinstance(day, g.OnCalendar)
        and day.function in ("first_day", "last_day")
        and day.unit == rows.unit
        and _is_period(graph, component.table, day.arguments)
        and first <= graph.calendar.first_day(rows.unit, rows.first)
        and graph.calendar.last_day(rows.unit, rows.last) <= last
    )


def _is_period(graph: g.Graph, table: str, arguments: tuple[g.Operand, ...]) -> bool:
    (period,) = arguments
    return isinstance(period, g.Ref) and graph.tables[table].columns[period.column].op == g.SpineKey("period")


def _is_one_of(graph: g.Graph, table: str, column: str, people: str) -> bool:
    """Whether a column names in each row one of the rows of a table of people."""
    rows, op = graph.tables[table].rows, graph.tables[table].columns[column].op
    if isinstance(op, g.Same) and isinstance(op.value, g.Ref):
        return _is_one_of(graph, table, op.value.column, people)
    if isinstance(op, g.SpineKey):
        return op.part == "person" and isinstance(rows, g.Spine) and rows.people == people
    if isinstance(op, g.Carried):
        return isinstance(rows, g.Derive) and _is_one_of(graph, rows.source, op.column, people)
    there = graph.tables[people].rows
    if not isinstance(op, g.Cell) or not isinstance(rows, g.Input) or not isinstance(there, g.Input):
        return False
    records = {spec.name: spec for spec in graph.records}
    cell, target = records[rows.record].by_name[op.column], records[there.record]
    return cell.kind == "row" and cell.row == target.name and not cell.optional and len(target.identity) == 1
