"""Builds the calendar line of the header."""

from __future__ import annotations

import calendar
from typing import Any, Literal

from planlang.syntax import tree
from planlang.syntax.builder import Builder, builds
from planlang.syntax.builder_values import date_of, number_of
from planlang.syntax.lexer import Token

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@builds("calendar_line")
def calendar_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.CalendarLine:
    return _line(b, _month(parts[1]), None, parts[2:7], start, end)


@builds("calendar_nearest")
def calendar_nearest(b: Builder, parts: list[Any], start: int, end: int) -> tree.CalendarLine:
    edge, weekday, _, name, number = parts[:5]
    month, day = _month(name), int(number_of(b, number, number.text))
    if not 1 <= day <= calendar.monthrange(2001, month)[1]:
        b.report(
            "date-form",
            f"{name.text} {number.text} is not a day of every year.",
            b.token_span(number),
            "no such day",
            [("Write a day that every year has.", f"{name.text} 28")],
        )
        day = 28
    found = tree.YearEdge(b.span(start, end), _edge(edge), "nearest", WEEKDAYS.index(weekday.text), month, day)
    return _line(b, 1, found, parts[5:10], start, end)


@builds("calendar_weekday")
def calendar_weekday(b: Builder, parts: list[Any], start: int, end: int) -> tree.CalendarLine:
    edge, which, weekday, _, name = parts[:5]
    rule: Literal["first", "last"] = "first" if which.kind == "FIRST_WEEKDAY" else "last"
    found = tree.YearEdge(b.span(start, end), _edge(edge), rule, WEEKDAYS.index(weekday.text), _month(name), 0)
    return _line(b, 1, found, parts[5:10], start, end)


def _line(
    b: Builder, month: int, edge: tree.YearEdge | None, clauses: list[Any], start: int, end: int
) -> tree.CalendarLine:
    """The line, with the clauses that all of its forms may have."""
    named_by, quarter, extra, week_start, fortnight = clauses
    return tree.CalendarLine(
        b.span(start, end), b.trivia(start), month, named_by, quarter, extra, edge, week_start, fortnight
    )


@builds("week_start")
def week_start(b: Builder, parts: list[Any], start: int, end: int) -> int:
    return WEEKDAYS.index(parts[1].text)


@builds("fortnight")
def fortnight(b: Builder, parts: list[Any], start: int, end: int) -> tree.DateLit:
    return date_of(b, parts[1])


@builds("named")
def named(b: Builder, parts: list[Any], start: int, end: int) -> str:
    return "start" if parts[0].kind == "COMMA_NAMED_START" else "end"


@builds("weeks")
def weeks(b: Builder, parts: list[Any], start: int, end: int) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in parts[1].text.split()[0].split("-"))
    if first + second + third != 13 or 0 in (first, second, third):
        b.report(
            "date-form",
            f"{first}-{second}-{third} weeks are {first + second + third}, and a quarter has 13.",
            b.token_span(parts[1]),
            "",
            [
                ("Write how many of the 13 weeks each month has.", f"{form} weeks")
                for form in ("4-4-5", "4-5-4", "5-4-4")
            ],
        )
        return 4, 4, 5
    return first, second, third


@builds("extra_week")
def extra_week(b: Builder, parts: list[Any], start: int, end: int) -> int:
    if parts[0].kind == "COMMA_EXTRA_LAST":
        return 12
    month = int(number_of(b, parts[1], parts[1].text))
    if not 1 <= month <= 12:
        b.report(
            "date-form",
            f"a year has no month {month}.",
            b.token_span(parts[1]),
            "no such month",
            [("Write the number of the month in the fiscal year, from 1 to 12.", "12")],
        )
        return 12
    return month


def _month(token: Token) -> int:
    return MONTHS.index(token.text) + 1


def _edge(token: Token) -> Literal["start", "end"]:
    return "start" if token.kind == "CALENDAR_START_ON" else "end"
