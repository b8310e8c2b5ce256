"""What amendments are asked, and what they say where they don't fit the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text

PLAN = (Path(__file__).parent / "amendments.plan").read_text(encoding="utf-8")
BASE = PLAN[: PLAN.index("\namend ")]


def rules(amendment: str, plan: str = BASE) -> dict[str, str]:
    """The errors of the plan with an amendment: rule and repairs."""
    found = check_text(f"{plan}\n{amendment}", "plan.plan").diagnostics
    return {one.rule: " | ".join(repair.example or repair.text for repair in one.repairs) for one in found}


def test_a_table_that_a_running_rule_uses_is_asked_about_too() -> None:
    table = "table Rates {\n        below 5 USD: 5%\n        from  5 USD: 6%\n    }"
    found = rules(f"amend Amended from 2025-05-01, by deal.closed {{\n    {table}\n}}\n")
    assert set(found) == {"amended-running-open"}
    assert "running totals go on" in found["amended-running-open"]
    assert rules(f"amend Amended from 2025-05-01, by deal.closed, running totals go on {{\n    {table}\n}}\n") == {}


def test_a_month_has_no_deal_whose_date_could_decide() -> None:
    plan = BASE.replace("    spiff Push for each credit of Sales {", "    spiff Push for each participant each month {")
    restated = "    spiff Push for each participant each month {\n        pay      6 USD\n    }\n"
    found = rules(f"amend Amended from 2025-05-15, by deal.closed {{\n{restated}}}\n", plan)
    assert "by the last day of the month" in found["out-of-reach"]
    assert rules(f"amend Amended from 2025-05-15, by the last day of the month {{\n{restated}}}\n", plan) == {}


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        ("    remove Sales\n", "not-amendable"),
        ("    remove Nothing\n", "unknown-name"),
        (
            "    remove Push\n    spiff Push for each credit of Sales {\n        pay      6 USD\n    }\n",
            "amendments-contradict",
        ),
        ("    bonus Push for each credit of Sales {\n        pay      6 USD\n    }\n", "amended-otherwise"),
    ],
)
def test_what_does_not_go(items: str, rule: str) -> None:
    assert rule in rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{items}}}\n")


@pytest.mark.parametrize("of", ["the rule", "its other version"])
def test_a_version_without_steps_is_said_to_have_none(of: str) -> None:
    empty, some = (
        "    spiff Push for each credit of Sales {\n    }\n",
        "    spiff Push for each credit of Sales {\n        pay      5 USD\n    }\n",
    )
    plan = BASE.replace(some, empty) if of == "the rule" else BASE
    restated = some.replace("5 USD", "6 USD") if of == "the rule" else empty
    assert set(rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{restated}}}\n", plan)) == {"empty-rule"}


@pytest.mark.parametrize("of", ["the rule", "its other version"])
def test_a_version_that_does_not_say_what_it_is_for_is_asked_once(of: str) -> None:
    some = "    spiff Push for each credit of Sales {\n        pay      5 USD\n    }\n"
    less = some.replace(" for each credit of Sales", "")
    plan = BASE.replace(some, less) if of == "the rule" else BASE
    restated = (some if of == "the rule" else less).replace("5 USD", "6 USD")
    found = rules(f"amend Amended from 2025-05-01, by deal.closed {{\n{restated}}}\n", plan)
    assert set(found) == {"grain-open"}
    assert "for each credit of Sales" in found["grain-open"]
