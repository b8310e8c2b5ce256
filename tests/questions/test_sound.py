"""Plans of many trades that are definite, written to look for false alarms: nothing is asked of them, and nothing warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text

PLANS = sorted((Path(__file__).parent / "sound").glob("*.plan"))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_definite_plan_has_no_finding(path: Path) -> None:
    result = check_text(path.read_bytes(), path.name)
    assert result.diagnostics == (), [(one.rule, one.message) for one in result.diagnostics]
    assert result.graph is not None and not result.accepted


def test_a_floor_that_is_reckoned_from_a_day_is_still_warned_of_without_it() -> None:
    """`base * There` is 0 before somebody comes; the base alone is paid to everybody."""
    text = next(path for path in PLANS if path.stem == "guarantee").read_text(encoding="utf-8")
    alone = text.replace("participant.base * There", "participant.base / 1")
    found = [one.rule for one in check_text(alone, "plan.plan").diagnostics]
    assert alone != text and "floor-for-everybody" in found


def test_there_are_plans() -> None:
    assert len(PLANS) >= 30


def test_a_cap_that_no_longer_says_where_its_excess_goes_is_one_question() -> None:
    """What is in the balance is kept for somebody, since `rest paid` says so."""
    text = next(path for path in PLANS if path.stem == "bank").read_text(encoding="utf-8")
    less = text.replace(", excess kept in Bank", "")
    assert [one.rule for one in check_text(less, "plan.plan").diagnostics] == ["limit-excess-open"]
