"""Dates and periods in SQL, by the rules of ``planlang.data.times`` and the plan's calendar."""

from __future__ import annotations

import datetime

from planlang.core.calendar import DAYS, MONTHS, FiscalCalendar
from planlang.core.records import ColumnSpec
from planlang.data.engine.shapes import Cell
from planlang.data.extent import FIRST_YEAR, LAST_YEAR

EPOCH = datetime.date(1970, 1, 1).toordinal()
_RANGE = f"BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'"
_YEARS = "|".join(f"{century:02}" for century in range(FIRST_YEAR // 100, LAST_YEAR // 100 + 1))
_SHAPES = {
    "month": f"(?:{_YEARS})[0-9][0-9]-(?:0[1-9]|1[0-2])",
    "month of weeks": f"(?:{_YEARS})[0-9][0-9]-P(?:0[1-9]|1[0-2])",
    "quarter": f"(?:{_YEARS})[0-9][0-9]-Q[1-4]",
    "half": f"(?:{_YEARS})[0-9][0-9]-H[12]",
    "year": f"(?:{_YEARS})[0-9][0-9]",
}
assert FIRST_YEAR % 100 == 0 and LAST_YEAR % 100 == 99  # the shapes tell whole centuries


def refused(cell: Cell, calendar: FiscalCalendar) -> str:
    """Whether a cell is no day, or no period, that is read; ``NULL`` where it is blank."""
    if cell.form == "date":
        return f"NOT ({cell.given} {_RANGE})"
    if cell.column.kind == "date":
        day = date_of(cell)
        return f"({cell.text} IS NOT NULL AND NOT coalesce(CAST({day} AS VARCHAR) = {cell.text} AND {day} {_RANGE}, false))"
    kind = cell.column.kind
    if kind in DAYS:
        day = date_of(cell)
        first = f"({ordinal(day)} - {_zero(kind, calendar)}) % {DAYS[kind]} = 0"
        return f"({cell.text} IS NOT NULL AND NOT coalesce(CAST({day} AS VARCHAR) = {cell.text} AND {day} {_RANGE} AND {first}, false))"
    shape = _SHAPES["month of weeks" if kind == "month" and calendar.months_of_weeks else kind]
    return f"NOT regexp_full_match({cell.text}, '{shape}')"


def date_of(cell: Cell) -> str:
    """What DuckDB takes the text of a cell for, as a date."""
    return cell.cast or f"TRY_CAST({cell.text} AS DATE)"


def ordinal(date: str) -> str:
    """The day number of an SQL date."""
    return f"(CAST({date} - DATE '1970-01-01' AS BIGINT) + {EPOCH})"


def value(cell: Cell, calendar: FiscalCalendar) -> str:
    """The day or period number of a cell that is not refused; whatever, or ``NULL``, of one that is."""
    if cell.form == "date":
        return f"CASE WHEN {cell.given} {_RANGE} THEN {ordinal(cell.given)} END"
    if cell.column.kind == "date":
        day = date_of(cell)  # of infinity nothing can be subtracted
        return f"CASE WHEN {day} {_RANGE} THEN {ordinal(day)} END"
    kind = cell.column.kind
    if kind in DAYS:
        day = date_of(cell)
        return f"CASE WHEN {day} {_RANGE} THEN ({ordinal(day)} - {_zero(kind, calendar)}) // {DAYS[kind]} END"
    year = f"TRY_CAST(left({cell.text}, 4) AS BIGINT)"
    index = {"month": f"TRY_CAST(right({cell.text}, 2) AS BIGINT)", "year": "1"}.get(
        kind, f"TRY_CAST(right({cell.text}, 1) AS BIGINT)"
    )
    if kind == "month" and not calendar.months_of_weeks:
        return f"({year} * 12 + {index} - {calendar.start_month})"
    return f"(({year} - {calendar.ahead}) * {12 // MONTHS[kind]} + {index} - 1)"


def label(column: ColumnSpec, number: str, calendar: FiscalCalendar) -> str:
    """How people write a day or period, as ``FiscalCalendar.label`` does."""
    kind = column.kind
    if kind == "date":
        return _day(number)
    if kind in DAYS:
        return _day(f"({number} * {DAYS[kind]} + {_zero(kind, calendar)})")
    if kind == "month" and not calendar.months_of_weeks:
        month = f"({number} + {calendar.start_month - 1})"
        return f"format('{{:04d}}-{{:02d}}', {month} // 12, {month} % 12 + 1)"
    in_year = 12 // MONTHS[kind]
    year = f"({number} // {in_year} + {calendar.ahead})"
    if kind == "year":
        return f"format('{{:04d}}', {year})"
    if kind == "month":
        return f"format('{{:04d}}-P{{:02d}}', {year}, {number} % {in_year} + 1)"
    return f"format('{{:04d}}-{'Q' if kind == 'quarter' else 'H'}{{}}', {year}, {number} % {in_year} + 1)"


def _day(number: str) -> str:
    """The text of a day number."""
    return f"CAST(DATE '0001-01-01' + CAST({number} - 1 AS INTEGER) AS VARCHAR)"


def _zero(unit: str, calendar: FiscalCalendar) -> int:
    """The first day of week 0, or of fortnight 0."""
    return calendar.first_day(unit, 0)  # type: ignore[arg-type]
