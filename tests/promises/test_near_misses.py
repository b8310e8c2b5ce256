"""Bounds that are proven, each beside one that is just not so and is broken: what a proof rests on, taken away."""

from __future__ import annotations

import pytest

from tests.promises.test_aimed import PERSON_CAP, tried
from tests.promises.test_proofs import ALL, PERCENT, QUARTER, SLICES, Made, kept, tiers, why

FLAT = "when     Attainment is at least 100%\npay      1,000 USD\nrounded  each quarter"
FLAT_MONTH = "pay      1,000 USD\nrounded  each month"
RATES = f"pay      participant.bonus\n{tiers('Attainment', ALL, '50%', '100%', '200%')}\nrounded  each quarter"
TARGET = f"{PERCENT}\nat most  3 * participant.bonus for each participant each {{}}, in credit order, excess lost"
POT = f"{PERCENT}\nat most  5,000 USD for everyone together each quarter, in credit order, excess lost"
SLICED = f"pay      credit.amount\n{tiers('SoFar', SLICES, '3%', '5%', '7%')}\nrounded  each slice"
TWICE = f"{PERCENT.splitlines()[0]}\ntimes    {{}} if participant.role is Farmer, otherwise 1x\nrounded  each credit"
HUNTERS = f"when     participant.role is Hunter\n{PERCENT}"
LEAST = "pay      (5% of total amount of the participant's Sales in the quarter) - 3,000 USD\nrounded  each quarter"
TOTAL = "total of everyone's Base in the plan is at most {} USD"
EACH = "for each credit of Sales: "

PAIRS = {
    "what a rule of the same period pays": (
        Made(FLAT, QUARTER, test="payout is never above 1,000 USD"),
        Made(FLAT, QUARTER, test="payout is never above 999.99 USD"),
    ),
    "three months in a quarter": (
        Made(FLAT_MONTH, "participant each month", test="payout is never above 3,000 USD"),
        Made(FLAT_MONTH, "participant each month", test="payout is never above 2,999.99 USD"),
    ),
    "a floor below zero": (
        Made(LEAST, QUARTER, test="payout is never below -3,000 USD"),
        Made(LEAST, QUARTER, test="payout is never below -2,999.99 USD"),
    ),
    "the highest rate": (
        Made(RATES, QUARTER, test="payout is never above 2 * participant.bonus"),
        Made(RATES.replace("200%", "201%"), QUARTER, test="payout is never above 2 * participant.bonus"),
    ),
    "a limit of the person's own target": (
        Made(TARGET.format("quarter"), test="payout is never above 3 * participant.bonus"),
        Made(TARGET.format("month"), test="payout is never above 3 * participant.bonus"),
    ),
    "of a longer time, and of more": (
        Made(TARGET.format("year"), test="payout is never above 4 * participant.bonus"),
        Made(TARGET.format("year"), test="payout is never above 2 * participant.bonus"),
    ),
    "one pot in each quarter": (
        Made(POT, test="all payouts together are never above 20,000 USD"),
        Made(POT, test="all payouts together are never above 19,999.99 USD"),
    ),
    "the pots of a rule": (Made(POT, test=TOTAL.format("20,000")), Made(POT, test=TOTAL.format("19,999.99"))),
    "a pot of each person is none of all": (
        Made(POT, test=TOTAL.format("20,000")),
        Made(PERSON_CAP, test=TOTAL.format("20,000")),
    ),
    "slices of what only grows": (
        Made(SLICED, test="payout is never below 0 USD"),
        Made(SLICED, bound="", test="payout is never below 0 USD"),
    ),
    "factors that are less than 1 together": (
        Made(TWICE.format("19x"), test=EACH + "Base is at most credit.amount"),
        Made(TWICE.format("21x"), test=EACH + "Base is at most credit.amount"),
    ),
    "as much as rounding adds": (
        Made(PERCENT, test=EACH + "Base is at most (5% of credit.amount) + 0.01 USD"),
        Made(PERCENT, test=EACH + "Base is at most (4.99% of credit.amount) + 0.01 USD"),
    ),
    "nothing where the gate is closed": (
        Made(HUNTERS, test=EACH + "participant.role is Hunter or Base is 0 USD"),
        Made(HUNTERS, test=EACH + "participant.role is Farmer or Base is 0 USD"),
    ),
    "a running total with its own row": (
        Made(PERCENT, test=EACH + "SoFar counting this credit is at least credit.amount"),
        Made(PERCENT, test=EACH + "SoFar not counting this credit is at least credit.amount"),
    ),
    "and of what is never taken back": (
        Made(PERCENT, test=EACH + "SoFar counting this credit is at least credit.amount"),
        Made(PERCENT, bound="", test=EACH + "SoFar counting this credit is at least credit.amount"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_the_one_is_proven_and_the_other_broken(name: str) -> None:
    true, false = PAIRS[name]
    assert why(kept(true)) is not None
    assert why(kept(false)) is None
    assert tried(false).kind == "broken"
