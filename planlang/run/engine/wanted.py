"""Which columns of the core graph a run needs."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.core import graph as g
from planlang.core.reads import Node, own_columns
from planlang.run.balances import columns_of
from planlang.run.credited import credited_tables


def wanted(graph: g.Graph) -> list[Node]:
    """Every column that a run's checks, results and reasons are made of."""
    return list(dict.fromkeys(_all(graph)))


def _all(graph: g.Graph) -> Iterator[Node]:
    for check in graph.checks:
        yield check.table, check.column
    for order in graph.orders:
        yield from ((order.table, name) for name in (*order.by, *order.order))
    for credit in graph.credits:
        names = (
            credit.covered,
            credit.date,
            credit.id,
            credit.participant,
            credit.amount,
            credit.quota_credit,
            credit.made_from,
        )
        yield from ((credit.table, name) for name in names if name)
    for table in credited_tables(graph):
        for credit in graph.credits:
            if table in credit.sources:
                yield from ((table, name) for one in credit.conditions for name in behind(graph, table, one.column))
    info = graph.payout
    if info is None:
        return
    yield from ((info.table, name) for name in (info.participant, info.period, info.result))
    yield from ((info.table, column) for _, column in info.components)
    yield from ((info.table, line.column) for line in info.adjustments)
    yield from ((info.table, name) for balance in info.balances for name in columns_of(balance))
    if info.paid_in is not None:
        yield from ((info.table, name) for name in (info.paid_in.currency, info.paid_in.amount))
    for component in paid(graph, info):
        own = (component.covered, component.applies, component.participant, component.date, component.key)
        yield from ((component.table, name) for name in own if name)
        yield from ((component.table, line.column) for line in component.lines)
        if component.earned is not None:
            parts = (component.earned.part, component.earned.amount, component.earned.known)
            yield from ((component.table, name) for name in parts)


def paid(graph: g.Graph, info: g.PayoutInfo) -> list[g.Component]:
    """The components that are in the payout, in its order."""
    components = {component.name: component for component in graph.components}
    return [components[name] for name, _ in info.components]


def behind(graph: g.Graph, table: str, column: str) -> list[str]:
    """A condition's columns in its own table, down to the cells, those that it reads first."""
    columns = graph.tables[table].columns
    found: dict[str, None] = {}
    todo = [column]
    while todo:
        name = todo.pop(0)
        if name not in found and name in columns:
            found[name] = None
            todo.extend(own_columns(columns[name].op))
    return list(found)
