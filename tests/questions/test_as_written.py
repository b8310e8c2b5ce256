"""Plans as they are often written, and what each is warned of: one slip, and near it what is meant and silent."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from tests.questions.test_gates import TIERS
from tests.questions.test_suspicious import PLAN

QUARTER = "participant each quarter"
CREDIT = "credit of Sales"
MEASURES = """    measure Sold for each participant each quarter = total amount of the participant's Sales in the quarter
    measure Own for each participant each quarter = total amount of the participant's Sales in the quarter
    measure Reached for each participant each quarter = total quota credit of the participant's Sales in the quarter / participant.quota
    measure Deals for each participant each quarter = count of the participant's Sales in the quarter
    measure Client for each credit of Sales = deal.client
"""
QUOTA = "amount   deal.amount\n        quota credit  deal.amount"
FALLING = "times tiers by Reached, all at the tier reached {\nbelow 100%: 6%\nfrom 100% below 150%: 8%\nfrom 150%: 5%\n}\nrounded each quarter"
RATES = (
    "pay participant.variable\n"
    "times tiers by Reached, all at the tier reached {\nbelow 80%: 0%\nfrom 80% below 100%: 80%\nfrom 100%: %s\n}\nrounded each quarter"
)
FIRST = "when (running count of everyone's Sales in the plan counting this credit where deal.client is Client) is 1\npay 250 USD"
DEALS = "when Deals is %s\npay 500 USD"
KICKER = "pay 5% of credit.amount\ntimes 1.2x when Reached is at least 100%\nrounded each credit"
YEAR = "total amount of the participant's Sales in the year through this quarter"
MONTHS = (
    "pay participant.variable\n"
    "times (the lower of (full months from %s to 2025-12-31%s) and 12) / 12\nrounded each quarter"
)


def _text(grain: str, steps: str, every: str = "quarter", below: str = "", quota: str = QUOTA) -> str:
    rule = f"{MEASURES}\n    bonus Rule for each {grain} {{\n{steps}\n    }}"
    text = PLAN.format(rules=rule, names="Rule" + below).replace(
        "participant each quarter, by", f"participant each {every}, by"
    )
    text = text.replace("amount   deal.amount", quota).replace(
        "seats:   count", "seats:   count\n        client:  text\n        signed:  date"
    )
    return text.replace("        amount:  money", "        amount:  money, from 0 USD")


def _found(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("looks-ahead", _text(CREDIT, KICKER, "month")),
        ("", _text(CREDIT, KICKER)),
        ("", _text(CREDIT, KICKER + "\ndated the last day of the quarter", "month")),
        ("pay-falls", _text(QUARTER, "pay Sold\n" + FALLING)),
        ("", _text(QUARTER, "pay Sold\n" + FALLING, quota=QUOTA.replace("quota credit  deal", "quota credit  50% of deal") + ", rounded")),
        ("unit-slip", _text(QUARTER, RATES.replace("%s", "1200%"))),
        ("", _text(QUARTER, RATES.replace("%s", "300%"))),
        ("exactly-met", _text(QUARTER, DEALS % "10")),
        ("", _text(QUARTER, DEALS % "at least 10")),
        ("", _text(QUARTER, "pay 500 USD\nplus 5 USD when Deals is 10\nplus 9 USD when Deals is above 10")),
        ("first-of-the-plan", _text(CREDIT, FIRST)),
        ("", _text(CREDIT, FIRST.replace("client is Client", "product is Kind").replace("250", "251")).replace(
            "measure Client for each credit of Sales = deal.client", "measure Kind for each credit of Sales = deal.product")),
        ("last-day-left-out", _text(QUARTER, MONTHS % ("2025-03-15", ""))),
        ("", _text(QUARTER, MONTHS % ("2025-03-15", " + 1 day")).replace("2025-12-31 + 1 day", "(2025-12-31 + 1 day)")),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_said(said: str, text: str) -> None:
    assert _found(text) == [said] * bool(said)


def test_a_gate_of_the_payout_measures_as_the_table_of_the_rule_that_it_adds() -> None:
    steps = "pay participant.variable\n" + TIERS.replace("4%", "40%") + "\nrounded each quarter"
    gate = f"\n        only if  {YEAR} is at least 50,000 USD, otherwise 0 USD"
    text = _text(QUARTER, steps, below=gate)
    (found,) = (one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused")
    assert found.rule == "gate-elsewhere"
    for answer in found.repairs:
        assert not answer.edits or _found(edited(text, answer.edits)) == [], answer.text
    assert _found(_text(QUARTER, steps, below=gate.replace(YEAR, "Own"))) == []
