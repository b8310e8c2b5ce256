"""What goes on behind a phrase that is open at its end is asked where it can be read two ways, and shown with what each reading pays."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.syntax.formatting.api import format_text

PLAN = """plan Small "Parts" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:    text, key
        sales: money, from 0 USD
        quota: money, above 0 USD
        units: count, from 0
        goal:  count, from 0
    }}

    bonus Base for each participant once on 2025-12-31 {{
        pay      {amount}
        rounded  each participant
    }}

    payout for each participant each year, by credit date {{
        add      Base
    }}
}}
"""
ASKED = {
    "the part of participant.sales above participant.quota * 5%": (
        "(participant.quota * 5%)", "(the part of participant.sales above participant.quota) * 5%"),
    "the part of participant.sales above participant.quota / 2": (
        "(participant.quota / 2)", "(the part of participant.sales above participant.quota) / 2"),
    "the part of participant.sales up to 5,000 USD * 10%": (
        "(5,000 USD * 10%)", "(the part of participant.sales up to 5,000 USD) * 10%"),
    "the part of participant.sales above 5 USD up to participant.quota + 10 USD": (
        "(participant.quota + 10 USD)", "(the part of participant.sales above 5 USD up to participant.quota) + 10 USD"),
    "5 USD * (the part of participant.units above participant.goal * 2)": (
        "(participant.goal * 2)", "(the part of participant.units above participant.goal) * 2"),
    "the part of participant.sales above (participant.quota + 5 USD) * 10%": (
        "((participant.quota + 5 USD) * 10%)", "(the part of participant.sales above (participant.quota + 5 USD)) * 10%"),
}  # fmt: skip
SOUND = [
    "the part of participant.sales above (participant.quota * 5%)",
    "(the part of participant.sales above participant.quota) * 5%",
    "5% of (the part of participant.sales above 2 * participant.quota up to 3 * participant.quota)",
    "the part of participant.sales above participant.quota * 50% up to participant.quota",
    "the part of participant.sales above participant.units * 5 USD",
]


def _found(amount: str) -> list[tuple[str, list[str | None]]]:
    found = check_text(PLAN.format(amount=amount), "page.plan").diagnostics
    return [(one.rule, [repair.example for repair in one.repairs]) for one in found]


@pytest.mark.parametrize("amount", ASKED)
def test_both_readings_are_asked_and_either_settles_it(amount: str) -> None:
    assert _found(amount) == [("needs-parentheses", list(ASKED[amount]))]
    (found,) = check_text(PLAN.format(amount=amount), "page.plan").diagnostics
    text = PLAN.format(amount=amount)
    for repair in found.repairs:
        (edit,) = repair.edits
        settled = text[: edit.place.start] + edit.words + text[edit.place.end :]
        assert [one.rule for one in check_text(settled, "page.plan").diagnostics] == []
        again = format_text(settled, "page.plan").text
        assert [one.rule for one in check_text(again, "page.plan").diagnostics] == []
        assert format_text(again, "page.plan").text == again


@pytest.mark.parametrize("amount", SOUND)
def test_what_has_one_reading_is_not_asked(amount: str) -> None:
    assert _found(amount) == []


def test_three_amounts_are_divided_first() -> None:
    assert _found("participant.sales * participant.sales / participant.quota") == [
        ("kind-mismatch", ["participant.sales * (participant.sales / participant.quota)"])
    ]
    assert _found("participant.sales * participant.units / participant.goal")[0][0] != "kind-mismatch"
