"""Headers of made-up plans (their currency, their calendar, what they cover, which tables they have), and plain choices and numbers."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import strategies as st

from tests.strategies.described import MONTHS
from tests.strategies.described_rules import Measure
from tests.strategies.described_values import Money, Multiplier, Percent

UNITS = ("month", "quarter", "half", "year")
CURRENCIES = (("USD", 2), ("USD", 2), ("JPY", 0), ("KWD", 3))
QUOTA = 4_000
"""What quotas, bounds and deals are about as large as, in whole currency units."""


class HeaderMaker:
    """Draws the header of one world, and what is drawn by it alone; what it knows decides what may stand where."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.currency, self.digits = draw(st.sampled_from(CURRENCIES))
        self.tick = Fraction(1, 10**self.digits)
        self.start_month = draw(st.sampled_from((1, 1, 2, 4, 7, 10, 12)))
        self.span = draw(st.sampled_from(("quarter", "quarter", "half", "year")))
        """The plan covers one whole such period; no window is longer."""
        self.units = UNITS[: UNITS.index(self.span) + 1]
        self.week = draw(st.sampled_from((None, None, 0, 3, 6)))
        self.weekly = self.week is not None and draw(st.booleans())
        """Rules and payouts are by the week, which lies in no month; windows of credits may be of either."""
        self.windows = (*self.units, "week") if self.week is not None else self.units
        which = draw(st.integers(0, 12 // MONTHS[self.span] - 1))
        start = 2024 * 12 + self.start_month - 1 + which * MONTHS[self.span]
        self.first = _month(start)
        self.last = _month(start + MONTHS[self.span]) - datetime.timedelta(1)
        self.per = draw(st.none() | st.sampled_from(("week",) if self.weekly else self.units))
        self.gathers = draw(st.sampled_from((False, False, True)))
        self.splits = draw(st.booleans()) and not self.gathers
        self.separate = draw(st.sampled_from((False, False, True)))
        self.signed = draw(st.sampled_from((False, False, True)))
        self.team = draw(st.booleans())
        self.bounds: list[Fraction] = []
        self.measures: list[Measure] = []

    @property
    def falls(self) -> bool:
        """Whether a credit may be negative."""
        return self.signed or self.gathers

    def chance(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def pick(self, *options: object) -> object:
        return self.draw(st.sampled_from(options))

    def unit(self) -> str:
        """Of windows and limits of credits."""
        return self.draw(st.sampled_from(self.windows))

    def longer(self, unit: str) -> list[str]:
        """The units in which each of some period lies."""
        return [] if unit == "week" else [u for u in self.units if MONTHS[u] > MONTHS[unit]]

    def money(self, value: Fraction | int) -> Money:
        return Money(Fraction(value), self.currency, self.digits)

    def any_money(self, most: int = 2 * QUOTA) -> Money:
        value = self.draw(st.integers(1, most // 100)) * 100
        return self.money(value + (self.tick * self.draw(st.integers(-3, 3)) if self.chance(3) else 0))

    def percent(self, most: int = 40) -> Percent:
        return Percent(Fraction(self.draw(st.integers(1, most * 4)), 400))

    def rate(self) -> Percent | Multiplier:
        if self.chance():
            return self.percent()
        return Multiplier(Fraction(self.draw(st.sampled_from((1, 2, 3, 4, 5, 6, 8, 9, 13))), 4))

    def days(self, beyond: int) -> st.SearchStrategy[datetime.date]:
        more = datetime.timedelta(beyond)
        edges = [self.first, self.last, self.first + datetime.timedelta(31)]
        if beyond:
            edges += [self.first - datetime.timedelta(1), self.last + datetime.timedelta(1)]
        return st.dates(self.first - more, self.last + more) | st.sampled_from(edges)


def _month(number: int) -> datetime.date:
    return datetime.date(number // 12, number % 12 + 1, 1)
