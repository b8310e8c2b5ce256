"""Stretches of time as they are spoken of: `the last 3 months`, `days employed`, `is in Q4`; each answered with a window, days or dates."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Repair, instead
from planlang.diagnostics.place import Span

if TYPE_CHECKING:
    from planlang.syntax.stopped import Stopped

_WORD = "not a plan's words"
_LAST = re.compile(
    r"\b(?:(?:of|over|for|during|from)[ \t]+)?(?:the[ \t]+)?(?:last|past|previous|prior|preceding|trailing|rolling)[ \t]+"
    r"([0-9]+)[ \t]+(day|week|month|quarter|half|year)(?:s|ves)?\b"
)
_AVERAGE = re.compile(r"\b(?:average|mean|avg)\b")
_CREDIT = re.compile(r"^[ \t]*credit[ \t]+([A-Z]\w*)", re.MULTILINE)
_PARTICIPANTS = re.compile(r"^[ \t]*data[ \t]+participants\b[^{]*\{([^}]*)\}", re.MULTILINE)
_DAY_COLUMN = re.compile(r"^[ \t]*([a-z_]\w*):[ \t]+date\b([^#\n]*)", re.MULTILINE)
_HIRED = re.compile(r"hire|start|join|employ|begin|since")
_LEFT = re.compile(r"left|leave|leav|term|end|exit")
_EMPLOYED = re.compile(
    r"\b(?:the[ \t]+)?(?:number[ \t]+of[ \t]+)?(?:calendar[ \t]+)?(days?|months?)[ \t]+"
    r"(?:employed|worked|active|present|elapsed|of[ \t]+employment|on[ \t]+(?:plan|payroll)|in[ \t]+(?:the[ \t]+)?(?:role|job|plan|service))\b"
)
_DAYS = re.compile(
    r"(?<!calendar )(?<!working )\b(?:the[ \t]+)?(?:number[ \t]+of[ \t]+)?days[ \t]+(?:from|between|since)[ \t]+(?P<first>[^,#\n]+?)"
    r"[ \t]+(?:through|to|until|till|and)[ \t]+(?P<last>[^,#/*\n]+?)(?=[ \t]*(?:$|[,#/*\n]))",
    re.MULTILINE,
)
_DAYS_OF = re.compile(
    r"(?<!calendar )(?<!working )(?<![\w.])days(?=[ \t]+of[ \t]+the[ \t]+(?:week|fortnight|month|quarter|half|year)\b)"
)
WHICH_DAYS = "Days are calendar days or working days, and the plan says which."
_IN_PERIOD = re.compile(
    r"\bis[ \t]+(?:in|within|during)[ \t]+((?:the[ \t]+)?(?:[QH][1-4](?:[ \t]+[0-9]{4})?|[1-4](?:st|nd|rd|th)[ \t]+quarter)"
    r"|[0-9]{4}(?:-[QH0-9][0-9]?)?"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December),?[ \t]+[0-9]{4})\b"
)
_JANUARY = re.compile(r"\byears[ \t]+start[ \t]+in[ \t]+January\b")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def spoken_time(where: Stopped) -> Diagnostic | None:
    """The first of them that the place is in."""
    for look in (_last_periods, _days_employed, _days_of_a_period, _which_days, _in_a_period):
        found = look(where)
        if found is not None:
            return found
    return None


def _at(where: Stopped, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What is spoken of where the reading stops, or just before it."""
    start, stop = where.line
    for found in pattern.finditer(where.text, start, stop):
        if found.start() <= where.word_at <= found.end() + 1:
            return found
    return None


def _last_periods(where: Stopped) -> Diagnostic | None:
    said = _at(where, _LAST)
    if said is None or where.head == "GIVEN":
        return None
    count, unit = int(said[1]), said[2]
    credits = _CREDIT.findall(where.text)
    rows = f"amount of the participant's {credits[0] if credits else 'Sales'}"
    length, by = {"quarter": (count * 3, "month"), "half": (count * 6, "month")}.get(unit, (count, unit))
    span = f"{length} {by}{'s' if length > 1 else ''}"
    edge = f"the first day of the {unit}"
    before = f"from ({edge} - {span}) through ({edge} - 1 day)"
    window = f"in the last {count} {unit if count == 1 else 'halves' if unit == 'half' else unit + 's'}"
    repairs: tuple[Repair, ...] = (
        Repair("With the present one as the last of them:", f"total {rows} {window}"),
        Repair("Those before the present one:", f"total {rows} {before}"),
    )
    if _AVERAGE.search(where.text, *where.line):
        repairs = (
            Repair(
                f"What a {unit} brought on average, the present one among them:", f"(total {rows} {window}) / {count}"
            ),
            Repair(f"What each {unit} before the present one did:", f"(total {rows} {before}) / {count}"),
            Repair("Or what a single credit of that time was on average:", f"average {rows} {window}"),
        )
    message = "A window of time stands behind what is summed, and says whether the present one is part of it."
    return where.finding("trade-word", message, said.start(), said.end(), _WORD, repairs)


def _days_employed(where: Stopped) -> Diagnostic | None:
    said = _at(where, _EMPLOYED)
    if said is None:
        return None
    columns = _PARTICIPANTS.search(where.text)
    days = _DAY_COLUMN.findall(columns[1]) if columns is not None else []
    hired = next((name for name, _ in days if _HIRED.search(name)), "hired")
    left = next((f"participant.{name}" for name, rest in days if _LEFT.search(name) and "optional" in rest), None)
    if said[1].startswith("month"):
        repairs: tuple[Repair, ...] = (
            Repair("Full months since a day:", f"(full months of service since participant.{hired})"),
            Repair(
                "Or which month this is, counted from a day:",
                f"(month of service since participant.{hired}, the month of hire is 1)",
            ),
        )
    else:
        end = "the last day of the year"
        repairs = (
            Repair("Of the year at hand:", f"calendar days of the year from participant.{hired} through {end}"),
            Repair(
                "As a part of it, also of a leap year:",
                f"calendar days of the year from participant.{hired} through {end} / calendar days of the year",
            ),
            Repair(
                "Of the month at hand:",
                f"calendar days of the month from participant.{hired} through the last day of the month",
            ),
        )
        if left is not None:
            until = f"({left} if known, otherwise {end})"
            repairs = (
                *repairs,
                Repair(
                    "Through the last day of who has left:",
                    f"calendar days of the year from participant.{hired} through {until}",
                ),
            )
    message = "Days and months are counted from one day through another, both of which are named."
    return where.finding("trade-word", message, said.start(), said.end(), _WORD, repairs)


def _which_days(where: Stopped) -> Diagnostic | None:
    """`days from A through B`: all of them, or those on which people work."""
    said = _at(where, _DAYS)
    if said is None:
        return None
    place = where.driver.layout.span(said.start(), said.end())
    repairs = days_of(place, f"days from {said['first']} through {said['last']}")
    return where.finding("trade-word", WHICH_DAYS, said.start(), said.end(), _WORD, repairs)


def _days_of_a_period(where: Stopped) -> Diagnostic | None:
    """`days of the month from A through B`, and perhaps another `days of the month` that these are divided by: of one kind."""
    start, stop = where.line
    said = list(_DAYS_OF.finditer(where.text, start, min(stop, where.word_at + 400)))
    if not any(one.start() <= where.word_at <= one.end() + len(" of the fortnight ") for one in said):
        return None
    span = where.driver.layout.span
    each = [days_of(span(one.start(), one.end())) for one in said]
    repairs = tuple(
        Repair(same[0].text, f"{same[0].example} of the …", tuple(edit for one in same for edit in one.edits))
        for same in zip(*each)
    )
    return where.finding("trade-word", WHICH_DAYS, said[0].start(), said[0].end(), _WORD, repairs)


def days_of(place: Span, said: str = "days") -> tuple[Repair, ...]:
    """Which days can be meant."""
    return (
        instead("All days, the first and the last too:", place, f"calendar {said}"),
        instead("Mondays to Fridays, but for holidays:", place, f"working {said}"),
    )


def _in_a_period(where: Stopped) -> Diagnostic | None:
    said = _at(where, _IN_PERIOD)
    if said is None:
        return None
    place = where.driver.layout.span(said.start(), said.end())
    days = _days_in(said[1])
    repairs = (
        Repair("By its days:", "is from 2025-10-01 through 2025-12-31"),
        Repair("Of the row at hand, by its period:", "when the quarter is 2025-Q4"),
    )
    if days is not None and _JANUARY.search(where.text):
        repairs = (
            instead("By its days:", place, f"is from {days[0]} through {days[1]}"),
            Repair("Of the row at hand, by its period:", f"when {days[2]}"),
        )
    message = "A day lies between two days; a period is written with its year."
    return where.finding("trade-word", message, said.start(), said.end(), _WORD, repairs)


def _days_in(said: str) -> tuple[str, str, str] | None:
    """The first and the last day of a period of a calendar year, and a condition that it is that of the row."""
    named = re.fullmatch(r"([A-Z][a-z]+),?[ \t]+([0-9]{4})", said)
    part = re.fullmatch(r"([0-9]{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?", said)
    if named is not None:
        year, first, months = int(named[2]), _MONTHS.index(named[1]) + 1, 1
    elif part is not None:
        year = int(part[1])
        quarter, half, month = (int(one) if one else 0 for one in part.groups()[1:])
        first, months = (
            (quarter * 3 - 2, 3) if quarter else (half * 6 - 5, 6) if half else (month, 1) if month else (1, 12)
        )
    else:
        return None
    last = first + months - 1
    word = {1: "month", 3: "quarter", 6: "half", 12: "year"}[months]
    name = (
        f"{year}-{first:02}"
        if months == 1
        else f"{year}-Q{last // 3}"
        if months == 3
        else f"{year}-H{last // 6}"
        if months == 6
        else f"{year}"
    )
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{calendar.monthrange(year, last)[1]:02}", f"the {word} is {name}"
