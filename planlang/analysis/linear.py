"""Numbers that depend on one unknown ``t``, and the interpreter's arithmetic on them.

A number is a quotient of polynomials of ``t``, because plans multiply before they divide: an amount times its part in a tier, over
the whole amount, is linear again only when the last step is done. A comparison is decided at the region's sample and narrows the
region to where it comes out so. What no exact answer is known for raises ``NotLinear``.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any, Union

from planlang.analysis.polynomials import Polynomial, divided, plus, quotient, times
from planlang.core.graph import Const, Mode
from planlang.engines.interpreter import Arithmetic
from planlang.engines.interpreter.arithmetic import whole_of
from planlang.slotted import define

Number = Union[int, Fraction]
ONE: Polynomial = (Fraction(1),)


class NotLinear(Exception):
    """The payout is no linear function here; says why in words for a person."""


@define
class Region:
    """The values of ``t`` for which all that was computed is true: between ``low`` and ``high``, both open, around ``sample``."""

    sample: Fraction
    low: Fraction
    high: Fraction

    def narrow(self, root: Fraction) -> None:
        """Something changes at ``root``: keep the side that the sample is on."""
        if root < self.sample:
            self.low = max(self.low, root)
        elif root > self.sample:
            self.high = min(self.high, root)
        else:  # exactly on an edge: the sample alone is true; the caller looks beside it
            self.low = self.high = root

    def sign(self, polynomial: Polynomial) -> int:
        """Whether it is below (-1), at (0) or above (1) zero at the sample; narrows the region to where it is so."""
        degree = len(polynomial) - 1
        if degree == 1:
            self.narrow(-polynomial[0] / polynomial[1])
        elif degree == 2:
            for root in self._roots(polynomial):
                self.narrow(root)
        elif degree > 2:
            raise NotLinear("what is compared depends on the amount more than twice")
        value = sum((c * self.sample**n for n, c in enumerate(polynomial)), Fraction(0))
        return (value > 0) - (value < 0)

    def _roots(self, polynomial: Polynomial) -> list[Fraction]:
        """Where a parabola crosses zero, if that is at fractions; crossings that lie outside of the region don't matter."""
        c, b, a = polynomial
        square = b * b - 4 * a * c
        if square < 0:
            return []
        over = square.denominator * square.numerator
        root = isqrt(over)
        if root * root == over:
            step = Fraction(root, square.denominator)
            return [(-b - step) / (2 * a), (-b + step) / (2 * a)]
        sides = [sum((k * t**n for n, k in enumerate(polynomial)), Fraction(0)) > 0 for t in (self.low, self.high)]
        middle = -b / (2 * a)
        if sides[0] != sides[1] or (self.low < middle < self.high and sides[0] == (a > 0)):
            raise NotLinear("what is compared changes at an amount that is no fraction of a cent")
        return []


class Function:
    """A quotient of polynomials that has ``t`` in it: what has none is a plain number."""

    __slots__ = ("bottom", "region", "top")

    def __init__(self, top: Polynomial, region: Region, bottom: Polynomial = ONE) -> None:
        self.top = top
        self.bottom = bottom
        self.region = region

    @property
    def linear(self) -> tuple[Fraction, Fraction]:
        """``(a, b)`` of ``a + b*t``; raises ``NotLinear`` where it is none."""
        if len(self.top) > 2 or len(self.bottom) > 1:
            raise NotLinear("the rate depends on the amount that it is paid on")
        return self.top[0], self.top[1]

    def at(self, t: Fraction) -> Fraction:
        """The value for a plain number."""
        above, below = (sum((c * t**n for n, c in enumerate(one)), Fraction(0)) for one in (self.top, self.bottom))
        return above / below

    def _made(self, top: Polynomial, bottom: Polynomial) -> Any:
        if len(bottom) > 1:
            top, bottom = divided(top, bottom)
        if len(bottom) == 1 and bottom[0] != 1:
            top, bottom = tuple(c / bottom[0] for c in top), ONE
        if len(bottom) == 1 and len(top) <= 1:
            return top[0] if top else Fraction(0)
        return Function(top, self.region, bottom)

    def _of(self, other: Any) -> tuple[Polynomial, Polynomial]:
        if isinstance(other, Function):
            return other.top, other.bottom
        if isinstance(other, (int, Fraction)):
            return ((Fraction(other),) if other else ()), ONE
        raise NotLinear("the amount meets something that is no number")

    def __add__(self, other: Any) -> Any:
        top, bottom = self._of(other)
        if bottom == self.bottom:
            return self._made(plus(self.top, top), bottom)
        return self._made(plus(times(self.top, bottom), times(top, self.bottom)), times(self.bottom, bottom))

    __radd__ = __add__

    def __neg__(self) -> Any:
        return Function(tuple(-c for c in self.top), self.region, self.bottom)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        top, bottom = self._of(other)
        return self._made(times(self.top, top), times(self.bottom, bottom))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        top, bottom = self._of(other)
        return self._made(times(self.top, bottom), times(self.bottom, top))

    def __rtruediv__(self, other: Any) -> Any:
        top, bottom = self._of(other)
        return self._made(times(top, self.bottom), times(bottom, self.top))

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def __divmod__(self, other: Any) -> Any:
        raise NotLinear("whole parts are taken of what depends on the amount")

    __rdivmod__ = __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __divmod__

    def __hash__(self) -> int:
        raise NotLinear("rows are looked up by what depends on the amount")

    def _sign(self, other: Any) -> int:
        """Whether this lies below (-1), on (0) or above (1) the other at the sample."""
        less = self - other
        if not isinstance(less, Function):
            return int(less > 0) - int(less < 0)
        sign = self.region.sign(less.top)
        return sign if len(less.bottom) == 1 else sign * self.region.sign(less.bottom)

    def __lt__(self, other: Any) -> bool:
        return self._sign(other) < 0

    def __le__(self, other: Any) -> bool:
        return self._sign(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self._sign(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self._sign(other) >= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, Fraction, Function)) and self._sign(other) == 0

    def __bool__(self) -> bool:
        return self._sign(0) != 0


def unknown(region: Region) -> Function:
    """``t`` itself."""
    return Function((Fraction(0), Fraction(1)), region)


STEPS = 1_000
"""So many steps of a rounding are told apart on the way from the least amount to the greatest."""


COIN = 1
"""Up to one unit of a currency a rounding of money is one to coins, which moves no rate; above it is a step."""


class Unrounded(Arithmetic):
    """Divides at once, and rounds no money to coins: what comes out lies within the plan's roundings of what is paid.

    Roundings to larger units, and of what is no money, are steps that a plan means: ten full points, each 25,000 sold. They are done, and
    where they hang on the unknown, each step is a stretch of its own. ``reach`` is how far the unknown goes; what takes too many steps on
    that way is left out, and ``skipped`` says so. Without a ``reach`` no step is looked for.
    """

    def __init__(self, reach: Fraction | None = None) -> None:
        self.reach = reach
        self.skipped = False

    def rounded(self, items: list[Any], divisor: Any, mode: Mode) -> list[Any]:
        """The quotients as they are."""
        if isinstance(divisor, int):
            return items if divisor == 1 else [n * Fraction(1, divisor) for n in items]
        return [quotient(n, d) for n, d in zip(items, divisor, strict=True)]

    def to_unit(self, items: list[Any], divisor: Any, mode: Mode, unit: Const) -> list[Any]:
        """Steps as the plan says, and money to coins as it is."""
        plain = self.rounded(items, divisor, mode)
        assert isinstance(unit.value, (int, Fraction))
        if unit.unit.kind == "money" and unit.value <= COIN:
            return plain
        return [self._step(item, mode) for item in plain]

    def _step(self, item: Any, mode: Mode) -> Any:
        if not isinstance(item, Function):
            return whole_of(Fraction(item), mode)
        if self.reach is None:
            return item
        try:
            slope = abs(item.linear[1])
        except NotLinear:
            slope = None
        if slope is None or slope * self.reach > STEPS:
            self.skipped = True
            return item
        whole = whole_of(item.at(item.region.sample), mode)
        for edge in _edges(whole, mode):
            item.region.sign((item - edge).top)
        return whole

    def inexact(self, items: list[Any], divisor: Any) -> list[int]:
        """Nothing is looked at that closely."""
        return []

    def over(self, items: list[Any], below: list[Any]) -> tuple[list[Any], int | list[Any]]:
        """The quotients, over 1."""
        return [quotient(n, d) for n, d in zip(items, below, strict=True)], 1


def _edges(whole: int, mode: Mode) -> tuple[Fraction, ...]:
    """Between which values, and at which of them, a rounding may come to something else."""
    if mode.startswith("half"):
        return Fraction(2 * whole - 1, 2), Fraction(2 * whole + 1, 2)
    return Fraction(whole - 1), Fraction(whole), Fraction(whole + 1)
