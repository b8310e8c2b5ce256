"""Promises that luck does not break: the search goes to the plan's own bands and limits, far above them, and to more of the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.analysis.curve import Curve, Form, Piece, Point
from planlang.promises.falling import falls_of
from planlang.promises.outcomes import kept_promises
from planlang.promises.standard import Every
from planlang.promises.tried import Verdict
from planlang.promises.tried import broken as broken_by
from planlang.promises.worlds import Payable
from tests.promises.test_proofs import CAPPED, PERCENT, QUARTER, Made, kept

EACH_CAP = f"{PERCENT}\nat most  500 USD each credit, excess lost"
PERSON_CAP = f"{PERCENT}\nat most  5,000 USD for each participant each quarter, in credit order, excess lost"
REACHED = "pay participant.bonus * Attainment\nrounded each quarter"
TAKEN = (
    "pay participant.bonus\nminus 2% of total amount of the participant's Sales in the quarter\nrounded each quarter"
)
ZOE = """pay      5% of credit.amount
times    2x if participant.id is "zoe" and credit.amount is at least 7,000,000 USD, otherwise 1x
rounded  each credit"""


def of_the_case(found: Verdict, word: str) -> list[dict[str, str | None]]:
    assert found.kind == "broken" and found.case is not None
    return found.case[word]


def tried(made: Made) -> Verdict:
    of = kept(made)
    found = broken_by(of.graph, of.promises[0], of.worlds, "it.plan", 100)
    if found.kind == "broken" and of.promises[0].rises is None and of.promises[0].about != "names":
        assert found.rows, "the case is paid, and the promise does not hold there"
    return found


@pytest.mark.parametrize(
    ("made", "most"),
    [
        (Made(PERCENT, test="payout is never above 650,000 USD"), Fraction(10**8)),
        (Made(PERCENT, test="payout is never above 900,000,000,000 USD"), Fraction(10**14)),
        (Made(PERCENT, test="for each credit of Sales: Base is at least 0 USD and Base is at most 9,000,000 USD"), Fraction(10**9)),
        (Made(PERCENT, test="total of everyone's Base in the plan is at most 250,000,000 USD"), Fraction(10**10)),
        (Made(REACHED, QUARTER, test="payout is never above 20 * participant.bonus"), Fraction(10**8)),
        (Made(TAKEN, QUARTER, test="payout is never below -1,000,000 USD"), Fraction(10**9)),
    ],
    ids=lambda one: one.test if isinstance(one, Made) else "",
)  # fmt: skip
def test_a_slope_says_how_far_it_takes(made: Made, most: Fraction) -> None:
    """One deal is enough, and it is about as large as it has to be."""
    found = tried(made)
    deals = of_the_case(found, "deal")
    assert len(deals) == 1 and Fraction(deals[0]["amount"] or "0") <= most


def test_below_what_returns_can_take() -> None:
    (deal,) = of_the_case(tried(Made(PERCENT, bound="", test="payout is never below -25,000,000 USD")), "deal")
    assert Fraction(deal["amount"] or "0") < -500_000_000


def test_what_is_taken_back_makes_room_under_a_limit() -> None:
    """A limit of the quarter is one of what is paid so far, so that after a return one deal can pay more than the limit."""
    found = tried(Made(CAPPED, bound="", test="for each credit of Sales: Base is at most 500 USD"))
    assert min(Fraction(deal["amount"] or "0") for deal in of_the_case(found, "deal")) < 0


def test_a_gate_beyond_all_targets_is_found() -> None:
    steps = "pay      1,000 USD\ntimes    3x if Attainment is at least 1,700%, otherwise 1x\nrounded  each quarter"
    found = tried(Made(steps, QUARTER, test="payout is never above 2,000 USD"))
    assert len(of_the_case(found, "deal")) == 1


def test_what_takes_three_extremes_at_once() -> None:
    """The largest deal, the largest target and the least quota: no two of them are enough."""
    steps = "pay      credit.amount * (participant.bonus / participant.quota)\nrounded  each credit"
    text = Made(steps, bound=", from 0 USD through 100,000 USD", test="payout is never above 9,999,999 USD").text
    text = text.replace("money per quarter, above 0 USD", "money per quarter, from 1,000 USD through 1,000,000 USD")
    text = text.replace("money per quarter, from 0 USD", "money per quarter, from 0 USD through 100,000 USD")
    of = kept_promises(text, "it.plan")
    found = broken_by(of.graph, of.promises[0], of.worlds, "it.plan", 40)
    assert len(of_the_case(found, "deal")) == 1


def test_many_small_deals() -> None:
    """Each deal is capped: 2,001 USD take five, and not one more is shown."""
    found = tried(Made(EACH_CAP, test="payout is never above 2,000 USD"))
    assert len(of_the_case(found, "deal")) == 5
    assert len({deal["amount"] for deal in of_the_case(found, "deal")}) == 1


def test_many_people_in_many_quarters() -> None:
    """A limit of each person and quarter is none of all: what one has in four quarters, or two in two."""
    found = tried(Made(PERSON_CAP, test="all payouts together are never above 59,999.99 USD"))
    people, deals = of_the_case(found, "participant"), of_the_case(found, "deal")
    assert len(deals) == 12 and 3 <= len(people) <= 12


def test_a_fall_is_found_where_the_plan_has_it() -> None:
    far = f"{PERCENT}\n".replace("rounded", "times 1x if credit.amount is below 50,000,000 USD, otherwise 90%\nrounded")
    found = tried(Made(far))
    assert found.fall is not None and (found.fall.from_, found.fall.to) == (Fraction("49999999.99"), 50_000_000)
    slope = Made(
        "pay 5% of credit.amount\nminus 6% of (the higher of credit.amount - 20,000,000 USD and 0 USD)\nrounded each credit"
    )
    fall = tried(slope).fall
    assert fall is not None and fall.from_ >= 20_000_000 and fall.after < fall.before
    tolerant = slope._replace(test="payout never falls by more than 5,000,000 USD when deal.amount rises")
    fall = tried(tolerant).fall
    assert fall is not None and fall.before - fall.after > 5_000_000


def test_a_name_that_the_plan_speaks_of_is_tried() -> None:
    of = kept(Made(ZOE, test="payout never depends on the names of participants"))
    case = {
        "participant": [{"id": "ana", "quota": "1", "bonus": "0", "role": "Hunter"}],
        "deal": [{"id": "d1", "owner": "ana", "closed": "2025-02-01", "amount": "7000000"}],
    }
    found = Every(Payable(of.graph, of.worlds, "it.plan"), "names").broken(case)  # type: ignore[arg-type]
    assert found is not None and found.when == "when ana is called zoe" and found.then == 2 * found.now == 700_000


def test_falls_of_a_curve() -> None:
    """A step down, a slope down and what is only cents, read off the function."""
    one, cent = Fraction(1), Fraction(1, 100)

    def line(start: int, rate: Fraction) -> Form:
        return Form((Fraction(start),), (rate,))

    rising, falling = line(0, one), line(200, -one)
    step = Curve(
        (
            Point(Fraction(0), rising),
            Point(Fraction(10), line(5, Fraction(0))),
            Point(Fraction(20), line(5, Fraction(0))),
        ),
        (Piece(Fraction(0), Fraction(10), rising), Piece(Fraction(10), Fraction(20), line(5, Fraction(0)))),
        True,
    )
    assert falls_of(step, cent, Fraction(0))[0] == (10 - cent, 10)
    assert falls_of(step, cent, Fraction(5)) == []
    slope = Curve((Point(Fraction(100), falling),), (Piece(Fraction(100), Fraction(190), falling),), True)
    assert (100 + cent, 151 + cent) in falls_of(slope, cent, Fraction(50))
