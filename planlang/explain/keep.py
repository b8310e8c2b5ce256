"""Keeping all explanations of a run, without making any: the values of every column that a payout depends on.

An explanation is derived from the graph and values, so to keep all of them it is enough to keep the values, column by column:
numerators and a denominator, as the interpreter computed them. ``keep_all`` has it compute what every payout and every
line of every rule depends on; cells that no result needs, such as branches that no row took, stay uncomputed, so nothing
fails here that a run would not fail on. ``explain`` then reads from what is kept and computes nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlang.core.dataset import Dataset
from planlang.core.graph import Allocate, Cell, Component, Graph, Input, Stack
from planlang.core.values import Scalar, Values
from planlang.explain.model import At, Reader
from planlang.explain.operations import settle
from planlang.explain.selection import component_rows, home_row
from planlang.slotted import frozen


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

    def known(self, table: str, column: str) -> tuple[list[int] | None, Values]:
        """The rows of a column that are kept (``None``: all), and their values."""
        return self.reader.known(table, column)


def keep_all(reader: Reader, payouts: Sequence[int] | None = None) -> KeptSteps:
    """Computes and keeps what payouts depend on, whole columns at a time: those of some rows of the payout's table, or all."""
    graph, info = reader.graph, reader.graph.payout
    if info is not None:
        rows = list(range(reader.count(info.table))) if payouts is None else list(payouts)
        paid = (info.result, *(column for _, column in info.components), *(line.column for line in info.adjustments))
        own = () if info.paid_in is None else (info.paid_in.currency, info.paid_in.amount)
        _compute(reader, info.table, (*paid, *own), rows)
    for component in graph.components:
        of = _rows(reader, component, payouts)
        credit = next((found for found in graph.credits if found.table == component.table), None)
        named = [component.result, component.applies, component.date, component.participant]
        named += [line.column for line in component.lines]
        named += [credit.amount, *credit.order] if credit is not None else []
        named += [component.earned.part] if component.earned is not None else []
        _compute(reader, component.table, (column for column in named if column is not None), of)
        if component.earned is not None:  # of a payment, what earned it: that may be why nothing is paid
            home = sorted({home_row(reader, component, row) for row in of})
            _compute(reader, component.earned.table, [component.earned.result], home)
        _reasons(reader, component.table, component.applies, [c.column for c in component.conditions], of)
        if payouts is not None:
            _told(reader, component, of)
    _orders(reader)
    _references(reader)
    kept = reader.evaluated()
    return KeptSteps(reader, len(kept), sum(kept.values()))


def _told(reader: Reader, component: Component, rows: list[int]) -> None:
    """What a page says besides the steps (see ``facts``): the day of the credit that a row is about, unless it has no amount."""
    home = component.earned.table if component.earned is not None else component.table
    credit = next((found for found in reader.graph.credits if found.table == home), None)
    if credit is None:
        return
    own = sorted({home_row(reader, component, row) for row in rows})
    if any(
        isinstance(table.rows, Stack) for table in reader.graph.tables.values()
    ):  # one of the stacked tables may have no amounts
        own = [row for row in own if isinstance(settle(reader, At(home, credit.amount, row)), At)]
    _compute(reader, home, [credit.date], own)


def _compute(reader: Reader, table: str, columns: Iterable[str], rows: list[int]) -> None:
    for column in dict.fromkeys(columns):
        reader.column(table, column, rows)


def _rows(reader: Reader, component: Component, payouts: Sequence[int] | None) -> list[int]:
    """The rows of a component that some payouts total."""
    if payouts is None or reader.graph.payout is None:
        return list(range(reader.count(component.table)))
    if component.name not in dict(reader.graph.payout.components):
        return []
    return sorted({row for payout in payouts for row in component_rows(reader, component, payout)})


def _references(reader: Reader) -> None:
    """Which rows of the data refer to which: an explanation of one deal looks for it in them."""
    for table in reader.graph.tables.values():
        if isinstance(table.rows, Input):
            columns = (c.name for c in table.columns.values() if c.unit.kind == "row" and isinstance(c.op, Cell))
            _compute(reader, table.name, columns, list(range(reader.count(table.name))))


def _orders(reader: Reader) -> None:
    """The order of the rows among which remainders were shared out, by which an explanation lists them."""
    done = reader.evaluated()
    for table in reader.graph.tables.values():
        for column in table.columns.values():
            if isinstance(column.op, Allocate) and (table.name, column.name) in done:
                known, _ = reader.known(table.name, column.name)
                rows = list(range(reader.count(table.name))) if known is None else known
                _compute(reader, table.name, (*column.op.by, *column.op.order), rows)


def _reasons(reader: Reader, table: str, applies: str | None, conditions: list[str], rows: list[int]) -> None:
    """The conditions of the rows that a rule is not about, up to the first that failed: why not."""
    if applies is None:
        return
    left = [row for row, holds in zip(rows, reader.column(table, applies, rows).items) if holds is not True]
    for column in conditions:
        if not left:
            return
        found = reader.column(table, column, left).items
        left = [row for row, holds in zip(left, found) if holds is True]
