"""What is said of a bare number that meets a percentage."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from tests.models.support import PLANS

SDR = (PLANS / "sdr" / "sdr.plan").read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "percent"), [("0.5", "50%"), ("80", "8,000%"), ("0.125", "12.5%")])
def test_a_bare_number_is_so_many_times(number: str, percent: str) -> None:
    assert SDR.count("at     50%: 50%") == 1
    found = compile_text(SDR.replace("at     50%: 50%", f"at {number}: 50%"), "sdr.plan").diagnostics
    assert [one.rule for one in found] == ["percent-or-number"]
    assert found[0].consequence == f"As written, {number} means {number} times, which is {percent}."


AE = (PLANS / "quarterly_ae" / "quarterly_ae.plan").read_text(encoding="utf-8")
OVERRIDE = """    override Team for each participant each quarter {
        pay      1% of total amount of the participant's TeamBookings in the quarter
"""


def of_many(period: str, many: str) -> list[str]:
    """What is said of the override if it is only paid from so many quotas of a quarter on."""
    assert AE.count(OVERRIDE) == 1
    sold = f"(total amount of the participant's TeamBookings in the {period})"
    gate = f"        only if  {sold} is at least {many} * participant.quota, otherwise 0 USD\n"
    found = compile_text(AE.replace(OVERRIDE, OVERRIDE + gate), "it.plan").diagnostics
    return [
        one.rule for one in found if one.rule != "looks-ahead"
    ]  # which a gate of a longer period does, and is warned of


@pytest.mark.parametrize("many", ["2", "4"])
def test_so_many_amounts_of_a_period_are_its_own_or_a_longer_ones(many: str) -> None:
    longer, other = ("half", "year") if many == "2" else ("year", "half")
    assert of_many("quarter", many) == of_many(longer, many) == []
    assert of_many(other, many) == ["period-mismatch"]
    assert of_many(other, "7") == [], "which periods seven quarters are, nobody knows"


def test_a_years_amount_is_not_paid_each_month() -> None:
    paid = AE.replace("pay      credit.amount", "pay      4 * participant.quota")
    assert paid != AE and "period-mismatch" in [one.rule for one in compile_text(paid, "it.plan").diagnostics]


def test_a_part_that_ends_below_where_it_begins() -> None:
    part = AE.replace("pay      credit.amount", "pay      the part of credit.amount above 500 USD up to 300 USD")
    assert part != AE and "never-holds" in [one.rule for one in compile_text(part, "it.plan").diagnostics]


def test_a_rounding_to_nothing_is_told() -> None:
    found = compile_text(AE.replace("nearest 0.01 USD", "nearest 0.00 USD"), "it.plan").diagnostics
    assert "rounding-unit" in [one.rule for one in found], [one.rule for one in found]


def test_a_bare_number_that_is_paid_is_answered_with_the_amount() -> None:
    rule = "    bonus Flat for each participant each quarter {\n        pay      5,000\n    }\n\n"
    text = AE.replace(OVERRIDE, rule + OVERRIDE)
    (asked,) = [one for one in compile_text(text, "it.plan").diagnostics if one.rule == "pays-no-money"]
    assert asked.repairs[0].example == "5,000 USD"
    left = compile_text(edited(text, asked.repairs[0].edits), "it.plan").diagnostics
    assert [one.rule for one in left] == ["never-paid"]


COUNTED = """
    measure Deals for each participant each quarter = count of the participant's Bookings in the quarter
    measure Made for each participant each quarter = (count of everyone's Bookings in the quarter) / Deals if Deals is above 0, otherwise 0
    bonus Average for each participant each quarter {
        when  Made is at least 1.8
        pay   50 USD
    }
"""


def test_a_quotient_of_counts_may_be_an_average() -> None:
    assert AE.count(OVERRIDE) == 1
    text = AE.replace(OVERRIDE, COUNTED.lstrip("\n") + OVERRIDE)
    (found,) = [one for one in compile_text(text, "it.plan").diagnostics if one.rule == "percent-or-number"]
    assert "quotient of counts" in found.message
    assert [repair.example for repair in found.repairs] == ["1.8x", "1.8%"]
    answered = edited(text, found.repairs[0].edits)
    assert "percent-or-number" not in [one.rule for one in compile_text(answered, "it.plan").diagnostics]


def test_an_average_of_days_is_so_many_times_a_day() -> None:
    """Days times amounts over amounts come out as a quotient; the answer makes days of it."""
    text = AE.replace(
        OVERRIDE, OVERRIDE + "        only if  participant.variable / participant.quota is at most 30 days, otherwise 0 USD\n"
    )  # fmt: skip
    (found,) = [one for one in compile_text(text, "it.plan").diagnostics if one.rule == "kind-mismatch"]
    (answer,) = (repair.example for repair in found.repairs)
    assert answer == "(participant.variable / participant.quota) * 1 day"
    meant = text.replace("participant.variable / participant.quota is", f"({answer}) is")
    assert "kind-mismatch" not in [one.rule for one in compile_text(meant, "it.plan").diagnostics]
