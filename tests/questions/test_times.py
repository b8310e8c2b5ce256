"""Rules that say in different words when they pay: months beside days, quarters beside months, months of service, totals in place."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from tests.questions.test_suspicious import PLAN
from tests.questions.test_together import _text, _when

ONE, TWO = "1% of credit.amount", "2% of credit.amount"
SERVICE = "(month of service since participant.hired, the month of hire is 1)"
SOLD = "(total amount of the participant's Sales in the quarter where deal.product is New)"


def _found(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _spiffs(first: str, second: str) -> str:
    return _text(_when(first, ONE, "spiff"), _when(second, TWO, "spiff"))


def _each(unit: str, first: str, second: str) -> str:
    """A plan with two bonuses of 100 and 200 for each period."""
    rules = "\n\n".join(
        f"    bonus Rule{n} for each participant each {unit} {{\n        when {when}\n        pay {n + 1}00 USD\n    }}"
        for n, when in enumerate((first, second))
    )
    text = PLAN.format(rules=rules, names="Rule0, Rule1")
    return text.replace(
        "        target:   money per quarter\n", "        target:   money per quarter\n        hired: date\n", 1
    )


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("the month is 2025-02", "deal.closed is from 2025-02-15 through 2025-04-30", "deal.closed is from 2025-02-15 through 2025-02-28"),
        ("the quarter is 2025-Q4", "the month is 2025-12", "credit.date is from 2025-12-01 through 2025-12-31"),
        ("the half is 2025-H1", "the quarter is from 2025-Q2 through 2025-Q3", "credit.date is from 2025-04-01 through 2025-06-30"),
    ],
)  # fmt: skip
def test_campaigns_in_months_and_in_days_overlap(first: str, second: str, shared: str) -> None:
    text = _spiffs(first, second)
    (found,) = _found(text)
    assert (found.rule, f"both pay where {shared}, and" in found.message) == ("both-pay", True), found.message
    for repair in found.repairs[:-1]:
        assert _found(edited(text, repair.edits)) == [], repair.text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("the month is 2025-02", "deal.closed is from 2025-03-01 through 2025-04-30"),
        ("the quarter is 2025-Q4", "the month is 2025-09"),
        ("the month is one of 2025-01, 2025-03", "deal.closed is from 2025-02-01 through 2025-02-28"),
    ],
)
def test_campaigns_that_are_apart_are_silent(first: str, second: str) -> None:
    assert _found(_spiffs(first, second)) == []


@pytest.mark.parametrize(
    ("unit", "first", "second", "rule", "says"),
    [
        ("month", f"{SERVICE} is from 1 through 3", f"{SERVICE} is from 3 through 6", "both-pay", f"{SERVICE} is 3"),
        ("month", f"{SERVICE} is from 1 through 3", f"{SERVICE} is from 5 through 6", "neither-pays", f"{SERVICE} is 4"),
        ("quarter", f"{SOLD} is from 9 USD below 20 USD", f"{SOLD} is above 20 USD", "neither-pays", f"{SOLD} is exactly 20 USD"),
        ("quarter", f"{SOLD} is from 9 USD through 20 USD", f"{SOLD} is at least 20 USD", "both-pay", f"{SOLD} is exactly 20 USD"),
        ("month", f"{SERVICE} is from 1 through 3", f"{SERVICE} is from 4 through 6", None, ""),
    ],
)  # fmt: skip
def test_what_is_worked_out_in_each_condition_is_compared(
    unit: str, first: str, second: str, rule: str | None, says: str
) -> None:
    text = _each(unit, first, second)
    found = _found(text)
    assert [one.rule for one in found] == ([] if rule is None else [rule])
    for one in found:
        assert f"where {says}, " in one.message
        for repair in one.repairs:
            assert not repair.edits or _found(edited(text, repair.edits)) == [], repair.text


def test_a_month_that_is_left_out_is_shown_with_a_deal_of_it() -> None:
    months = "the month is from 2025-{} through 2025-{}".format
    text = _text(_when(months("01", "05"), ONE), _when(months("07", "12"), TWO))
    (asked,) = [
        one for one in witnessed(text, "page.plan", check_text(text, "page.plan").diagnostics) if one.rule != "unused"
    ]
    assert asked.rule == "neither-pays" and asked.witness is not None
