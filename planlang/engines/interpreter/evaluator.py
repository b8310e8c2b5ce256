"""The reference interpreter: what a plan's graph means, cell by cell, exactly and on demand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import eq
from typing import Any, TypeVar

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Scalar, Values
from planlang.diagnostics.place import DataPlace
from planlang.engines.interpreter import (
    across_ops,
    behind,
    calendar_ops,
    logic_ops,
    lookup_ops,
    row_ops,
    tables,
    total_ops,
)
from planlang.engines.interpreter.arithmetic import EXACT, Arithmetic
from planlang.engines.interpreter.exact import Rows
from planlang.engines.interpreter.frame import Computed, Frame, Machine, Need, Shape, Work, source
from planlang.engines.interpreter.places import origin, place_of
from planlang.engines.interpreter.refusal import Refusal
from planlang.engines.interpreter.store import ColumnStore

T = TypeVar("T")

OPERATIONS: dict[type, Callable[[Frame, Any], Work[Computed]]] = {
    g.Cell: tables.cell,
    g.Carried: tables.carried,
    g.Stacked: tables.stacked,
    g.SpineKey: tables.spine_key,
    g.Reached: tables.reached,
    g.RowId: tables.row_identity,
    g.Same: row_ops.same,
    g.Add: row_ops.added,
    g.Multiply: row_ops.multiplied,
    g.Ratio: row_ops.ratio,
    g.Round: row_ops.rounded,
    g.Compare: logic_ops.compared,
    g.OneOf: logic_ops.one_of,
    g.Logic: logic_ops.logic,
    g.IsKnown: logic_ops.is_known,
    g.Choose: logic_ops.chosen,
    g.Extreme: row_ops.extreme,
    g.Band: row_ops.band,
    g.Cut: row_ops.cut,
    g.OnCalendar: calendar_ops.on_calendar,
    g.Lookup: lookup_ops.looked_up,
    g.Total: total_ops.totalled,
    g.Running: across_ops.running,
    g.Within: across_ops.within,
    g.Level: across_ops.level,
    g.Previous: across_ops.previous,
    g.Fold: across_ops.fold,
    g.Allocate: across_ops.allocated,
}


class Evaluator:
    """A plan and its data, ready to be asked for cells. A cell is computed when it is first asked for.

    Raises ``Refusal`` when a cell that is asked for, or one behind it, can't be computed from this data.
    """

    def __init__(self, graph: g.Graph, data: Dataset, arithmetic: Arithmetic = EXACT) -> None:
        self.graph = graph
        self.data = data
        self._machine = Machine(graph, data, arithmetic)
        self._active: set[tuple[str, str, int]] = set()
        self._found: dict[str, dict[str, int]] = {}
        self._theirs: set[tuple[str, str]] = set()

    def shares(self, other: Evaluator, columns: Iterable[tuple[str, str]]) -> None:
        """Has these columns in common with another evaluator of the same data, in whose plan they mean the same: each is computed once."""
        mine, theirs = self._machine.stores, other._machine.stores
        for key in columns:
            store = theirs.get(key)
            if store is None:
                store = theirs[key] = ColumnStore()
            mine[key] = store
            self._theirs.add(key)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self._shape(table).size

    def column(self, table: str, column: str, rows: Sequence[int] | None = None) -> Values:
        """A column's values in some rows, aligned with them (all rows, if ``None``). Not to be changed."""
        if rows is not None and len(rows) == self.count(table) and all(map(eq, rows, range(len(rows)))):
            rows = None  # all of them, by their numbers: to be had as they are
        return self._cells(Need(table, column, None if rows is None else list(rows)))

    def value(self, table: str, column: str, row: int) -> Scalar:
        """One exact value."""
        store = self._machine.stores.get((table, column))
        if store is not None:
            try:
                return store.at(row)
            except KeyError:
                pass
        return self._cells(Need(table, column, [row])).at(0)

    def row_id(self, table: str, row: int) -> str:
        """The text that tells a row apart from the others of its table."""
        self.count(table)
        return self._machine.ids(table)[row]

    def find(self, table: str, row_id: str) -> int | None:
        """The row of this identity text, if there is one."""
        if table not in self._found:
            self.count(table)
            self._found[table] = {name: row for row, name in enumerate(self._machine.ids(table))}
        return self._found[table].get(row_id)

    def source(self, table: str, row: int) -> tuple[str, int]:
        """The row of another table that a row comes from: of a ``Derive`` or ``Stack``; a ``Spine``'s person.

        ``LookupError`` for rows that come from a file or from nowhere.
        """
        found = source(self._shape(table), row)
        if found is None:
            raise LookupError(f"rows of {table} come from no other table")
        return found

    def sources(self, table: str, rows: Collection[int]) -> dict[str, list[int]]:
        """The rows of other tables that some rows come from, by their table; none for rows that come from a file or from nowhere."""
        return self._shape(table).sources(rows)

    def behind(self, table: str, column: str, row: int) -> list[tuple[str, list[int]]]:
        """The rows of tables that a cell was made from, in order, for operations that read other rows than its own."""
        return self._run(behind.rows_behind(self._frame(table, column, [row])))

    def place(self, table: str, row: int) -> DataPlace | None:
        """The line of an input file that a row comes from, if it comes from one."""
        self.count(table)
        return place_of(self._machine, table, row)

    def origin(self, table: str, column: str, row: int) -> DataPlace | None:
        """The cell of an input file whose value a computed cell passes on unchanged, if it does."""
        self.value(table, column, row)
        return origin(self._machine, table, column, row)

    def evaluated(self) -> dict[tuple[str, str], int]:
        """How many cells of each column have been computed."""
        return {key: store.computed for key, store in self._machine.stores.items() if store.computed}

    @property
    def work(self) -> int:
        """What has been done so far, the same on every machine: one for each column and each cell that was computed.

        What is shared with another counts there.
        """
        stores = self._machine.stores
        return sum(1 + store.computed for key, store in stores.items() if key not in self._theirs)

    def computed(self, table: str, column: str) -> Values:
        """All cells of a column as far as they have been computed; ``None`` for the others. Computes nothing."""
        return self._machine.stores[table, column].all_cells(self.count(table))

    def known(self, table: str, column: str) -> tuple[Rows, Values]:
        """The cells of a column that have been computed: their rows (``None`` for all), and their values. Computes nothing."""
        return self._machine.stores[table, column].known()

    def _shape(self, table: str) -> Shape:
        known = self._machine.shapes.get(table)
        return known if known is not None else self._run(tables.shape(self._machine, table))

    # --- the stack of operations at work ------------------------------------------------------

    def _cells(self, need: Need) -> Values:
        return self._known(need) or self._run(_ask(need))

    def _known(self, need: Need) -> Values | None:
        store = self._machine.stores.get((need.table, need.column))
        return None if store is None else store.get(need.rows)

    def _run(self, work: Work[T]) -> T:
        """Drives a generator, and those that compute the cells it asks for, without recursion."""
        first: Work[Any] = work
        waiting: list[tuple[Work[Any], tuple[str, str, int] | None, bool]] = [(first, None, False)]
        active = self._active
        folds = 0  # a fold asks for columns that wait for it, of earlier rows
        answer: Any = None
        try:
            while True:
                try:
                    need = waiting[-1][0].send(answer)
                except StopIteration as done:
                    _, key, fold = waiting.pop()
                    answer = done.value
                    if key is None:
                        result: T = answer
                        return result
                    active.discard(key)
                    folds -= fold
                    continue
                answer = self._known(need)
                if answer is None:
                    key = (need.table, need.column, folds)
                    if key in active:
                        raise RuntimeError(f"{need.table}.{need.column} depends on itself")
                    active.add(key)
                    fold = isinstance(self.graph.tables[need.table].columns[need.column].op, g.Fold)
                    waiting.append((self._compute(need), key, fold))
                    folds += fold
        finally:
            active.difference_update(key for _, key, _ in waiting if key is not None)

    def _compute(self, need: Need) -> Work[Values]:
        """The cells of a column that are missing, put into its store."""
        table, column, rows = need
        shape = self._machine.shapes.get(table) or (yield from tables.shape(self._machine, table))
        size = shape.size
        store = self._machine.stores.setdefault((table, column), ColumnStore())
        frame = self._frame(table, column, store.missing(rows, size), size)
        try:
            computed, values = yield from OPERATIONS[type(frame.column.op)](frame, frame.column.op)
        except Refusal:
            raise
        except (TypeError, AttributeError, IndexError, ZeroDivisionError) as error:  # a bug in lowering, or here
            raise RuntimeError(f"{table}.{column} ({type(frame.column.op).__name__}): {error}") from error
        store.put(computed, values, size)
        met = store.get(rows)
        assert met is not None, f"{table}.{column} computed other rows than it was asked for"
        return met

    def _frame(self, table: str, column: str, rows: Rows, size: int | None = None) -> Frame:
        of = self.graph.tables[table]
        size = self.count(table) if size is None else size
        return Frame(self._machine, of, of.columns[column], rows, size if rows is None else len(rows), size)


def _ask(need: Need) -> Work[Values]:
    return (yield need)
