"""Values of a document: read, and written again to see that they are written the one admissible way."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

from planlang.explain.verify.weeks import WEEKDAYS, Years

Json = dict[str, Any]
Value = Fraction | str | bool | None

DAYS = {"week": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
PERIODS = {**DAYS, **MONTHS}
NUMBERS = ("money", "percent", "multiplier", "number", "count", "days")
_NUMBER = re.compile(r"-?[0-9]{1,4000}(\.[0-9]{1,4000})?(/[0-9]{1,4000})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unreadable(Exception):
    """Something in a document is not what it must be."""


class Fiscal:
    """The plan's calendar: which month years start in or which weeks they have, and after which calendar year they are called."""

    def __init__(self, calendar: Json) -> None:
        self.start: int = calendar.get("start_month", 1)
        self.weeks = Years(calendar["weeks"]) if "weeks" in calendar else None
        spans = self.start > 1 if self.weeks is None else self.weeks.spans
        self.ahead = 1 if calendar["named"] == "end" and spans else 0
        self.starts = {unit: day for unit in DAYS if (day := _starts(calendar, unit)) is not None}

    def period(self, unit: str, day: int) -> int:
        if unit == "day":
            return day
        if unit in DAYS:
            return (day - self._start(unit)) // DAYS[unit]
        if self.weeks is not None:
            return self.weeks.month(day) // MONTHS[unit]
        date = datetime.date.fromordinal(day)
        return (date.year * 12 + date.month - self.start) // MONTHS[unit]

    def first(self, unit: str, period: int) -> int:
        if unit == "day":
            return period
        if unit in DAYS:
            return self._start(unit) + DAYS[unit] * period
        if self.weeks is not None:
            return self.weeks.first(period * MONTHS[unit])
        year, month = divmod(period * MONTHS[unit] + self.start - 1, 12)
        return datetime.date(year, month + 1, 1).toordinal()

    def last(self, unit: str, period: int) -> int:
        return period if unit == "day" else self.first(unit, period + 1) - 1

    def write(self, unit: str, period: int) -> str:
        if unit == "day" or unit in DAYS:
            return datetime.date.fromordinal(self.first(unit, period)).isoformat()
        if unit == "month" and self.weeks is None:
            return datetime.date.fromordinal(self.first(unit, period)).isoformat()[:7]
        year, part = divmod(period * MONTHS[unit], 12)
        text = f"{year + self.ahead:04d}"
        if unit == "month":
            return f"{text}-P{part + 1:02d}"
        return text if unit == "year" else f"{text}-{'Q' if unit == 'quarter' else 'H'}{part // MONTHS[unit] + 1}"

    def _start(self, unit: str) -> int:
        if unit not in self.starts:
            raise Unreadable(f"the calendar says nothing of a {unit}")
        return self.starts[unit]

    def read(self, unit: str, text: str) -> int:
        if unit in DAYS:
            period = self.period(unit, int(read(text, {"kind": "date"}, self) or 0))
            if self.write(unit, period) != text:
                raise Unreadable(f"no {unit} starts on {text!r}")
            return period
        match = re.fullmatch(r"([0-9]{4})(?:-(?:(P?[0-9]{2})|Q([1-4])|H([12])))?", text)
        if not match:
            raise Unreadable(f"{text!r} is not a {unit}")
        year = int(match[1])
        if unit == "month" and self.weeks is not None:
            period = (year - self.ahead) * 12 + int((match[2] or "00")[-2:]) - 1
        elif unit == "month":
            period = year * 12 + int((match[2] or "00")[-2:]) - self.start
        else:
            period = (year - self.ahead) * (12 // MONTHS[unit]) + int(match[3] or match[4] or 1) - 1
        if self.write(unit, period) != text:
            raise Unreadable(f"{text!r} is not a {unit}")
        return period


def _starts(calendar: Json, unit: str) -> int | None:
    """The last day before year 1 on which a week, or a fortnight, starts."""
    if unit == "fortnight":
        said = calendar.get("fortnight")
        return None if said is None else datetime.date.fromisoformat(said).toordinal() % 14 - 14
    weekday = calendar.get("week_start")
    if "weeks" in calendar:
        edge = calendar["weeks"]
        weekday = WEEKDAYS[(WEEKDAYS.index(edge["weekday"]) + (edge["edge"] == "end")) % 7]
    return None if weekday is None else WEEKDAYS.index(weekday) - 6


def number(text: object) -> Fraction:
    """An exact number: digits, or a fraction that never ends, in lowest terms."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise Unreadable(f"{text!r} is not an exact number")
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Unreadable(f"{text!r} is not an exact number") from None
    if write_number(value) != text:
        raise Unreadable(f"{text!r} must be written {write_number(value)!r}")
    return value


def write_number(value: Fraction) -> str:
    return _written(value.numerator, value.denominator)


@lru_cache(maxsize=1 << 14)
def _written(top: int, bottom: int) -> str:
    rest, places = bottom, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return f"{top}/{bottom}"
    digits = f"{abs(top) * 10**places // bottom:0{places + 1}d}"
    text = digits[: len(digits) - places] + ("." + digits[len(digits) - places :] if places else "")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "-" + text if top < 0 else text


def read(value: object, unit: Json, fiscal: Fiscal) -> Value:
    """The value that a document writes so, in a unit."""
    kind = unit["kind"]
    if value is None or isinstance(value, bool):
        if isinstance(value, bool) and kind != "yes/no":
            raise Unreadable(f"{value!r} is not a {kind}")
        return value
    if not isinstance(value, str) or kind == "yes/no":
        raise Unreadable(f"{value!r} is not a {kind}")
    if kind in NUMBERS:
        return number(value)
    if kind == "date":
        try:
            if not _DATE.fullmatch(value):
                raise ValueError
            return Fraction(datetime.date.fromisoformat(value).toordinal())
        except ValueError:
            raise Unreadable(f"{value!r} is not a date") from None
    return Fraction(fiscal.read(kind, value)) if kind in PERIODS else value


def write(value: Value, unit: Json, fiscal: Fiscal) -> object:
    """How a document must write a value."""
    if not isinstance(value, Fraction):
        return value
    if unit["kind"] == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    return fiscal.write(unit["kind"], int(value)) if unit["kind"] in PERIODS else write_number(value)


def figure(value: Fraction, least: int) -> str:
    """A number for people: at least so many decimals, thousands apart; cut and marked where it does not end within ten."""
    return _figure(value.numerator, value.denominator, least)


@lru_cache(maxsize=1 << 14)
def _figure(top: int, bottom: int, least: int) -> str:
    text = _written(top, bottom)
    more = ""
    places = len(text.partition(".")[2])
    if "/" in text or places > 10:
        keep = max(6, least)
        whole = abs(top) * 10**keep // bottom
        text, more = ("-" if top < 0 else "") + f"{whole // 10**keep}.{whole % 10**keep:0{keep}d}", "…"
    sign = "-" if text.startswith("-") else ""
    whole_text, _, rest = text.lstrip("-").partition(".")
    rest = rest.ljust(least, "0")
    return f"{sign}{int(whole_text):,}{'.' + rest if rest else ''}{more}"


def plain(value: Value, unit: Json, fiscal: Fiscal) -> str:
    """A value in a formula."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    kind, digits = unit["kind"], unit["digits"]
    if kind == "percent":
        return figure(value * 100, digits or 0) + "%"
    if kind == "multiplier":
        return figure(value, digits or 0) + "x"
    if kind == "days":
        return figure(value, 0) + (" day" if value == 1 else " days")
    if kind == "date" or kind in PERIODS:
        return str(write(value, unit, fiscal))
    return figure(value, 2 if kind == "money" and digits is None else digits or 0)


def shown(value: Value, unit: Json, fiscal: Fiscal) -> str:
    """A value for people."""
    currency = unit["currency"] if unit["kind"] == "money" and isinstance(value, Fraction) else None
    return plain(value, unit, fiscal) + (f" {currency}" if currency else "")
