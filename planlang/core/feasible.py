"""Whether linear comparisons can hold together, exactly: Fourier and Motzkin's elimination.

Source: T. S. Motzkin, *Beiträge zur Theorie der linearen Ungleichungen*, 1936. Values may be any rational numbers, so that what can't hold here can't
hold of cents or days either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

MOST = 400
"""Comparisons at a time, of which each value that is eliminated may make many; with more nothing is said."""


class AtLeast(NamedTuple):
    """So many times each value, and a number, add up to 0 or more; ``strict``: to more."""

    parts: Mapping[Any, Fraction]
    number: Fraction
    strict: bool = False


def contradict(comparisons: Sequence[AtLeast]) -> bool:
    """Whether some comparisons can't hold together. ``False`` also where there are too many to tell."""
    left = list(comparisons)
    while True:
        if any(not one.parts and (one.number < 0 or (one.strict and one.number == 0)) for one in left):
            return True
        left = [one for one in left if one.parts]
        if not left or len(left) > MOST:
            return False
        values = {value for one in left for value in one.parts}
        left = _without(min(values, key=lambda value: _cost(value, left)), left)


def _sides(value: Any, comparisons: Sequence[AtLeast]) -> tuple[list[AtLeast], list[AtLeast]]:
    """Those that say how much a value has at least, and at most."""
    about = [one for one in comparisons if value in one.parts]
    return [one for one in about if one.parts[value] > 0], [one for one in about if one.parts[value] < 0]


def _cost(value: Any, comparisons: Sequence[AtLeast]) -> tuple[int, str]:
    low, high = _sides(value, comparisons)
    return len(low) * len(high), repr(value)


def _without(value: Any, comparisons: Sequence[AtLeast]) -> list[AtLeast]:
    """What the comparisons say of all other values: each lower bound is no higher than each upper one."""
    low, high = _sides(value, comparisons)
    made = {_key(one): one for one in comparisons if value not in one.parts}
    for a in low:
        for b in high:
            x, y = -b.parts[value], a.parts[value]
            names = (a.parts.keys() | b.parts.keys()) - {value}
            sums = {name: a.parts.get(name, 0) * x + b.parts.get(name, 0) * y for name in names}
            parts = {name: total for name, total in sums.items() if total}
            one = AtLeast(parts, a.number * x + b.number * y, a.strict or b.strict)
            made[_key(one)] = one
    return list(made.values())


def _key(one: AtLeast) -> Any:
    return frozenset(one.parts.items()), one.number, one.strict
