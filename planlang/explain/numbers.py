"""Values as text: exact, for machines, and shown, for people. ``docs/explanation.md`` is the specification."""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Union

from planlang.core.calendar import PERIODS, FiscalCalendar
from planlang.core.graph import Unit
from planlang.core.values import Scalar

MOST_DECIMALS = 10


def decimals_of(value: Fraction) -> int | None:
    """How many decimals the value takes, ``None`` if it never ends."""
    return _places(value.denominator)


def _places(bottom: int) -> int | None:
    twos, fives = 0, 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    return max(twos, fives) if bottom == 1 else None


def _digits(top: int, bottom: int, places: int) -> str:
    """Plain digits of a value cut to so many decimals."""
    scaled = abs(top) * 10**places // bottom
    text = str(scaled).rjust(places + 1, "0")
    sign = "-" if top < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


def exact(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> Union[str, bool, None]:
    """The exact value as it stands in a document: ``19999.998``, ``1/3``, ``2025-01-10``, ``2025-Q1``, a text, yes/no, ``None``."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if unit.kind == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    if unit.kind in PERIODS:
        return _label(unit.kind, int(value), calendar)
    return _exact(value.numerator, value.denominator)


@lru_cache(maxsize=1 << 14)
def _label(kind: str, number: int, calendar: FiscalCalendar) -> str:
    return calendar.label(kind, number)  # type: ignore[arg-type]


# A document has many numbers more than once. What is kept is found by whole numbers and texts, which takes less than by a Fraction.
@lru_cache(maxsize=1 << 14)
def _exact(top: int, bottom: int) -> str:
    places = _places(bottom)
    return f"{top}/{bottom}" if places is None else _digits(top, bottom, places)


def grouped(value: Fraction, least: int) -> str:
    """A number for people: thousands apart, at least so many decimals; what does not end within ten is cut and marked with …"""
    return _grouped(value.numerator, value.denominator, least)


@lru_cache(maxsize=1 << 14)
def _grouped(top: int, bottom: int, least: int) -> str:
    places = _places(bottom)
    if places is not None and places <= MOST_DECIMALS:
        text, more = _digits(top, bottom, max(places, least)), ""
    else:
        text, more = _digits(top, bottom, max(6, least)), "…"
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = text.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}{more}"


def plain(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> str:
    """A value as it stands in a formula: as shown, without a currency."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    kind, digits = unit.kind, unit.digits
    if kind == "date" or kind in PERIODS:
        return str(exact(value, unit, calendar))
    if kind == "percent":
        return grouped(Fraction(value) * 100, digits or 0) + "%"
    top, bottom = value.numerator, value.denominator
    if kind == "multiplier":
        return _grouped(top, bottom, digits or 0) + "x"
    if kind == "days":
        return _grouped(top, bottom, 0) + (" day" if value == 1 else " days")
    return _grouped(top, bottom, (2 if digits is None else digits) if kind == "money" else digits or 0)


def shown(value: Scalar, unit: Unit, calendar: FiscalCalendar) -> str:
    """A value for people, with its unit: ``33,333.33 USD``, ``60%``, ``1.5x``, ``2025-01-10``."""
    text = plain(value, unit, calendar)
    number = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
    return f"{text} {unit.currency}" if number and unit.kind == "money" and unit.currency else text
