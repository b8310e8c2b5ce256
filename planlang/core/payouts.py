"""What payouts add up: which amounts of which rules, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planlang.core import graph as g


def column_of(info: g.PayoutInfo, component: g.Component) -> str | None:
    """The payout's column of a rule."""
    return next((column for name, column in info.components if name == component.name), None)


def added_columns(graph: g.Graph, info: g.PayoutInfo) -> list[str] | None:
    """The columns that a payout is the plain sum of; ``None`` where it is anything else."""
    columns = graph.tables[info.table].columns
    found: list[str] = []
    todo: list[g.Operand] = [g.Ref(info.result)]
    while todo:
        one = todo.pop()
        if isinstance(one, g.Const):
            if one.value != 0:
                return None
            continue
        op = columns[one.column].op
        if isinstance(op, g.Same):
            todo.append(op.value)
        elif isinstance(op, g.Add) and all(sign == 1 for sign, _ in op.terms):
            todo.extend(term for _, term in op.terms)
        else:
            found.append(one.column)
    return found


def takes_all(graph: g.Graph, info: g.PayoutInfo, total: g.Total, component: g.Component) -> bool:
    """Whether a payout's periods together take every amount of a rule that counts, each once.

    They do where there is a payout for each person and each period that the plan covers, and rows outside of these pay nothing.
    """
    rows = graph.tables[info.table].rows
    if not isinstance(rows, g.Spine) or rows.valid is not None:
        return False
    first, last = (graph.calendar.period(info.unit, day) for day in graph.covers)
    return (
        (rows.first, rows.last) == (first, last)
        and takes_each(graph, info, total, component)
        and _inside(graph, component)
    )


def takes_each(graph: g.Graph, info: g.PayoutInfo, total: g.Total, component: g.Component) -> bool:
    """Whether each payout takes the amounts of a rule that are of its person and of the days of its period, and nothing else."""
    rows = graph.tables[info.table].rows
    if not isinstance(rows, g.Spine) or rows.people is None or rows.unit != info.unit:
        return False
    columns = graph.tables[info.table].columns
    if (
        total.function != "total"
        or total.where is not None
        or (total.table, total.value) != (component.table, component.result)
    ):
        return False
    if total.match != ((component.participant, g.Ref(info.participant)),) or total.between is None:
        return False
    day, start, end = total.between
    if day != component.date or not isinstance(start, g.Ref) or not isinstance(end, g.Ref):
        return False
    period = (g.Ref(info.period),)
    wanted = [g.OnCalendar(word, period, info.unit) for word in ("first_day", "last_day")]
    return [columns[start.column].op, columns[end.column].op] == wanted


def _inside(graph: g.Graph, component: g.Component) -> bool:
    """Whether a rule pays nothing on days that the plan doesn't cover."""
    table = graph.tables[component.table]
    if isinstance(table.rows, g.Spine):
        return component.earned is None and isinstance(table.columns[component.date].op, g.OnCalendar)
    covered = component.covered
    if covered is None or component.earned is not None:
        return False
    op = table.columns[covered].op
    first, last = graph.covers
    wanted = {(">=", first), ("<=", last)}
    found = set()
    for part in op.parts if isinstance(op, g.Logic) and op.word == "and" else ():
        test = table.columns[part.column].op if isinstance(part, g.Ref) else None
        if isinstance(test, g.Compare) and test.left == g.Ref(component.date) and isinstance(test.right, g.Const):
            found.add((test.relation, test.right.value))
    return wanted <= found


def spread(columns: Mapping[str, g.Column], terms: Mapping[str, int]) -> dict[str, int]:
    """A sum of columns as a sum of those that are no sums themselves."""
    found: Counter[str] = Counter()
    todo = list(terms.items())
    while todo:
        name, times = todo.pop()
        op = columns[name].op
        parts: list[tuple[int, g.Operand]] | None = None
        if isinstance(op, g.Same):
            parts = [(1, op.value)]
        elif isinstance(op, g.Add):
            parts = list(op.terms)
        if parts is None or not all(isinstance(part, g.Ref) for _, part in parts):
            found[name] += times
        else:
            todo.extend((part.column, times * sign) for sign, part in parts if isinstance(part, g.Ref))
    return {name: times for name, times in found.items() if times}
