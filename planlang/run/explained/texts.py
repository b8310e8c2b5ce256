"""Exact values as texts of a table, and back.

Numbers, days and periods are written as in the document of an explanation (``19999.998``, ``1/3``, ``2025-01-10``, ``2025-Q1``), yes and no as
words, and what is absent as ``none``; a text that would read like that has a backslash before it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from math import gcd, lcm
from typing import Any

from planlang.core.calendar import DAYS, PERIODS, FiscalCalendar
from planlang.core.decimals import scaled_text
from planlang.core.graph import Unit
from planlang.core.values import Values
from planlang.run.periods import parse_period

ABSENT = "none"
TEXTS = frozenset({"text", "member", "row"})
_YES_NO = {True: "yes", False: "no"}
_FEW = 3
_MOST = 1 << 128
"""Denominators with a least common multiple above this stay as they are, each for its row."""


def written(values: Values, unit: Unit, calendar: FiscalCalendar) -> list[str]:
    """The texts of values."""
    if unit.kind in TEXTS:
        return [_escaped(item) for item in values.items]
    if unit.kind == "yes/no":
        return [ABSENT if item is None else _YES_NO[item] for item in values.items]
    if unit.kind == "date" or unit.kind in PERIODS:
        known = {item: _day(item, values.den, unit, calendar) for item in set(values.items)}
        return [known[item] for item in values.items]
    return _numbers(values)


def read(texts: Iterable[str], unit: Unit, calendar: FiscalCalendar) -> Values:
    """The values of texts; raises ``ValueError`` for what ``written`` never writes."""
    if unit.kind in TEXTS:
        return Values([_plain(text) for text in texts])
    if unit.kind == "yes/no":
        return Values([{"yes": True, "no": False, ABSENT: None}[text] for text in texts])
    if unit.kind == "date" or unit.kind in PERIODS:
        texts = list(texts)
        days = {text: _number_of(text, unit, calendar) for text in set(texts)}
        return Values([days[text] for text in texts])
    return _quotients(texts)


def _escaped(text: str | None) -> str:
    if text is None:
        return ABSENT
    return f"\\{text}" if text.lstrip("\\") == ABSENT else text


def _plain(text: str) -> str | None:
    if text == ABSENT:
        return None
    return text[1:] if text.startswith("\\") and text.lstrip("\\") == ABSENT else text


def _day(item: int | None, den: int | list[int] | None, unit: Unit, calendar: FiscalCalendar) -> str:
    if item is None:
        return ABSENT
    assert den is None or den == 1, "a day is a whole number"
    if unit.kind == "date":
        return datetime.date.fromordinal(item).isoformat()
    return calendar.label(unit.kind, item)  # type: ignore[arg-type]


def _number_of(text: str, unit: Unit, calendar: FiscalCalendar) -> int | None:
    if text == ABSENT:
        return None
    if unit.kind == "date":
        return datetime.date.fromisoformat(text).toordinal()
    if unit.kind in DAYS:
        return calendar.period(unit.kind, datetime.date.fromisoformat(text).toordinal())  # type: ignore[arg-type]
    found = parse_period(text, calendar)
    if found is None:
        raise ValueError(f"{text!r} is no period")
    return calendar.numbered(*found)


def _numbers(values: Values) -> list[str]:
    """Most columns stand over a power of ten: then a number is its digits, with a point among them."""
    den = values.den
    if isinstance(den, list):
        digits = {below: _places(below) for below in set(den)}
        return [_number(item, below, digits[below]) for item, below in zip(values.items, den, strict=True)]
    den = den or 1
    known = _places(den)
    if known is not None and known <= _FEW:
        return _pointed(values.items, 10**known // den, known)
    texts = {item: _number(item, den, known) for item in set(values.items)}
    return [texts[item] for item in values.items]


def _pointed(items: list[Any], factor: int, digits: int) -> list[str]:
    """Numbers of few decimals: their endings are made beforehand."""
    unit = 10**digits
    ends = [f".{part:0{digits}d}".rstrip("0").removesuffix(".") for part in range(unit)]
    scaled = items if factor == 1 else [None if item is None else item * factor for item in items]
    return [
        ABSENT if n is None else f"{n // unit}{ends[n % unit]}" if n >= 0 else f"-{-n // unit}{ends[-n % unit]}"
        for n in scaled
    ]


def _number(item: int | None, den: int, digits: int | None) -> str:
    """A number over a denominator that takes so many decimals (``None``: they may never end)."""
    if item is None:
        return ABSENT
    if digits == 0:
        return str(item)
    if digits is not None:
        return scaled_text(item * (10**digits // den), digits).rstrip("0").removesuffix(".")
    common = gcd(item, den)
    top, bottom = item // common, den // common
    if bottom == 1:
        return str(top)
    if pow(10, bottom.bit_length(), bottom):  # no power of ten is a multiple of it: most have such a prime factor
        return f"{top}/{bottom}"
    needed = _places(bottom)
    assert needed is not None
    return scaled_text(top * 10**needed // bottom, needed)


def _places(bottom: int) -> int | None:
    """How many decimals one over a number takes; most have a prime factor that none can take."""
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _quotients(texts: Iterable[str]) -> Values:
    known: dict[str, tuple[int | None, int]] = {}
    pairs = []
    for text in texts:
        pair = known.get(text)
        if pair is None:
            pair = known[text] = _quotient(text)
        pairs.append(pair)
    common = lcm(*{below for _, below in known.values()})
    if common < _MOST:
        return Values([None if top is None else top * (common // below) for top, below in pairs], common)
    return Values([top for top, _ in pairs], [below for _, below in pairs])


def _quotient(text: str) -> tuple[int | None, int]:
    if text == ABSENT:
        return None, 1
    top, slash, bottom = text.partition("/")
    if slash:
        return int(top), int(bottom)
    whole, _, decimals = text.partition(".")
    return int(whole + decimals), 10 ** len(decimals)
