"""Where a payout leaps as one amount changes, as the interpreter pays it to the coin."""

from __future__ import annotations

from fractions import Fraction

from planlang.analysis.curve import Curve, Form, Piece, Point
from planlang.analysis.varied import Cell, Watched, paid, with_cell
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.slotted import frozen


@frozen
class Jump:
    """At ``at`` the payout leaps: paid just below, there and just above, to the cent.

    ``None`` lies outside of what was looked at, or the plan refuses it.
    """

    at: Fraction
    below: Fraction | None
    exactly: Fraction
    above: Fraction | None


class Payments:
    """What the interpreter pays for values of the amount, each asked once."""

    def __init__(self, graph: Graph, data: Dataset, watched: Watched, cell: Cell) -> None:
        self.graph, self.data, self.cell = graph, data, cell
        self._watched = watched
        self._known: dict[Fraction, Fraction | None] = {}

    def at(self, t: Fraction) -> Fraction | None:
        """The payout to the cent, or ``None`` where the plan refuses the data."""
        if t not in self._known:
            found = paid(self.graph, with_cell(self.data, self.cell, t), self._watched)
            self._known[t] = found[0] if isinstance(found, tuple) else None
        return self._known[t]


def jumps_of(pay: Payments, curve: Curve, coin: Fraction) -> tuple[Jump, ...]:
    """Where one coin more or less makes a leap that no rate explains, both ends included."""
    found: list[Jump] = []
    for point in curve.points:
        if _leap(curve, point.at) <= coin:
            continue
        jump = _at(pay, curve, -(-point.at // coin) * coin, coin) or _moved(pay, curve, point, coin)
        if jump is not None and not any(one.at == jump.at for one in found):
            found.append(jump)
    return tuple(found)


def _at(pay: Payments, curve: Curve, at: Fraction, coin: Fraction) -> Jump | None:
    """The leap that the interpreter pays at an amount, if it is one."""
    low, high = curve.pieces[0].low, curve.pieces[-1].high
    below, exactly, above = (pay.at(t) if low <= t <= high else None for t in (at - coin, at, at + coin))
    if exactly is None:
        return None
    # A coin's worth at the rates around it, and a coin for roundings on the way, explain that much.
    rates = [
        abs(piece.outcome.rate[0])
        for piece in curve.pieces
        if isinstance(piece.outcome, Form) and piece.low <= at + coin and at - coin <= piece.high
    ]
    usual = coin * (max(rates, default=Fraction(0)) + 1)
    leaps = any(abs(exactly - other) > usual for other in (below, above) if other is not None)
    return Jump(at, below, exactly, above) if leaps else None


def _moved(pay: Payments, curve: Curve, point: Point, coin: Fraction) -> Jump | None:
    """The leap a few coins from where it is without roundings: a share that is rounded up reaches a tier before its time."""
    left = next((piece for piece in curve.pieces if piece.high == point.at), None)
    right = next((piece for piece in curve.pieces if piece.low == point.at), None)
    if left is None or right is None:
        return None
    first, last = _middle(left, coin), _middle(right, coin)
    if _over(pay, left, right, first) is not False or _over(pay, left, right, last) is not True:
        return None
    while last - first > coin:
        between = (first + last) / 2 // coin * coin
        if _over(pay, left, right, between):
            last = between
        else:
            first = between
    return _at(pay, curve, last, coin)


def _middle(piece: Piece, coin: Fraction) -> Fraction:
    return (piece.low + piece.high) / 2 // coin * coin


def _over(pay: Payments, left: Piece, right: Piece, t: Fraction) -> bool | None:
    """Whether what is paid lies nearer to the line beyond a leap than to the one before it."""
    value = pay.at(t)
    if value is None or not isinstance(left.outcome, Form) or not isinstance(right.outcome, Form):
        return None
    return abs(value - right.outcome.at(t)[0]) < abs(value - left.outcome.at(t)[0])


def _leap(curve: Curve, t: Fraction) -> Fraction:
    """How far the unrounded payout leaps at a point."""
    left = next((p.outcome for p in curve.pieces if p.high == t), None)
    right = next((p.outcome for p in curve.pieces if p.low == t), None)
    values = [one.at(t)[0] for one in (left, right, curve.outcome(t)) if isinstance(one, Form)]
    return max(values) - min(values) if values else Fraction(0)
