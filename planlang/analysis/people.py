"""Everybody of a plan: the least and the most that each can be paid, what they are paid at given attainments, and at which rates."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planlang.analysis.attained import Attained, Person
from planlang.analysis.bounds import Bounds
from planlang.analysis.curve import Curve, Form, Refused
from planlang.analysis.varied import Watched, paid
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph, MeasureInfo
from planlang.core.ranges import Range
from planlang.slotted import frozen

LARGER = Fraction(10)
"""Rates are looked at up to amounts so many times those of the data."""
FAR = Fraction(10**6)
"""Who is still paid more for more at so many times the data is paid without an end."""


@frozen
class Rate:
    """Between two attainments the next unit of money pays ``rate`` (``None``: the payout bends there, or is refused: ``why``)."""

    low: Fraction | None
    high: Fraction | None
    rate: Fraction | None
    why: str


@frozen
class Standing:
    """One person: what the data pays, bounds whatever is sold, and payouts by attainment.

    ``periods`` are those in which the person has amounts. ``effective`` is the highest payout per unit of money credited, and the attainment
    at which that is; ``None`` where ``at_nothing`` is paid however little is credited, so that it has no end. ``rises`` says that the
    payout still grows at a million times the amounts of the data.
    """

    person: str
    now: Fraction | None
    bounds: Range
    periods: int
    attained: tuple[Attained, ...]
    rates: tuple[Rate, ...]
    effective: tuple[Fraction, Fraction] | None
    at_nothing: Fraction
    rises: bool

    @property
    def steepest(self) -> Rate | None:
        """Where the next unit of money pays most."""
        known = [one for one in self.rates if one.rate is not None]
        return max(known, key=lambda one: one.rate or 0, default=None)


@frozen
class People:
    """All of them, by one measure of attainment (``None``: the plan has none) at some attainments."""

    measure: str | None
    unit: str | None
    at: tuple[Fraction, ...]
    standings: tuple[Standing, ...]

    def cost(self, number: int) -> Fraction:
        """What all who get there are paid together at one of the attainments."""
        return sum((one.attained[number].pays or Fraction(0) for one in self.standings), Fraction(0))

    def short(self, number: int) -> int:
        """How many don't get there."""
        return sum(one.attained[number].pays is None for one in self.standings)


def people(
    graph: Graph, data: Dataset, persons: Sequence[str], measure: MeasureInfo | None, at: Sequence[Fraction]
) -> People:
    """The report on some participants."""
    made = [Person(graph, data, person, measure) for person in persons] if measure is not None else []
    by_name = {one.person: one for one in made}
    standings = tuple(_standing(graph, data, person, by_name.get(person), at) for person in persons)
    unit = made[0].unit if made else None
    return People(measure.name if measure is not None else None, unit, tuple(at), standings)


def _standing(graph: Graph, data: Dataset, name: str, person: Person | None, at: Sequence[Fraction]) -> Standing:
    now = paid(graph, data, Watched([name]))
    bounds = Bounds(graph, data, name).payout()
    amount = None if isinstance(now, Refused) else now[0]
    if person is None or not person.groups:
        why = "" if person is None else "no amounts to go by"
        nothing = () if person is None else tuple(Attained(one, None, why) for one in at)
        return Standing(name, amount, bounds, 0, nothing, (), None, Fraction(0), False)
    curve = person.curve(LARGER)
    rates = tuple(_rate(piece.low, piece.high, piece.outcome) for piece in curve.pieces)
    attained = tuple(person.at(one) for one in at)
    at_nothing = _at_nothing(curve)
    effective = None if at_nothing > 0 else _effective(curve)
    return Standing(
        name, amount, bounds, len(person.groups), attained, _joined(rates), effective, at_nothing, person.rises(FAR)
    )


def _rate(low: Fraction, high: Fraction, outcome: object) -> Rate:
    if not isinstance(outcome, Form):
        return Rate(None, None, None, getattr(outcome, "why", ""))
    pays, attainment, credited = outcome.rate
    ends = outcome.at(low)[1], outcome.at(high)[1]
    if not credited or not attainment:
        return Rate(*ends, None, "nothing is credited")
    return Rate(*ends, pays / credited, "")


def _joined(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """Stretches that pay the same, one after the other, as one."""
    found: list[Rate] = []
    for one in rates:
        last = found[-1] if found else None
        if last is not None and (last.rate, last.why) == (one.rate, one.why) and last.high == one.low:
            found[-1] = Rate(last.low, one.high, one.rate, one.why)
        else:
            found.append(one)
    return tuple(found)


def _at_nothing(curve: Curve) -> Fraction:
    """What is paid as less and less is credited, until nothing is: a fixed amount, or a least payout."""
    first = curve.pieces[0] if curve.pieces else None
    if first is None or first.low != 0 or not isinstance(first.outcome, Form):
        return Fraction(0)
    pays, _, credited = first.outcome.at(first.low)
    return pays if credited == 0 else Fraction(0)


def _effective(curve: Curve) -> tuple[Fraction, Fraction] | None:
    """The highest payout per unit credited: on a straight line that is at one of its ends."""
    found = []
    for piece in curve.pieces:
        if isinstance(piece.outcome, Form):
            for t in (piece.low, piece.high):
                pays, attainment, credited = piece.outcome.at(t)
                if credited > 0:
                    found.append((pays / credited, attainment))
    return max(found, key=lambda one: (one[0], -one[1]), default=None)
