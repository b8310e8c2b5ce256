"""Words that stand alone, and what a total with `where` ends before: each answered with what the plan says."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic

PLAN = """
plan P "bare words" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data stores, each row a store {
        name: text, key
        goal: money, above 0 USD
    }

    data participants, each row a participant {
        id:    text, key
        store: store
    }

    data deals, each row a deal {
        id:      text, key
        owner:   participant
        store:   store
        closed:  date
        amount:  money, from 0 USD
        product: one of New, Old
        multi:   yes/no
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    measure Goal for each store = store.goal
    measure Sold for each participant each month = total amount of the participant's Sales in the month

    LINE

    commission Base for each credit of Sales {
        pay      10% of credit.amount
        rounded  each credit
        STEP
    }

    bonus Shown for each participant each month {
        pay      1 USD
        only if  Sold is above 5 USD, otherwise 0 USD
    }

    payout for each participant each month, by credit date {
        add  Base, Shown
    }
}
"""
MEASURE = "measure A for each participant each month = "
TOTAL = "total amount of the participant's Sales in the month"


def found(line: str = "", step: str = "") -> tuple[str, Diagnostic]:
    text = PLAN.replace("LINE", line).replace("STEP", step)
    return text, next(one for one in check_text(text, "b.plan").diagnostics if head(one.rule).severity == "error")


def errors(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "b.plan").diagnostics if head(one.rule).severity == "error"]


@pytest.mark.parametrize(
    ("said", "rule", "answer"),
    [
        (f"{TOTAL} where deal.multi is yes / 2", "needs-parentheses", f"({TOTAL} where deal.multi is yes)"),
        (f"{TOTAL} where deal.product is New + 1 USD", "needs-parentheses", f"({TOTAL} where deal.product is New)"),
        (f"{TOTAL} where deal.multi is true", "unknown-row-name", "yes"),
        (f"{TOTAL} where product is New", "unknown-row-name", "deal.product"),
        (f"{TOTAL} where amount is above 5 USD", "unknown-row-name", "deal.amount"),
        ("5 USD if Sold is above 5 USD, otherwise nothing", "unknown-row-name", "0 USD"),
    ],
)
def test_in_a_value(said: str, rule: str, answer: str) -> None:
    text, one = found(MEASURE + said)
    assert (one.rule, one.repairs[0].example) == (rule, answer)
    assert not errors(edited(text, one.repairs[0].edits))


@pytest.mark.parametrize(
    ("said", "answer"),
    [("for each month", "for the plan each month"), ("for each rep each month", "for each participant each month")],
)
def test_in_a_head(said: str, answer: str) -> None:
    assert found(f"measure A {said} = total amount of everyone's Sales in the month")[1].repairs[0].example == answer


def test_whose_measure_it_is() -> None:
    _, one = found(step="times    2x when Goal is above 5 USD")
    assert one.rule == "two-ways"
    answers = [repair.example or "" for repair in one.repairs]
    assert answers == ["measure GoalOfDeal for each deal = Goal", "measure OwnGoal for each participant = Goal"]
    for answer, name in zip(answers, ("GoalOfDeal", "OwnGoal")):
        text = PLAN.replace("LINE", answer).replace("STEP", f"times    2x when {name} is above 5 USD")
        assert not errors(text)


def test_rows_of_somebody_whom_a_row_of_the_data_names() -> None:
    data = """data goals, each row a goal, one for each rep and each month {
        rep:   participant
        month: month
    }

    measure OfGoal for each goal = count of the participant's deals in the plan where deal.product is New"""
    text, one = found(data)
    assert one.rule == "no-person-here"
    answer = "(count of everyone's deals in the plan where deal.product is New and deal.owner is goal.rep)"
    assert one.repairs[0].example == answer
    assert not errors(edited(text, one.repairs[0].edits))
