"""A customer's first order is counted with those of earlier years, or the plan says that it begins anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited

RULES = Path(__file__).resolve().parents[2] / "planlang" / "diagnostics" / "rules"
BAD = re.search(r"## Bad\n\n```plan\n(.*?)```", (RULES / "first-of-the-plan.md").read_text("utf-8"), re.DOTALL)[1]  # type: ignore[index]
COUNT = "running count of the customer's Sales in the plan counting this credit"
STORES = BAD.replace(
    "id: text, key\n    }\n\n    data customers", "id: text, key\n        home: customer\n    }\n\n    data customers"
)


def _rules(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "first.plan").diagnostics if one.rule != "unused"]


def test_the_answer_counts_earlier_orders_too() -> None:
    (found,) = check_text(BAD, "first.plan").diagnostics
    text = edited(BAD, found.repairs[0].edits)
    assert "running count of everyone's Sales in the customer counting this credit is at most 1" in text
    assert _rules(text) == []


@pytest.mark.parametrize(
    "count",
    [
        COUNT.replace(" in the plan", " in the year"),
        COUNT.replace("the customer's", "the participant's"),
        COUNT.replace("the customer's", "everyone's"),
        COUNT.replace("count", "total amount") + " / 1 USD",
    ],
)
def test_other_counts_are_meant_to_begin_with_their_time(count: str) -> None:
    assert "first-of-the-plan" not in _rules(BAD.replace(COUNT, f"({count})"))


def test_the_first_of_what_people_have_is_a_contest() -> None:
    assert "home: customer" in STORES and "first-of-the-plan" not in _rules(STORES)
    assert _rules(BAD) == ["first-of-the-plan"]
