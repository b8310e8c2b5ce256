"""Keeping all explanations of a run, without making any: the values of every column that a payout depends on.

An explanation is derived from the graph and values, so to keep all of them it is enough to keep the values, column by column:
numerators and a denominator, as the interpreter computed them. ``keep_all`` has it compute what every payout and every
line of every rule depends on; cells that no result needs, such as branches that no row took, stay uncomputed, so nothing
fails here that a run would not fail on. ``explain`` then reads from what is kept and computes nothing again.
"""

from __future__ import annotations

from attr import frozen

from planlang.core.dataset import Dataset
from planlang.core.graph import Allocate, Graph
from planlang.core.values import Scalar, Values
from planlang.explain.model import Reader


@frozen
class KeptSteps:
    """All values behind all payouts; a reader for ``explain``. ``columns`` and ``cells`` say how much is kept."""

    reader: Reader
    columns: int
    cells: int

    @property
    def graph(self) -> Graph:
        """The plan's graph."""
        return self.reader.graph

    @property
    def data(self) -> Dataset:
        """The input rows."""
        return self.reader.data

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self.reader.count(table)

    def column(self, table: str, column: str, rows: list[int]) -> Values:
        """A column's values in some rows."""
        return self.reader.column(table, column, rows)

    def value(self, table: str, column: str, row: int) -> Scalar:
        """One exact value."""
        return self.reader.value(table, column, row)

    def row_id(self, table: str, row: int) -> str:
        """The text that tells a row apart."""
        return self.reader.row_id(table, row)

    def source(self, table: str, row: int) -> tuple[str, int]:
        """The row that a row comes from."""
        return self.reader.source(table, row)

    def behind(self, table: str, column: str, row: int) -> list[tuple[str, list[int]]]:
        """The rows behind a cell."""
        return self.reader.behind(table, column, row)

    def find(self, table: str, row_id: str) -> int | None:
        """The row of an identity text."""
        return self.reader.find(table, row_id)

    def evaluated(self) -> dict[tuple[str, str], int]:
        """How many cells of each column are kept."""
        return self.reader.evaluated()


def keep_all(reader: Reader) -> KeptSteps:
    """Computes and keeps what every payout depends on, whole columns at a time."""
    graph = reader.graph
    wanted: dict[tuple[str, str], None] = {}
    if graph.payout is not None:
        wanted[graph.payout.table, graph.payout.result] = None
        wanted.update({(graph.payout.table, column): None for _, column in graph.payout.components})
        wanted.update({(graph.payout.table, line.column): None for line in graph.payout.adjustments})
    for component in graph.components:
        named = (
            component.result,
            component.applies,
            component.date,
            component.participant,
            *(x.column for x in component.lines),
        )
        wanted.update({(component.table, column): None for column in named if column is not None})
    for table, column in wanted:
        reader.column(table, column, list(range(reader.count(table))))
    for component in graph.components:
        _reasons(reader, component.table, component.applies, [c.column for c in component.conditions])
    _orders(reader)
    kept = reader.evaluated()
    return KeptSteps(reader, len(kept), sum(kept.values()))


def _orders(reader: Reader) -> None:
    """The order of the rows among which remainders were shared out, by which an explanation lists them."""
    done = reader.evaluated()
    for table in reader.graph.tables.values():
        for column in table.columns.values():
            if isinstance(column.op, Allocate) and (table.name, column.name) in done:
                for name in (*column.op.by, *column.op.order):
                    reader.column(table.name, name, list(range(reader.count(table.name))))


def _reasons(reader: Reader, table: str, applies: str | None, conditions: list[str]) -> None:
    """The conditions of the rows that a rule is not about, up to the first that failed: why not."""
    if applies is None:
        return
    rows = list(range(reader.count(table)))
    left = [row for row, holds in zip(rows, reader.column(table, applies, rows).items) if holds is not True]
    for column in conditions:
        if not left:
            return
        found = reader.column(table, column, left).items
        left = [row for row, holds in zip(left, found) if holds is True]
