"""Returns take nothing off a payout whose rules each have a floor of 0 at their end: then it is not asked what becomes of less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text

PLAN = (Path(__file__).parents[2] / "stdlib_plans" / "smb_ae" / "smb_ae.plan").read_text(encoding="utf-8")
FLOOR = "        at least  0 USD each month  # what is not taken off now waits in the year-to-date sum\n"
EXTRA = "    bonus Extra for each participant each month {\n%s\n    }\n\n    payout for each"


def _asked(text: str) -> list[str]:
    text = re.sub(r"\n\s*if negative .*", "", text)
    return [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _with(steps: str) -> list[str]:
    return _asked(PLAN.replace("    payout for each", EXTRA % steps).replace("add       Base", "add       Base, Extra"))


def test_a_floor_of_0_keeps_a_payout_above_it() -> None:
    assert FLOOR in PLAN
    assert _asked(PLAN) == []


@pytest.mark.parametrize("floor", ["", "at least  -5 USD each month\n"])
def test_no_floor_or_a_lower_one_does_not(floor: str) -> None:
    assert _asked(PLAN.replace(FLOOR, floor)) == ["negative-open"]


@pytest.mark.parametrize(
    ("steps", "asked"),
    [
        ("pay 100 USD", []),
        ("when Attainment is at least 100%\npay 100 USD", []),
        ("pay 1% of total amount of the participant's Bookings in the month\nrounded each month", ["negative-open"]),
        ("pay 100 USD * (count of the participant's Bookings in the month)", ["returns-counted"]),
        ("pay 100 USD\nminus Draw", ["negative-open"]),
        ("pay 1% of (the higher of Attainment * 1,000 USD and 0 USD)\nrounded each month", []),
        (
            "pay the part of (total amount of the participant's Bookings in the month) above 5 USD\ntimes 1%\nrounded each month",
            [],
        ),
        (
            "pay the higher of (total amount of the participant's Bookings in the month) and 0 USD\n"
            "times tiers by Attainment, all at the tier reached {\nbelow 50%: 1%\nfrom 50%: 2%\n}\nrounded each month",
            [],
        ),
        (
            "pay the higher of (total amount of the participant's Bookings in the month) and 0 USD\ntimes Attainment\nrounded each month",
            ["negative-open"],
        ),
        ("pay 100 USD\nonly if Attainment is at least 100%, otherwise -5 USD", ["negative-open"]),
    ],
)
def test_each_rule_that_is_added_counts(steps: str, asked: list[str]) -> None:
    assert _with(steps) == asked
