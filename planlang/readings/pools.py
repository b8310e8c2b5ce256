"""The values that cells of a case may have: round numbers, and those at which something in the plan changes."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache

from planlang.core import graph as g
from planlang.core.calendar import PERIODS
from planlang.core.decimals import decimal_text, terminates
from planlang.core.records import ColumnSpec, Limits
from planlang.slotted import field, frozen

ROUND = (Fraction(1000), Fraction(10_000), Fraction(100), Fraction(100_000))
ODD = (Fraction("10.10"), Fraction("33.33"), Fraction("0.01"))
MOST = Fraction(10**9)
MOST_BOUNDS = 10
MOST_ENDS = 2


@frozen
class Speaks:
    """What the part of the plan that is in question speaks of."""

    money: tuple[Fraction, ...] = ()
    rates: tuple[Fraction, ...] = ()
    numbers: tuple[Fraction, ...] = ()
    """Those of the rates that are plain numbers: years, units, points."""
    days: tuple[int, ...] = ()
    texts: frozenset[str] = field(default=frozenset())
    covers: tuple[int, int] = (0, 0)
    digits: int = 2
    back: bool = False
    """Whether the plan looks at periods before the one at hand."""
    months: bool = False
    """Whether it counts the months or years between two days, such as the age of a policy."""


def speaks(graph: g.Graph, constants: Iterable[g.Const]) -> Speaks:
    """The values of some constants, by what they are."""
    money: list[Fraction] = []
    rates: list[Fraction] = []
    numbers: list[Fraction] = []
    days: list[int] = []
    texts: set[str] = set()
    for const in constants:
        value = const.value
        if isinstance(value, str):
            texts.add(value)
        elif const.unit.kind == "date" and isinstance(value, int):
            days.append(value)
        elif const.unit.kind in PERIODS and isinstance(value, int):
            days += [graph.calendar.first_day(const.unit.kind, period) for period in (value, value + 1)]  # type: ignore[arg-type]
        elif isinstance(value, Fraction) and const.unit.kind == "money" and value:
            money.append(abs(value))
        elif isinstance(value, Fraction) and const.unit.kind in ("percent", "multiplier", "number", "count") and value:
            rates.append(abs(value))
            if const.unit.kind in ("number", "count"):
                numbers.append(abs(value))
    days += _months_of_weeks(graph)
    return Speaks(
        tuple(dict.fromkeys(money)),
        tuple(dict.fromkeys(rates)),
        tuple(sorted(set(numbers))),
        tuple(sorted(set(days))),
        frozenset(texts),
        graph.covers,
        graph.digits,
        _looks_back(graph),
        any(
            isinstance(column.op, g.OnCalendar) and column.op.function == "month_number"
            for table in graph.tables.values()
            for column in table.columns.values()
        ),
    )


def _looks_back(graph: g.Graph) -> bool:
    return any(
        isinstance(column.op, g.OnCalendar)
        and column.op.function == "shift"
        and any(
            isinstance(by, g.Const) and isinstance(by.value, Fraction) and by.value < 0 for by in column.op.arguments
        )
        for table in graph.tables.values()
        for column in table.columns.values()
    )


def _months_of_weeks(graph: g.Graph) -> list[int]:
    """The days on which months of whole weeks begin: with another calendar of weeks they lie in another month."""
    calendar = graph.calendar
    if not calendar.months_of_weeks:
        return []
    first, last = (calendar.period("month", day) for day in graph.covers)
    return [calendar.first_day("month", month) for month in range(first + 1, last + 1)]


@cache
def amounts(about: Speaks, bases: tuple[Fraction, ...], beside: tuple[Fraction, ...] = ()) -> list[Fraction]:
    """Amounts at which the plan pays differently: the bounds that it names, and shares of targets in the data; then odd cents.

    ``beside`` are amounts of the same row, of which it may be a share.
    """
    bounds = {*about.money}
    bounds |= {rate * base for rate in about.rates for base in bases if rate <= 5}
    bounds |= {money / rate for money in about.money for rate in about.rates if rate < 1}
    sound = sorted({_round(bound) for bound in bounds if 1 <= bound <= MOST})
    if len(sound) > MOST_BOUNDS:  # evenly from all sizes
        sound = [sound[n * len(sound) // MOST_BOUNDS] for n in range(MOST_BOUNDS)]
    cent = Fraction(1, 10**about.digits)
    shares = [_whole(rate * one, cent) for one in beside for rate in about.rates if rate <= 5]
    found = sorted({_round(bound * times) for bound in sound for times in (1, Fraction(3, 2))} | set(ROUND))
    found += [*shares, *(_whole(bound + ODD[0], cent) for bound in sound[:3])]
    found += [bound - cent for bound in sound[:3]]
    found += [*(_whole(odd, cent) for odd in ODD), *_halves(about.rates, cent, bases)]
    return [amount for amount in dict.fromkeys(found) if amount > 0]


def _halves(rates: Sequence[Fraction], cent: Fraction, bases: Sequence[Fraction]) -> list[Fraction]:
    """The smallest amounts of which some rate, or two, give exactly half a cent."""
    ratios = {a / b for a in bases for b in bases if a < b}
    some = {rate for rate in rates if rate < 1} | ratios
    products = some | {a * b for a in some for b in rates}
    cents = sorted({rate.denominator // 2 for rate in products if rate.denominator % 2 == 0})
    return [number * cent for number in cents[:4]] + [3 * number * cent for number in cents[:2]]


def _round(value: Fraction) -> Fraction:
    """To three digits, if it is no whole number of cents anyway."""
    if (value * 100).denominator == 1:
        return value
    return Fraction(round(value, 2)) if value < 1000 else Fraction(round(value))


def _whole(value: Fraction, cent: Fraction) -> Fraction:
    return Fraction(round(value / cent)) * cent


def days(about: Speaks, position: int) -> list[str]:
    """Days for the row of a position: in the windows that the plan names, then in its first months, then at the edges."""
    first, last = about.covers
    inside = [day for day in about.days if first < day < last]
    start = datetime.date.fromordinal(first)
    months: list[int] = []
    for number in (0, 1, 3, 6, 12, 2):
        month = start.month - 1 + number
        day = datetime.date(start.year + month // 12, month % 12 + 1, 15).toordinal()
        if first <= day <= last:
            months.append(day)
    base = months[0] if months else first
    named = [day for edge in inside for day in (edge, edge + 1, edge - 1)]
    found = [*(edge + position for edge in inside[:1]), base + position, base, *months, *named, first, last]
    sound = [day for day in dict.fromkeys(found) if first <= day <= last]
    before = [base - 365] if about.back else []
    return [datetime.date.fromordinal(day).isoformat() for day in (*sound, *before)]


def number_text(value: Fraction, column: ColumnSpec) -> str | None:
    """A number as a data file has it; ``None`` where the column can't hold it."""
    if not terminates(value) or (column.kind == "count" and value.denominator != 1) or not _allowed(value, column):
        return None
    if column.kind == "money" and (value * 10**column.digits).denominator != 1:
        return None
    text = decimal_text(value * 100 if column.kind == "percent" else value)
    return text + {"percent": "%", "multiplier": "x"}.get(column.kind, "")


def _allowed(value: Fraction, column: ColumnSpec) -> bool:
    limits = column.limits
    if limits is None:
        return True
    if limits.low is not None and (value < limits.low or (value == limits.low and not limits.low_included)):
        return False
    return limits.high is None or value < limits.high or (value == limits.high and limits.high_included)


def _ends(limits: Limits) -> list[Fraction]:
    """Values near the ends of what a column may hold, and between them."""
    low, high = limits.low, limits.high
    if low is None or high is None:
        end = low if low is not None else high
        return [] if end is None else [end, *(end + step if low is not None else end - step for step in (1, 10, 100))]
    return [low, (low + high) / 2, high, low + 1, Fraction((low + high) // 2)]


def _between(values: Sequence[Fraction], near: Fraction) -> list[Fraction]:
    """What lies between two values so near to each other that they look like neighbours, as 29% and 30% do."""
    return [(a + b) / 2 for a, b in itertools.pairwise(sorted(set(values))) if b - a <= near]


def spoken_of(column: ColumnSpec, about: Speaks) -> list[Fraction]:
    """The numbers that the plan compares a column of no money with, perhaps, and the ends of what it may hold: a score, a rate of renewals."""
    plain = column.kind in ("number", "count")
    if not plain and column.kind not in ("percent", "fraction"):
        return []
    said = about.numbers if plain else [rate for rate in about.rates if rate not in about.numbers]
    return [*said, *(_ends(column.limits) if column.limits is not None else ())]


def pool(
    column: ColumnSpec, about: Speaks, bases: Sequence[Fraction], position: int, beside: Sequence[Fraction] = ()
) -> list[str | None]:
    """The values that a cell of the row of a position may have, the plainest first; of amounts, shares of those ``beside`` it, too."""
    found: list[str | None]
    kind = column.kind
    if kind == "date":
        found = list(days(about, position))
    elif kind == "one-of":
        named = [member for member in column.members if member in about.texts]
        found = [*named, *(member for member in column.members if member not in named)]
    elif kind == "yes/no":
        found = ["yes", "no"]
    elif kind in ("money", "number"):
        values = [*(about.numbers if kind == "number" else ()), *amounts(about, tuple(bases), tuple(beside))]
        values += _between(about.numbers, Fraction(1)) if kind == "number" else []
        found = [number_text(value, column) for value in [*values, *(-value for value in values[:3])]]
    elif kind == "count":
        wanted = [Fraction(1), *(rate for rate in about.rates if rate.denominator == 1), Fraction(10), Fraction(0)]
        found = [number_text(value, column) for value in wanted]
    elif kind in ("percent", "fraction", "multiplier"):
        near = [Fraction(1, 2), Fraction(1), *about.rates, Fraction(1, 4), Fraction(0)]
        near += _between([rate for rate in about.rates if rate not in about.numbers], Fraction(1, 100))
        found = [number_text(value, column) for value in near]
    elif kind in PERIODS:
        found = []
    else:
        found = [f"{column.name}{position + 1}"]
    sound = [text for text in dict.fromkeys(found) if text is not None]
    if (
        len(sound) < MOST_ENDS and column.limits is not None
    ):  # what the plan speaks of lies beyond what the column may hold
        sound = list(
            dict.fromkeys(
                [*sound, *(text for value in _ends(column.limits) if (text := number_text(value, column)) is not None)]
            )
        )
    return [*sound, None] if column.optional else list(sound)
