"""Why a row of the data was not credited, in the plan's words and with the row's values."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from planlang.core.calendar import PERIODS
from planlang.core.graph import Cell, Condition, Const, CreditInfo, Graph, Input, Logic, Ref, Same, Unit

if TYPE_CHECKING:
    from planlang.core.values import Scalar


class Cells(Protocol):
    """What a reason is made of: an evaluator, or a single row from an engine."""

    @property
    def graph(self) -> Graph:
        """The plan."""

    def value(self, table: str, column: str, row: int) -> Scalar:
        """One exact value."""


class Unexplained(Exception):
    """A row that was not credited, though nothing in the plan says so: what has paid is wrong, or has been told wrong things about the data."""


_MOST = 4


def reason(reader: Cells, credit: CreditInfo, table: str, row: int, credited_row: int | None) -> str:
    """Why ``credit`` makes nothing that counts of a row: a condition, or a date outside what the plan covers.

    Raises ``Unexplained`` where it is neither.
    """
    if credited_row is not None:
        return _outside(reader.graph, reader.value(credit.table, credit.date, credited_row))
    for condition in credit.conditions:
        if not reader.value(table, condition.column, row):
            return _failed(reader, condition, table, row)
    raise Unexplained(f"row {row} of {table} was not credited by {credit.name}, and nothing says why")


def _outside(graph: Graph, day: Any) -> str:
    first, last = graph.covers
    date = _date(day)
    if day < first:
        return f"dated {date}, before the plan covers (from {_date(first)})"
    return f"dated {date}, after the plan covers (through {_date(last)})"


def _failed(reader: Cells, condition: Condition, table: str, row: int) -> str:
    """The part of the condition that failed first, and the values that it looked at."""
    name, says = _failing_part(reader, table, condition.column, row, condition.says)
    seen = []
    for cell in _cells(reader.graph, table, name):
        column = reader.graph.tables[table].columns[cell]
        value = shown(reader.value(table, cell, row), column.unit, reader.graph)
        seen.append(f"{_word(reader.graph, table, cell)} is {value}")
    values = f" ({', '.join(seen[:_MOST])})" if seen else ""
    return f"not so: {says}{values}"


def _failing_part(reader: Cells, table: str, name: str, row: int, says: str) -> tuple[str, str]:
    """Of ``a and b and c`` the first that does not hold; the later ones may not even have a value there."""
    columns = reader.graph.tables[table].columns
    while True:
        op = columns[name].op
        if isinstance(op, Logic) and op.word == "and":
            parts = [part.column for part in op.parts if isinstance(part, Ref)]
            failing = next((part for part in parts if not reader.value(table, part, row)), None)
        else:
            failing = op.value.column if isinstance(op, Same) and isinstance(op.value, Ref) else None
        if failing is None:
            return name, says
        name, says = failing, columns[failing].says


def _word(graph: Graph, table: str, name: str) -> str:
    """A cell's name as the plan writes it: ``deal.stage``."""
    rows, op = graph.tables[table].rows, graph.tables[table].columns[name].op
    if isinstance(rows, Input) and isinstance(op, Cell):
        spec = next((record for record in graph.records if record.name == rows.record), None)
        if spec is not None:
            return f"{spec.row}.{op.column}"
    return name


def _cells(graph: Graph, table: str, column: str) -> list[str]:
    """The cells of the row that a column of it looks at, in the order in which the plan names them."""
    columns = graph.tables[table].columns
    found: list[str] = []
    todo, seen = [column], set[str]()
    while todo:
        name = todo.pop()
        if name in seen or name not in columns:
            continue
        seen.add(name)
        op = columns[name].op
        if isinstance(op, Cell):
            found.append(name)
        else:
            todo.extend(reversed(_references(op)))
    return found


def _references(op: Any) -> list[str]:
    """The columns of the same table that an operation reads."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, Ref):
            found.append(value.column)
        elif isinstance(value, tuple):
            for part in value:
                walk(part)

    for name in op._fields:
        value = getattr(op, name)
        if not isinstance(value, (str, Const)):
            walk(value)
    return found


def shown(value: Any, unit: Unit, graph: Graph) -> str:
    """A value as the plan would write it."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if unit.kind == "date":
        return _date(int(value))
    if unit.kind in PERIODS:
        return graph.calendar.label(unit.kind, int(value))  # type: ignore[arg-type]
    from planlang.run.money import amount_text

    number = Fraction(value)
    if unit.kind == "percent":
        return amount_text(number * 100) + "%"
    if unit.kind == "multiplier":
        return amount_text(number) + "x"
    if unit.kind == "money":
        digits = graph.digits if unit.digits is None else unit.digits
        return f"{amount_text(number, digits)} {unit.currency or graph.currency}"
    return amount_text(number)


def _date(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()
