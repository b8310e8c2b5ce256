"""Who of people with equally large results gets what rounding leaves: the plan says it, or is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PLAN = (Path(__file__).parent / "sound" / "profit.plan").read_text()
SAID = ", among equals the first by participant.id"
KEY = "        id:     text, key\n"


def asked(text: str) -> Diagnostic:
    assert SAID in text
    (one,) = compile_text(text.replace(SAID, ""), "it.plan").diagnostics
    assert one.rule == "remainder-order-open"
    return one


def answers(text: str) -> list[str]:
    """The last words of each answer that can be put in, once the plan with it in it has been read without a question."""
    left = text.replace(SAID, "")
    found = []
    for repair in asked(text).repairs:
        if repair.edits:
            made = compile_text(edited(left, repair.edits), "it.plan")
            assert made.graph is not None, repair.text
            found.append((repair.example or "").partition("remainder to ")[2])
    return found


def test_where_the_data_have_only_names_nobody_may_get_it() -> None:
    assert answers(PLAN) == [f"the largest{SAID}", ""]


def test_a_column_of_people_may_say_it_but_for_the_one_that_makes_them_equal() -> None:
    """`points` is in the rule, so that who have as much have the same of them."""
    assert answers(PLAN.replace(KEY, f"{KEY}        hired:  date\n        lead:   yes/no\n")) == [
        "the largest, among equals the first by participant.hired, then participant.id",
        f"the largest{SAID}",
        "participant.lead",
    ]


@pytest.mark.parametrize(
    "heir", ["the largest, among equals the first by participant.id", "the last by participant.id"]
)
def test_where_it_is_said_nothing_is_asked(heir: str) -> None:
    assert not compile_text(PLAN.replace(f"the largest{SAID}", heir), "it.plan").diagnostics


def test_credits_have_an_order_that_the_plan_states() -> None:
    text = (Path(__file__).parents[1] / "lowering" / "kept_in_proportion.plan").read_text()
    assert "remainder to the largest\n" in text
    assert compile_text(text, "it.plan").graph is not None
