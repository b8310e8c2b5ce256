"""Fiscal periods as plain integers.

Dates are day numbers (``datetime.date.toordinal``); a period is the number of that month, quarter,
half or year, counted so that neighbours differ by one. Months are counted from the start of the fiscal
year, so a quarter is three months, a half six and a year twelve, whatever month the year starts in.
"""

from __future__ import annotations

import calendar as _months
import datetime
from typing import Literal

from attr import frozen

Unit = Literal["day", "month", "quarter", "half", "year"]

MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@frozen
class FiscalCalendar:
    """Years of twelve calendar months that start in ``start_month`` (1 to 12).

    ``named`` says which calendar year a fiscal year is called after where the two differ: the one it
    starts in or the one it ends in.
    """

    start_month: int = 1
    named: Literal["start", "end"] = "start"

    def period(self, unit: Unit, day: int) -> int:
        """The number of the period that holds a day."""
        if unit == "day":
            return day
        date = datetime.date.fromordinal(day)
        return (date.year * 12 + date.month - self.start_month) // MONTHS[unit]

    def first_day(self, unit: Unit, period: int) -> int:
        """The first day of a period."""
        if unit == "day":
            return period
        month = period * MONTHS[unit] + self.start_month - 1
        return datetime.date(month // 12, month % 12 + 1, 1).toordinal()

    def last_day(self, unit: Unit, period: int) -> int:
        """The last day of a period."""
        return period if unit == "day" else self.first_day(unit, period + 1) - 1

    def within(self, unit: Unit, period: int, coarser: Unit) -> int:
        """The coarser period that holds a period: the year of a quarter."""
        return period * MONTHS[unit] // MONTHS[coarser]

    def label(self, unit: Unit, period: int) -> str:
        """How people write a period: ``2025-02``, ``2025-Q1``, ``2025-H2``, ``2025``.

        A month is always the calendar month; quarters, halves and years are fiscal.
        """
        if unit == "day":
            return datetime.date.fromordinal(period).isoformat()
        if unit == "month":
            date = datetime.date.fromordinal(self.first_day("month", period))
            return f"{date.year:04d}-{date.month:02d}"
        year, part = divmod(period * MONTHS[unit], 12)
        name = year + (1 if self.named == "end" and self.start_month > 1 else 0)
        if unit == "year":
            return f"{name:04d}"
        return f"{name:04d}-{'Q' if unit == 'quarter' else 'H'}{part // MONTHS[unit] + 1}"

    def numbered(self, unit: Unit, year: int, index: int) -> int:
        """The period that people write as ``year`` and ``index`` (month 3, quarter 1, half 2; 1 for a year)."""
        if unit == "month":
            return year * 12 + index - self.start_month
        start = year - (1 if self.named == "end" and self.start_month > 1 else 0)
        return start * (12 // MONTHS[unit]) + index - 1


def add_months(day: int, months: int) -> int:
    """The same day of the month so many months later; the last day where the month is shorter."""
    date = datetime.date.fromordinal(day)
    month = date.year * 12 + date.month - 1 + months
    year, index = month // 12, month % 12 + 1
    return datetime.date(year, index, min(date.day, _months.monthrange(year, index)[1])).toordinal()
