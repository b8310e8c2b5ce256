"""The steps of an explanation: what they say, in which order, and that nothing else is looked at."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.explain.document import render
from planlang.explain.keep import keep_all
from planlang.explain.model import FromStep
from planlang.explain.numbers import grouped
from planlang.explain.words import formula, sentence
from tests.explain import ae
from tests.explain.worlds import World, by_hand, model

WORLDS = [by_hand, lambda: model("quarterly_ae"), lambda: model("eight_answers")]
PAID = {"Ana": Fraction(31800), "Bo": Fraction("5833.33"), "Cy": Fraction(29000)}


@pytest.fixture(params=range(len(WORLDS)), ids=["by hand", "quarterly_ae", "eight_answers"])
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("who", PAID)
def test_the_last_step_is_what_is_paid(which: int, who: str) -> None:
    assert WORLDS[which]().explain(who).result.result == PAID[who]


def test_every_step_comes_after_those_it_uses_and_each_is_there_once(world: World) -> None:
    for who, when in world.payouts():
        seen: set[str] = set()
        for step in world.explain(who, when).steps:
            assert step.id not in seen
            assert all(i.origin.step in seen for i in step.inputs if isinstance(i.origin, FromStep))
            seen.add(step.id)


def test_two_explanations_are_the_same_bytes(world: World) -> None:
    who, when = world.payouts()[0]
    first, second = (render(world.document(world.explain(who, when))) for _ in range(2))
    assert first == second


def test_formulas_in_plain_arithmetic() -> None:
    world = by_hand()
    steps = {step.id: formula(step, world.graph.calendar) for step in world.explain("Ana").steps}
    assert steps["Bookings.exact@d1 / Ana"] == "60% x 33,333.33 = 19,999.998"
    assert steps["Bookings.so far@d4 / Ana"] == "row 3: 110,000.00 + 5,000.00 = 115,000.00"
    assert steps["Bookings.paid@d5 / Ana"] == "row 4: 38,250.00 after 9,750.00 used of 30,000.00 = 20,250.00"
    assert steps["payout.result@Ana / 2025-Q1"] == "30,000.00 + 1,800.00 + 0.00 = 31,800.00"


def test_what_was_not_reached_says_by_how_much() -> None:
    world = by_hand()
    said = {step.id: sentence(step, world.graph.calendar) for step in world.explain("Ana").steps}
    assert said["Bookings.part from 150%@d4 / Ana"].endswith("part of Attainment from 150% not reached, short by 35%.")
    assert said["Bookings.through@d4 / Ana"] == "deal.closed is through 2025-02-23: no, short by 1 day."
    assert said["Bookings.spiff paid@d2 / Ana"].endswith("3,200.00 USD left under 5,000 USD.")
    assert said["Bookings.paid@d5 / Ana"].endswith("18,000.00 USD cut by 3 * participant.variable.")


def test_what_did_not_pay_is_said_with_the_condition_that_failed() -> None:
    found = {(note.rule, note.row): note.because for note in by_hand().explain("Ana").unpaid}
    assert found == {
        ("NewProductPush", "d1 / Ana"): ("Bookings.is new@d1 / Ana",),
        ("NewProductPush", "d4 / Ana"): ("Bookings.inside@d4 / Ana",),
        ("NewProductPush", "d5 / Ana"): ("Bookings.is new@d5 / Ana",),
        ("Team", ""): (),
    }


def test_branches_not_taken_are_not_walked() -> None:
    ids = by_hand().explain("Ana").by_id
    assert "Bookings.2% rounded@d2 / Ana" in ids
    assert "Bookings.2% rounded@d1 / Ana" not in ids
    assert "Bookings.through@d1 / Ana" not in ids


def test_raw_data_enters_through_a_step_of_its_own() -> None:
    step = by_hand().explain("Ana").by_id["deals.amount@d1"]
    world = by_hand()
    assert sentence(step, world.graph.calendar) == "deal.amount is in deals.csv, row 2, column amount."


def test_one_deal_and_one_component() -> None:
    world = by_hand()
    assert world.explain("Ana", deal="d2").result.result == 9800
    assert world.explain("Ana", component="Base", deal="d2").result.result == 8000
    assert world.explain("Ana", component="NewProductPush").result.result == 1800
    from planlang.explain.steps import explain

    when = world.payouts()[0][1]
    assert explain(world.reader(), "Ana", when, deal="nothing") is None
    assert explain(world.reader(), "Nobody", when) is None
    assert explain(world.reader(), "Ana", when, component="Nothing") is None


def test_an_explanation_reads_only_what_it_depends_on() -> None:
    rows = ae.published()
    for person in range(200):
        rows["participants"].append([f"p{person}", "100000.00", "10000.00", ""])
        rows["deals"].append([f"x{person}", "2025-02-01", "New", "1000.00"])
        rows["splits"].append([f"x{person}", f"p{person}", "100", "yes"])
    small = by_hand()
    large = World(small.graph, ae.dataset(rows), small.texts, small.file, small.files, small.digest)
    reader = large.reader()
    found = large.explain("Ana", reader=reader)
    assert [step.id for step in found.steps] == [step.id for step in small.explain("Ana").steps]
    computed = reader.evaluated()
    for column in ("sum", "paid", "Attainment", "amount", "spiff paid", "variable"):
        assert computed["Bookings", column] <= 6, column


def test_kept_values_explain_everyone_without_computing_again(world: World) -> None:
    kept = keep_all(world.reader())
    for who, when in world.payouts():
        world.explain(who, when, reader=kept)
    computed = kept.evaluated()
    for who, when in world.payouts():
        assert render(world.document(world.explain(who, when, reader=kept))) == render(
            world.document(world.explain(who, when))
        )
    assert kept.evaluated() == computed == keep_all(world.reader()).evaluated()


@pytest.mark.parametrize(
    ("value", "least", "text"),
    [
        (Fraction(1, 3), 2, "0.333333…"),
        (Fraction(-1, 3), 0, "-0.333333…"),
        (Fraction(1234567), 2, "1,234,567.00"),
        (Fraction("-0.5"), 2, "-0.50"),
        (Fraction("19999.998"), 2, "19,999.998"),
        (Fraction(1, 2**20), 2, "0.000000…"),
        (Fraction(0), 0, "0"),
    ],
)
def test_numbers_for_people(value: Fraction, least: int, text: str) -> None:
    assert grouped(value, least) == text
