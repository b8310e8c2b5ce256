"""Tiers: what a total pays does not depend on how it is cut into deals, and every bound belongs to whom its word says."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planlang.core.graph import Ref, Round
from planlang.run.pay import pay
from planlang.run.result import Rejected
from tests.properties.running import Run
from tests.strategies.described import World
from tests.strategies.described_data import Deal, Person
from tests.strategies.described_rules import Change, Measure, Payout, Rounded, Rule, Start, Step, When
from tests.strategies.described_values import (
    Band,
    Compared,
    CreditAmount,
    Curve,
    DateIn,
    Matrix,
    Money,
    Multiplier,
    Named,
    Percent,
    Tiers,
    Value,
)

FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)
QUOTA = Fraction(1_000)
CENT = Fraction(1, 100)


def usd(value: Fraction | int) -> Money:
    return Money(Fraction(value), "USD", 2)


def world(
    amounts: Iterable[Fraction], measures: tuple[Measure, ...], *steps: Step, days: Iterable[datetime.date] = ()
) -> World:
    """One person's deals, one rule for each credit."""
    amounts = tuple(amounts)
    dates = tuple(days) or tuple(FIRST + datetime.timedelta(n) for n in range(len(amounts)))
    deals = tuple(
        Deal(f"d{n:02d}", "ana", day, "New", amount, amount) for n, (amount, day) in enumerate(zip(amounts, dates))
    )
    rule = Rule("Pays", "commission", "Bookings", None, steps)
    return World(
        "USD", 2, 1, "start", "half-even", FIRST, LAST, None, "last", False, False, True, (Person("ana", QUOTA, Fraction(500), None),),
        deals, None, None, measures, (rule,), Payout("quarter", (), "collected", False),
    )  # fmt: skip


def before_rounding(run: Run) -> list[Fraction]:
    """What the rule works out for each credit before it is rounded, exactly."""
    table = run.graph.tables["Bookings"]
    rounds = [column.op for column in table.columns.values() if isinstance(column.op, Round) and column.rule == "Pays"]
    assert len(rounds) == 1 and isinstance(rounds[0].value, Ref)
    rows = list(range(run.reader.count("Bookings")))
    values = run.reader.column("Bookings", rounds[0].value.column, rows)
    return [Fraction(values.at(row) or 0) for row in rows]


def by_credit(run: Run) -> dict[str, Fraction]:
    return {str(row["key"]): Fraction(row["amount"]) for row in run.output("lines")}  # type: ignore[arg-type]


# --- cutting ----------------------------------------------------------------------------------

cents = st.integers(1, 150_000).map(lambda n: Fraction(n, 100))


@st.composite
def tables(draw: st.DrawFn, ratio: bool, once: bool = False) -> tuple[Band, ...]:
    """Bands of a measure, all of it covered."""
    points = sorted(draw(st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True)))
    found: list[Band] = []
    low: Value | None = None
    low_in = False
    for point in (*points, None):
        high: Value | None = (
            None if point is None else Percent(Fraction(point, 20)) if ratio else usd(Fraction(point * 50))
        )
        through = draw(st.booleans())
        rate: Value = Multiplier(Fraction(1)) if once else Percent(Fraction(draw(st.integers(0, 40)), 80))
        found.append(Band(low, low_in, high, through and high is not None, rate))
        low, low_in = high, not through
    return tuple(found)


@st.composite
def cuttings(draw: st.DrawFn) -> tuple[list[Fraction], list[Fraction]]:
    """Two ways to cut one total into deals."""
    total = draw(cents)
    ways = []
    for _ in range(2):
        cuts = sorted(draw(st.lists(st.integers(0, int(total * 100)), max_size=5)))
        ends = [Fraction(0), *(Fraction(n, 100) for n in cuts), total]
        ways.append([b - a for a, b in pairwise(ends)])
    return ways[0], ways[1]


def sliced(ratio: bool, bands: tuple[Band, ...], amounts: Iterable[Fraction]) -> Run:
    measure = Measure("SoFar", "Bookings", None, "quarter", "quota credit", ratio)
    steps = (Start(CreditAmount()), Change("times", Tiers(Named("SoFar"), "slice", bands)), Rounded("credit"))
    return Run(world(amounts, (measure,), *steps))


@settings(max_examples=15, deadline=None)
@given(st.data(), st.booleans(), cuttings())
def test_slices_do_not_depend_on_the_cutting(
    data: st.DataObject, ratio: bool, ways: tuple[list[Fraction], list[Fraction]]
) -> None:
    bands = data.draw(tables(ratio))
    one, other = (sum(before_rounding(sliced(ratio, bands, way)), Fraction(0)) for way in ways)
    assert one == other
    total = sum(ways[0])
    by_hand = Fraction(0)
    for band in bands:
        low = Fraction(0) if band.low is None else band.low.value * (QUOTA if ratio else 1)  # type: ignore[union-attr]
        high = total if band.high is None else band.high.value * (QUOTA if ratio else 1)  # type: ignore[union-attr]
        by_hand += max(Fraction(0), min(total, high) - low) * band.value.value  # type: ignore[union-attr]
    assert one == by_hand


@settings(max_examples=10, deadline=None)
@given(st.data(), st.booleans(), st.lists(st.integers(-90_000, 150_000), min_size=1, max_size=6))
def test_slices_at_one_times_are_the_amount(data: st.DataObject, ratio: bool, drawn: list[int]) -> None:
    amounts = [Fraction(n, 100) for n in drawn]
    assert before_rounding(sliced(ratio, data.draw(tables(ratio, once=True)), amounts)) == amounts


@settings(max_examples=10, deadline=None)
@given(st.data(), st.booleans(), cuttings())
def test_a_return_gives_back_what_its_slices_paid(
    data: st.DataObject, ratio: bool, ways: tuple[list[Fraction], list[Fraction]]
) -> None:
    """All deals of a total, and then the total returned in another cutting, come to nothing."""
    bands = data.draw(tables(ratio))
    assume(all(ways))
    paid = before_rounding(sliced(ratio, bands, [*ways[0], *(-amount for amount in ways[1])]))
    assert sum(paid) == 0


# --- bounds -----------------------------------------------------------------------------------

A, B = Fraction(400), Fraction(700)
PLACES = (A - CENT, A, A + CENT, B - CENT, B, B + CENT)
RATES = (Percent(Fraction(1, 100)), Percent(Fraction(2, 100)), Percent(Fraction(3, 100)))


def three(first: str, second: str, bound: object, refused: int | None = None) -> tuple[Band, ...]:
    """Below A, between, above B; ``first`` and ``second`` are the words that end the lower bands."""
    a, b = (bound(A), bound(B))  # type: ignore[operator]
    values: list[Value | None] = list(RATES)
    if refused is not None:
        values[refused] = None
    return (
        Band(None, False, a, first == "through", values[0]),
        Band(a, first == "below", b, second == "through", values[1]),
        Band(b, second == "below", None, False, values[2]),
    )


def band_of(at: Fraction, first: str, second: str) -> int:
    """By the words alone."""
    if at < A or (at == A and first == "through"):
        return 0
    return 1 if at < B or (at == B and second == "through") else 2


def as_money(value: Fraction) -> Value:
    return usd(value)


def as_ratio(value: Fraction) -> Value:
    return Percent(value / QUOTA)


WORDS = list(product(("below", "through"), repeat=2))


@pytest.mark.parametrize(("first", "second"), WORDS)
@pytest.mark.parametrize("form", ["tiers", "matrix", "running", "ratio", "before"])
def test_bounds_at_their_edges(form: str, first: str, second: str) -> None:
    bound = as_ratio if form == "ratio" else as_money
    bands = three(first, second, bound)
    measure = Measure("SoFar", "Bookings", None, "month", "amount", form == "ratio")
    measures = () if form in ("tiers", "matrix") else (measure,)
    counting = "not counting" if form == "before" else "counting"
    by: Value = CreditAmount() if form in ("tiers", "matrix") else Named("SoFar", counting)
    table: Value = Tiers(by, "reached", bands)
    if form == "matrix":
        rows = tuple((name, RATES) for name in ("New", "Renewal", "Upsell"))
        table = Matrix(by, bands, rows)
    steps = (Start(usd(10_000)), Change("times", table), Rounded("credit"))
    for at in PLACES:
        amounts = (at,) if form != "before" else (at, Fraction(5))
        paid = by_credit(Run(world(amounts, measures, *steps)))
        last = paid[f"d{len(amounts) - 1:02d}"]
        assert last == 100 * (band_of(at, first, second) + 1), at


@pytest.mark.parametrize(("first", "second"), WORDS)
def test_what_does_not_move_takes_the_band_it_stands_in(first: str, second: str) -> None:
    """A credit without quota credit stands at the bound that the running total has reached."""
    measure = Measure("SoFar", "Bookings", None, "quarter", "quota credit", False)
    steps = (
        Start(CreditAmount()),
        Change("times", Tiers(Named("SoFar"), "slice", three(first, second, as_money))),
        Rounded("credit"),
    )
    for at in PLACES:
        plan = world((at, Fraction(1_000)), (measure,), *steps).but(separate_quota=True)
        deals = (plan.deals[0], Deal("d01", "ana", FIRST + datetime.timedelta(1), "New", Fraction(1_000), Fraction(0)))
        assert by_credit(Run(plan.but(deals=deals)))["d01"] == 10 * (band_of(at, first, second) + 1), at


@pytest.mark.parametrize(("first", "second"), WORDS)
@pytest.mark.parametrize("application", ["reached", "slice"])
def test_refused_bands_refuse_from_their_bound_on(application: str, first: str, second: str) -> None:
    """The reached band refuses at its bound; a slice only where some of the amount is in it."""
    bands = three(first, second, as_money, refused=2)
    steps = (Start(CreditAmount()), Change("times", Tiers(CreditAmount(), application, bands)), Rounded("credit"))
    for at in PLACES:
        run = Run(world((at,), (), *steps))
        stops = at > B if application == "slice" else band_of(at, first, second) == 2
        if stops:
            with pytest.raises(Rejected):
                pay(run.graph, run.data)
        else:
            assert run.result


def test_standing_still_in_a_refused_band_is_refused() -> None:
    """All of an amount that does not move the measure is in the band where it stands: none of it may be lost."""
    measure = Measure("SoFar", "Bookings", None, "quarter", "quota credit", False)
    bands = three("below", "below", as_money, refused=2)
    steps = (Start(CreditAmount()), Change("times", Tiers(Named("SoFar"), "slice", bands)), Rounded("credit"))
    plan = world((B, Fraction(1_000)), (measure,), *steps).but(separate_quota=True)
    deals = (plan.deals[0], Deal("d01", "ana", FIRST + datetime.timedelta(1), "New", Fraction(1_000), Fraction(0)))
    run = Run(plan.but(deals=deals))
    with pytest.raises(Rejected):
        pay(run.graph, run.data)


RELATIONS = {
    "at least": lambda a, b: a >= b, "at most": lambda a, b: a <= b, "above": lambda a, b: a > b, "below": lambda a, b: a < b,
}  # fmt: skip


@pytest.mark.parametrize("relation", RELATIONS)
def test_conditions_at_their_edge(relation: str) -> None:
    steps = (When(Compared(CreditAmount(), relation, usd(A))), Start(usd(1)), Rounded("credit"))
    paid = by_credit(Run(world(PLACES, (), *steps)))
    assert set(paid) == {f"d{n:02d}" for n, at in enumerate(PLACES) if RELATIONS[relation](at, A)}


def test_dates_at_their_edges() -> None:
    """Both ends of a condition and of what the plan covers belong to it, on 29 February and off."""
    from_, through = datetime.date(2025, 1, 31), datetime.date(2025, 2, 28)
    near = [day + datetime.timedelta(n) for day in (FIRST, from_, through, LAST) for n in (-1, 0, 1)]
    run = Run(
        world([Fraction(1)] * len(near), (), When(DateIn(from_, through)), Start(usd(1)), Rounded("credit"), days=near)
    )
    assert set(by_credit(run)) == {f"d{n:02d}" for n, day in enumerate(near) if from_ <= day <= through}
    outside = {str(row["key"]) for row in run.output("uncredited")}
    assert outside == {f"d{n:02d}" for n, day in enumerate(near) if not FIRST <= day <= LAST}


def test_curves_at_their_points() -> None:
    points = tuple((usd(x), Percent(y)) for x, y in ((A, Fraction(1, 10)), (B, Fraction(4, 10))))
    curve = Curve(CreditAmount(), points, Percent(Fraction(0)), Percent(Fraction(9, 10)))
    steps = (Start(usd(300_000)), Change("times", curve), Rounded("credit"))
    paid = by_credit(Run(world(PLACES, (), *steps)))
    want = [0, 30_000, 30_003, 119_997, 120_000, 270_000]  # a cent along the line is 300,000 x 30% / 30,000 = 3
    assert [paid[f"d{n:02d}"] for n in range(len(PLACES))] == want
