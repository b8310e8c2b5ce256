"""Where a payout falls as one amount rises, read off the payout as a function of it: at the plan's own bands and slopes, not by luck."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from planlang.analysis.curve import Curve, Form, Outcome

MOST = 6


def falls_of(curve: Curve, coin: Fraction, tolerance: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Pairs of amounts of which the second pays somebody less, by more than may be: one coin apart first, then along slopes, then farther.

    Roundings are left out of the curve, so that each pair is yet to be paid.
    """
    people = max((len(form.start) for form in _forms(curve)), default=0)
    found: list[tuple[Fraction, Fraction]] = []
    for person in range(people):
        at = _values(curve, coin, person)
        amounts = sorted(at)
        found += [(a, b) for a, b in pairwise(amounts) if b - a == coin and at[b] < at[a] - tolerance]
        found += _slopes(curve, coin, tolerance, person)
        found += _apart(at, tolerance)
    return list(dict.fromkeys(found))[:MOST]


def _forms(curve: Curve) -> list[Form]:
    outcomes: list[Outcome] = [*(one.outcome for one in curve.pieces), *(one.outcome for one in curve.points)]
    return [outcome for outcome in outcomes if isinstance(outcome, Form)]


def _inside(low: Fraction, high: Fraction, coin: Fraction) -> tuple[Fraction, Fraction]:
    """The first and last amount between two, both left out."""
    return (low // coin + 1) * coin, -((-high) // coin + 1) * coin


def _values(curve: Curve, coin: Fraction, person: int) -> dict[Fraction, Fraction]:
    """What somebody is paid where something changes, and a coin before and after."""
    at: dict[Fraction, Fraction] = {}
    for point in curve.points:
        if isinstance(point.outcome, Form) and (point.at / coin).denominator == 1:
            at[point.at] = point.outcome.at(point.at)[person]
    for piece in curve.pieces:
        first, last = _inside(piece.low, piece.high, coin)
        if first <= last and isinstance(piece.outcome, Form):
            for value in (first, last):
                at[value] = piece.outcome.at(value)[person]
    return at


def _slopes(curve: Curve, coin: Fraction, tolerance: Fraction, person: int) -> list[tuple[Fraction, Fraction]]:
    """Stretches on which the payout falls, as far as it takes to lose a little more than may be."""
    found = []
    for piece in curve.pieces:
        if isinstance(piece.outcome, Form) and piece.outcome.rate[person] < 0:
            first, last = _inside(piece.low, piece.high, coin)
            enough = first + -(-(tolerance + 1) / -piece.outcome.rate[person] // coin) * coin
            if first < last:
                found.append((first, min(enough, last)))
    return found


def _apart(at: dict[Fraction, Fraction], tolerance: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The first amount that pays so much less than the most that a lower one pays."""
    best: Fraction | None = None
    for amount in sorted(at):
        if best is not None and at[amount] < at[best] - tolerance:
            return [(best, amount)]
        if best is None or at[amount] > at[best]:
            best = amount
    return []
