"""On whom a rule has already paid is asked where the amount so far is not the participant's, and each answer settles it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.diagnostics.edits import edited

PLAN = (Path(__file__).parents[1] / "lowering" / "customer_cap.plan").read_text()
HEAD = PLAN[: PLAN.index('    example "')] + "}\n"
CUSTOMERS = "running total amount of the customer's Sales in the year"


@pytest.mark.parametrize(
    ("total", "said", "owner"),
    [
        (CUSTOMERS, " for each customer", "for each customer"),
        ("running total amount of everyone's Sales in the customer", " for each customer", "for each customer"),
        ("running total amount of everyone's Sales in the year", " for each customer", "for everyone together"),
    ],
)
def test_each_answer_settles_it(total: str, said: str, owner: str) -> None:
    text = HEAD.replace(CUSTOMERS, total).replace(f"already paid{said}", "already paid")
    (asked,) = [one for one in compile_text(text, "it.plan").diagnostics if one.rule == "paid-on-whom-open"]
    assert [owner in (repair.example or "") for repair in asked.repairs] == [True, False]
    for repair in asked.repairs:
        assert compile_text(edited(text, repair.edits), "it.plan", warned=False).graph is not None


def test_the_participants_own_is_not_asked() -> None:
    text = HEAD.replace(CUSTOMERS, "running total amount of the participant's Sales in the year")
    found = compile_text(text.replace("already paid for each customer", "already paid"), "it.plan")
    assert found.graph is not None and all(one.rule != "paid-on-whom-open" for one in found.diagnostics)


def test_periods_have_no_order_among_people() -> None:
    monthly = """    bonus Monthly for each participant each month {
        pay      1% of total amount of the participant's Sales in the year through this month
        rounded  each month
        minus    what this rule already paid for everyone together in the year
    }

    payout"""
    text = HEAD.replace("    payout", monthly, 1).replace("Retro, Pot", "Retro, Pot, Monthly")
    assert [one.rule for one in compile_text(text, "it.plan").diagnostics] == ["not-built-yet"]
