"""Cells that hold dates and periods."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import cast

from planlang import late
from planlang.core.calendar import DAYS, FiscalCalendar, Unit
from planlang.core.records import ColumnSpec
from planlang.data.extent import FIRST_YEAR, LAST_YEAR
from planlang.data.report import Refused, quoted, repair

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_STAMP = late.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+.*")
_SLASHES = late.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2,4})")
_ISO_WEEK = late.fullmatch(r"([0-9]{4})-?W(0[1-9]|[1-4][0-9]|5[0-3])")
_SHAPES = {
    "month": (late.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])"), "2025-03"),
    "month of weeks": (late.fullmatch(r"([0-9]{4})-P(0[1-9]|1[0-2])"), "2025-P03"),
    "quarter": (late.fullmatch(r"([0-9]{4})-Q([1-4])"), "2025-Q1"),
    "half": (late.fullmatch(r"([0-9]{4})-H([12])"), "2025-H1"),
    "year": (late.fullmatch(r"([0-9]{4})()"), "2025"),
}

DATE_RULE, PERIOD_RULE = "not-a-date", "not-a-period"


def read_date(text: str) -> int | Refused:
    """A day number, from ``2025-03-31`` and no other form."""
    match = _ISO(text)
    if match is None:
        return _not_iso(text)
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        mend = "Leave the cell blank where there is no end." if year > LAST_YEAR else "Correct the year."
        return Refused(
            DATE_RULE,
            f"the year of {quoted(text)} is out of range",
            f"dates are from {FIRST_YEAR} through {LAST_YEAR}",
            repair(mend),
        )
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError:
        return Refused(
            DATE_RULE, f"there is no day {quoted(text)}", _why_no_day(year, month, day), repair("Correct the date.")
        )


def _why_no_day(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"there is no month {month}; a date is year, month, day"
    if month == 2 and day == 29:
        return f"{year} is not a leap year"
    return "that month does not have such a day"


def _not_iso(text: str) -> Refused:
    if _STAMP(text):
        midnight = re.fullmatch(r".{10}[T ]00:00(:00(\.0+)?)?(Z|\+00(:?00)?)?", text)
        return Refused(
            DATE_RULE,
            f"{quoted(text)} is a time, not a date",
            "every time here may be midnight, but a time zone can still move the day"
            if midnight
            else "on which day it is depends on the time zone",
            repair(f"Export the date alone, such as `{text[:10]}`, in the time zone that your plan means."),
        )
    if match := _SLASHES(text):
        both = int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]
        return Refused(
            DATE_RULE,
            f"{quoted(text)} is not written as year-month-day",
            "is it the month or the day that comes first?" if both else "",
            repair("Export dates as `2025-03-31`."),
        )
    if re.fullmatch(r"[0-9]{8}", text):
        return Refused(
            DATE_RULE,
            f"{quoted(text)} lacks the hyphens of a date",
            "",
            repair(f"Write `{text[:4]}-{text[4:6]}-{text[6:]}`."),
        )
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        return Refused(
            DATE_RULE,
            f"{quoted(text)} is a spreadsheet's day number, not a date",
            "",
            repair("Format the column as a date in the spreadsheet and export it again."),
        )
    return Refused(DATE_RULE, f"{quoted(text)} is not a date", "", repair("Write dates as `2025-03-31`."))


def period_reader(column: ColumnSpec, calendar: FiscalCalendar) -> Callable[[str], int | Refused]:
    """How the cells of a column of periods are read: a week and a fortnight by their first day, as they are written."""
    unit = cast(Unit, column.kind)
    if unit in DAYS:
        return lambda text: _read_days(text, unit, calendar)
    of_weeks = unit == "month" and calendar.months_of_weeks
    shape, example = _SHAPES["month of weeks" if of_weeks else unit]

    def read(text: str) -> int | Refused:
        match = shape(text)
        if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            hint = "give the whole period, not one of its days" if _ISO(text) else ""
            if of_weeks and _SHAPES["month"][0](text):
                hint = "months of this plan's calendar are whole weeks, and not those of the calendar"
            return Refused(PERIOD_RULE, f"{quoted(text)} is not a {unit}", hint, repair(f"Write it as `{example}`."))
        return calendar.numbered(unit, int(match[1]), int(match[2] or 1))

    return read


def _read_days(text: str, unit: Unit, calendar: FiscalCalendar) -> int | Refused:
    """The week, or the fortnight, that starts on a day."""
    day = read_date(text)
    if isinstance(day, Refused):
        named = _ISO_WEEK(text) if unit == "week" else None
        hint = (
            "numbers of weeks differ, so a week goes by its first day" if named else f"a {unit} goes by its first day"
        )
        return Refused(PERIOD_RULE, f"{quoted(text)} is not a {unit}", hint, repair(_first_day(named)))
    period = calendar.period(unit, day)
    starts = calendar.first_day(unit, period)
    if day != starts:
        first, weekday = datetime.date.fromordinal(starts), datetime.date.fromordinal(day).strftime("%A")
        return Refused(
            PERIOD_RULE,
            f"{quoted(text)} is not the first day of a {unit}",
            f"it is a {weekday}, and the plan's {unit}s start on a {first:%A}"
            if unit == "week"
            else "it lies in the fortnight before the next that starts",
            repair(f"If the {unit} is meant in which it lies, write its first day: `{first.isoformat()}`."),
        )
    return period


def _first_day(named: re.Match[str] | None) -> str:
    """What to write instead of something that is no day; of a numbered week its Monday, by ISO's count."""
    if named is not None:
        try:
            monday = datetime.date.fromisocalendar(int(named[1]), int(named[2]), 1)
        except ValueError:
            pass
        else:
            return f"By ISO's count this week has the Monday {monday.isoformat()}. Write the first day of the week."
    return "Write its first day, such as `2025-01-06`."
