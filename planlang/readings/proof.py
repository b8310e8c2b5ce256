"""Whether plans pay the same whatever the data: proven from their graphs, or not said.

Two graphs are the same here where a run of either reads the same rows, refuses the same rows, credits the same, and comes to the same
lines and payouts. Nothing is tried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.core import graph as g
from planlang.core.records import RecordSpec
from planlang.readings.canonical import Meanings, meanings_of
from planlang.slotted import evolve


def unlike(graphs: Sequence[g.Graph]) -> list[str]:
    """What is not proven to be the same in all of these graphs, in words; nothing is a proof that runs of them are the same."""
    meanings = meanings_of(graphs)
    first, *others = (dict(_run(graph, meanings)) for graph in graphs)
    names = list(dict.fromkeys(name for one in (first, *others) for name in one))
    return [name for name in names if any(other.get(name) != first.get(name) for other in others)]


def _run(graph: g.Graph, meanings: Meanings) -> Iterator[tuple[str, object]]:
    """All that decides what a run reads, refuses and writes."""

    def of(table: str, *columns: str | None) -> tuple[int | None, ...]:
        rows = meanings.rows(graph, table)
        return (rows, *(None if column is None else meanings.of(graph, table, column) for column in columns))

    yield "what is covered", (graph.covers, graph.calendar, graph.currency, graph.digits)
    yield "the data", tuple(sorted((_as_read(spec) for spec in graph.records), key=lambda spec: spec.name))
    yield "which data is rejected", frozenset(of(check.table, check.column) for check in graph.checks)
    orders = frozenset((*of(one.table, *one.by), -1, *of(one.table, *one.order)) for one in graph.orders)
    yield "which rows must not be alike", orders
    for credit in graph.credits:
        names = (credit.id, credit.participant, credit.date, credit.amount, credit.quota_credit, credit.covered)
        conditions = tuple(
            tuple(
                meanings.of(graph, source, one.column)
                for one in credit.conditions
                if one.column in _columns(graph, source)
            )
            for source in credit.sources
        )
        yield f"the credits of {credit.name}", (of(credit.table, *names, credit.made_from), conditions)
    info = graph.payout
    if info is None:
        return
    paid = {name for name, _ in info.components}
    for one in graph.components:
        if one.name in paid:
            lines = tuple((line.kind, *of(one.table, line.column)) for line in one.lines)
            own = of(one.table, one.result, one.applies, one.participant, one.date, one.covered, one.key)
            yield f"what {one.name} pays", (own, lines)
            if one.earned is not None:
                earned, parts = _earned(one.earned)
                yield f"what is due of {one.name}", (of(one.earned.table, *earned), of(one.table, *parts))
    columns = (info.participant, info.period, info.result, *(column for _, column in info.components))
    adjusted = tuple((line.kind, line.says, *of(info.table, line.column)) for line in info.adjustments)
    carried = tuple(
        (one.name, one.owed, *of(info.table, one.brought, one.came_in, one.taken_out, one.let_go, one.left))
        for one in info.balances
    )
    yield "the payout", (info.unit, tuple(name for name, _ in info.components), of(info.table, *columns))
    yield "what the payout adjusts", (adjusted, info.negative_answered)
    yield "the balances", carried
    if info.paid_in is not None:
        yield "what is paid", of(info.table, info.paid_in.currency, info.paid_in.amount)


def _columns(graph: g.Graph, table: str) -> dict[str, g.Column]:
    return graph.tables[table].columns


def _earned(one: g.Earned) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
    """The columns of what is earned, and those of its payments."""
    own = (one.applies, one.participant, one.date, one.key, one.covered, one.result)
    return own, (one.part, one.amount, one.known)


def _as_read(spec: RecordSpec) -> RecordSpec:
    """A record without its places and words."""
    return evolve(
        spec,
        place=None,
        columns=tuple(
            evolve(column, place=None, limits=None if column.limits is None else evolve(column.limits, words=""))
            for column in spec.columns
        ),
    )
