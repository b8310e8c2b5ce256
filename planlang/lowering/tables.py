"""Tables under construction: columns are added in an order in which each may be computed."""

from __future__ import annotations

from planlang.core.graph import Column, Op, Ref, Rows, Table, Unit
from planlang.diagnostics.place import Span


def period_unit(unit: str) -> Unit:
    """The unit of a column of periods. The period that is a day is a date."""
    return Unit("date" if unit == "day" else unit)


class TableBuilder:
    """A table of the core that is being filled.

    ``once`` gives back a column that already has the same operation, for what is merely read (cells,
    look-ups, periods); ``add`` always makes a new one, so that each step of a rule keeps its own place and words.
    ``through`` is a table between this one and that of the rule which it belongs to, where there is one.
    """

    def __init__(self, name: str, rows: Rows, grain: str, through: TableBuilder | None = None) -> None:
        self.table = Table(name, rows, grain, {})
        self.through = through
        self._by_op: dict[Op, Column] = {}

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    def add(
        self, name: str, op: Op, unit: Unit, says: str, role: str, rule: str | None = None, place: Span | None = None
    ) -> Ref:
        """A new column; the name gets a number if it is taken."""
        unique, number = name, 1
        while unique in self.table.columns:
            number += 1
            unique = f"{name} ({number})"
        column = Column(unique, op, unit, says, role, rule, place)
        self.table.columns[unique] = column
        self._by_op.setdefault(op, column)
        return Ref(unique)

    def once(
        self, name: str, op: Op, unit: Unit, says: str, role: str, rule: str | None = None, place: Span | None = None
    ) -> Ref:
        """A column with this operation, made at most once."""
        known = self._by_op.get(op)
        if known is not None:
            return Ref(known.name)
        return self.add(name, op, unit, says, role, rule, place)

    def mark(self) -> int:
        """How many columns there are, to come back to."""
        return len(self.table.columns)

    def back_to(self, mark: int) -> None:
        """Takes out the columns that were added since."""
        for name in list(self.table.columns)[mark:]:
            column = self.table.columns.pop(name)
            if self._by_op.get(column.op) is column:
                del self._by_op[column.op]

    def column(self, ref: Ref) -> Column:
        """The column that a reference of this table names."""
        return self.table.columns[ref.column]
