"""What one person is paid as one amount changes: pieces, jumps, flat and falling stretches, the steepest one."""

from __future__ import annotations

import contextlib
from fractions import Fraction

from planlang.analysis.curve import Curve, Form, Piece
from planlang.analysis.jumps import Jump, Payments, jumps_of
from planlang.analysis.varied import Cell, Watched, curve_of, evaluator_at, moving_measures, paid, value_of
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.engines.interpreter import Refusal
from planlang.slotted import frozen


@frozen
class Stretch:
    """From ``low`` to ``high``: what is paid at both ends as one comes from within, and for the next unit of money.

    ``pays`` leaves roundings out, as ``rate`` does. ``coins`` are the first and the last amount of it that can be
    written, and ``paid`` is what the interpreter pays for each of them, to the cent; ``None`` where the plan refuses
    it. ``rate`` is ``None`` where the payout bends or the plan refuses the data; ``why`` then says so. ``measures``
    are what the plan's measures come to at both ends, by name.
    """

    low: Fraction
    high: Fraction
    coins: tuple[Fraction, Fraction]
    paid: tuple[Fraction | None, Fraction | None]
    pays: tuple[Fraction, Fraction] | None
    rate: Fraction | None
    why: str
    measures: tuple[tuple[str, Fraction, Fraction], ...]


@frozen
class Report:
    """The payout of ``person`` as the cell goes from ``low`` to ``high``; ``now`` is what stands there, and ``paid`` what that pays.

    ``whole`` is false where there were too many stretches to look at all of them.
    """

    person: str
    cell: Cell
    now: Fraction
    paid: Fraction | None
    low: Fraction
    high: Fraction
    stretches: tuple[Stretch, ...]
    jumps: tuple[Jump, ...]
    whole: bool

    @property
    def flat(self) -> tuple[Stretch, ...]:
        """Where another unit of money pays nothing."""
        return tuple(one for one in self.stretches if one.rate == 0)

    @property
    def falling(self) -> tuple[Stretch, ...]:
        """Where more sold pays less."""
        return tuple(one for one in self.stretches if one.rate is not None and one.rate < 0)

    @property
    def steepest(self) -> Stretch | None:
        """Where another unit of money pays most."""
        rated = [one for one in self.stretches if one.rate is not None]
        return max(rated, key=lambda one: one.rate or 0, default=None)


def report(graph: Graph, data: Dataset, person: str, cell: Cell, low: Fraction, high: Fraction) -> Report:
    """Looks at a payout between two values of an amount, which are whole units of the smallest coin."""
    watched = Watched([person])
    coin = Fraction(1, 10**graph.digits)
    curve = curve_of(graph, data, cell, watched, low, high)
    now = value_of(data, cell)
    what = paid(graph, data, watched)
    pay = Payments(graph, data, watched, cell)
    stretches = [_stretch(pay, person, curve, piece, coin) for piece in _visible(curve, coin)]
    jumps = jumps_of(pay, curve, coin)
    return Report(
        person, cell, now, what[0] if isinstance(what, tuple) else None, low, high, tuple(stretches), jumps, curve.whole
    )


def _visible(curve: Curve, coin: Fraction) -> list[Piece]:
    """The pieces that hold an amount which can be written: roundings of shares leave slivers between two coins."""
    found = []
    for piece in curve.pieces:
        first = -(-piece.low // coin) * coin
        first = first + coin if first == piece.low else first
        if first < piece.high:
            found.append(piece)
    return found


def _stretch(pay: Payments, person: str, curve: Curve, piece: Piece, coin: Fraction) -> Stretch:
    low, high, outcome = piece.low, piece.high, piece.outcome
    coins = _coins(curve, piece, coin)
    ends = (pay.at(coins[0]), pay.at(coins[1]))
    if not isinstance(outcome, Form):
        return Stretch(low, high, coins, ends, None, None, outcome.why, ())
    return Stretch(
        low, high, coins, ends, (outcome.at(low)[0], outcome.at(high)[0]), outcome.rate[0], "",
        _measures(pay.graph, pay.data, person, pay.cell, low, high),
    )  # fmt: skip


def _coins(curve: Curve, piece: Piece, coin: Fraction) -> tuple[Fraction, Fraction]:
    """The first and the last whole coin that is paid as the piece is: an end itself only where it lies on the piece's line."""
    first, last = -(-piece.low // coin) * coin, piece.high // coin * coin
    if first == piece.low and not _continues(curve, piece, first):
        first += coin
    if last == piece.high and not _continues(curve, piece, last):
        last -= coin
    return first, max(first, last)


def _continues(curve: Curve, piece: Piece, end: Fraction) -> bool:
    there = curve.outcome(end)
    if isinstance(there, Form) and isinstance(piece.outcome, Form):
        return there.at(end)[0] == piece.outcome.at(end)[0]
    return type(there) is type(piece.outcome)


def _measures(
    graph: Graph, data: Dataset, person: str, cell: Cell, low: Fraction, high: Fraction
) -> tuple[tuple[str, Fraction, Fraction], ...]:
    """What the measures that move with the amount come to at both ends; without those that an end refuses, such as a part of nothing."""
    moving = moving_measures(graph, data, person, cell, low, high)
    if not moving:
        return ()
    readers = [evaluator_at(graph, data, cell, t) for t in (low, high)]
    found = []
    for name, table, column, row in moving:
        with contextlib.suppress(Refusal):
            first, last = (Fraction(reader.value(table, column, row) or 0) for reader in readers)
            found.append((name, first, last))
    return tuple(found)
