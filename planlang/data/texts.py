"""Checked values back as the texts that a data file has: what is changed in data goes through the same loader as files do."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.decimals import decimal_text
from planlang.core.records import PERIODS, ColumnSpec
from planlang.core.values import Scalar

Row = dict[str, str | None]
"""A row's texts by column name."""


def texts_of(data: Dataset, calendar: FiscalCalendar) -> dict[str, list[Row]]:
    """All rows of all records, in their order."""
    return {name: record_texts(record, calendar) for name, record in data.items()}


def record_texts(record: RecordData, calendar: FiscalCalendar) -> list[Row]:
    """The rows of one record."""
    columns = {
        column.name: [
            cell_text(record.columns[column.name].at(row), column, calendar) for row in range(len(record.ids))
        ]
        for column in record.spec.columns
    }
    return [{name: cells[row] for name, cells in columns.items()} for row in range(len(record.ids))]


def cell_text(value: Scalar, column: ColumnSpec, calendar: FiscalCalendar) -> str | None:
    """The text of one value; ``None`` for an absent one."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if column.kind == "date":
        return calendar.label("day", int(value))
    if column.kind in PERIODS:
        return calendar.label(column.kind, int(value))  # type: ignore[arg-type]
    number = Fraction(value)
    if column.kind == "percent":
        return f"{decimal_text(number * 100)}%"
    return decimal_text(number) + ("x" if column.kind == "multiplier" else "")
