"""Values: literals, columns, arithmetic, choices, aggregates and windows."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any, Literal

from planlang.diagnostics.place import Span
from planlang.syntax import tree
from planlang.syntax.amounts import thousand_or_one
from planlang.syntax.builder import Builder, builds, is_token, nodes
from planlang.syntax.lexer import Token
from planlang.syntax.tree import PeriodUnit

_DATE_LIKE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|[0-9]{4}([-/])[0-9]{1,2}\1[0-9]{1,2}")

MOST_DIGITS = 38
"""The digits of the widest exact number type that every engine has."""


def number_of(b: Builder, token: Token, text: str) -> Decimal:
    """The number that a token says; more digits than any engine keeps are refused."""
    digits = text.replace(",", "")
    if len(digits.replace(".", "")) > MOST_DIGITS:
        b.report(
            "number-form",
            f"This number has more than {MOST_DIGITS} digits.",
            b.token_span(token),
            f"more than {MOST_DIGITS} digits",
            [("Write the number with fewer digits; no amount of money needs as many.", None)],
        )
        return Decimal(0)
    return Decimal(digits)


@builds("number")
def number(b: Builder, parts: list[Any], start: int, end: int) -> tree.NumberLit:
    token: Token = parts[0]
    span = b.span(start, end)
    if token.kind == "PERCENT":
        return tree.NumberLit(span, number_of(b, token, token.text[:-1]), "percent")
    if token.kind == "MULTIPLIER":
        return tree.NumberLit(span, number_of(b, token, token.text[:-1]), "multiplier")
    _point(b, token, token.text, None)
    return tree.NumberLit(span, number_of(b, token, token.text), "number")


@builds("money")
def money(b: Builder, parts: list[Any], start: int, end: int) -> tree.MoneyLit:
    return money_of(b, parts[0])


def money_of(b: Builder, token: Token) -> tree.MoneyLit:
    """The amount that a MONEY token says."""
    amount, currency = token.text.split()
    _point(b, token, amount, currency)
    return tree.MoneyLit(b.token_span(token), number_of(b, token, amount), currency)


def _point(b: Builder, token: Token, text: str, currency: str | None) -> None:
    """Refuses a number whose point may as well stand between thousands."""
    meant = thousand_or_one(text, currency)
    if meant and not b.layout.text.startswith(",", token.end):  # what is `5.000,50` is said as a whole
        span = b.token_span(token)
        message = f"The point in `{token.text}` may stand between thousands, or before decimals."
        b.report("number-form", message, span, "a thousand times as much, or as little?", meant, instead_of=span)


@builds("date")
def date(b: Builder, parts: list[Any], start: int, end: int) -> tree.DateLit:
    return date_of(b, parts[0])


def date_of(b: Builder, token: Token) -> tree.DateLit:
    """The date that a DATE token says; a day that the calendar lacks is reported."""
    span = b.token_span(token)
    try:
        return tree.DateLit(span, datetime.date.fromisoformat(token.text))
    except ValueError:
        b.report(
            "date-form",
            f"{token.text} is not a day of the calendar.",
            span,
            "no such day",
            [("Write an existing day as year-month-day.", "2025-02-28")],
        )
        return tree.DateLit(span, datetime.date(2000, 1, 1))


@builds("period")
def period(b: Builder, parts: list[Any], start: int, end: int) -> tree.PeriodLit:
    return period_of(b, parts[0])


def period_of(b: Builder, token: Token) -> tree.PeriodLit:
    """The period that a PERIOD token, or a year where a period must stand, says."""
    span = b.token_span(token)
    text = token.text
    if len(text) == 4 and text.isdigit():
        return tree.PeriodLit(span, int(text), "year", 1)
    year, rest = text[:4], text[5:]
    unit: PeriodUnit
    if rest[:1] == "Q":
        unit, index, most = "quarter", rest[1:], 4
    elif rest[:1] == "H":
        unit, index, most = "half", rest[1:], 2
    elif rest[:1] == "P":
        unit, index, most = "month", rest[1:], 12
    else:
        unit, index, most = "month", rest, 12
    if not (year.isdigit() and index.isdigit() and 1 <= int(index) <= most):
        b.report(
            "date-form",
            f"{text} is not a period.",
            span,
            "no such period",
            [("Write a month, a quarter, a half or a year.", form) for form in ("2025-03", "2025-Q1", "2025-H1")],
        )
        return tree.PeriodLit(span, 2000, unit, 1)
    return tree.PeriodLit(span, int(year), unit, int(index), rest[:1] == "P")


@builds("duration")
def duration(b: Builder, parts: list[Any], start: int, end: int) -> tree.DurationLit:
    return duration_of(b, parts[0])


def count_and_unit(b: Builder, token: Token) -> tuple[int, PeriodUnit]:
    """The two parts of ``12 months``."""
    amount, word = token.text.split()
    count = int(number_of(b, token, amount))
    if word == "halves":
        return count, "half"
    unit: Any = word.removesuffix("s")
    return count, unit


def duration_of(b: Builder, token: Token) -> tree.DurationLit:
    """The length of time that a DURATION token says."""
    count, unit = count_and_unit(b, token)
    span = b.token_span(token)
    if unit == "day" or unit == "week" or unit == "month" or unit == "year":
        return tree.DurationLit(span, count, unit)
    if unit == "fortnight":
        _no_length(b, span, "fortnights", f"{count * 2} weeks")
        return tree.DurationLit(span, count * 2, "week")
    months = count * (3 if unit == "quarter" else 6)
    _no_length(b, span, token.text.split()[1], f"{months} months")
    return tree.DurationLit(span, months, "month")


def _no_length(b: Builder, span: Span, word: str, instead: str) -> None:
    said = f"A length of time is said in days, weeks, months or years, not in {word}."
    b.report("date-form", said, span, "", [(f"Say it in {instead.split()[1]}.", instead)])


@builds("text")
def text(b: Builder, parts: list[Any], start: int, end: int) -> tree.TextLit:
    return tree.TextLit(b.span(start, end), text_of(parts[0]))


def text_of(token: Token) -> str:
    """What stands between the quotation marks."""
    return token.text[1:-1]


@builds("yes_no")
def yes_no(b: Builder, parts: list[Any], start: int, end: int) -> tree.YesNoLit:
    return tree.YesNoLit(b.span(start, end), parts[0].kind == "YES")


@builds("negative_literal", "negate")
def negate(b: Builder, parts: list[Any], start: int, end: int) -> tree.Negate:
    return tree.Negate(b.span(start, end), parts[1])


@builds("ref")
def ref(b: Builder, parts: list[Any], start: int, end: int) -> tree.Column:
    return tree.Column(b.span(start, end), tuple(parts[0].text.split(".")))


@builds("row_name")
def row_name(b: Builder, parts: list[Any], start: int, end: int) -> tree.Column:
    return tree.Column(b.span(start, end), (parts[0].text,))


@builds("name")
def name(b: Builder, parts: list[Any], start: int, end: int) -> tree.Name:
    return tree.Name(b.span(start, end), parts[0].text, parts[1])


@builds("bare_name")
def bare_name(b: Builder, parts: list[Any], start: int, end: int) -> tree.Name:
    return name_of(b, parts[0])


def name_of(b: Builder, token: Token) -> tree.Name:
    """The declared name that a NAME token says."""
    return tree.Name(b.token_span(token), token.text)


@builds("counting")
def counting(b: Builder, parts: list[Any], start: int, end: int) -> str:
    return "counting" if parts[0].kind == "COUNTING_THIS_CREDIT" else "not counting"


@builds("parenthesised")
def parenthesised(b: Builder, parts: list[Any], start: int, end: int) -> Any:
    return parts[1]


@builds("sum", "product")
def binary(b: Builder, parts: list[Any], start: int, end: int) -> tree.Binary:
    left, sign, right = parts
    if end - start <= 10 and _DATE_LIKE.fullmatch(b.layout.text, start, end):
        from planlang.syntax.rewritten import dates

        said = b.layout.text[start:end]
        days = [(one.text, one.example) for one in dates(said)]
        meant = days or [("The date:", "2025-02-10")]
        b.report(
            "date-form",
            f"{said} would be read as arithmetic: a date is written year-month-day, with two digits for month and day.",
            b.span(start, end),
            "is this a date?",
            [
                *meant,
                ("Arithmetic, with blanks around the signs:", " ".join(re.split("([-/])", said))),
            ],
            instead_of=b.span(start, end) if days else None,
        )
    return tree.Binary(b.span(start, end), sign.text, left, right)


@builds("of")
def of(b: Builder, parts: list[Any], start: int, end: int) -> tree.Of:
    return tree.Of(b.span(start, end), parts[0], parts[2])


@builds("choice")
def choice(b: Builder, parts: list[Any], start: int, end: int) -> tree.Choice:
    return tree.Choice(b.span(start, end), parts[0], parts[2], parts[4])


@builds("fallback")
def fallback(b: Builder, parts: list[Any], start: int, end: int) -> tree.Fallback:
    return tree.Fallback(b.span(start, end), parts[0], parts[3])


@builds("lower_higher")
def lower_higher(b: Builder, parts: list[Any], start: int, end: int) -> tree.LowerHigher:
    which: Literal["lower", "higher"] = "lower" if parts[0].kind == "THE_LOWER_OF" else "higher"
    return tree.LowerHigher(b.span(start, end), which, tuple(nodes(parts[1:], "AND")))


@builds("part_of")
def part_of(b: Builder, parts: list[Any], start: int, end: int) -> tree.PartOf:
    return tree.PartOf(b.span(start, end), parts[1], parts[3], parts[4])


@builds("part_up_to")
def part_up_to(b: Builder, parts: list[Any], start: int, end: int) -> tree.PartOf:
    return tree.PartOf(b.span(start, end), parts[1], None, parts[3])


@builds("converted")
def converted(b: Builder, parts: list[Any], start: int, end: int) -> tree.Converted:
    value, _to, currency, _using, table, on = parts
    return tree.Converted(b.span(start, end), value, currency.text, table.text, on)


@builds("part_end", "edge_of", "on_day", "on_point", "only_when", "gate_else", "rounded_each", "levels", "gate_held")
@builds("once_for", "rest", "expect_for", "expect_on", "expect_in", "each_unit", "money_per")
def second(b: Builder, parts: list[Any], start: int, end: int) -> Any:
    return parts[1]


@builds("field", "window")
def only_child(b: Builder, parts: list[Any], start: int, end: int) -> Any:
    return parts[0]


@builds("period_edge")
def period_edge(b: Builder, parts: list[Any], start: int, end: int) -> tree.PeriodEdge:
    edge: Literal["first", "last"] = "first" if parts[0].kind == "THE_FIRST_DAY_OF_THE" else "last"
    return tree.PeriodEdge(b.span(start, end), edge, parts[1].text, parts[2])


@builds("period_here")
def period_here(b: Builder, parts: list[Any], start: int, end: int) -> tree.PeriodHere:
    return tree.PeriodHere(b.span(start, end), parts[1].text)


@builds("day_number")
def day_number(b: Builder, parts: list[Any], start: int, end: int) -> tree.DayNumber:
    return tree.DayNumber(b.span(start, end), parts[1])


@builds("days_of_unit")
def days_of_unit(b: Builder, parts: list[Any], start: int, end: int) -> tree.DaysOf:
    first, last = parts[2] or (None, None)
    working = parts[0].kind == "WORKING_DAYS_OF_THE"
    return tree.DaysOf(b.span(start, end), working, parts[1].text, first, last)


@builds("days_range")
def days_range(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Any, Any]:
    return parts[1], parts[3]


@builds("days_from")
def days_from(b: Builder, parts: list[Any], start: int, end: int) -> tree.DaysOf:
    return tree.DaysOf(b.span(start, end), parts[0].kind == "WORKING_DAYS", None, parts[2], parts[4])


@builds("service_month")
def service_month(b: Builder, parts: list[Any], start: int, end: int) -> tree.ServiceMonth:
    return tree.ServiceMonth(b.span(start, end), False, parts[1], parts[2])


@builds("full_months")
def full_months(b: Builder, parts: list[Any], start: int, end: int) -> tree.ServiceMonth:
    return tree.ServiceMonth(b.span(start, end), True, parts[1], None)


@builds("full_years")
def full_years(b: Builder, parts: list[Any], start: int, end: int) -> tree.ServiceMonth:
    return tree.ServiceMonth(b.span(start, end), True, parts[1], None, None, True)


@builds("months_between")
def months_between(b: Builder, parts: list[Any], start: int, end: int) -> tree.ServiceMonth:
    return tree.ServiceMonth(b.span(start, end), True, parts[1], None, parts[3])


@builds("years_between")
def years_between(b: Builder, parts: list[Any], start: int, end: int) -> tree.ServiceMonth:
    return tree.ServiceMonth(b.span(start, end), True, parts[1], None, parts[3], True)


@builds("service_first")
def service_first(b: Builder, parts: list[Any], start: int, end: int) -> int | None:
    return whole_number(b, parts[1])


def whole_number(b: Builder, token: Token) -> int:
    """A NUMBER token where only a whole number makes sense."""
    value = number_of(b, token, token.text)
    if value != value.to_integral_value():
        b.report("number-form", f"A whole number must stand here, not {token.text}.", b.token_span(token))
    return int(value)


@builds("place")
def place(b: Builder, parts: list[Any], start: int, end: int) -> tree.Place:
    _word, by, among, first, within, said = parts
    ties, broken = said or (None, None)
    return tree.Place(b.span(start, end), by, among, first, within, ties, broken)


@builds("places_within")
def places_within(b: Builder, parts: list[Any], start: int, end: int) -> Any:
    return parts[1]


@builds("places_first")
def places_first(b: Builder, parts: list[Any], start: int, end: int) -> str:
    said: str = parts[0].kind
    return said.removeprefix("COMMA_").removesuffix("_FIRST").lower()


@builds("place_ties", "prize_ties")
def ties(b: Builder, parts: list[Any], start: int, end: int) -> tuple[str, None]:
    return parts[0].text.removeprefix(", ties "), None


@builds("ties_broken")
def ties_broken(b: Builder, parts: list[Any], start: int, end: int) -> tuple[str, Any]:
    return "broken by", tree.TieBreak(b.span(start, end), parts[1], parts[2])


def is_word(part: Any) -> bool:
    """Whether a child is a lower-case word or the name of a period."""
    return is_token(part, "WORD", "UNIT")
