"""Periods and dates in conditions that lie beyond what the plan covers."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from tests.questions.test_suspicious import PLAN

JULY = ("years start in January", "years start in July, named by the year they end in")
COVERED = ("2025-01-01 through 2025-12-31", "2025-07-01 through 2026-06-30")


def _found(*steps: str, july: bool = True) -> list[str]:
    rules = [
        f"    spiff Rule{n} for each credit of Sales {{\n        {one}\n        rounded  each credit\n    }}"
        for n, one in enumerate(steps)
    ]
    text = PLAN.format(rules="\n\n".join(rules), names=", ".join(f"Rule{n}" for n in range(len(steps))))
    for old, new in (JULY, COVERED) if july else ():
        text = text.replace(old, new)
    return [f"{one.rule}: {one.message}" for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


ONLY = "when {}\n        pay 1% of credit.amount"
STEP = "pay 1% of credit.amount\n        times 2x when {}"
CHOICE = "pay 1% of credit.amount if {}, otherwise 2% of credit.amount"


@pytest.mark.parametrize("form", [ONLY, STEP, CHOICE])
@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("the year is 2025", "names 2025, and the plan is about 2026"),
        ("the month is 2025-06", "names 2025-06, and the plan is about 2025-07 through 2026-06"),
        ("the quarter is one of 2025-Q1, 2026-Q1", "names 2025-Q1, and the plan is about 2026-Q1 through 2026-Q4"),
        ("the month is from 2026-05 through 2026-08", "names 2026-08, and"),
    ],
)
def test_a_period_without_a_day_of_the_plan_is_warned_of(form: str, condition: str, said: str) -> None:
    (found,) = _found(form.format(condition))
    assert found.startswith("window-outside: ") and said in found


@pytest.mark.parametrize(
    "condition",
    [
        "the year is 2026",
        "the month is from 2025-07 through 2026-06",
        "the month is at least 2025-03",
        "the quarter is not 2025-Q1",
        "the quarter is one of 2026-Q1, 2026-Q2",
    ],
)
def test_others_are_not(condition: str) -> None:
    assert _found(ONLY.format(condition)) == []


def test_a_step_for_dates_of_another_year_never_applies() -> None:
    (found,) = _found(STEP.format("deal.closed is from 2024-03-01 through 2024-03-31"), july=False)
    assert found == "never-applies: this step never applies: what the plan covers ends before or starts after this"
    assert _found(STEP.format("deal.closed is from 2024-12-01 through 2025-03-31"), july=False) == []


def test_a_year_and_its_days_are_one_time() -> None:
    """The year is called after the one in which it ends."""
    days = ONLY.format("deal.closed is from 2026-01-01 through 2026-03-31")
    (found,) = _found(ONLY.format("the year is 2026"), days.replace("1%", "3%"))
    assert found.startswith("both-pay: ")
