"""Two steps of one rule whose conditions overlap in part: both, the one, or the other."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from tests.questions.test_suspicious import PLAN


def _text(*steps: str) -> str:
    lines = "\n".join(f"        {step}" for step in steps)
    rule = f"    commission Base for each credit of Sales {{\n        pay 5% of credit.amount\n{lines}\n        rounded  each credit\n    }}"
    return PLAN.format(rules=rule, names="Base")


def _found(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


OVERLAPS = [
    ("deal.closed is 2025-03-31", "times 1.2x when deal.closed is from 2025-01-01 through 2025-03-31",
     "times 1.5x when deal.closed is from 2025-03-31 through 2025-06-30"),
    ("credit.amount is exactly 50 USD", "plus 1 USD when credit.amount is from 10 USD through 50 USD",
     "plus 3 USD when credit.amount is at least 50 USD"),
    ("deal.product is Upsell", "times 1.2x when deal.product is one of New, Upsell", "times 1.5x when deal.product is one of Upsell, Renewal"),
    ("deal.seats is 10", "plus 1 USD when deal.product is New and deal.seats is at most 10",
     "plus 3 USD when deal.product is New and deal.seats is at least 10"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "first", "second"), OVERLAPS, ids=[where for where, *_ in OVERLAPS])
def test_asked_and_settled_by_each_answer(where: str, first: str, second: str) -> None:
    text = _text(first, second)
    (found,) = _found(text)
    assert found.rule == "both-pay" and f"both done where {where}, " in found.message
    assert [bool(repair.edits) for repair in found.repairs] == [True, True, True, False]
    for repair in found.repairs[:3]:
        assert _found(edited(text, repair.edits)) == [], repair.text


@pytest.mark.parametrize(
    ("first", "second", "inner"),
    [
        ("times 1.1x when deal.seats is at least 10", "times 1.2x when deal.seats is at least 20", "deal.seats is from 10 through 19"),
        ("times 0.5x when deal.seats is below 10", "times 0.8x when deal.seats is below 50", "deal.seats is from 10 through 49"),
    ],
    ids=str,
)  # fmt: skip
def test_two_multiples_one_within_the_other_are_asked_about(first: str, second: str, inner: str) -> None:
    text = _text(first, second)
    (found,) = _found(text)
    assert found.rule == "both-pay"
    both, one, _ = found.repairs
    assert one.example == inner
    assert _found(edited(text, both.edits)) == _found(edited(text, one.edits)) == []
    shown, *_ = witnessed(text, "page.plan", [found])
    assert shown.witness is not None and len(shown.witness.readings) == 2


@pytest.mark.parametrize(
    "steps",
    [
        ("times 1.1x when deal.product is one of New, Upsell", "times 1.2x when deal.product is New"),
        ("times 1.1x when deal.seats is at least 10", "times 1.2x when deal.seats is from 20 through 30"),
        ("plus 1 USD when deal.seats is at least 10", "plus 3 USD when deal.seats is at least 20"),  # one on top of the other
        ("times 1.2x when deal.product is New", "times 1.1x when deal.seats is at least 10"),  # about something else
        ("times 0.9x when deal.seats is below 10", "times 1.1x when deal.seats is above 10"),  # neither at 10, which is no slip
        ("times 1.2x when deal.seats is at most 10", "plus 3 USD when deal.seats is at least 10"),  # done by turns
        ("plus 1 USD when credit.amount is below 50 USD", "plus 3 USD when credit.amount is at least 50 USD"),
        ("plus 1 USD when deal.product is New", "plus 3 USD when deal.product is New"),
    ],
    ids=str,
)  # fmt: skip
def test_not_asked(steps: tuple[str, str]) -> None:
    assert _found(_text(*steps)) == []


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        ("times 1.1x when deal.seats is below 10", "times 1.2x when deal.seats is above 10", "deal.seats is 10"),
        ("plus 3 USD when credit.amount is above 50 USD", "plus 1 USD when credit.amount is below 50 USD", "credit.amount is exactly 50 USD"),
    ],
    ids=str,
)  # fmt: skip
def test_one_value_between_two_steps_is_asked_about(first: str, second: str, where: str) -> None:
    text = _text(first, second)
    (found,) = _found(text)
    assert found.rule == "neither-pays" and f"where {where}, neither of two steps of Base is done" in found.message
    assert len(found.repairs) == 3
    for repair in found.repairs:
        assert repair.edits and _found(edited(text, repair.edits)) == [], repair.text
