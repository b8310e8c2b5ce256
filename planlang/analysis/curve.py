"""A payout as a function of one amount: pieces on which it is linear, and its values where they meet."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Union

from planlang.analysis.linear import NotLinear, Region
from planlang.slotted import frozen


@frozen
class Form:
    """``start + rate * t`` for each of some results, in the order they were asked for."""

    start: tuple[Fraction, ...]
    rate: tuple[Fraction, ...]

    def at(self, t: Fraction) -> tuple[Fraction, ...]:
        """The values there."""
        return tuple(a + b * t for a, b in zip(self.start, self.rate, strict=True))


@frozen
class Refused:
    """The plan refuses the data there, and says why."""

    why: str


@frozen
class Curved:
    """What is paid there is no linear function, and why."""

    why: str


Outcome = Union[Form, Refused, Curved]


@frozen
class Piece:
    """One stretch: from ``low`` to ``high``, both ends left out."""

    low: Fraction
    high: Fraction
    outcome: Outcome


@frozen
class Point:
    """One value of the amount, and what comes out there."""

    at: Fraction
    outcome: Outcome


@frozen
class Curve:
    """All of a stretch: a point, a piece, a point … a point. ``whole``: it was looked at to the end."""

    points: tuple[Point, ...]
    pieces: tuple[Piece, ...]
    whole: bool

    def outcome(self, t: Fraction) -> Outcome:
        """What comes out at a value of the amount."""
        for point in self.points:
            if point.at == t:
                return point.outcome
        return next(piece.outcome for piece in self.pieces if piece.low < t < piece.high)


Evaluate = Callable[[Region], Outcome]
"""Runs a plan at a region's sample; what comes out is true wherever the region, narrowed on the way, still is."""


def explore(evaluate: Evaluate, low: Fraction, high: Fraction, most: int = 4_000) -> Curve:
    """The function between two values, ends included, stretch after stretch; at most so many of them."""
    pieces: list[Piece] = []
    waiting = [(low, high)]
    while waiting and len(pieces) < most:
        left, right = waiting.pop()
        region = _around(evaluate, left, right)
        pieces.append(Piece(region[0], region[1], region[2]))
        if region[1] < right:
            waiting.append((region[1], right))
        if left < region[0]:
            waiting.append((left, region[0]))
    pieces.sort(key=lambda piece: piece.low)
    ends = sorted({low, high, *(piece.low for piece in pieces), *(piece.high for piece in pieces)})
    points = [Point(t, evaluate(Region(t, t, t))) for t in ends]
    return _joined(points, pieces, not waiting)


def _around(evaluate: Evaluate, left: Fraction, right: Fraction) -> tuple[Fraction, Fraction, Outcome]:
    """A stretch between two values on which one run is true; samples move until one is on no edge."""
    width = right - left
    for number in range(1, 64):
        region = Region(left + width * Fraction(number, number + 1) / 2, left, right)
        outcome = evaluate(region)
        if region.low < region.high:
            return region.low, region.high, outcome
    raise NotLinear("everything changes everywhere")


def _joined(points: list[Point], pieces: list[Piece], whole: bool) -> Curve:
    """Neighbours of the same form become one where the point between them lies on it, too."""
    values = {point.at: point.outcome for point in points}
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is not None and last.high == piece.low and _same(last, piece, values[piece.low]):
            merged[-1] = Piece(last.low, piece.high, last.outcome)
        else:
            merged.append(piece)
    ends = {piece.low for piece in merged} | {piece.high for piece in merged}
    return Curve(tuple(point for point in points if point.at in ends), tuple(merged), whole)


def _same(one: Piece, other: Piece, between: Outcome) -> bool:
    if isinstance(one.outcome, Form) and isinstance(between, Form):
        return one.outcome == other.outcome and one.outcome.at(one.high) == between.at(one.high)
    return one.outcome == other.outcome == between and not isinstance(one.outcome, Form)
