"""Exact values as the compiler sees them: integer polynomials of columns over a constant and over columns.

``top / (den * divisors)``, where ``top`` is a sum of products of integer columns, ``den`` a positive constant and the divisors columns
that are never 0 (they may be negative). Nothing is ever divided here; what stands above and below a line alike
cancels, which is what turns "the amount times this part of its move" into one small product.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from planlang.slotted import frozen

Monomial = tuple[str, ...]
"""A product of columns, by name, in order; with repetitions."""

Poly = dict[Monomial, int]
"""A sum of products with integer coefficients, none of them 0."""


@frozen
class Exact:
    """One exact value, as numbers of columns."""

    top: Poly
    den: int = 1
    divisors: Monomial = ()

    @property
    def constant(self) -> Fraction | None:
        """Its value, if it is the same in every row."""
        if self.divisors or any(self.top.keys() - {()}):
            return None
        return Fraction(self.top.get((), 0), self.den)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return tuple(dict.fromkeys(name for names in (*self.top, self.divisors) for name in names))


def constant(value: Fraction | int) -> Exact:
    """A number."""
    value = Fraction(value)
    return Exact({(): value.numerator} if value else {}, value.denominator)


def column(name: str, den: int = 1) -> Exact:
    """An integer column over a constant."""
    return Exact({(name,): 1}, den)


def reduced(top: Poly, den: int, divisors: Iterable[str]) -> Exact:
    """The same value with what cancels gone."""
    top = {names: factor for names, factor in top.items() if factor}
    if not top:
        return Exact({})
    left = list(divisors)
    for name in sorted(set(left)):
        while name in left and all(name in names for names in top):
            left.remove(name)
            top = {_without(names, name): factor for names, factor in top.items()}
    shared = gcd(den, *top.values())
    if shared > 1:
        den //= shared
        top = {names: factor // shared for names, factor in top.items()}
    return Exact(top, den, tuple(sorted(left)))


def added(terms: Iterable[tuple[int, Exact]]) -> Exact:
    """A signed sum."""
    some = list(terms)
    tops, den, divisors = common([exact for _, exact in some])
    total: Poly = {}
    for (sign, _), top in zip(some, tops):
        for names, factor in top.items():
            total[names] = total.get(names, 0) + sign * factor
    return reduced(total, den, divisors)


def multiplied(a: Exact, b: Exact) -> Exact:
    """A product."""
    return reduced(product(a.top, b.top), a.den * b.den, (*a.divisors, *b.divisors))


def product(a: Poly, b: Poly) -> Poly:
    """A product of polynomials."""
    total: Poly = {}
    for left, one in a.items():
        for right, other in b.items():
            names = tuple(sorted((*left, *right)))
            total[names] = total.get(names, 0) + one * other
    return {names: factor for names, factor in total.items() if factor}


def common(values: Iterable[Exact]) -> tuple[list[Poly], int, Monomial]:
    """All over one denominator: their tops, the constant and the divisors."""
    some = list(values)
    den = lcm(*(value.den for value in some)) if some else 1
    divisors: list[str] = []
    for value in some:
        left = list(divisors)
        for name in value.divisors:
            if name in left:
                left.remove(name)
            else:
                divisors.append(name)
    tops = []
    for value in some:
        missing = list(divisors)
        for name in value.divisors:
            missing.remove(name)
        tops.append(product(value.top, {tuple(sorted(missing)): den // value.den}))
    return tops, den, tuple(sorted(divisors))


def _without(names: Monomial, name: str) -> Monomial:
    at = names.index(name)
    return names[:at] + names[at + 1 :]
