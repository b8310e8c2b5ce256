"""Columns of exact numbers: bringing several over one denominator, taking rows out, putting pieces together.

Nothing here divides and nothing is reduced as long as denominators stay small: a column of cents stays a
column of plain integers over 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, repeat
from math import gcd, lcm
from operator import floordiv, mul
from typing import Any, Union

from planlang.core.graph import Const
from planlang.core.values import Values, scale
from planlang.slotted import frozen

Rows = Union[list[int], None]
"""Which rows: their numbers, or ``None`` for all of a table, in order."""

Den = Union[int, list[int], None]

NUMBERS = frozenset({"money", "percent", "multiplier", "number", "count", "days"})
"""Unit kinds whose values are rationals; all other kinds are day or period numbers, texts and yes/no."""

_BIG = 1 << 160


@frozen
class Fixed:
    """The same value in every row."""

    item: Any
    den: int | None


Given = Union[Values, Fixed]
"""An operand: a column of values, or one value for all rows."""


def fixed(const: Const) -> Fixed:
    """A constant as numerator and denominator (``None`` when it isn't a number)."""
    value = const.value
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return Fixed(value, None)
    if isinstance(value, Fraction):
        whole = const.unit.kind not in NUMBERS and value.denominator == 1
        return Fixed(value.numerator, None if whole else value.denominator)
    return Fixed(value, 1 if const.unit.kind in NUMBERS else None)


def spread(given: Given, count: int) -> Values:
    """A column, whether it was one or a single value."""
    return given if isinstance(given, Values) else Values([given.item] * count, given.den)


def common(given: Sequence[Given], count: int) -> tuple[list[Any], Den]:
    """All operands over one denominator.

    Returns for each its numerators (a list, or a single number for all rows) and the denominator, ``None`` if none of them is a number.
    """
    parts, whole, times = _aligned(given)
    return parts, times if whole is None else scale(whole, times or 1)


def numerators(given: Sequence[Given]) -> list[Any]:
    """As ``common``, where only the numerators matter: to compare the operands, or to divide one by another."""
    return _aligned(given)[0]


def _aligned(given: Sequence[Given]) -> tuple[list[Any], list[int] | None, int | None]:
    """The numerators, and in two factors what they stand over: a number for each row (``None``: 1), and one for all."""
    dens = [g.den for g in given]
    if all(d is None for d in dens):
        return [g.items if isinstance(g, Values) else g.item for g in given], None, None
    lists = [d for d in dens if isinstance(d, list)]
    if not lists:
        least = lcm(*(d for d in dens if isinstance(d, int)))
        parts: list[Any] = []
        for g in given:
            factor = least // (g.den if isinstance(g.den, int) else 1)
            parts.append(g.times(factor) if isinstance(g, Values) else g.item * factor)
        return parts, None, least
    bases, known = _bases(lists)
    least = lcm(*(d for d in dens if isinstance(d, int)), *(times for _, times in known.values()))
    whole = product(bases)
    parts = []
    for g in given:
        if isinstance(g.den, list):
            assert isinstance(g, Values)
            base, times = known[id(g.den)]
            others = [d for d in bases if d is not base]
            factor = least // times
            parts.append(scale(list(map(mul, g.items, product(others))), factor) if others else g.times(factor))
        else:
            factor = least // (g.den or 1)
            if isinstance(g, Values):
                parts.append(scale(list(map(mul, g.items, whole)), factor))
            else:
                parts.append(scale(whole, g.item * factor) if g.item else 0)  # 0 is 0 over anything
    return parts, whole, least


def _bases(lists: list[list[int]]) -> tuple[list[list[int]], dict[int, tuple[list[int], int]]]:
    """Denominators of which none is another times a number; and for each of the lists, by ``id``, which one it is, and how many times.

    Tiers stand over twice the quota, the move between them over the quota: taken as two denominators, each operation
    would multiply the one by the other, and numbers would soon be long.
    """
    bases: list[list[int]] = []
    known: dict[int, tuple[list[int], int]] = {}
    for own in sorted(lists, key=lambda dens: dens[:1]):
        if id(own) in known:
            continue
        for base in bases:
            if times := _times(own, base):
                known[id(own)] = base, times
                break
        else:
            bases.append(own)
            known[id(own)] = own, 1
    return bases, known


def _times(dens: list[int], base: list[int]) -> int:
    """How many times another list of denominators one is; 0 if that differs from row to row."""
    if not dens:
        return 1
    times, rest = divmod(dens[0], base[0])
    if rest or dens[-1] != times * base[-1]:
        return 0
    return times if dens == scale(base, times) else 0


def product(lists: Sequence[list[Any]]) -> list[Any]:
    """Item times item."""
    out = lists[0]
    for other in lists[1:]:
        out = list(map(mul, out, other))
    return out


def bounded(items: list[Any], den: Den) -> Values:
    """A column; reduced when its denominators have grown so much that arithmetic would become slow."""
    if isinstance(den, list) and den and max(den) > _BIG and all(type(n) is int for n in items):
        factors = list(map(gcd, items, den))
        return Values(list(map(floordiv, items, factors)), list(map(floordiv, den, factors)))
    return Values(items, den)


def in_groups(
    given: Sequence[Given], spans: Sequence[tuple[int, int]], count: int
) -> tuple[list[list[Any]], int | list[int]]:
    """As ``common``, but with one denominator for each span of positions: what is summed stands over one number."""
    if not any(isinstance(g.den, list) for g in given):
        parts, den = common(given, count)
        lists = [p if isinstance(p, list) else [p] * count for p in parts]
        return lists, den if isinstance(den, int) else 1
    columns = [spread(g, count) for g in given]
    outs = [list(c.items) for c in columns]
    dens = [1] * count
    flat = lcm(*(c.den for c in columns if isinstance(c.den, int)))
    for a, b in spans:
        own = lcm(flat, *chain.from_iterable(set(c.den[a:b]) for c in columns if isinstance(c.den, list)))
        dens[a:b] = [own] * (b - a)
        for column, out in zip(columns, outs):
            for i in range(a, b):
                over = column.den[i] if isinstance(column.den, list) else column.den or 1
                if over != own:
                    out[i] = out[i] * (own // over)
    return outs, dens


def assembled(pieces: Sequence[tuple[Sequence[int], Given]], count: int) -> Values:
    """One column of pieces that each fill some positions, over one denominator where the pieces allow it."""
    numbers = [g for _, g in pieces if g.den is not None]
    items: list[Any] = [None] * count
    if any(isinstance(g.den, list) for g in numbers):
        dens = [1] * count
        for at, g in pieces:
            column = spread(g, len(at))
            own = column.den if isinstance(column.den, list) else repeat(column.den or 1)
            for i, n, d in zip(at, column.items, own):
                items[i] = n
                dens[i] = d
        return Values(items, dens)
    least = lcm(*(g.den for g in numbers if isinstance(g.den, int))) if numbers else None
    for at, g in pieces:
        factor = 1 if least is None else least // (g.den if isinstance(g.den, int) else 1)
        if isinstance(g, Fixed):
            one = None if g.item is None else g.item * factor if factor != 1 else g.item
            for i in at:
                items[i] = one
        else:
            for i, n in zip(at, scale(g.items, factor)):
                items[i] = n
    return Values(items, least)


def keys(given: Given, count: int) -> list[Any]:
    """Items that are equal, and hash alike, exactly when the values are equal, in whatever table they stand."""
    column = spread(given, count)
    if column.den is None or column.den == 1:
        return column.items
    return [column.at(i) for i in range(count)]


def sort_keys(values: Values) -> list[Any]:
    """Items that sort as the values do; absent ones come first."""
    items = values.items
    if isinstance(values.den, list):
        items = [values.at(i) for i in range(len(items))]
    if None in items:
        return [(item is not None, 0 if item is None else item) for item in items]
    return items
