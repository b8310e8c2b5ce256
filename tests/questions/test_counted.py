"""A count with its returns, and prizes for nothing: what is warned of, and what isn't."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited

RULES = Path(__file__).resolve().parents[2] / "planlang" / "diagnostics" / "rules"


def bad(rule: str) -> str:
    return re.findall(r"```plan\n(.*?)```", (RULES / f"{rule}.md").read_text(encoding="utf-8"), re.DOTALL)[0]


def rules(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "c.plan").diagnostics]


@pytest.mark.parametrize("rule", ["returns-counted", "prize-for-nothing", "whole-amount-paid"])
def test_the_first_answer_settles_it(rule: str) -> None:
    text = bad(rule)
    found = check_text(text, "c.plan").diagnostics
    assert [one.rule for one in found] == [rule]
    assert not rules(edited(text, found[0].repairs[0].edits))


@pytest.mark.parametrize(
    ("rule", "was", "now"),
    [
        (
            "returns-counted",
            "Net in the month\n    measure Sold",
            "Net in the month where credit.amount is above 0 USD\n    measure Sold",
        ),
        ("returns-counted", "amount   -deal.amount", "amount   deal.amount"),
        ("prize-for-nothing", "highest first", "lowest first"),
        (
            "prize-for-nothing",
            "ties all get the better prize {",
            "within each participant.id, ties all get the better prize {",
        ),
    ],
)
def test_what_is_said_otherwise(rule: str, was: str, now: str) -> None:
    text = bad(rule).replace(was, now)
    assert now in text
    assert (rule in rules(text)) is ("within each" in now)


RANK = "place by Sold, highest first, ties take the better place"


@pytest.mark.parametrize(
    ("measure", "steps", "found"),
    [
        (RANK, "pay 100 USD\nonly if Rank is at most 3, otherwise 0 USD", True),
        (RANK, "when Rank is at most 3\npay 100 USD", True),
        ("Sold", f"when ({RANK}) is at most 3\npay 100 USD", True),
        (RANK, "when Rank is at most 3 and Sold is above 0 USD\npay 100 USD", False),
        (RANK, "when Rank is at most 3\npay 5% of Sold\nrounded each month", False),
        (RANK.replace("better", "worse"), "when Rank is at most 3\npay 100 USD", False),
        (RANK.replace("by Sold", "by Share"), "when Rank is at most 3\npay 100 USD", True),
        (RANK.replace("by Sold", "by Share"), "when Share is at least 5% and Rank is at most 3\npay 100 USD", False),
        ("1", "when Rank is at most 3\npay 100 USD", False),
    ],
)
def test_a_place_in_a_condition_is_one_of_nothing_too(measure: str, steps: str, found: bool) -> None:
    text = bad("prize-for-nothing")
    rule = re.search(r"    (spiff|bonus) \w+ for each participant each month \{\n.*?\n    \}\n", text, re.DOTALL)
    assert rule is not None
    head = rule[0].split("\n")[0]
    more = "    measure Share for each participant each month = Sold / 1,000 USD\n" if "Share" in measure else ""
    made = f"{more}    measure Rank for each participant each month = {measure}\n{head}\n{steps}\n    }}\n"
    said = [one for one in check_text(text.replace(rule[0], made), "c.plan").diagnostics if one.rule != "unused"]
    assert [one.rule for one in said] == ["prize-for-nothing"] * found
    if found:
        assert rules(edited(text.replace(rule[0], made), said[0].repairs[0].edits)) == (
            ["unused"] if measure == "Sold" else []
        )


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("times    5% when deal.new is yes\n        times    2% when deal.new is no", []),
        ("times    50% when deal.new is yes", []),
        ("times    5%\n        times    10% when deal.new is yes", []),
        ("times    5% + 2% when deal.new is yes", ["whole-amount-paid"]),
        ("times    5% when deal.new is yes\n        times    2% when deal.owner is missing", ["always-known"]),
        ("times    table by deal.new {\n            yes: 10\n            no: 5\n        }", ["unit-slip"]),
    ],
)
def test_a_rate_of_some_rows(step: str, found: list[str]) -> None:
    assert rules(bad("whole-amount-paid").replace("times    5% when deal.new is yes", step)) == found
