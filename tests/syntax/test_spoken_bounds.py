"""Bounds as they are spoken of, and days without a kind: each is answered with all that it may mean, to be put in."""

from __future__ import annotations

import pytest

from planlang.diagnostics.edits import edited
from planlang.syntax.parse import parse
from tests.syntax.corpus import in_rule, in_table

CONDITIONS = [
    ("deal.closed is between 2025-03-01 and 2025-03-31", ["is from 2025-03-01 through 2025-03-31", "is from 2025-03-01 before 2025-03-31"]),
    ("deal.amount is between 5 and 9 USD and deal.a is New", ["is from 5 USD through 9 USD", "is from 5 USD below 9 USD"]),
    ("deal.amount is from 5 USD to 9 USD", ["is from 5 USD through 9 USD", "is from 5 USD below 9 USD"]),
    ("deal.amount is 5 to 9%", ["is from 5% through 9%", "is from 5% below 9%"]),
    ("deal.closed is until 2025-03-31", ["is at most 2025-03-31", "is before 2025-03-31"]),
    ("deal.closed by 2025-03-31", ["is at most 2025-03-31", "is before 2025-03-31"]),
    ("deal.closed is on or after 2025-03-31", ["is at least 2025-03-31"]),
    ("deal.amount exceeds participant.quota / 4", ["is above participant.quota / 4", "is at least participant.quota / 4"]),
    ("deal.amount is under 5 USD", ["is at most 5 USD", "is below 5 USD"]),
    ("deal.closed is over 30 days after deal.sent", ["is after deal.sent + 30 days", "is at least deal.sent + 30 days"]),
    ("deal.amount is 10,000 USD+", ["is at least 10,000 USD"]),
    ("deal.amount 10k+", ["is at least 10,000 USD"]),
    ("deal.amount is over 10k EUR+ and deal.a is New", ["is at least 10,000 EUR"]),
    ("deal.seats is 10+", ["is at least 10"]),
    ("deal.closed is less than 30 days after deal.sent", ["is within 30 days after deal.sent", "is within 29 days after deal.sent"]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), CONDITIONS)
def test_a_condition(said: str, meant: list[str]) -> None:
    text = in_rule(f"when {said}", "pay 5 USD")
    (found,) = parse(text, "s.plan").diagnostics
    assert (found.rule, [one.example for one in found.repairs]) == ("trade-word", meant)
    for repair in found.repairs:
        assert parse(edited(text, repair.edits), "s.plan").diagnostics == ()


TABLES = [
    (["up to 9 USD: 1%", "over 9 USD: 2%"], ["below 9 USD", "from 9 USD"], ["through 9 USD", "above 9 USD"]),
    (["0 - 9 USD: 1%", "9 - 20 USD: 2%", "20 USD+: 3%"], ["from 0 USD below 9 USD", "from 9 USD below 20 USD", "from 20 USD"],
     ["from 0 USD through 9 USD", "above 9 USD through 20 USD", "above 20 USD"]),
    (["less than 9%: 1%", "9% to 20%: 2%", "at least 20%: 3%"], ["below 9%", "from 9% below 20%", "from 20%"],
     ["through 9%", "above 9% through 20%", "from 20%"]),
    (["0 USD to 9 USD: 1%", "from 9 USD  : 2%"], ["from 0 USD below 9 USD", "from 9 USD  "], ["from 0 USD through 9 USD", "above 9 USD  "]),
    (["between 0 and 9: 1%", "10 to 20: 2%"], ["from 0 below 9", "from 10 below 20"], ["from 0 through 9", "from 10 through 20"]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "next_row", "own_row"), TABLES)
def test_the_rows_of_a_table_are_answered_together(rows: list[str], next_row: list[str], own_row: list[str]) -> None:
    text = in_table(*rows)
    (found,) = parse(text, "s.plan").diagnostics
    for repair, bands in zip(found.repairs, (next_row, own_row)):
        made = edited(text, repair.edits)
        assert parse(made, "s.plan").diagnostics == ()
        assert all(f"{band}:" in made for band in bands), made


@pytest.mark.parametrize(
    ("row", "meant"),
    [("20 USD+: 3%", "from 20 USD"), ("20 USD and up: 3%", "from 20 USD"), ("New/Old: 3%", "New, Old"), ("New and Old: 3%", "New, Old"),
     ("New or Old: 3%", "New, Old")],
)  # fmt: skip
def test_a_row_that_can_mean_one_thing_has_one_answer(row: str, meant: str) -> None:
    text = in_table("below 20 USD: 1%" if "USD" in row else "Big: 1%", row)
    (found,) = parse(text, "s.plan").diagnostics
    assert [one.example for one in found.repairs] == [meant]
    assert parse(edited(text, found.repairs[0].edits), "s.plan").diagnostics == ()


@pytest.mark.parametrize(
    "said", ["days from deal.sent through deal.closed", "days of the month from deal.sent through deal.closed / days of the month"]
)  # fmt: skip
def test_days_are_of_the_calendar_or_worked(said: str) -> None:
    text = in_rule(f"pay 5 USD * ({said})")
    (found,) = parse(text, "s.plan").diagnostics
    assert found.rule == "trade-word"
    for repair, word in zip(found.repairs, ("calendar", "working")):
        made = edited(text, repair.edits)
        assert made == text.replace("days", f"{word} days")
        assert parse(made, "s.plan").diagnostics == ()


def test_a_date_that_is_written_right_is_not_what_is_wrong() -> None:
    (found,) = parse(in_rule("when deal.closed is the 2025-03-31", "pay 5 USD"), "s.plan").diagnostics
    assert found.rule != "date-form"


def test_service_since_a_day_is_no_bound() -> None:
    text = in_rule("when month of service since participant.hired is from 1 through 3", "pay 5 USD")
    (found,) = parse(text, "s.plan").diagnostics
    assert found.rule == "needs-parentheses"
    assert "(month of service since participant.hired) is from 1" in edited(text, found.repairs[0].edits)
