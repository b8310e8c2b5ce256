"""Which declaration of a plan reads which, found by walking the columns of its core graph.

The core is finer than the plan's own words: one rule is many columns, and tables come about that no declaration names.
Each column that says what a declaration says is owned by it; from what a declaration computes, the walk goes
through everything unowned and stops at the first column, or rows, of another. So an edge stands for a real
dependency, and each real dependency has an edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from planlang.core import graph as g
from planlang.core.reads import Node, met, other_columns, own_columns
from planlang.slotted import frozen

Kind = Literal["data", "credit", "measure", "component", "payout"]


@frozen
class Declaration:
    """A declaration: what it is and its name."""

    kind: Kind
    name: str

    def __lt__(self, other: Declaration) -> bool:
        return (self.kind, self.name) < (other.kind, other.name)


PAYOUT = Declaration("payout", "payout")


def declarations(graph: g.Graph) -> list[Declaration]:
    """All declarations that data flows through, in the plan's order."""
    found = [Declaration("data", record.name) for record in graph.records]
    found += [Declaration("credit", credit.name) for credit in graph.credits]
    found += [Declaration("measure", measure.name) for measure in graph.measures]
    found += [Declaration("component", component.name) for component in graph.components]
    return [*found, PAYOUT] if graph.payout is not None else found


def dependencies(graph: g.Graph) -> list[tuple[Declaration, Declaration]]:
    """``(read, reader)`` for each declaration that reads another, in the order of ``declarations``."""
    walk = _Walk(graph)
    order = {declaration: index for index, declaration in enumerate(declarations(graph))}
    found = {(read, reader) for reader, roots in _roots(graph) for read in walk.reads(reader, roots)}
    return sorted(found, key=lambda edge: (order[edge[0]], order[edge[1]]))


def columns_of(graph: g.Graph, declaration: Declaration) -> list[tuple[g.Table, g.Column]]:
    """The columns by which a declaration comes to its result, in the order of their tables."""
    walk = _Walk(graph)
    reached = {node for reader, roots in _roots(graph) if reader == declaration for node in walk.inside(reader, roots)}
    return [
        (table, column)
        for table in graph.tables.values()
        for column in table.columns.values()
        if (table.name, column.name) in reached
    ]


def _roots(graph: g.Graph) -> Iterator[tuple[Declaration, list[Node]]]:
    """What each declaration computes, and the rows that it does so for."""
    for record in graph.records:
        yield Declaration("data", record.name), []
    for credit in graph.credits:
        yield Declaration("credit", credit.name), [(credit.table, name) for name in ("", *_credit_columns(credit))]
    for measure in graph.measures:
        yield Declaration("measure", measure.name), [(measure.table, name) for name in ("", *_measure_columns(measure))]
    for component in graph.components:
        names = [component.result, component.date, *(line.column for line in component.lines)]
        names += [condition.column for condition in component.conditions]
        names += [component.applies] if component.applies is not None else []
        yield Declaration("component", component.name), [(component.table, name) for name in ("", *names)]
    if graph.payout is not None:
        yield PAYOUT, [(graph.payout.table, name) for name in ("", *_payout_columns(graph.payout))]


def _credit_columns(credit: g.CreditInfo) -> list[str]:
    quota = [credit.quota_credit] if credit.quota_credit is not None else []
    return [credit.id, credit.participant, credit.date, credit.amount, *quota, *credit.order, credit.covered]


def _measure_columns(measure: g.MeasureInfo) -> list[str]:
    return [measure.value] if measure.before is None else [measure.value, measure.before]


def _payout_columns(payout: g.PayoutInfo) -> list[str]:
    own = () if payout.paid_in is None else (payout.paid_in.amount, payout.paid_in.currency)
    return [
        payout.result,
        *own,
        *(column for _, column in payout.components),
        *(line.column for line in payout.adjustments),
    ]


class _Walk:
    """Walks from column to column of one graph."""

    def __init__(self, graph: g.Graph) -> None:
        self.graph = graph
        self.owners = _owners(graph)

    def reads(self, reader: Declaration, roots: list[Node]) -> set[Declaration]:
        """The declarations whose columns or rows are met first."""
        owners = (self.owners.get(node) for node in self._walk(reader, roots))
        return {owner for owner in owners if owner is not None and owner != reader}

    def inside(self, reader: Declaration, roots: list[Node]) -> set[Node]:
        """The columns met on the way that are nobody else's."""
        return {node for node in self._walk(reader, roots) if self.owners.get(node) in (None, reader) and node[1]}

    def _walk(self, reader: Declaration, roots: list[Node]) -> set[Node]:
        seen: set[Node] = set()
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if node in seen or (node[1] and node[1] not in self.graph.tables[node[0]].columns):
                continue
            seen.add(node)
            if self.owners.get(node) in (None, reader):
                waiting.extend(self._next(node))
        return seen

    def _next(self, node: Node) -> Iterator[Node]:
        table = self.graph.tables[node[0]]
        if not node[1]:
            yield from _rows_read(table.rows, node[0])
            return
        op = table.columns[node[1]].op
        yield from ((table.name, name) for name in own_columns(op))
        if not isinstance(op, g.Total):
            yield from other_columns(table, op)
        elif op.value is None:
            yield op.table, ""
            yield from other_columns(table, op)
        else:
            yield from self._summed(table, op)

    def _summed(self, table: g.Table, op: g.Total) -> Iterator[Node]:
        """What a total reads; whose a row is and when it counts goes with a declaration that it sums, so is not read twice."""
        yield op.table, op.value or ""
        summed = self.owners.get((op.table, op.value or ""))
        rows = self.owners.get((op.table, ""))
        for node in other_columns(table, op):
            ours = self.owners.get(node)
            selected = node[1] == op.where and ours != rows
            if summed is None or selected or ours not in (None, rows):
                yield node


def _rows_read(rows: g.Rows, table: str) -> Iterator[Node]:
    if isinstance(rows, g.Derive):
        yield rows.source, ""
        if rows.keep is not None:
            yield rows.source, rows.keep
    elif isinstance(rows, g.Stack):
        yield from ((source, "") for source in rows.sources)
    elif isinstance(rows, (g.RollUp, g.Everyone)):
        yield rows.source, ""
        if rows.keep is not None:
            yield rows.source, rows.keep
        yield from met(rows)
    elif isinstance(rows, g.Spine) and rows.people is not None:
        yield rows.people, ""
        yield from ((rows.people, name) for name in rows.valid or () if name is not None)


def _owners(graph: g.Graph) -> dict[Node, Declaration]:
    """Whose each column is; a column with an empty name stands for the rows of its table."""
    owners: dict[Node, Declaration] = {}

    def claim(owner: Declaration, table: str, names: list[str]) -> None:
        for name in names:
            owners.setdefault((table, name), owner)

    for credit in graph.credits:
        claim(Declaration("credit", credit.name), credit.table, ["", *_credit_columns(credit)])
    for measure in graph.measures:
        claim(Declaration("measure", measure.name), measure.table, _measure_columns(measure))
    for component in graph.components:
        lines = [line.column for line in component.lines]
        claim(Declaration("component", component.name), component.table, [component.result, *lines])
    if graph.payout is not None:
        claim(PAYOUT, graph.payout.table, _payout_columns(graph.payout))
    named = {found.name: found for found in reversed(declarations(graph)) if found.kind not in ("data", "payout")}
    for table in graph.tables.values():
        for column in table.columns.values():
            if column.rule in named:
                claim(named[column.rule], table.name, [column.name])
        if isinstance(table.rows, g.Input):
            cells = [name for name, column in table.columns.items() if isinstance(column.op, g.Cell)]
            claim(Declaration("data", table.rows.record), table.name, ["", *cells])
    return owners
