"""A sum of many slices is what one function gives after a move, less what it gives before.

Each slice is a rate times the part of a move between two bounds, so the sum of the slices is ``H(after) - H(before)``, where ``H`` adds up, for
every slice, its rate times a number held between its bounds: in each tier the rate there times the number, plus a multiple of what all
bounds are multiples of. The tier is found by halves, so that a hundred times as many tiers cost a few comparisons more.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import gcd, lcm

from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact, Monomial, Poly
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql, bracketed
from planlang.engines.sql.passes.bands import Part
from planlang.slotted import frozen

LEAST = 8
"""Fewer slices than this are added up one by one."""


@frozen
class Piece:
    """A tier: its part of the move, and the rate."""

    part: Part
    rate: Fraction


def difference(frame: Frame, total: Exact) -> Exact | None:
    """A sum of slices over one denominator as the difference of one function; ``None`` where the pass does not apply."""
    if "pieces" not in frame.compiler.passes or len(total.top) < LEAST:
        return None
    found = _pieces(frame, total)
    if found is None or frame.absent(total):
        return None
    pieces, rest = found
    first = pieces[0].part
    bounds = [bound for one in pieces for bound in (one.part.low, one.part.high) if bound is not None]
    tops, den, divisors = x.common([first.before, first.after, *bounds])
    unit, steps_of = multiples(tops[2:])
    if unit is None or frame.num(unit).low < 0:
        return None
    steps, rates = _turns(pieces, steps_of)
    whole = lcm(*(rate.denominator for rate in rates))
    slopes = [int(rate * whole) for rate in rates]
    offsets = [0]
    for step, (one, other) in zip(steps, itertools.pairwise(slopes)):
        offsets.append(offsets[-1] + (one - other) * step)
    at = [
        _height(frame, word, top, unit, steps, slopes, offsets)
        for word, top in (("before", tops[0]), ("after", tops[1]))
    ]
    if at[0] is None or at[1] is None:
        return None
    own = first.over
    top = x.product({(at[1].text,): 1, (at[0].text,): -1}, {tuple(sorted((*own, *rest))): 1})
    return x.reduced(top, whole * den, (*divisors, *total.divisors))


def _pieces(frame: Frame, total: Exact) -> tuple[list[Piece], Monomial] | None:
    """The slices of a sum, and what all of them are multiplied by."""
    parts = frame.compiler.parts
    pieces: list[Piece] = []
    others: set[Monomial] = set()
    for names, factor in total.top.items():
        some = [name for name in names if name in parts]
        if len(some) != 1:
            return None
        rest = list(names)
        rest.remove(some[0])
        others.add(tuple(rest))
        part = parts[some[0]]
        pieces.append(Piece(part, Fraction(factor * part.den, total.den)))
    first = pieces[0].part
    if len(others) > 1 or any(
        (p.part.before, p.part.after, p.part.over) != (first.before, first.after, first.over) for p in pieces
    ):
        return None
    return pieces, others.pop()


def _turns(pieces: list[Piece], multiples: list[int]) -> tuple[list[int], list[Fraction]]:
    """Where the rate changes, and the rates before, between and after: of each tier from its low bound to its high one, 0 elsewhere."""
    changes: dict[int, Fraction] = {}
    rates = [Fraction(0)]
    at = iter(multiples)
    for one in pieces:
        for bound, sign in ((one.part.low, 1), (one.part.high, -1)):
            if bound is not None:
                step = next(at)
                changes[step] = changes.get(step, Fraction(0)) + sign * one.rate
            elif sign == 1:
                rates[0] += one.rate
    steps = sorted(changes)
    for step in steps:
        rates.append(rates[-1] + changes[step])
    return steps, rates


def multiples(tops: list[Poly]) -> tuple[Poly | None, list[int]]:
    """What all bounds are multiples of, and how many times each is that."""
    largest = max(tops, key=len, default={})
    if not largest:
        return None, []
    size = gcd(*largest.values())
    sign = 1 if next(iter(largest.values())) > 0 else -1
    unit = {names: sign * factor // size for names, factor in largest.items()}
    name, one = next(iter(unit.items()))
    steps = []
    for top in tops:
        times = Fraction(top.get(name, 0), one)
        if times.denominator != 1 or {n: int(times) * f for n, f in unit.items() if times} != top:
            return None, []
        steps.append(int(times))
    return unit, steps


def _height(
    frame: Frame, word: str, top: Poly, unit: Poly, steps: list[int], slopes: list[int], offsets: list[int]
) -> Name | None:
    """What the function gives where the move stands before or after: a column."""
    arithmetic = frame.arithmetic
    place, size = frame.num(top), frame.num(unit)
    limits = [arithmetic.times(arithmetic.literal(step), size) for step in steps]
    heights = [
        arithmetic.plus(
            [
                (1, arithmetic.times(place, arithmetic.literal(slope))),
                (1, arithmetic.times(size, arithmetic.literal(offset))),
            ]
        )
        for slope, offset in zip(slopes, offsets)
    ]
    if any(num.wide for num in (place, *limits, *heights)):
        return None

    def half(first: int, last: int) -> Sql:
        """At a bound either of two tiers will do, since they meet there."""
        if first == last:
            return frame.typed(heights[first])
        middle = (first + last) // 2
        return (
            "CASE WHEN ", *bracketed(place), " <= ", *bracketed(limits[middle]), " THEN ", *half(first, middle), " ELSE ",
            *half(middle + 1, last), " END",
        )  # fmt: skip

    low, high = min(num.low for num in heights), max(num.high for num in heights)
    return frame.define(
        f"{frame.hint} {word}", "narrow", ("(", *half(0, len(heights) - 1), ")"), low, high, costly=True
    )
