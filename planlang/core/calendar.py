"""Fiscal periods as plain integers.

Dates are day numbers (``datetime.date.toordinal``); a period is the number of that month, quarter,
half or year, counted so that neighbours differ by one. Months are counted from the start of the fiscal
year, so a quarter is three months, a half six and a year twelve, whatever month the year starts in, and
whether its months are those of the calendar or have whole weeks. Weeks and fortnights are counted on by
themselves: a week may lie in two months, so only some lie within a longer period (``nests``).
"""

from __future__ import annotations

import calendar as _months
import datetime
from typing import Literal

from planlang.core.weeks import Weeks
from planlang.slotted import frozen

Unit = Literal["day", "week", "fortnight", "month", "quarter", "half", "year"]

MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}

DAYS: dict[str, int] = {"week": 7, "fortnight": 14}
"""Periods of always as many days, which go by their first day."""

LONGER = ("day", *DAYS, *MONTHS)
"""All units, each longer than those before it."""

PERIODS = frozenset(LONGER[1:])
"""The kinds of value that are a period by number; the period that is a day is a date."""


@frozen
class FiscalCalendar:
    """Years of twelve calendar months that start in ``start_month`` (1 to 12), or of ``weeks``.

    ``named`` says which calendar year a fiscal year is called after where the two differ: the one it
    starts in or the one it ends in. ``week_start`` is the weekday on which weeks start (0 is Monday), where years don't have whole
    weeks; ``fortnight`` a day on which one of the fortnights starts.
    """

    start_month: int = 1
    named: Literal["start", "end"] = "start"
    weeks: Weeks | None = None
    week_start: int | None = None
    fortnight: int | None = None

    @property
    def spans(self) -> bool:
        """Whether a year lies in two calendar years."""
        return self.start_month > 1 if self.weeks is None else self.weeks.spans

    @property
    def ahead(self) -> int:
        """How much greater the name of a year is than the number it is counted by."""
        return 1 if self.named == "end" and self.spans else 0

    @property
    def months_of_weeks(self) -> bool:
        """Whether months are not those of the calendar, and are written ``2025-P02``."""
        return self.weeks is not None

    @property
    def weeks_known(self) -> bool:
        """Whether the plan says on which day weeks start: years of whole weeks do."""
        return self.week_start is not None or self.weeks is not None

    def _first_of_all(self, unit: Unit) -> int:
        """The first day of week 0 or of fortnight 0, before the first day of year 1."""
        if unit == "fortnight":
            assert self.fortnight is not None, "a plan of fortnights says when they start"
            return self.fortnight % 14 - 14
        weekday = self.weeks.starts if self.weeks is not None else self.week_start
        assert weekday is not None, "a plan of weeks says when they start"
        return weekday - 6

    def nests(self, unit: str, coarser: str) -> bool:
        """Whether each period of a unit lies within one period of a coarser one. Not so a week that starts in May and ends in June."""
        if unit not in DAYS:
            return LONGER.index(unit) < LONGER.index(coarser)
        if coarser == "fortnight":
            return unit == "week" and (self._first_of_all("fortnight") - self._first_of_all("week")) % 7 == 0
        return unit == "week" and coarser in MONTHS and self.weeks is not None

    def period(self, unit: Unit, day: int) -> int:
        """The number of the period that holds a day."""
        if unit == "day":
            return day
        if unit in DAYS:
            return (day - self._first_of_all(unit)) // DAYS[unit]
        if self.weeks is not None:
            return self.weeks.month_of(day) // MONTHS[unit]
        date = datetime.date.fromordinal(day)
        return (date.year * 12 + date.month - self.start_month) // MONTHS[unit]

    def first_day(self, unit: Unit, period: int) -> int:
        """The first day of a period."""
        if unit == "day":
            return period
        if unit in DAYS:
            return self._first_of_all(unit) + period * DAYS[unit]
        if self.weeks is not None:
            return self.weeks.first_of_month(period * MONTHS[unit])
        month = period * MONTHS[unit] + self.start_month - 1
        return datetime.date(month // 12, month % 12 + 1, 1).toordinal()

    def last_day(self, unit: Unit, period: int) -> int:
        """The last day of a period."""
        return period if unit == "day" else self.first_day(unit, period + 1) - 1

    def within(self, unit: Unit, period: int, coarser: Unit) -> int:
        """The coarser period that holds a period: the year of a quarter, the month of a day."""
        if unit == "day" or unit in DAYS:
            return self.period(coarser, self.first_day(unit, period))
        return period * MONTHS[unit] // MONTHS[coarser]

    def label(self, unit: Unit, period: int) -> str:
        """How people write a period: ``2025-02``, ``2025-Q1``, ``2025-H2``, ``2025``.

        A calendar month goes by its calendar name; quarters, halves and years are fiscal, and so are
        months of weeks: ``2025-P02`` is the second of the year, and never February. A week or a fortnight
        goes by its first day, since the numbers that people give to weeks differ.
        """
        if unit == "day" or unit in DAYS:
            return datetime.date.fromordinal(self.first_day(unit, period)).isoformat()
        if unit == "month" and not self.months_of_weeks:
            date = datetime.date.fromordinal(self.first_day("month", period))
            return f"{date.year:04d}-{date.month:02d}"
        year, part = divmod(period * MONTHS[unit], 12)
        name = year + self.ahead
        if unit == "year":
            return f"{name:04d}"
        if unit == "month":
            return f"{name:04d}-P{part + 1:02d}"
        return f"{name:04d}-{'Q' if unit == 'quarter' else 'H'}{part // MONTHS[unit] + 1}"

    def numbered(self, unit: Unit, year: int, index: int) -> int:
        """The period that people write as ``year`` and ``index`` (month 3, quarter 1, half 2; 1 for a year)."""
        if unit == "month" and not self.months_of_weeks:
            return year * 12 + index - self.start_month
        return (year - self.ahead) * (12 // MONTHS[unit]) + index - 1


def add_months(day: int, months: int) -> int:
    """The same day of the month so many months later; the last day where the month is shorter."""
    date = datetime.date.fromordinal(day)
    month = date.year * 12 + date.month - 1 + months
    year, index = month // 12, month % 12 + 1
    return datetime.date(year, index, min(date.day, _months.monthrange(year, index)[1])).toordinal()
