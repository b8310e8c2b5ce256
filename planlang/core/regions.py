"""Exact algebra of regions: which rows some conditions hold for, of names, texts, numbers, amounts, dates and yes/no.

A region is a union of boxes, a box says for some columns which values they may have. Numbers lie between cuts: a cut stands just before or
just after a value, so that who owns a boundary is exact. Whole numbers and days have cuts before values only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any, Union

from planlang.slotted import frozen

Cut = tuple[int, Any, int]
"""``(-1, 0, 0)`` below everything, ``(1, 0, 0)`` above; else 0, a value, and 0 for just before it, 1 for just after."""

BOTTOM: Cut = (-1, 0, 0)
TOP: Cut = (1, 0, 0)
MOST_BOXES = 512


class TooMany(Exception):
    """The region falls into more boxes than anybody would look through."""


@frozen
class Names:
    """Some members, or (``without``) all others; where all members are known it is never ``without``."""

    members: frozenset[Any]
    without: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.members and not self.without

    def meet(self, other: Names) -> Names:
        """What is in both."""
        if self.without and other.without:
            return Names(self.members | other.members, True)
        if other.without:
            return Names(self.members - other.members)
        return Names(other.members - self.members) if self.without else Names(self.members & other.members)

    def less(self, other: Names) -> Names:
        """What is in this and not in the other."""
        return self.meet(Names(other.members, not other.without))


@frozen
class Spans:
    """Stretches of numbers, each from a cut up to another, in order and apart from each other."""

    parts: tuple[tuple[Cut, Cut], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.parts

    def meet(self, other: Spans) -> Spans:
        """What is in both."""
        found = [(max(a, c), min(b, d)) for a, b in self.parts for c, d in other.parts]
        return Spans(tuple(sorted((low, high) for low, high in found if low < high)))

    def less(self, other: Spans) -> Spans:
        """What is in this and not in the other."""
        edges = [BOTTOM, *(cut for part in other.parts for cut in part), TOP]
        return self.meet(Spans(tuple((a, b) for a, b in zip(edges[::2], edges[1::2]) if a < b)))


Set = Union[Names, Spans]
Box = Mapping[str, Set]
"""The values that columns may have; a column that is not there may have any."""


def span(low: Any, low_in: bool, high: Any, high_in: bool, whole: bool = False) -> Spans:
    """The numbers between two bounds; ``None`` is an open side. ``whole``: only whole numbers (or days) are meant."""
    start = BOTTOM if low is None else (0, low, 0 if low_in else 1)
    end = TOP if high is None else (0, high, 1 if high_in else 0)
    if whole:
        start, end = (cut if cut[0] else (0, _next_whole(cut), 0) for cut in (start, end))
    return Spans(((start, end),) if start < end else ())


def _next_whole(cut: Cut) -> int:
    """The first whole number behind a cut."""
    value = Fraction(cut[1])
    return floor(value) + 1 if cut[2] else ceil(value)


def meet(a: Box, b: Box) -> Box | None:
    """What is in both boxes; ``None`` if nothing is."""
    made = dict(a)
    for column, allowed in b.items():
        both = _meet(made[column], allowed) if column in made else allowed
        if both.empty:
            return None
        made[column] = both
    return made


def subtract(a: Box, b: Box) -> list[Box]:
    """What of a box is not in another, as boxes apart from each other."""
    if meet(a, b) is None:
        return [a]
    found: list[Box] = []
    rest = dict(a)
    for column, allowed in b.items():
        outside = _less(rest[column], allowed) if column in rest else _less(_all(allowed), allowed)
        if not outside.empty:
            found.append({**rest, column: outside})
        rest[column] = _meet(rest[column], allowed) if column in rest else allowed
    return found


def uncovered(region: Iterable[Box], by: Sequence[Box]) -> list[Box]:
    """What of a region no box of another covers. Raises ``TooMany``."""
    left = list(region)
    for box in by:
        left = [piece for one in left for piece in subtract(one, box)]
        if len(left) > MOST_BOXES:
            raise TooMany
    return left


def _all(like: Set) -> Set:
    return Names(frozenset(), True) if isinstance(like, Names) else Spans(((BOTTOM, TOP),))


def _meet(a: Set, b: Set) -> Set:
    if isinstance(a, Names):
        assert isinstance(b, Names)
        return a.meet(b)
    assert isinstance(b, Spans)
    return a.meet(b)


def _less(a: Set, b: Set) -> Set:
    if isinstance(a, Names):
        assert isinstance(b, Names)
        return a.less(b)
    assert isinstance(b, Spans)
    return a.less(b)


def holds(box: Box, point: Mapping[str, Any]) -> bool:
    """Whether a point is in a box; it has a value for every column of the box."""
    return all(_holds(allowed, point[column]) for column, allowed in box.items())


def _holds(allowed: Set, value: Any) -> bool:
    if isinstance(allowed, Names):
        return (value in allowed.members) != allowed.without
    return any(low <= (0, value, 0) < high for low, high in allowed.parts)


def some_value(allowed: Set) -> Any:
    """A value that is in a set that is not empty, the plainest; ``None`` where that would be any name but some."""
    if isinstance(allowed, Names):
        return None if allowed.without else min(allowed.members, key=str)
    low, high = allowed.parts[0]
    if low == BOTTOM:
        return 0 if high == TOP or high > (0, 0, 0) else high[1] if high[2] else high[1] - 1
    if not low[2]:
        return low[1]
    return low[1] + 1 if high == TOP or high > (0, low[1] + 1, 0) else (Fraction(low[1]) + Fraction(high[1])) / 2
