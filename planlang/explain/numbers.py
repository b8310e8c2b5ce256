"""Values as text: exact, for machines, and shown, for people. ``docs/explanation.md`` is the specification."""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Union

from planlang.core.calendar import FiscalCalendar
from planlang.core.graph import Unit
from planlang.core.values import Scalar

MOST_DECIMALS = 10
PERIODS = frozenset({"month", "quarter", "half", "year"})


def decimals_of(value: Fraction) -> int | None:
    """How many decimals the value takes, ``None`` if it never ends."""
    bottom, twos, fives = value.denominator, 0, 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    return max(twos, fives) if bottom == 1 else None


def _digits(value: Fraction, places: int) -> str:
    """Plain digits of a value cut to so many decimals."""
    scaled = abs(value.numerator) * 10**places // value.denominator
    text = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


@lru_cache(maxsize=1 << 14, typed=True)
def exact(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> Union[str, bool, None]:
    """The exact value as it stands in a document: ``19999.998``, ``1/3``, ``2025-01-10``, ``2025-Q1``, a text, yes/no, ``None``."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if unit.kind == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    if unit.kind in PERIODS:
        return calendar.label(unit.kind, int(value))  # type: ignore[arg-type]
    number = Fraction(value)
    places = decimals_of(number)
    return f"{number.numerator}/{number.denominator}" if places is None else _digits(number, places)


def grouped(value: Fraction, least: int) -> str:
    """A number for people: thousands apart, at least so many decimals; what does not end within ten is cut and marked with …"""
    places = decimals_of(value)
    if places is not None and places <= MOST_DECIMALS:
        text, more = _digits(value, max(places, least)), ""
    else:
        text, more = _digits(value, max(6, least)), "…"
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = text.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}{more}"


@lru_cache(maxsize=1 << 14, typed=True)
def plain(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> str:
    """A value as it stands in a formula: as shown, without a currency."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if unit.kind == "date" or unit.kind in PERIODS:
        return str(exact(value, unit, calendar))
    number = Fraction(value)
    if unit.kind == "percent":
        return grouped(number * 100, unit.digits or 0) + "%"
    if unit.kind == "multiplier":
        return grouped(number, unit.digits or 0) + "x"
    if unit.kind == "days":
        return grouped(number, 0) + (" day" if number == 1 else " days")
    return grouped(number, (2 if unit.digits is None else unit.digits) if unit.kind == "money" else unit.digits or 0)


def shown(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> str:
    """A value for people, with its unit: ``33,333.33 USD``, ``60%``, ``1.5x``, ``2025-01-10``."""
    text = plain(value, unit, calendar)
    number = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
    return f"{text} {unit.currency}" if number and unit.kind == "money" and unit.currency else text
