"""Gates that are no `only if` line, and tables that are a `first match`: measured alike, or asked about."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from tests.questions.test_suspicious import PLAN

MEASURES = """    measure Year for each participant each quarter = total amount of the participant's Sales in the year through this quarter

    measure Own for each participant each quarter = total amount of the participant's Sales in the quarter

    measure Kicker for each participant each quarter = 1.2x if Year is at least 50,000 USD, otherwise 1x

    measure Open for each participant each quarter = 1 if Year is at least 50,000 USD, otherwise 0
"""
RULE = """    commission Tiered for each participant each quarter {{
        {}
        rounded  each quarter
    }}"""
TIERS = "times  tiers by Own, all at the tier reached {\n below 20,000 USD: 4%\n from 20,000 USD: 6%\n}"
MATCH = "times  first match {\n when Own is at least 40,000 USD: 7%\n when Own is at least 20,000 USD: 6%\n otherwise: 4%\n}"
GATE = "pay  Own\n only if  Year is at least 50,000 USD, otherwise 0 USD\n "
CHOICE = "pay  Own if Year is at least 50,000 USD, otherwise 0 USD\n "


def _text(steps: str) -> str:
    return PLAN.format(rules=MEASURES + "\n" + RULE.format(steps), names="Tiered")


def _found(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "page.plan").diagnostics if one.rule not in ("unused", "negative-open")]


KICKER = "\ntimes  1.2x when Year is at least 50,000 USD"
FACTOR = "\ntimes  (1.2x if Year is at least 50,000 USD, otherwise 1x)"
NAMED = "\ntimes  Kicker"
OPENED = "pay  Own * Open\n"


@pytest.mark.parametrize(
    "steps",
    [
        CHOICE + TIERS,
        GATE + MATCH,
        CHOICE + MATCH,
        "pay  Own\n" + TIERS + KICKER,
        "pay  Own\n" + TIERS + FACTOR,
        "pay  Own\n" + TIERS + NAMED,
        OPENED + TIERS,
    ],
)
def test_asked_and_settled_by_each_answer(steps: str) -> None:
    text = _text(steps)
    (found,) = _found(text)
    assert found.rule == "gate-elsewhere" and "in the year through this quarter, and the table at" in found.message
    assert len(found.repairs) == 3
    for repair in found.repairs:
        assert _found(edited(text, repair.edits)) == [], repair.text


@pytest.mark.parametrize(
    "steps",
    [
        GATE.replace("Year", "Own") + MATCH,
        "pay  Own\n" + TIERS + KICKER.replace("Year", "Own"),
        "pay  Own\n" + TIERS + FACTOR.replace("Year", "Own"),
        "pay  Own\n" + TIERS + FACTOR.replace("1.2x", "1x"),  # no kicker at all
        "pay  5% of Own" + FACTOR,
        "pay  Own * Open",
        "pay  5% of Own" + KICKER,  # a kicker of the year for what is paid by the quarter
        CHOICE + TIERS + "\n plus  100 USD",  # something is paid where it does not hold
        CHOICE.replace("otherwise 0 USD", "otherwise 100 USD") + TIERS,
        GATE + MATCH.replace("Own is at least 20,000 USD", "participant.quota is at least 20,000 USD"),
    ],
)
def test_not_asked(steps: str) -> None:
    assert _found(_text(steps)) == []
