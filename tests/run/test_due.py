"""What is earned and not paid is listed, and with what is paid it is all that was earned, on every engine alike."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import planlang
from planlang.compile import compile_text
from planlang.engines.sql.dialects import DIALECTS
from planlang.run.periods import selected
from planlang.run.script.script import script

PLAN = Path(__file__).parent / "due.plan"
ROWS = {
    "participants": [{"id": "ana"}, {"id": "bo"}],
    "deals": [
        {"id": "d1", "owner": "ana", "closed": "2025-01-10", "collected": "2025-03-05", "amount": "1000.01"},
        {"id": "d2", "owner": "ana", "closed": "2025-02-10", "collected": None, "amount": "500.00"},
        {"id": "d3", "owner": "bo", "closed": "2025-05-10", "collected": "2025-10-01", "amount": "2000.00"},
        {"id": "d4", "owner": "bo", "closed": "2025-05-10", "collected": "2025-09-30", "amount": "2000.00"},
        {"id": "d5", "owner": "bo", "closed": "2025-05-10", "collected": "2025-06-01", "amount": "99.00"},
        {"id": "d6", "owner": "bo", "closed": "2025-07-01", "collected": "2025-07-01", "amount": "9000.00"},
    ],
}


@pytest.fixture(scope="module", params=["duckdb", "interpreter"])
def result(request: pytest.FixtureRequest) -> planlang.Result:
    return planlang.load(PLAN).run(engine=request.param, **ROWS)


def test_parts_without_a_day_and_after_the_last_day_are_due(result: planlang.Result) -> None:
    assert [tuple(row.values()) for row in result.due.rows()] == [
        ("Base", "d2", "ana", "the rest on deal.collected", None, Decimal("25.00"), "the day of the payment is not known yet"),
        ("Base", "d3", "bo", "the rest on deal.collected", datetime.date(2025, 10, 1), Decimal("100.00"),
         "due after the last day that the plan follows"),
    ]  # fmt: skip


def test_the_odd_cent_goes_to_the_rest_and_every_payment_into_its_month(result: planlang.Result) -> None:
    paid = [(row["key"], row["period"], row["amount"]) for row in result.lines.rows() if row["amount"]]
    assert paid == [
        ("d1", "2025-01", Decimal("50.00")),
        ("d2", "2025-02", Decimal("25.00")),
        ("d1", "2025-03", Decimal("50.00")),
        ("d3", "2025-05", Decimal("100.00")),
        ("d4", "2025-05", Decimal("100.00")),
        ("d4", "2025-09", Decimal("100.00")),
    ]
    assert result.total == Decimal("425.00")


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_a_script_lists_what_is_due(dialect: str) -> None:
    text = PLAN.read_text()
    graph = compile_text(text, PLAN.name).graph
    assert graph is not None
    made = script(graph, text, DIALECTS[dialect](), selected(graph, None))
    assert [step.kind for step in made.steps][-2:] == ["payouts", "due"]


def test_a_plan_that_pays_at_once_has_no_such_table() -> None:
    plan = planlang.load(
        PLAN.read_text().replace(
            "        paid     50% on deal.closed\n        paid     the rest on deal.collected\n", ""
        )
    )
    with pytest.raises(planlang.PlanlangError, match="nothing is due later"):
        _ = plan.run(engine="interpreter", **ROWS).due


def test_the_explanation_says_what_was_earned_and_which_part_is_paid() -> None:
    result = planlang.load(PLAN).run(engine="interpreter", **ROWS)
    text = str(result.explain("ana", "2025-03"))
    assert "d1  earned 100.00 = 10% x 1,000.01, rounded" in text
    assert "d1  the rest on deal.collected" in text
