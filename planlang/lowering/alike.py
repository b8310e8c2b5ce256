"""Whether a value is the same in all rows that share something: proven from what it is made of, never from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planlang.core.calendar import DAYS
from planlang.core.graph import (
    Allocate,
    Carried,
    Cell,
    Const,
    Derive,
    Everyone,
    Fold,
    Level,
    OnCalendar,
    Operand,
    Previous,
    Reached,
    Ref,
    RollUp,
    RowId,
    Running,
    SpineKey,
    Stack,
    Stacked,
    Within,
)
from planlang.core.graph.within_row import Part
from planlang.lowering.periods import finer

if TYPE_CHECKING:
    from planlang.core.graph import Op
    from planlang.lowering.tables import TableBuilder

_OF_EACH_ROW = (Cell, Reached, RowId, SpineKey, Allocate, Fold, Level, Previous, Running, Within)


def same_within(tables: dict[str, TableBuilder], table: TableBuilder, value: Operand, by: tuple[str, ...]) -> bool:
    """Whether all rows of a table that have the same in the columns ``by`` have the same ``value``.

    ``False`` says only that it does not follow from what the value is made of.
    """
    return isinstance(value, Const) or _Shared(tables, table.name, by, {}).formula(value.column) is not None


class _Shared:
    """Rows of a table that have the same in some columns (``None``: one that this table does not have).

    What all of them have alike is a formula over these columns. Formulas are numbered, the same everywhere.
    """

    def __init__(
        self, tables: dict[str, TableBuilder], table: str, by: tuple[str | None, ...], numbers: dict[Any, int]
    ) -> None:
        self.tables = tables
        self.table = tables[table].table
        self.by = by
        self.numbers = numbers
        self._found: dict[str, int | None] = {}
        self._sources: dict[int, _Shared | None] = {}

    def formula(self, name: str) -> int | None:
        """The formula of a column; ``None`` where it may differ among these rows."""
        if name not in self._found:
            self._found[name] = None  # what depends on itself follows from nothing
            self._found[name] = self._formula(name)
        return self._found[name]

    def _formula(self, name: str) -> int | None:
        op = self.table.columns[name].op
        for place, known in enumerate(self._known()):
            if known == op:
                return self._number((place,))
        if isinstance(op, Carried):
            source = self._source(0)
            return None if source is None else source.formula(op.column)
        if isinstance(op, Stacked):
            return self._in_all(op)
        if isinstance(op, _OF_EACH_ROW):
            return None
        said = self._said(op)
        if said is not None:
            return self._number(said)
        return self._coarser(op) if isinstance(op, OnCalendar) else None

    def _known(self) -> list[Op | None]:
        return [None if name is None else self.table.columns[name].op for name in self.by]

    def _number(self, formula: tuple[Any, ...]) -> int:
        return self.numbers.setdefault(formula, len(self.numbers))

    def _said(self, part: Any) -> Any:
        """What an operation says, with the formulas of the columns that it reads; ``None`` where one has none."""
        if isinstance(part, Ref):
            return self.formula(part.column)
        if isinstance(part, Part) and not isinstance(part, Const):
            return self._said((type(part), *part.said()))
        if isinstance(part, tuple):
            said = tuple("absent" if item is None else self._said(item) for item in part)
            return None if None in said else said
        return part

    def _coarser(self, op: OnCalendar) -> int | None:
        """A quarter is the same wherever the month is; a month isn't wherever the week is."""
        for place, known in enumerate(self._known()):
            if not isinstance(known, OnCalendar) or (known.function, known.arguments) != (op.function, op.arguments):
                continue
            within, unit = (known.coarser, op.coarser) if op.function == "within" else (known.unit, op.unit)
            if op.function in ("period", "within") and within and unit and within not in DAYS and finer(within, unit):
                return self._number((place, unit))
        return None

    def _in_all(self, op: Stacked) -> int | None:
        """The rows may come from any of the tables, so each must have the same formula."""
        formulas = set()
        for number, column in enumerate(op.columns):
            source = self._source(number)
            formulas.add(None if source is None or column is None else source.formula(column))
        return formulas.pop() if len(formulas) == 1 else None

    def _source(self, number: int) -> _Shared | None:
        """Rows made of rows that are alike have alike what they carry."""
        if number not in self._sources:
            rows, by = self.table.rows, []
            for known in self._known():
                stacked = known.columns[number] if isinstance(known, Stacked) else None
                by.append(known.column if isinstance(known, Carried) else stacked)
            name = rows.sources[number] if isinstance(rows, Stack) else None
            if isinstance(rows, (Derive, RollUp, Everyone)):
                name = rows.source
            made = name is not None and name in self.tables
            self._sources[number] = _Shared(self.tables, name or "", tuple(by), self.numbers) if made else None
        return self._sources[number]
