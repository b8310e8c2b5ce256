"""A measure that moves with each credit has no one value in a rule for a period; it is measured for the period as a whole."""

from __future__ import annotations

import pytest

from planlang import resources
from planlang.check import check_text
from planlang.diagnostics.edits import edited

PLAN = (resources.stdlib_plans() / "quarterly_ae" / "quarterly_ae.plan").read_text()
BONUS = """    bonus Reached for each participant each quarter {
        when     Attainment is at least 100%
        pay      5,000 USD
    }

    payout for each"""


def _with_bonus(bonus: str = BONUS) -> str:
    assert PLAN.count("    payout for each") == 1
    return PLAN.replace("    payout for each", bonus)


def test_the_whole_period_is_measured() -> None:
    text = _with_bonus()
    (found,) = (one for one in check_text(text, "it.plan").diagnostics if one.severity is None and one.rule != "unused")
    assert found.rule == "too-fine"
    measure = found.repairs[0]
    made = edited(text, measure.edits)
    assert "measure AttainmentOfQuarter for each participant each quarter =\n        total " in made
    assert [one.rule for one in check_text(made, "it.plan").diagnostics] == ["never-paid"]


@pytest.mark.parametrize("words", ["counting this credit", "not counting this credit"])
def test_there_is_no_credit_that_could_count(words: str) -> None:
    text = _with_bonus(BONUS.replace("Attainment is", f"Attainment {words} is"))
    assert "too-fine" in [one.rule for one in check_text(text, "it.plan").diagnostics]


def test_of_each_credit_it_is_still_asked() -> None:
    text = _with_bonus(BONUS.replace("for each participant each quarter", "for each credit of Bookings"))
    assert "crossing-open" in [one.rule for one in check_text(text, "it.plan").diagnostics]
