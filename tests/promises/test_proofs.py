"""Proofs of promises: what is called proven, no data breaks; and a small defect takes the proof away."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.analysis.varied import Cell, Watched, payouts, with_cell
from planlang.compile import compile_text
from planlang.engines.interpreter import Refusal
from planlang.promises.outcomes import Kept, kept_promises
from planlang.promises.proven import proven
from planlang.promises.tried import Verdict
from planlang.promises.tried import broken as broken_by
from planlang.promises.worlds import Payable
from tests.promises.test_promises import EACH, SO_FAR, STRICT

ROOT = Path(__file__).parents[2]
PLANS = sorted([*(ROOT / "stdlib_plans").rglob("*.plan"), *(ROOT / "tests" / "cases").glob("*.plan")])

PLAN = """
plan Small "Small" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:     text, key
        quota:  money per quarter, above 0 USD
        bonus:  money per quarter, from 0 USD
        role:   one of Hunter, Farmer
    }}

    data deals, each row a deal {{
        id:      text, key
        owner:   participant
        closed:  date
        amount:  money{bound}
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   {amount}
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure SoFar for each credit of Sales = running total amount of the participant's Sales in the year

    measure Attainment for each participant each quarter =
        total amount of the participant's Sales in the quarter / participant.quota

    commission Base for each {grain} {{
        {steps}
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
        {payout}
    }}

    test "it": {test}
}}
"""
CREDIT, QUARTER = "credit of Sales", "participant each quarter"


def tiers(by: str, how: str, *rates: str) -> str:
    unit = "0%" if by == "Attainment" else "0 USD"
    bounds = [unit, "50%", "100%"] if by == "Attainment" else [unit, "10,000 USD", "30,000 USD"]
    rows = [
        f"from {low} below {high}: {rate}" if high else f"from {low}: {rate}"
        for low, high, rate in zip(bounds, [*bounds[1:], None], rates, strict=True)
    ]
    return f"times    tiers by {by}, {how} {{\n" + "\n".join(rows) + "\n}"


ALL, SLICES = "all at the tier reached", "each slice at its own tier"


class Made(NamedTuple):
    """A plan by its parts."""

    steps: str
    grain: str = CREDIT
    bound: str = ", from 0 USD"
    amount: str = "deal.amount"
    payout: str = "if negative  collected"
    test: str = STRICT

    @property
    def text(self) -> str:
        return PLAN.format(**self._asdict())


def kept(made: Made) -> Kept:
    compiled = compile_text(made.text, "it.plan")
    assert compiled.graph is not None, compiled.diagnostics
    return kept_promises(compiled.source, "it.plan")


def why(of: Kept) -> str | None:
    return proven(of.graph, of.promises[0])


def by_trying(of: Kept, cases: int = 40) -> Verdict:
    return broken_by(of.graph, of.promises[0], of.worlds, "it.plan", cases)


PERCENT = "pay      5% of credit.amount\nrounded  each credit"
CAPPED = f"{PERCENT}\nat most  500 USD for each participant each quarter, in credit order, excess lost"
QUARTERLY = f"pay      participant.bonus\n{tiers('Attainment', ALL, '0%', '80%', '120%')}\nrounded  each quarter"
ACCELERATED = f"pay      credit.amount\n{tiers('credit.amount', ALL, '3%', '5%', '7%')}\nrounded  each credit"
GATED = """when     Attainment is at least 80%
pay      5% of total amount of the participant's Sales in the quarter
rounded  each quarter"""
PARTS = f"""pay      total amount of the participant's Sales in the quarter
{tiers("Attainment", SLICES, "3%", "5%", "7%")}
rounded  each slice"""

FREE = "minus    90% of total amount of the participant's Sales in the quarter"

DEFECTS = {
    "credit is taken back": (Made(PERCENT), Made(PERCENT, amount="0 USD - deal.amount")),
    "sales may be negative": (Made(ACCELERATED), Made(ACCELERATED, bound="")),
    "a rate falls": (Made(QUARTERLY, QUARTER), Made(QUARTERLY.replace("80%", "120%", 1).replace(": 120%\n}", ": 80%\n}"), QUARTER)),
    "the whole amount at a lower rate": (
        Made(ACCELERATED),
        Made(ACCELERATED.replace("3%", "9%")),
    ),
    "slices are rounded one by one, in order": (Made(SO_FAR), Made(EACH)),
    "what is paid before is not of this rule's year": (
        Made(SO_FAR),
        Made(SO_FAR.replace("SoFar counting", "SoFar not counting", 1)),
    ),
    "a gate closes": (Made(GATED, QUARTER), Made(GATED.replace("at least", "at most"), QUARTER)),
    "a rule takes away": (
        Made(PERCENT),
        Made("pay      5% of credit.amount\nminus    6% of credit.amount\nrounded  each credit"),
    ),
    "a deduction grows": (
        Made(PARTS, QUARTER),
        Made(
            f"pay      5% of (total amount of the participant's Sales in the quarter)\n{FREE}\nrounded  each quarter", QUARTER
        ),
    ),
    "the smaller the deal the better": (
        Made(f"{PERCENT.splitlines()[0]}\ntimes    2x if credit.amount is at least 10,000 USD, otherwise 1x\nrounded each credit"),
        Made(f"{PERCENT.splitlines()[0]}\ntimes    1x if credit.amount is at least 10,000 USD, otherwise 2x\nrounded each credit"),
    ),
}  # fmt: skip


def falls(of: Kept) -> tuple[Fraction, Fraction] | None:
    """The first amount of a deal that pays somebody less than the amount before it, among all that matter and some that don't."""
    rows = [{"id": f"d{n}", "owner": "ana", "closed": day, "amount": amount} for n, (day, amount) in enumerate(OTHERS)]
    people = [{"id": "ana", "quota": "20000", "bonus": "1000.10", "role": "Hunter"}]
    data = Payable(of.graph, of.worlds, "it.plan").data({"participant": people, "deal": rows})  # type: ignore[dict-item]
    assert data is not None
    for row in range(len(rows)):
        before = Fraction(-1), None
        for amount in AMOUNTS:
            reader = Payable(of.graph, of.worlds, "it.plan").reader(
                with_cell(data, Cell("deals", "amount", row), amount)
            )
            if reader is None:
                continue
            try:
                (total,) = payouts(reader, Watched(["ana"]))
            except Refusal:
                continue
            if before[1] is not None and total < before[1]:
                return before[0], amount
            before = amount, total
    return None


# Around every boundary of the plans below, with other deals as they are; and odd cents between.
OTHERS = (("2025-01-10", "7000.01"), ("2025-02-10", "0.05"), ("2025-05-10", "12345.67"))
AMOUNTS = sorted(
    {
        Fraction(point - other) + cents
        for point in (0, 10_000, 20_000, 30_000, 40_000)
        for other in (Fraction(0), Fraction("7000.01"), Fraction("7000.06"), Fraction("12345.67"))
        for cents in (Fraction(-1, 100), Fraction(0), Fraction(1, 100), Fraction(17, 100), Fraction("1234.56"))
        if point - other + cents >= 0
    }
)

rates = st.sampled_from(("0%", "1%", "3%", "5%", "7.5%"))
bys = st.sampled_from(("credit.amount", "SoFar", "SoFar counting this credit"))
three = st.tuples(rates, rates, rates)
limits = st.sampled_from(
    (
        "",
        "at most  500 USD each credit, excess lost",
        "at most  500 USD for each participant each quarter, in credit order, excess lost",
        "at most  500 USD for each participant each year, in credit order, excess lost",
    )
)
gates = st.sampled_from(
    ("", "when     credit.amount is above 10,000 USD", "when     credit.amount is at most 10,000 USD")
)


@st.composite
def of_credits(draw: st.DrawFn) -> Made:
    """Rules for each credit: a rate or tiers, of each deal or of all so far, within limits or not."""
    if draw(st.booleans()):
        paid = f"pay      SoFar counting this credit\n{tiers('SoFar counting this credit', draw(st.sampled_from((ALL, SLICES))), *draw(three))}"
        return Made(f"{paid}\nrounded  each credit\nminus    what this rule already paid in the year")
    by, how = draw(st.sampled_from((("credit.amount", ALL), ("SoFar", SLICES), ("SoFar counting this credit", ALL))))
    rounded = draw(st.sampled_from(("each slice", "each credit"))) if how == SLICES else "each credit"
    lines = [draw(gates), "pay      credit.amount", tiers(by, how, *draw(three)), f"rounded  {rounded}", draw(limits)]
    return Made("\n".join(line for line in lines if line))


@st.composite
def of_quarters(draw: st.DrawFn) -> Made:
    """Rules for each quarter: of the bonus or of sales, by attainment, perhaps behind a gate and within a limit."""
    pay = draw(st.sampled_from(("participant.bonus", "total amount of the participant's Sales in the quarter")))
    how = draw(st.sampled_from((ALL, SLICES)))
    gate = draw(st.sampled_from(("", "when     Attainment is at least 80%", "when     Attainment is below 120%")))
    rounded = draw(st.sampled_from(("each slice", "each quarter"))) if how == SLICES else "each quarter"
    cap = draw(st.sampled_from(("", "at most  2 * participant.bonus each quarter, excess lost")))
    lines = [gate, f"pay      {pay}", tiers("Attainment", how, *draw(three)), f"rounded  {rounded}", cap]
    payout = draw(st.sampled_from(("if negative  collected", "at most      800 USD each quarter, excess lost")))
    return Made("\n".join(line for line in lines if line), QUARTER, payout=payout)


def _sound(cases: int) -> None:
    found = {"proven": 0, "falls": 0, "open": 0}

    @settings(max_examples=cases, suppress_health_check=list(HealthCheck))
    @given(st.one_of(of_credits(), of_quarters()))
    def run(made: Made) -> None:
        compiled = compile_text(made.text, "it.plan")
        if compiled.graph is None:
            return
        of = kept_promises(compiled.source, "it.plan")
        reason, fallen = why(of), falls(of)
        assert reason is None or fallen is None, (reason, fallen, made.text)
        found["proven" if reason else "falls" if fallen else "open"] += 1

    run()
    assert cases < 100 or (found["proven"] * 8 > cases and found["falls"] * 8 > cases), found


def test_what_is_proven_to_rise_never_falls() -> None:
    _sound(10)


@pytest.mark.slow
def test_what_is_proven_to_rise_never_falls_in_many_plans() -> None:
    _sound(600)


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_takes_the_proof_away(defect: str) -> None:
    sound, broken = (kept(made) for made in DEFECTS[defect])
    assert why(sound) is not None and falls(sound) is None
    assert why(broken) is None


SHARED = f"{PERCENT}\nat most  5,000 USD for everyone together each plan, in credit order, excess lost"
REFUNDS = "0 USD - deal.amount"
FORGIVEN, CARRIED = "if negative  forgiven", "if negative  carried to the next quarter"
HALF = "50% of deal.amount, rounded"
ALL_CREDIT = "for each deal: total amount of Sales in the deal is deal.amount"

PROVEN = [
    Made(CAPPED, test="payout is never above 500 USD"),
    Made(PERCENT, payout="at most  800 USD each quarter, excess lost", test="payout is never above 800 USD"),
    Made(
        PERCENT, payout="at most  2 * participant.bonus each quarter, excess lost",
        test="payout is never above 2 * participant.bonus",
    ),
    Made(PERCENT, test="payout is never below 0 USD"),
    Made(PERCENT, amount=REFUNDS, payout=FORGIVEN, test="payout is never below 0 USD"),
    Made(PERCENT, amount=REFUNDS, payout=CARRIED, test="payout is never below 0 USD"),
    Made(SHARED, test="all payouts together are never above 5,000 USD"),
    Made(SHARED, test="total of everyone's Base in the plan is at most 5,000 USD"),
    Made(PERCENT, test=ALL_CREDIT),
    Made(PERCENT, test="for each credit of Sales: Base is at most credit.amount"),
    Made(CAPPED, test="for each credit of Sales: Base is at most 500 USD and Base is at least 0 USD"),
    Made(PERCENT, payout=CARRIED),
]  # fmt: skip
BROKEN = [
    Made(CAPPED, test="payout is never above 499.99 USD"),
    Made(PERCENT, test="payout is never above 800 USD"),
    Made(PERCENT, amount=REFUNDS, test="payout is never below 0 USD"),
    Made(PERCENT, test="payout is never below 1 USD"),
    Made(SHARED, test="all payouts together are never above 4,999.99 USD"),
    Made(CAPPED, test="all payouts together are never above 500 USD"),
    Made(PERCENT, amount=HALF, test=ALL_CREDIT),
    Made(PERCENT.replace("5%", "101%"), test="for each credit of Sales: Base is at most credit.amount"),
    Made(CAPPED, test="for each credit of Sales: Base is below 500 USD"),
]  # fmt: skip


@pytest.mark.parametrize("made", PROVEN, ids=lambda made: made.test)
def test_proven_by_what_the_plan_is_made_of(made: Made) -> None:
    of = kept(made)
    assert why(of) is not None
    assert by_trying(of, 20).kind == "tested", "and no case breaks it"


@pytest.mark.parametrize("made", BROKEN, ids=lambda made: made.test)
def test_what_is_broken_is_not_proven(made: Made) -> None:
    of = kept(made)
    assert why(of) is None
    assert by_trying(of, 100).kind == "broken"


def test_credit_divided_among_people_is_proven_by_the_check_of_its_shares() -> None:
    plan = (ROOT / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan").read_text("utf-8")

    def reason(text: str) -> str | None:
        of = kept_promises(text, "it.plan")
        return proven(of.graph, next(one for one in of.promises if "made nor lost" in one.title))

    assert "checked to be 100%" in (reason(plan) or "")
    assert reason(plan.replace("in the deal is 100%", "in the deal is at most 100%")) is None
    assert reason(plan.replace("in the deal is 100%", "in the deal is 90%")) is None
    assert reason(plan.replace("amount        split.share of", "amount        90% * split.share *")) is None


def test_what_the_plan_refuses_is_no_reason_to_doubt() -> None:
    """A check of the data is as good as a bound of the column."""
    open_below = Made(PERCENT, bound="", test="payout is never below 0 USD")
    assert why(kept(open_below)) is None
    checked = open_below._replace(bound="\n        reject unless  deal.amount is at least 0 USD")
    assert why(kept(checked)) is not None
    assert by_trying(kept(checked), 20).kind == "tested", "and no case breaks it"


def test_the_average_of_what_is_never_0_may_be_0() -> None:
    nonzero = Made(PERCENT, bound="\n        reject unless  deal.amount is not 0 USD")
    said = "for each deal: ({} amount of everyone's Sales in the deal if known, otherwise 1 USD) is not 0 USD"
    assert why(kept(nonzero._replace(test=said.format("highest")))) is not None
    assert why(kept(nonzero._replace(test=said.format("average")))) is None
