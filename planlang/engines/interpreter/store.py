"""The cells of one column that have been computed so far."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planlang.core.values import Scalar, Values, take
from planlang.engines.interpreter.exact import Rows


class ColumnStore:
    """Cells by row. Three forms, the cheapest that fits: all rows; rows as they were asked for; scattered cells.

    A branch of a choice asks many columns for the same rows one after the other, so the second form answers without a
    look at single cells.
    """

    __slots__ = ("_cells", "_dens", "_full", "_rows", "_values", "computed")

    def __init__(self) -> None:
        self._full: Values | None = None
        self._rows: list[int] | None = None
        self._values: Values | None = None
        self._cells: dict[int, Any] = {}
        self._dens: dict[int, int | None] = {}
        self.computed = 0

    def get(self, rows: Rows) -> Values | None:
        """The values of these rows, if all are there. They belong to the store: not to be changed."""
        if self._full is not None:
            return self._full if rows is None else take(self._full, rows)
        if rows is None:
            return None
        if self._values is not None and (rows is self._rows or rows == self._rows):
            return self._values
        self._scatter()
        cells = self._cells
        if not all(map(cells.__contains__, rows)):
            return None
        return self._gather(rows)

    def at(self, row: int) -> Scalar:
        """One cell; ``KeyError`` if it hasn't been computed."""
        if self._full is not None:
            return self._full.at(row)
        self._scatter()
        item, den = self._cells[row], self._dens[row]
        return item if item is None or den is None else Fraction(item, den)

    def all_cells(self, count: int) -> Values:
        """Every cell of the column, ``None`` where it has not been computed."""
        if self._full is not None:
            return self._full
        self._scatter()
        items = [self._cells.get(row) for row in range(count)]
        dens = {den for den in self._dens.values() if den is not None}
        if len(dens) <= 1:
            return Values(items, next(iter(dens), None))
        return Values(items, [self._dens.get(row) or 1 for row in range(count)])

    def known(self) -> tuple[Rows, Values]:
        """The cells that have been computed: their rows (``None`` for all), and their values."""
        if self._full is not None:
            return None, self._full
        if self._values is not None and self._rows is not None:
            return self._rows, self._values
        rows = sorted(self._cells)
        return rows, self._gather(rows)

    def missing(self, rows: Rows, count: int) -> Rows:
        """Those of the rows that are still to be computed, each once; ``None`` for all rows of the table."""
        self._scatter()
        cells = self._cells
        if rows is None:
            return [r for r in range(count) if r not in cells] if cells else None
        left = [r for r in dict.fromkeys(rows) if r not in cells] if cells else list(dict.fromkeys(rows))
        if len(left) == count:
            return None
        return rows if len(left) == len(rows) else left

    def put(self, rows: Rows, values: Values, count: int) -> None:
        """Adds computed cells."""
        if rows is None or len(rows) == count == len(set(rows)):
            self._full = values if rows is None else _in_place(rows, values, count)
            self.computed = count
            self._rows = self._values = None
            self._cells, self._dens = {}, {}
            return
        if not self._cells and self._values is None:
            self._rows, self._values = rows, values
            self.computed = len(rows)
            return
        self._scatter()
        self._add(rows, values)
        self.computed = len(self._cells)
        if self.computed == count:
            self._full = self._gather(range(count))
            self._cells, self._dens = {}, {}

    def _scatter(self) -> None:
        if self._values is not None and self._rows is not None:
            self._add(self._rows, self._values)
            self._rows = self._values = None

    def _add(self, rows: list[int], values: Values) -> None:
        self._cells.update(zip(rows, values.items))
        if isinstance(values.den, list):
            self._dens.update(zip(rows, values.den))
        else:
            self._dens.update(dict.fromkeys(rows, values.den))

    def _gather(self, rows: list[int] | range) -> Values:
        items = list(map(self._cells.__getitem__, rows))
        dens = list(map(self._dens.__getitem__, rows))
        kinds = set(dens)
        if len(kinds) == 1:
            return Values(items, dens[0])
        if not kinds:
            return Values(items, None)
        return Values(items, [d or 1 for d in dens])  # what is absent may have come without a denominator


def _in_place(rows: list[int], values: Values, count: int) -> Values:
    at = [0] * count
    for position, row in enumerate(rows):
        at[row] = position
    return take(values, at)
