"""Rules taken together by conditions between two values of a row, by what may be missing, and by gates that leave nothing."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from tests.questions.test_suspicious import PLAN

MONTHLY = (
    "    measure Month for each participant each quarter = total amount of the participant's Sales in the quarter\n\n"
)
DATED = "quota:    money per quarter, above 0 USD\n        hired:    date\n        left:     date, optional"


def _text(*rules: tuple[str, str]) -> str:
    """A plan with rules of these kinds and steps; those that read ``Month`` are for each quarter."""
    written = []
    for index, (kind, steps) in enumerate(rules):
        grain, unit = ("participant each quarter", "quarter") if "Month" in steps else ("credit of Sales", "credit")
        rounded = f"\n        rounded  each {unit}" if "% of" in steps else ""
        written.append(f"    {kind} Rule{index} for each {grain} {{\n        {steps}{rounded}\n    }}")
    text = PLAN.format(
        rules=MONTHLY + "\n\n".join(written), names=", ".join(f"Rule{index}" for index in range(len(rules)))
    )
    return text.replace("quota:    money per quarter, above 0 USD", DATED)


def _check(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


def _spiff(when: str, pay: str) -> tuple[str, str]:
    return "spiff", f"when {when}\n        pay  {pay}"


def _commission(when: str, rate: str) -> tuple[str, str]:
    return "commission", f"when {when}\n        pay  {rate} of credit.amount"


def _bonus(gate: str, pay: str) -> tuple[str, str]:
    return "bonus", f"pay  {pay}\n        only if  {gate}, otherwise 0 USD"


def _choice(condition: str, pay: str) -> tuple[str, str]:
    return "bonus", f"pay  {pay} if {condition}, otherwise 0 USD"


HIRED = "deal.closed is within {} after participant.hired"
STAYS = "participant.left is missing and deal.product is {}"
BOTH = [
    ("deal.closed is within 14 days after participant.hired", _spiff(HIRED.format("30 days"), "100 USD"), _spiff(HIRED.format("2 weeks"), "150 USD")),
    ("deal.closed is within 1 month after participant.hired", _spiff(HIRED.format("1 month"), "100 USD"), _spiff(HIRED.format("1 year"), "150 USD")),
    ("deal.closed is 30 days after participant.hired", _commission("deal.closed is at most participant.hired + 30 days", "5%"),
     _commission("deal.closed is at least participant.hired + 30 days", "6%")),
    ("participant.left is missing and deal.product is Upsell", _commission(STAYS.format("one of New, Upsell"), "5%"),
     _commission(STAYS.format("one of Upsell, Renewal"), "6%")),
    ("credit.amount is at least participant.quota / 5", _spiff("credit.amount is at least participant.quota / 10", "100 USD"),
     _spiff("credit.amount is at least participant.quota / 5", "150 USD")),
    ("(credit.amount / participant.quota) is at least 20%", _spiff("credit.amount / participant.quota is at least 10%", "100 USD"),
     _spiff("credit.amount / participant.quota is at least 20%", "150 USD")),
    ("Month is from 40,000 USD through 50,000 USD", _bonus("Month is from 10,000 USD through 50,000 USD", "100 USD"),
     _bonus("Month is from 40,000 USD through 90,000 USD", "300 USD")),
    ("Month is at least 40,000 USD", _bonus("Month is at least 10,000 USD", "100 USD"), _bonus("Month is at least 40,000 USD", "300 USD")),
    ("Month is from 40,000 USD through 50,000 USD", _choice("Month is from 10,000 USD through 50,000 USD", "100 USD"),
     _bonus("Month is from 40,000 USD through 90,000 USD", "300 USD")),
]  # fmt: skip


@pytest.mark.parametrize(("where", "one", "other"), BOTH, ids=[where for where, *_ in BOTH])
def test_asked_where_both_pay(where: str, one: tuple[str, str], other: tuple[str, str]) -> None:
    """Each answer, pasted into the plan, settles it."""
    text = _text(one, other)
    (found,) = _check(text)
    assert found.rule == "both-pay" and f"both pay where {where}, " in found.message
    for repair in found.repairs[:4]:
        assert _check(edited(text, repair.edits)) == [], repair.text


HOLES = [
    ("deal.closed is 31 days after participant.hired", "deal.closed is within 31 days after participant.hired",
     _commission(HIRED.format("30 days"), "5%"), _commission("deal.closed is after participant.hired + 31 days", "6%")),
    ("credit.amount is exactly participant.quota", "credit.amount is at most participant.quota",
     _commission("credit.amount is below participant.quota", "5%"), _commission("credit.amount is above participant.quota", "6%")),
    ("credit.amount is exactly 10,000 USD", "credit.amount is at most 10,000 USD",
     _commission("participant.left is missing and credit.amount is below 10,000 USD", "5%"),
     _commission("participant.left is missing and credit.amount is above 10,000 USD", "6%")),
    ("Month is exactly 10,000 USD", "Month is at most 10,000 USD",
     _bonus("Month is below 10,000 USD", "100 USD"), _bonus("Month is above 10,000 USD", "300 USD")),
]  # fmt: skip


@pytest.mark.parametrize(("where", "until", "one", "other"), HOLES, ids=[where for where, *_ in HOLES])
def test_asked_where_neither_pays(where: str, until: str, one: tuple[str, str], other: tuple[str, str]) -> None:
    text = _text(one, other)
    (found,) = _check(text)
    assert found.rule == "neither-pays" and f"where {where}, neither" in found.message
    assert found.repairs[0].example == until
    for repair in found.repairs:
        assert _check(edited(text, repair.edits)) == [], repair.text


SILENT = [
    # They exclude each other.
    (_commission(HIRED.format("90 days"), "5%"), _commission("deal.closed is not within 90 days after participant.hired", "6%")),
    (_commission(HIRED.format("90 days"), "5%"), _commission("deal.closed is after participant.hired + 90 days", "6%")),
    (_commission("participant.left is missing", "5%"), _commission("participant.left is known", "6%")),
    (_commission("credit.amount is below participant.quota", "5%"), _commission("credit.amount is at least participant.quota", "6%")),
    (_commission("deal.id is participant.id", "5%"), _commission("deal.id is not participant.id", "6%")),
    # They answer different questions.
    (_spiff(HIRED.format("30 days"), "100 USD"), _spiff("credit.amount is at least participant.quota / 10", "150 USD")),
    (_spiff(HIRED.format("30 days"), "100 USD"), _spiff("deal.closed is within 30 days after deal.shipped", "150 USD")),
    # As much once more, and one that is paid beside what its gate keeps out.
    (_bonus("Month is at least 10,000 USD", "100 USD"), _bonus("Month is at least 40,000 USD", "100 USD")),
    (_bonus("Month is from 10,000 USD through 50,000 USD", "100 USD"),
     ("bonus", "pay  300 USD\n        only if  Month is from 40,000 USD through 90,000 USD, otherwise 0 USD\n        plus  50 USD")),
]  # fmt: skip


@pytest.mark.parametrize("rules", SILENT, ids=[f"{one[1]} beside {other[1]}" for one, other in SILENT])
def test_not_asked(rules: tuple[tuple[str, str], tuple[str, str]]) -> None:
    assert _check(_text(*rules)) == []
