"""Years of weeks: quarters of 13 weeks whose months have four or five, and now and then a year with a 53rd week."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from functools import lru_cache
from typing import Literal

from planlang.slotted import frozen

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@frozen
class Weeks:
    """Which day years start or end on, how many weeks the months of a quarter have, and the month that gets a 53rd week.

    ``rule`` picks the weekday (0 is Monday): the ``first`` or ``last`` of ``month``, or the one ``nearest`` to its day ``day``.
    A year's number is the calendar year that it would start in if years ended on the very day that the plan names.
    """

    edge: Literal["start", "end"]
    rule: Literal["first", "last", "nearest"]
    weekday: int
    month: int
    day: int
    quarter: tuple[int, int, int]
    extra: int

    @property
    def spans(self) -> bool:
        """Whether years lie in two calendar years, so that something must say which they are named after."""
        if self.edge == "start":
            return (self.rule, self.month, self.day) not in (("first", 1, 0), ("nearest", 1, 1))
        return (self.rule, self.month, self.day) not in (("last", 12, 0), ("nearest", 12, 31))

    @property
    def starts(self) -> int:
        """The weekday on which years start, and all weeks."""
        return self.weekday if self.edge == "start" else (self.weekday + 1) % 7

    def first_day(self, year: int) -> int:
        """The first day of a year."""
        if self.edge == "start":
            return self._named(year)
        return self._named(year if self.spans else year - 1) + 1

    def _named(self, year: int) -> int:
        """The day that the plan names, in a calendar year."""
        if self.rule == "nearest":
            near = datetime.date(year, self.month, self.day).toordinal()
            return near + (self.weekday + 1 - near + 3) % 7 - 3
        first = datetime.date(year, self.month, 1).toordinal()
        if self.rule == "last":
            first = datetime.date(year + self.month // 12, self.month % 12 + 1, 1).toordinal() - 7
        return first + (self.weekday + 1 - first) % 7

    def first_of_month(self, month: int) -> int:
        """The first day of a month, counted on from year 0."""
        return _months(self, month // 12)[month % 12]

    def month_of(self, day: int) -> int:
        """The month that holds a day."""
        year = datetime.date.fromordinal(day).year
        while day < self.first_day(year):
            year -= 1
        while day >= _months(self, year)[12]:
            year += 1
        return year * 12 + bisect_right(_months(self, year), day) - 1


@lru_cache(maxsize=4096)
def _months(weeks: Weeks, year: int) -> tuple[int, ...]:
    """The first days of a year's months, and of the next year."""
    day, end = weeks.first_day(year), weeks.first_day(year + 1)
    long = end - day == 53 * 7
    days = [day]
    for month in range(1, 13):
        days.append(days[-1] + 7 * (weeks.quarter[(month - 1) % 3] + (1 if long and month == weeks.extra else 0)))
    assert days[-1] == end, "a year has 52 or 53 weeks"
    return tuple(days)
