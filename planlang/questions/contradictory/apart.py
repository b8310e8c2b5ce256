"""Conditions between several values of a row that can't hold together: `deal.amount is above deal.list`, and `deal.list is above deal.amount`.

Regions know one column at a time, so that they find rows where there are none. Sums, differences and multiples of values are compared exactly;
whatever else a condition says is left out, so that rows which nobody can rule out are asked about.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.core.feasible import AtLeast, contradict
from planlang.questions.contradictory.reaches import Reach
from planlang.questions.known import limits_of
from planlang.questions.suspicious.fixed import fixed
from planlang.questions.unreachable import HIGHEST, LOWEST
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

MOST_WAYS = 64
"""So many ways in which conditions joined by `or` may hold; with more nothing is ruled out."""

_Way = tuple[AtLeast, ...]
_Sum = tuple[dict[Any, Fraction], Fraction]


def never_together(low: Lowering, a: Reach, b: Reach) -> bool:
    """Whether what two rules say of several values at once rules out that both pay a row."""
    ways: list[_Way] = [()]
    for gate in (*a.gates, *b.gates):
        ways = [one + other for one, other in itertools.product(ways, _ways(low, gate.condition))]
        if len(ways) > MOST_WAYS:
            return False
    return all(_several(way) and contradict(way) for way in ways)


def _several(way: _Way) -> bool:
    """Whether some comparison is of two values: what is said of one alone, regions have decided."""
    return any(len(one.parts) > 1 for one in way)


def _ways(low: Lowering, item: tree.Condition) -> list[_Way]:
    """The ways in which a condition may hold; one that says nothing, where it is no comparison of sums."""
    if isinstance(item, tree.Junction):
        parts = [_ways(low, part) for part in item.parts]
        if item.word == "or":
            return [way for part in parts for way in part]
        ways: list[_Way] = [()]
        for part in parts:
            ways = [one + other for one, other in itertools.product(ways, part)]
            if len(ways) > MOST_WAYS:
                return [()]
        return ways
    if isinstance(item, tree.Compare):
        if item.relation in LOWEST:
            return [_at_least(low, item.left, item.right, LOWEST[item.relation])]
        if item.relation in HIGHEST:
            return [_at_least(low, item.right, item.left, HIGHEST[item.relation])]
    if isinstance(item, tree.Between):
        bounds = item.bounds
        found: _Way = ()
        if bounds.low is not None:
            found += _at_least(low, item.left, bounds.low, LOWEST[bounds.low_word or "from"])
        if bounds.high is not None:
            found += _at_least(low, bounds.high, item.left, HIGHEST[bounds.high_word or "through"])
        return [found]
    return [()]


def _at_least(low: Lowering, more: tree.Value, less: tree.Value, equal: bool) -> _Way:
    """What it means that one value is at least another, and what is known of both."""
    (parts, number), (others, taken) = _sum(more), _sum(less)
    for value, times in others.items():
        parts[value] = parts.get(value, Fraction(0)) - times
    made = {value: times for value, times in parts.items() if times}
    known = tuple(
        AtLeast({value: Fraction(1)}, Fraction(0)) for value in _never_below(low, more, less) if value in made
    )
    return (AtLeast(made, number - taken, not equal), *known)


def _never_below(low: Lowering, *items: tree.Value) -> list[Any]:
    """The values within some phrases that are never below 0."""
    found: list[Any] = []
    for item in items:
        limits = limits_of(low, item)
        if limits is not None and limits.low is not None and limits.low >= 0:
            found.append(tree.text_key(item))
        found += _never_below(low, *(part for part in tree.children(item) if isinstance(part, tree.Column)))
    return found


def _sum(item: tree.Value) -> _Sum:
    """A phrase as so many times some values, and a number; what is no sum is a value of its own."""
    number = fixed(item)
    if number is not None:
        return {}, number
    if isinstance(item, tree.Negate):
        return _times(_sum(item.value), Fraction(-1))
    if isinstance(item, tree.Of) and (share := fixed(item.share)) is not None:
        return _times(_sum(item.whole), share)
    if isinstance(item, tree.Binary):
        left, right = fixed(item.left), fixed(item.right)
        if item.op in ("+", "-") and not isinstance(item.right, tree.DurationLit):
            (parts, first), (others, second) = _sum(item.left), _sum(item.right)
            sign = 1 if item.op == "+" else -1
            for value, times in others.items():
                parts[value] = parts.get(value, Fraction(0)) + sign * times
            return parts, first + sign * second
        if item.op == "*" and left is not None:
            return _times(_sum(item.right), left)
        if item.op == "*" and right is not None:
            return _times(_sum(item.left), right)
        if item.op == "/" and right:
            return _times(_sum(item.left), 1 / right)
    return {tree.text_key(item): Fraction(1)}, Fraction(0)


def _times(found: _Sum, by: Fraction) -> _Sum:
    parts, number = found
    return {value: times * by for value, times in parts.items()}, number * by
