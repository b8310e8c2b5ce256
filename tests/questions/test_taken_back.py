"""Clawbacks taken together: what the same deal was paid is taken back twice, or not at all."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from tests.questions.test_suspicious import PLAN

SOLD = "    commission Base for each credit of Sales {\n        pay      5% of credit.amount\n        rounded  each credit\n    }\n"
DAYS = "calendar days from deal.closed through deal.returned is"


def _text(*clawbacks: tuple[str, str]) -> str:
    rules = [SOLD]
    for index, (when, taken) in enumerate(clawbacks):
        lines = (f"when {when}", f"take back {taken}", "rounded each credit", "dated deal.returned")
        rules.append(
            f"    clawback Back{index} for each credit of Sales {{\n"
            + "".join(f"        {one}\n" for one in lines)
            + "    }\n"
        )
    names = ", ".join(("Base", *(f"Back{index}" for index in range(len(clawbacks)))))
    text = PLAN.format(rules="\n".join(rules), names=f"{names}\n        if negative collected")
    return text.replace(
        "amount:  money\n", "amount:  money, from 0 USD\n        returned: date, optional\n        lost: yes/no\n"
    )


def _found(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _within(days: int) -> str:
    return f"deal.returned is known and deal.returned is within {days} days after deal.closed"


def _since(days: int) -> str:
    return (
        f"deal.returned is known and deal.returned is from (deal.closed + {days} days) through (deal.closed + 180 days)"
    )


def _after(days: str) -> str:
    return f"deal.returned is known and {DAYS} {days}"


TWICE = [
    ((_within(90), "Base"), (_since(90), "50% of Base")),
    ((_within(90), "Base"), (_within(180), "50% of Base")),
    ((_within(90), "Base"), (_after("above 90 days"), "50% of Base")),  # the ninetieth day after it is the 91st
    (("deal.returned is known", "Base"), ("deal.returned is known and deal.lost is yes", "Base")),
    (("deal.returned is known and deal.product is New", "Base"), ("deal.returned is known and deal.lost is yes", "Base")),
    (("deal.returned is known and deal.product is New", "5% of credit.amount"),
     ("deal.returned is known and deal.product is one of New, Renewal", "2% of credit.amount")),
]  # fmt: skip
ONCE = [
    ((_within(90), "Base"), (_since(91), "50% of Base")),
    ((_within(90), "Base"), (_after("above 91 days"), "50% of Base")),
    ((_within(90), "Base"), (_after("at least 92 days"), "50% of Base")),
    (("deal.returned is known and deal.lost is no", "Base"), ("deal.returned is known and deal.lost is yes", "50% of Base")),
    (("deal.returned is known and deal.product is New", "50% of Base"), ("deal.returned is known and deal.lost is yes", "50% of Base")),
    (("deal.returned is known", "Base"), ("deal.returned is known and deal.lost is yes", "1% of deal.amount")),
    (("deal.returned is known", "Base"), ("deal.returned is known and deal.lost is yes\n        in addition to Back0", "50% of Base")),
]  # fmt: skip


@pytest.mark.parametrize("rules", TWICE)
def test_taken_back_twice_is_asked_and_settled_by_each_answer(rules: tuple[tuple[str, str], ...]) -> None:
    text = _text(*rules)
    (found,) = _found(text)
    assert found.rule == "both-pay" and found.message.startswith("Back0 and Back1 both take back where "), found.message
    answers = [repair for repair in found.repairs if repair.edits]
    assert [repair.text.partition(" there")[0] for repair in answers] == [
        "Both are taken back", "Only Back0 is taken back", "Only Back1 is taken back"
    ]  # fmt: skip
    for repair in answers:
        assert _found(edited(text, repair.edits)) == [], repair.text


@pytest.mark.parametrize("rules", ONCE)
def test_taken_back_once(rules: tuple[tuple[str, str], ...]) -> None:
    assert _found(_text(*rules)) == []


def test_a_day_that_no_clawback_is_about() -> None:
    text = _text((_after("below 91 days"), "Base"), (_after("above 91 days"), "50% of Base"))
    (found,) = _found(text)
    assert (found.rule, "takes anything back" in found.message) == ("neither-pays", True), found.message
    for repair in found.repairs:
        assert repair.edits and _found(edited(text, repair.edits)) == [], repair.text
