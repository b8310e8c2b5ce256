"""Cells of an earlier evaluation, to be asked as an evaluator is. What was not computed then is not computed now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Scalar, Values
from planlang.engines.interpreter.evaluator import Evaluator
from planlang.engines.interpreter.exact import Rows
from planlang.engines.interpreter.frame import Need, Work
from planlang.engines.interpreter.store import ColumnStore

COPIES = (g.Carried, g.Stacked, g.SpineKey, g.RowId)
"""Operations that show what stands elsewhere: their cells need not be kept."""

Node = tuple[str, str]


class NotKept(LookupError):
    """A cell that was not kept."""


class Cells(Protocol):
    """The computed cells of a column: their rows (``None`` for all), and their values."""

    def __call__(self) -> tuple[Rows, Values]: ...


class KeptEvaluator(Evaluator):
    """Reads what has been kept of an evaluation; raises ``NotKept`` for any other cell.

    ``data`` has the rows of the records that were there; their columns may be empty. Which rows of other tables stand behind a cell is
    found as the interpreter finds it, from the keys that were kept.
    """

    def __init__(self, graph: g.Graph, data: Dataset, kept: Mapping[Node, Cells]) -> None:
        super().__init__(graph, data)
        self._kept = dict(kept)

    def value(self, table: str, column: str, row: int) -> Scalar:
        """One exact value."""
        self._fill(table, column)
        return super().value(table, column, row)

    def _known(self, need: Need) -> Values | None:
        self._fill(need.table, need.column)
        found = super()._known(need)
        if found is None and not (self.count(need.table) if need.rows is None else need.rows):
            return Values([])
        return found

    def _fill(self, table: str, column: str) -> None:
        """Puts what has been kept of a column where it is looked for, when it is first asked for."""
        cells = self._kept.pop((table, column), None)
        if cells is not None:
            rows, values = cells()
            store = ColumnStore()
            store.put(rows, values, self.count(table))
            self._machine.stores[table, column] = store

    def _compute(self, need: Need) -> Work[Values]:
        if not isinstance(self.graph.tables[need.table].columns[need.column].op, COPIES):
            raise NotKept(f"{need.table}.{need.column}")
        return (yield from super()._compute(need))
