"""`first match`: rows that are never reached are warned of, and rows that leave nothing out need no `otherwise`."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from tests.questions.test_near_misses import PLAN


def _found(*rows: str) -> list[str]:
    steps = "\n".join(["pay  credit.amount", "times  first match {", *rows, "}", "rounded  each credit"])
    text = PLAN.format(steps=steps)
    return [one.rule for one in check_text(text, "page.plan").diagnostics]


NEVER = [
    ("when deal.amount is at least 1 USD: 5%", "when deal.amount is at least 2 USD: 8%"),
    ("when deal.kind is New or deal.kind is Renewal: 5%", "when deal.amount is at least 2 USD: 8%"),
    ("when deal.kind is New: 5%", "when deal.kind is Renewal: 5%", "when deal.seats is 3: 1%"),
    ("when deal.seats is at least 3: 5%", "when deal.seats is above 2 and deal.kind is New: 5%"),
    ("when deal.closed is after 2025-03-31: 5%", "when deal.closed is from 2025-04-01 through 2025-06-30: 5%"),
    ("when deal.amount is below 5 USD: 1%", "when deal.amount is above 5 USD: 2%", "when deal.amount is not 5 USD: 3%"),
]

REACHED = [
    ("when deal.amount is at least 2 USD: 5%", "when deal.amount is at least 1 USD: 8%"),
    ("when deal.amount is above 5 USD: 1%", "when deal.amount is at least 5 USD: 2%"),
    ("when deal.kind is New and deal.seats is 3: 1%", "when deal.kind is New: 2%"),
    ("when deal.amount is below 5 USD: 1%", "when deal.amount is above 5 USD: 2%", "when deal.amount is 5 USD: 3%"),
    ("when deal.amount is above deal.seats * 1 USD: 1%", "when deal.amount is above 100 USD: 2%"),
    ("when deal.seats is above 2: 1%", "when deal.seats is at least 2: 2%"),
]

COMPLETE = [
    ("when deal.kind is New: 5%", "when deal.kind is Renewal: 2%"),
    ("when deal.amount is below 5 USD: 1%", "when deal.amount is at least 5 USD: 2%"),
    ("when deal.seats is at most 2: 1%", "when deal.seats is at least 3: 2%"),
    (
        "when deal.kind is not New: 1%",
        "when deal.seats is below 3: 1%",
        "when deal.seats is above 2 and deal.kind is New: 1%",
    ),
]

OPEN = [
    ("when deal.kind is New: 5%",),
    ("when deal.amount is below 5 USD: 1%", "when deal.amount is above 5 USD: 2%"),
    ("when deal.amount is at most 2 USD: 1%", "when deal.amount is at least 3 USD: 2%"),
    ("when deal.kind is New: 5%", "when deal.kind is Renewal and deal.seats is above 1: 5%"),
]


@pytest.mark.parametrize("rows", NEVER)
def test_a_row_that_is_never_reached(rows: tuple[str, ...]) -> None:
    assert _found(*rows, "otherwise: 0%") == ["never-reached"]


@pytest.mark.parametrize("rows", REACHED)
def test_rows_that_are_reached(rows: tuple[str, ...]) -> None:
    assert _found(*rows, "otherwise: 0%") == []


@pytest.mark.parametrize("rows", COMPLETE)
def test_rows_that_leave_nothing_out(rows: tuple[str, ...]) -> None:
    assert _found(*rows) == []


@pytest.mark.parametrize("rows", OPEN)
def test_rows_that_leave_something_out(rows: tuple[str, ...]) -> None:
    assert _found(*rows) == ["end-open"]
