"""From where to where a number can be, and what arithmetic makes of that."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from planlang.slotted import frozen

Bound = Fraction | None
"""``None`` is an open side."""


@frozen
class Range:
    """All values from ``low`` through ``high``; ``nonzero``: certainly not 0."""

    low: Bound = None
    high: Bound = None
    nonzero: bool = False

    @property
    def at_least_zero(self) -> bool:
        """Never negative."""
        return self.low is not None and self.low >= 0

    @property
    def at_most_zero(self) -> bool:
        """Never positive."""
        return self.high is not None and self.high <= 0

    @property
    def zero(self) -> bool:
        """Always 0."""
        return self.low == self.high == 0

    def negated(self) -> Range:
        """Of the negative values."""
        return Range(_minus(self.high), _minus(self.low), self.nonzero)

    def plus(self, other: Range) -> Range:
        """Of sums."""
        return Range(_added(self.low, other.low), _added(self.high, other.high))

    def meet(self, other: Range) -> Range:
        """What is in both."""
        lows = [bound for bound in (self.low, other.low) if bound is not None]
        highs = [bound for bound in (self.high, other.high) if bound is not None]
        return Range(max(lows, default=None), min(highs, default=None), self.nonzero or other.nonzero)

    def times(self, other: Range) -> Range:
        """Of products."""
        if self.zero or other.zero:
            return NOTHING
        nonzero = self.nonzero and other.nonzero
        if self.at_most_zero:
            return self.negated().times(other).negated()
        if other.at_most_zero:
            return self.times(other.negated()).negated()
        low, high = self.low, self.high
        if self.at_least_zero and other.at_least_zero and low is not None and other.low is not None:
            return Range(low * other.low, _multiplied(high, other.high), nonzero)
        if None in (low, high, other.low, other.high):
            return Range(nonzero=nonzero)
        corners = [a * b for a in (low, high) for b in (other.low, other.high) if a is not None and b is not None]
        return Range(min(corners), max(corners), nonzero)

    def over(self, other: Range) -> Range:
        """Of quotients: a divisor of 0 is refused, so it never is."""
        if other.at_most_zero:
            return self.negated().over(other.negated())
        if not other.at_least_zero or other.low is None:
            return NOTHING if self.zero else Range(nonzero=self.nonzero)
        least = 1 / other.high if other.high else Fraction(0)
        most = 1 / other.low if other.low else None
        return self.times(Range(least, most, True))

    def step(self, unit: Fraction) -> Range:
        """Of values rounded to multiples of a unit, whichever way."""
        low = None if self.low is None else (self.low // unit) * unit
        high = None if self.high is None else -((-self.high) // unit) * unit
        return Range(low, high)


ANY = Range()
NOTHING = Range(Fraction(0), Fraction(0))
POSITIVE = Range(Fraction(0), None)
NEGATIVE = Range(None, Fraction(0))


def exactly(value: Any) -> Range:
    """The range of one number."""
    number = Fraction(value)
    return Range(number, number, number != 0)


def hull(ranges: Iterable[Range]) -> Range:
    """The smallest range that holds all of some; of none, nothing is known."""
    found = list(ranges)
    if not found:
        return ANY
    lows, highs = [one.low for one in found], [one.high for one in found]
    return Range(
        None if None in lows else min(bound for bound in lows if bound is not None),
        None if None in highs else max(bound for bound in highs if bound is not None),
        all(one.nonzero for one in found),
    )


def least(ranges: Iterable[Range]) -> Range:
    """Of the least of some values."""
    found = list(ranges)
    lows = [one.low for one in found]
    highs = [one.high for one in found if one.high is not None]
    return Range(None if None in lows else min(bound for bound in lows if bound is not None), min(highs, default=None))


def _minus(bound: Bound) -> Bound:
    return None if bound is None else -bound


def _added(a: Bound, b: Bound) -> Bound:
    return None if a is None or b is None else a + b


def _multiplied(a: Bound, b: Bound) -> Bound:
    """Of upper bounds of numbers that are never negative."""
    return None if a is None or b is None else a * b
