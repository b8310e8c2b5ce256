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
        ends = [_product(x, y) for x in _ends(self) for y in _ends(other)]
        (low_open, low), (high_open, high) = min(ends), max(ends)
        return Range(None if low_open else low, None if high_open else high, self.nonzero and other.nonzero)

    def over(self, other: Range) -> Range:
        """Of quotients: a divisor of 0 is refused, so it never is."""
        if other.zero:
            return ANY  # always refused
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


_End = tuple[int, Fraction]
"""An end to compare: -1 before all numbers, 0 a number, 1 after all."""
_ZERO = Fraction(0)


def _ends(one: Range) -> tuple[_End, _End]:
    return (-1, _ZERO) if one.low is None else (0, one.low), (1, _ZERO) if one.high is None else (0, one.high)


def _product(x: _End, y: _End) -> _End:
    if x == (0, _ZERO) or y == (0, _ZERO):
        return 0, _ZERO
    if x[0] == y[0] == 0:
        return 0, x[1] * y[1]
    return (1 if _positive(x) == _positive(y) else -1), _ZERO


def _positive(x: _End) -> bool:
    return x[0] > 0 or (x[0] == 0 and x[1] > 0)
