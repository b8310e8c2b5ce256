"""What must hold of the data and of the results before anything is written, as queries that should find nothing."""

from __future__ import annotations

from collections.abc import Callable

from planlang.core import graph as g
from planlang.core.reads import Node
from planlang.engines.sql.passes.proofs import told_apart
from planlang.engines.sql.queries import FOUND
from planlang.run.engine.added import adds_up
from planlang.run.engine.select import Cellar
from planlang.run.engine.tables import RunQueries
from planlang.run.engine.wanted import paid
from planlang.slotted import frozen

VALUES = "every value can be worked out"


@frozen
class Check:
    """A query that finds a row where something is wrong."""

    what: str
    sql: str


def checks(
    graph: g.Graph, cellar: Cellar, queries: RunQueries, identified: set[str], grouped: bool = True, added: bool = True
) -> list[Check]:
    """All checks of a run, those of the data first; ``identified`` are the records whose identity columns tell their rows apart.

    Without ``grouped`` those are left out that are made group by group, without ``added`` those of what the graph says anyway.
    """
    found = []
    for relation, flag in cellar.program.keeps:
        found.append(
            Check(
                "which rows count",
                f"SELECT 1 AS one FROM {cellar.program.source(relation, cellar.dialect, [flag])} WHERE {cellar.quoted(flag)}",
            )
        )
    held: dict[str, list[str]] = {}
    done: set[Node] = set()
    for groups in cellar.program.groups:
        failing = f"SELECT 1 AS one FROM (\n{groups.query}\n) AS found WHERE {FOUND[0]} = 1"
        if grouped:
            found.append(Check(f"the checks of {groups.table}", failing))
        done |= groups.columns
    for check in graph.checks:
        if (check.table, check.column) in done:
            continue
        held.setdefault(check.table, []).append(cellar.holds((check.table, check.column)))
    for table, tests in held.items():
        text = " AND ".join(dict.fromkeys(tests))
        found.append(
            Check(f"the checks of {table}", f"SELECT 1 AS one FROM {cellar.relation(table)} WHERE NOT ({text})")
        )
    for relation, flag in cellar.program.gathered:
        rows = cellar.program.source(relation, cellar.dialect, [flag])
        found.append(Check(VALUES, f"SELECT 1 AS one FROM {rows} WHERE {cellar.quoted(flag)}"))
    faulty: dict[str, list[str]] = {}
    for node, cell in cellar.program.cells.items():
        faulty.setdefault(cell.relation, []).extend(cellar.faults(node))
    for relation, flags in faulty.items():
        if flags:
            some = " OR ".join(dict.fromkeys(flags))
            found.append(
                Check(VALUES, f"SELECT 1 AS one FROM {cellar.program.source(relation, cellar.dialect)} WHERE {some}")
            )
    found.extend(_ties(cellar, order) for order in graph.orders if not told_apart(graph, order, identified))
    info = graph.payout
    if info is not None:
        found.extend(_payable(graph, cellar, queries, info, added))
    return found


def _ties(cellar: Cellar, order: g.OrderCheck) -> Check:
    keys = ", ".join(dict.fromkeys(cellar.key((order.table, name)) for name in (*order.by, *order.order)))
    return Check(
        order.says,
        f"SELECT 1 AS one FROM {cellar.relation(order.table, (*order.by, *order.order))} GROUP BY {keys} HAVING count(*) > 1",
    )


def _payable(graph: g.Graph, cellar: Cellar, queries: RunQueries, info: g.PayoutInfo, added: bool) -> list[Check]:
    found = []
    table = cellar.relation(info.table)
    if not info.negative_answered:
        result = cellar.money((info.table, info.result), graph.digits)
        found.append(Check("negative payouts", f"SELECT 1 AS one FROM {table} WHERE {result} < 0"))
    person, period = cellar.text((info.table, info.participant)), cellar.text((info.table, info.period))
    numbers = period_of_day(graph, queries, info)
    for component in paid(graph, info):
        if not added and adds_up(graph, info, component):
            continue
        column = next(column for name, column in info.components if name == component.name)
        cell = cellar.money((info.table, column), graph.digits)
        paying = f"SELECT {person} AS person, {period} AS number, {cell} AS cell FROM {table}"
        rows = "\nUNION ALL\n".join(_amounts(graph, cellar, component, line, numbers) for line in component.lines)
        found.append(
            Check(
                f"every amount of {component.name} is in a payout, and they add up to it",
                f"SELECT 1 AS one FROM (\n{paying}\n) AS paying FULL JOIN (\n"
                f"SELECT who, what, sum(amount) AS total FROM (\n{rows}\n) AS amounts GROUP BY 1, 2\n) AS summed "
                f"ON who = person AND what = number\nWHERE person IS NULL OR cell <> coalesce(total, 0)",
            )
        )
    return found


def _amounts(
    graph: g.Graph, cellar: Cellar, component: g.Component, line: g.Line, numbers: Callable[[str], str]
) -> str:
    """The amounts of a line that are not 0, with whose they are and of which period.

    Each line is read for itself: most are of few rows, which are found without reading all others.
    """
    names = [name for name in (component.covered, component.applies) if name is not None]
    amount = cellar.money((component.table, line.column), graph.digits)
    tests = [*(cellar.holds((component.table, name)) for name in names), f"{amount} <> 0"]
    who, day = (cellar.text((component.table, name)) for name in (component.participant, component.date))
    rows = cellar.relation(component.table, [*names, component.date, component.participant, line.column])
    return f"SELECT {who} AS who, {numbers(day)} AS what, {amount} AS amount\nFROM {rows}\nWHERE {' AND '.join(tests)}"


def period_of_day(graph: g.Graph, queries: RunQueries, info: g.PayoutInfo) -> Callable[[str], str]:
    """The number of the payout period of a day, as a text of the text of the day."""
    calendar = graph.calendar
    first, last = (calendar.period(info.unit, day) for day in queries.days)

    def number(day: str) -> str:
        if first == last:
            return queries.cellar.dialect.integer(first)
        parts = [f"WHEN {day} <= {calendar.last_day(info.unit, n)} THEN {n}" for n in range(first, last + 1)]
        return f"(CASE {' '.join(parts)} END)"

    return number
