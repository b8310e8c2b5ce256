"""Bounds of a sum in which a total over rows stands beside what this row adds to it.

By themselves both may be anything; but the total less the row is the total of the other rows, which has bounds of its own: where amounts
are never negative, a running total without its row is not negative either.

And of a quotient that is one of several: what is chosen lies where one of them does. Over one denominator for all of them that can't be seen, since
each was multiplied by the divisors of the others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.engines.sql.exact import Exact, Poly
from planlang.engines.sql.numbers import Num
from planlang.slotted import evolve

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler
    from planlang.engines.sql.frame import Frame


def closer(compiler: Compiler, top: Poly, num: Num) -> Num:
    """The same with closer bounds, where there are some (the pass ``decided``)."""
    if "decided" not in compiler.passes:
        return num
    for names, factor in top.items():
        known = compiler.before.get(names[0]) if len(names) == 1 else None
        own = 0 if known is None else top.get(known[0], 0)
        if known is None or own * factor >= 0:
            continue
        row, low, high = known
        sign = 1 if factor > 0 else -1
        both = sign * min(abs(factor), abs(own))  # so often the total less the row
        rest = {**top, names: factor - both, row: own + both}
        ends = sorted((both * low, both * high))
        least, most = _bounds(compiler, rest)
        num = evolve(num, low=max(num.low, least + ends[0]), high=min(num.high, most + ends[1]))
    return num


def _bounds(compiler: Compiler, top: Poly) -> tuple[int, int]:
    low = high = 0
    for names, factor in top.items():
        ends = [factor]
        for name in names:
            column = compiler.columns[name]
            ends = [end * bound for end in ends for bound in (column.low, column.high)]
        low, high = low + min(ends), high + max(ends)
    return low, high


def remember(frame: Frame, chosen: Exact, low: Fraction, high: Fraction) -> None:
    """Notes that a quotient of one column lies closer together than that column and the divisors tell."""
    if chosen.divisors and len(chosen.top) == 1:
        ((names, _),) = chosen.top.items()
        if len(names) == 1:
            frame.compiler.within[names[0]] = (chosen, low, high)


def of_quotient(compiler: Compiler, exact: Exact) -> tuple[Fraction, Fraction] | None:
    """What is remembered of a quotient, times and over other columns, if anything is. Divisors are positive."""
    if len(exact.top) != 1:
        return None
    ((names, factor),) = exact.top.items()
    for name in names:
        if (known := compiler.within.get(name)) is None:
            continue
        of, low, high = known
        left = list(exact.divisors)
        if any(left.count(one) < of.divisors.count(one) for one in of.divisors):
            continue
        for one in of.divisors:
            left.remove(one)
        others = list(names)
        others.remove(name)
        scale = Fraction(factor * of.den, exact.den * of.top[name,])
        ends = [scale * low, scale * high]
        for other in others:
            column = compiler.columns[other]
            ends = [end * bound for end in ends for bound in (column.low, column.high)]
        for one in left:
            column = compiler.columns[one]
            ends = [end / bound for end in ends for bound in (max(column.low, 1), max(column.high, 1))]
        return min(ends), max(ends)
    return None
