"""The first slice of what is counted: the first 5,000 copies, or the 4,999 before number 5,000."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited

PAGE = Path(__file__).resolve().parents[2] / "planlang" / "diagnostics" / "rules" / "counted-from-zero.md"
BAD = re.findall(r"```plan\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]


def rules(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "c.plan").diagnostics]


def rows(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if "%" in line]


def test_both_answers_are_put_in_and_ask_nothing_more() -> None:
    found = check_text(BAD, "c.plan").diagnostics
    assert [one.rule for one in found] == ["counted-from-zero"]
    through, before = (edited(BAD, repair.edits) for repair in found[0].repairs)
    assert rows(through) == ["from 1 through 5,000: 10%", "from 5,001            : 12.5%"]
    assert rows(before) == ["from     1 below 5,000: 10%", "from 5,000            : 12.5%"]
    assert not rules(through) and not rules(before)


@pytest.mark.parametrize("first", ["below 5,000", "from 0 through 4,999", "from 1 below 5,000"])
def test_what_can_only_be_about_numbers_is_not_asked_about(first: str) -> None:
    assert not rules(BAD.replace("from     0 below 5,000", first))


def test_the_tier_reached_and_an_amount_are_not_asked_about() -> None:
    assert not rules(BAD.replace("each slice at its own tier", "all at the tier reached"))
    money = BAD.replace("copies:      count", "copies:      number").replace("25 USD * Copies", "25 USD * Copies")
    assert not rules(money)
