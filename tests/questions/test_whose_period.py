"""Whose month a condition on rows means: both answers can be put into the plan, whatever the window, and read the rows that it reads."""

from __future__ import annotations

import random

import pytest

from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.engines.interpreter import Evaluator
from planlang.promises.worlds import Payable, worlds_of
from planlang.readings.cases import Shape
from planlang.readings.outcomes import outcome_of

PLAN = """plan Kept "Paid by what is in force" {{
    currency     USD
    calendar     {calendar}
    covers       credits dated from 2025-01-01 through {through}
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id: text, key
    }}

    data policies, each row a policy, dated by issued {{
        id:      text, key
        agent:   participant
        issued:  date
        lapsed:  date
        kept:    month
        premium: money, from 0 USD
    }}

    commission Trail for each participant each month {{
        pay      1% of ({value} of the participant's policies{window}{where})
        rounded  each month
    }}

    payout for each participant each month, by credit date {{
        add      Trail
    }}
}}
"""
YEARS = "years start in January"
WEEKS = "years end on the Saturday nearest January 31, named by the year they start in, quarters of 4-5-4 weeks, a 53rd week goes to the last month"
ALWAYS = " where policy.issued is at least (the first day of the month - 120 months)"
"""True of every month from which a row is read, so that both readings read what the window alone does."""


def plan(
    window: str, where: str, value: str = "total premium", calendar: str = YEARS, through: str = "2025-12-31"
) -> str:
    return PLAN.format(window=window, where=where, value=value, calendar=calendar, through=through)


def asked(text: str) -> Diagnostic:
    (one,) = compile_text(text, "it.plan").diagnostics
    assert one.rule == "whose-period-open", one.message
    return one


def answered(text: str) -> list[Graph]:
    found = []
    for repair in asked(text).repairs:
        assert repair.edits, repair.text
        made = compile_text(edited(text, repair.edits), "it.plan")
        assert made.graph is not None, [one.message for one in made.diagnostics]
        found.append(made.graph)
    return found


WINDOWS = (
    " in the plan",
    " in the year through this month",
    " in the previous quarter",
    " in the last 3 months",
    " from 2025-02-01 through 2025-09-15",
)


@pytest.mark.parametrize(
    ("window", "value"), [*((one, "total premium") for one in WINDOWS), (" in the last 2 quarters", "100 USD * (count")]
)
def test_an_answer_reads_the_rows_of_the_window(window: str, value: str) -> None:
    closed = ")" if "(" in value else ""
    made = compile_text(plan(window, closed, value), "it.plan")
    assert made.graph is not None and made.plan_tree is not None, [one.message for one in made.diagnostics]
    graphs = [made.graph, *answered(plan(window, ALWAYS + closed, value))]
    payable = Payable(made.graph, worlds_of(made.graph, made.plan_tree, "it.plan"), "it.plan")
    draw, tried, paid = random.Random(3), 0, 0
    for _ in range(6):
        data = payable.data(payable.worlds.drawn(draw, Shape(2, 5)))
        if data is not None:
            alone, theirs, hand = (outcome_of(Evaluator(graph, data)).payouts for graph in graphs)
            assert alone == theirs == hand
            tried, paid = tried + 1, paid + (alone != {})
    assert tried and paid


def test_a_period_itself_is_told_apart_by_two_measures() -> None:
    """`the month` has no `of policy.issued`: a value of each policy by itself sees no month but its own."""
    theirs, hand = asked(plan(" in the year", " where policy.kept is the month")).repairs
    assert "measure There for each policy = policy.premium if policy.kept is the month" in (theirs.example or "")
    assert "… total of the participant's There in the year" in (theirs.example or "")
    assert "measure There for each policy each month" in (hand.example or "")
    assert len(answered(plan(" in the year", " where policy.kept is the month"))) == 2


@pytest.mark.parametrize(
    ("window", "where", "made"),
    [
        (" in the last 12 months", " where policy.lapsed is after the last day of the month", {"calendar": WEEKS, "through": "2026-01-31"}),
        (" in the year", " where policy.lapsed is after the last day of the month", {"through": "2025-06-30"}),
        (" in the year", " where policy.agent is participant and policy.lapsed is after the last day of the month", {}),
        (" in the year", " where policy.lapsed is after the last day of the month", {"value": "highest premium"}),
    ],
)  # fmt: skip
def test_where_it_would_not_be_the_same_rows_it_is_left_to_the_author(
    window: str, where: str, made: dict[str, str]
) -> None:
    """Months of weeks, a year of which half is covered, whoever is at hand, a highest value: the words are shown, and nothing is put in."""
    assert not asked(plan(window, where, **made)).repairs[-1].edits
