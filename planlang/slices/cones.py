"""What a column reads within its row, and where that leaves the row: found once for each column of a graph."""

from __future__ import annotations

from collections.abc import Mapping

from planlang.core import graph as g
from planlang.core.reads import operands

LEAVING = (
    g.Carried,
    g.Reached,
    g.Stacked,
    g.Lookup,
    g.Total,
    g.Running,
    g.Within,
    g.Level,
    g.Previous,
    g.Fold,
    g.Allocate,
)
"""Operations that read other rows than their own."""

Node = tuple[str, str]


class Cones:
    """For each column the columns of its table, itself among them, that it is made of and that read other rows.

    ``beside`` are columns that somebody looks at whenever they look at a column, such as the conditions of a rule beside what it pays.
    """

    def __init__(self, graph: g.Graph, beside: Mapping[Node, tuple[str, ...]]) -> None:
        self.graph = graph
        self.beside = beside
        self._known: dict[Node, tuple[str, ...]] = {}

    def of(self, table: str, column: str) -> tuple[str, ...]:
        """Those columns; none means that the row itself is enough."""
        known = self._known.get((table, column))
        if known is None:
            known = self._known[table, column] = self._find(table, column)
        return known

    def _find(self, table: str, column: str) -> tuple[str, ...]:
        columns = self.graph.tables[table].columns
        found: dict[str, None] = {}
        seen = {column}
        waiting = [column]
        while waiting:
            name = waiting.pop()
            op = columns[name].op
            near = list(self.beside.get((table, name), ()))
            if isinstance(op, LEAVING):
                if self._leaves(table, op):
                    found[name] = None
            else:
                near += [of.column for of in operands(op) if isinstance(of, g.Ref)]
            for other in near:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return tuple(found)

    def _leaves(self, table: str, op: g.Op) -> bool:
        """Whether an operation needs rows of which it isn't clear from the row alone that they are there."""
        rows = self.graph.tables[table].rows
        if isinstance(op, g.Carried) and isinstance(rows, g.Derive):
            return bool(self.of(rows.source, op.column))
        if isinstance(op, g.Reached):
            return False  # whom a row reaches says which rows there are, and that is known of all rows
        if isinstance(op, g.Stacked) and isinstance(rows, g.Stack):
            return any(bool(self.of(source, name)) for source, name in zip(rows.sources, op.columns) if name)
        return True


def looked_at(graph: g.Graph) -> dict[Node, tuple[str, ...]]:
    """What an explanation looks at beside a rule's result: whether and when it applies, and the credit that it is about."""
    found: dict[Node, tuple[str, ...]] = {}
    for component in graph.components:
        names = [component.applies, *(c.column for c in component.conditions), component.participant, component.date]
        names += [component.key, component.covered, *(line.column for line in component.lines)]
        for credit in graph.credits:
            if credit.table == component.table:
                names += [credit.id, credit.participant, credit.date, credit.amount, credit.covered, *credit.order]
        columns = graph.tables[component.table].columns
        found[component.table, component.result] = tuple(n for n in dict.fromkeys(names) if n in columns and n)
    return found
