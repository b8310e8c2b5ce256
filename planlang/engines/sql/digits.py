"""Quotients as whole numbers in columns: their whole part, and digits of what is left, each of as large a base as 38 digits allow.

A database holds no quotient, but it orders and adds whole numbers. Two quotients over divisors up to ``d`` are equal, or at least ``1 / d²``
apart: with digits enough that their bases come to ``d²`` the whole part and the digits of one are those of the other exactly when
the quotients are equal, and come before them exactly when it is less.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import NARROW_LIMIT, WIDE_LIMIT
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.values import NotCompiled, Value
from planlang.slotted import frozen

LEAST_BASE = 1_000
"""Digits of a smaller base would be too many."""

Whole = Union[Name, int]


@frozen
class Digits:
    """A quotient: ``whole``, ``digits`` behind it of some bases, and ``rest``, what is left above the same divisors."""

    whole: Whole
    digits: tuple[Whole, ...]
    rest: Whole


def divisor(frame: Frame, exact: Exact) -> int:
    """The most that a value stands over. Its divisors are positive."""
    most = exact.den
    for name in exact.divisors:
        most *= max(frame.compiler.columns[name].high, 1)
    return most


def largest_base(frame: Frame, exact: Exact) -> int:
    """The largest base of which a digit can be worked out in 38 digits."""
    return min(NARROW_LIMIT, WIDE_LIMIT // (2 * divisor(frame, exact)))


def digits_of(frame: Frame, exact: Exact, bases: Iterable[int], hint: str) -> Digits:
    """A quotient with positive divisors as digits of these bases."""
    from planlang.engines.sql.ops_numbers import quotient

    most, over = divisor(frame, exact), Exact({exact.divisors: exact.den})
    whole, _ = quotient(frame, exact, "floor")
    rest = _left(frame, Exact(exact.top), whole, over, most, hint)
    found: list[Whole] = []
    for base in bases:
        more = x.multiplied(_column(rest), x.constant(base))
        digit, _ = quotient(frame, x.reduced(more.top, exact.den, exact.divisors), "floor", (0, base))
        rest = _left(frame, more, digit, over, most, hint)
        found.append(digit)
    return Digits(whole, tuple(found), rest)


def _column(whole: Whole) -> Exact:
    return x.column(whole.text) if isinstance(whole, Name) else x.constant(whole)


def _left(frame: Frame, top: Exact, whole: Whole, over: Exact, most: int, hint: str) -> Whole:
    """What a whole part leaves of what stands above the line."""
    left = x.added([(1, top), (-1, x.multiplied(_column(whole), over))])
    if left.constant is not None:
        return int(left.constant)
    num = frame.num(left.top)
    return frame.define(f"{hint} rest", "wide" if num.wide else "narrow", num.sql, 0, most, absent=frame.absent(left))


def order(frame: Frame, value: Value, hint: str) -> list[Sql]:
    """A value as texts to put rows in order, or together, by: alike exactly where the values are."""
    if value.kind != "number" or value.exact.constant is not None or not value.exact.divisors:
        return [frame.key(value, hint)]
    exact = frame.positive(frame.single(value.exact, hint))
    apart = divisor(frame, exact) ** 2
    base = min(apart, largest_base(frame, exact))
    bases = [base]
    while base >= LEAST_BASE and (reach := base ** len(bases)) < apart:
        bases.append(min(base, -(-apart // reach)))
    if base < min(apart, LEAST_BASE):
        raise NotCompiled(f"{hint} is a quotient with too large a divisor to order by", frame.place)
    found = digits_of(frame, exact, bases, hint)
    keys = [key for key in (found.whole, *found.digits) if isinstance(key, Name)]
    return [(key,) for key in keys] or [(frame.dialect.integer(0),)]
