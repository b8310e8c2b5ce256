"""Operations on numbers within a row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction
from itertools import repeat
from math import gcd
from operator import add, ge, gt, sub
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter.exact import Fixed, bounded, common, fixed, numerators, product, spread
from planlang.engines.interpreter.frame import Computed, Frame, Work
from planlang.engines.interpreter.refusal import divided_by_zero, not_exact


def same(frame: Frame, op: g.Same) -> Work[Computed]:
    """The same value."""
    given = yield from frame.fetch(op.value)
    return frame.rows, spread(given, frame.count)


def added(frame: Frame, op: g.Add) -> Work[Computed]:
    """A signed sum."""
    given = yield from frame.fetch_all(tuple(term for _, term in op.terms))
    parts, den = common(given, frame.count)
    constant: Any = 0
    total: list[Any] | None = None
    # Positive terms first, so that a difference needs no pass of its own for the sign.
    for sign, part in sorted(zip((sign for sign, _ in op.terms), parts), key=lambda pair: -pair[0]):
        if not isinstance(part, list):
            constant = constant + part if sign > 0 else constant - part
        elif total is None:
            total = part if sign > 0 else [-n for n in part]
        else:
            total = list(map(add if sign > 0 else sub, total, part))
    if total is None:
        total = [constant] * frame.count
    elif constant != 0:
        total = [n + constant for n in total]
    return frame.rows, bounded(total, den or 1)


def multiplied(frame: Frame, op: g.Multiply) -> Work[Computed]:
    """A product."""
    given = yield from frame.fetch_all(op.factors)
    constant: Any = 1
    den = 1
    lists: list[list[Any]] = []
    dens: list[list[int]] = []
    for factor in given:
        if isinstance(factor, Fixed):
            constant = constant * factor.item
        else:
            lists.append(factor.items)
        if isinstance(factor.den, list):
            dens.append(factor.den)
        else:
            den *= factor.den or 1
    if den != 1 and isinstance(constant, int):
        shared = gcd(constant, den)
        constant, den = constant // shared, den // shared
    items = product(lists) if lists else [1] * frame.count
    if not (isinstance(constant, int) and constant == 1):
        items = [n * constant for n in items]
    if not dens:
        return frame.rows, Values(items, den)
    over = product(dens)
    return frame.rows, bounded(items, over if den == 1 else [d * den for d in over])


def ratio(frame: Frame, op: g.Ratio) -> Work[Computed]:
    """A quotient, left exact."""
    top = yield from frame.fetch(op.top)
    bottom = yield from frame.fetch(op.bottom)
    if isinstance(bottom, Fixed):
        if bottom.item == 0:
            raise divided_by_zero(frame, op, range(frame.count))
        return frame.rows, _by_constant(spread(top, frame.count), bottom)
    above, below = numerators([top, bottom])  # over the same denominator, which drops out
    if 0 in below:
        raise divided_by_zero(frame, op, [i for i, n in enumerate(below) if n == 0])
    over = below
    items = above if isinstance(above, list) else [above] * frame.count
    if below and min(below) < 0:
        items = [-n if d < 0 else n for n, d in zip(items, below)]
        over = [-d if d < 0 else d for d in below]
    return frame.rows, bounded(*frame.machine.arithmetic.over(items, over))


def _by_constant(top: Values, bottom: Fixed) -> Values:
    factor = Fraction(bottom.den or 1, 1) / bottom.item
    items = top.items if factor.numerator == 1 else [n * factor.numerator for n in top.items]
    if isinstance(top.den, list):
        return bounded(items, [d * factor.denominator for d in top.den])
    return Values(items, (top.den or 1) * factor.denominator)


def rounded(frame: Frame, op: g.Round) -> Work[Computed]:
    """To a multiple of a unit."""
    given = yield from frame.fetch(op.value)
    column = spread(given, frame.count)
    items, divisor, unit = in_units(column, op.unit)
    arithmetic = frame.machine.arithmetic
    if op.mode == "exact":
        rest = arithmetic.inexact(items, divisor)
        if rest:
            raise not_exact(frame, op, rest)
    return frame.rows, multiples(arithmetic.to_unit(items, divisor, op.mode, op.unit), unit)


def in_units(column: Values, unit: g.Const) -> tuple[list[Any], int | list[int], Fixed]:
    """Numerators and divisors whose quotients count units: ``n / d`` in units of ``p / q`` is ``n q / (d p)``."""
    step = fixed(unit)
    p, q = step.item, step.den or 1
    if isinstance(column.den, list):
        items = column.items if q == 1 else [n * q for n in column.items]
        return items, column.den if p == 1 else [d * p for d in column.den], step
    divisor = (column.den or 1) * p
    shared = gcd(q, divisor)
    factor = q // shared
    return column.items if factor == 1 else [n * factor for n in column.items], divisor // shared, step


def multiples(counted: list[Any], step: Fixed) -> Values:
    """So many units each."""
    return Values(counted if step.item == 1 else [n * step.item for n in counted], step.den or 1)


def extreme(frame: Frame, op: g.Extreme) -> Work[Computed]:
    """The least or the greatest."""
    given = yield from frame.fetch_all(op.values)
    parts, den = common(given, frame.count)
    least = op.which == "least"
    single = [p for p in parts if not isinstance(p, list)]
    columns = [p for p in parts if isinstance(p, list)]
    best: list[Any] | None = None
    for column in columns:
        if best is None:
            best = column
        elif least:
            best = [b if b < a else a for a, b in zip(best, column)]
        else:
            best = [b if b > a else a for a, b in zip(best, column)]
    if single:
        limit = min(single) if least else max(single)
        if best is None:
            best = [limit] * frame.count
        elif least:
            best = [limit if n > limit else n for n in best]
        else:
            best = [limit if n < limit else n for n in best]
    return frame.rows, Values(best or [], den)


def band(frame: Frame, op: g.Band) -> Work[Computed]:
    """How many edges a value has passed."""
    value = yield from frame.fetch(op.value)
    edges = yield from frame.fetch_all(tuple(edge.bound for edge in op.edges))
    parts = numerators([value, *edges])
    items = parts[0] if isinstance(parts[0], list) else [parts[0]] * frame.count
    owned = {edge.included for edge in op.edges}
    if len(owned) < 2 and not any(isinstance(p, list) for p in parts[1:]):
        bounds = parts[1:]  # rising, with the same side owning each boundary: a search does it
        search: Any = bisect_right if owned == {True} else bisect_left
        return frame.rows, Values(list(map(search, repeat(bounds), items)), 1)
    passed = [0] * frame.count
    for edge, bound in zip(op.edges, parts[1:]):
        against = bound if isinstance(bound, list) else repeat(bound)
        passed = list(map(add, passed, map(ge if edge.included else gt, items, against)))
    return frame.rows, Values(passed, 1)


def cut(frame: Frame, op: g.Cut) -> Work[Computed]:
    """The part of a move that lies between two bounds."""
    bounds = tuple(bound for bound in (op.low, op.high) if bound is not None)
    given = yield from frame.fetch_all((op.before, op.after, *bounds))
    parts, den = common(given, frame.count)
    limits = iter(parts[2:])
    low = next(limits) if op.low is not None else None
    high = next(limits) if op.high is not None else None
    before, after = (_rows(part, frame.count) for part in parts[:2])
    if low is None and high is None:
        items = list(map(sub, after, before))
    elif high is None:
        items = [(a if a > n else n) - (b if b > n else n) for a, b, n in zip(after, before, _rows(low, frame.count))]
    elif low is None:
        items = [(a if a < n else n) - (b if b < n else n) for a, b, n in zip(after, before, _rows(high, frame.count))]
    else:
        items = [
            (m if a < m else n if a > n else a) - (m if b < m else n if b > n else b)
            for a, b, m, n in zip(after, before, _rows(low, frame.count), _rows(high, frame.count))
        ]
    return frame.rows, Values(items, den or 1)


def _rows(part: Any, count: int) -> Iterable[Any]:
    return part if isinstance(part, list) else repeat(part, count)
