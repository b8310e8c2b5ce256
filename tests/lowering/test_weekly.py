"""Weeks and fortnights: what lies in no month, how periods are called, and rows of that name."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.run.periods import NoSuchPeriod, selected
from planlang.testing.examples import examples_of, run_example

HERE = Path(__file__).parent
WEEKLY = (HERE / "weekly.plan").read_text(encoding="utf-8")
ROWS = (HERE.parent / "published" / "weekly-on-a-months-goal.plan").read_text(encoding="utf-8")


def rules(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "w.plan").diagnostics]


def test_a_week_has_no_month() -> None:
    said = "from the first day of the month of the last day of the week through the last day of the week"
    assert said in WEEKLY
    assert rules(WEEKLY.replace(said, "in the month through this week")) == ["no-period-here"]
    found = check_text(WEEKLY.replace(said, "in the month through this week"), "w.plan").diagnostics
    assert found[0].repairs[0].example == said


@pytest.mark.parametrize("said", ["in the same week of the previous year", "in the same month of the previous week"])
def test_no_week_is_the_same_as_one_of_another_year(said: str) -> None:
    assert "window-open" in rules(WEEKLY.replace("in the last 4 weeks", said))


def test_a_week_goes_by_its_first_day() -> None:
    graph = compile_text(WEEKLY, "w.plan").graph
    assert graph is not None
    (number,) = selected(graph, "2025-01-05")
    assert graph.calendar.label("week", number) == "2025-01-05"
    for other in ("2025-01-06", "2025-01", "2025"):
        with pytest.raises(NoSuchPeriod) as caught:
            selected(graph, other)
        assert "called after its first day" in caught.value.why


@pytest.mark.parametrize(("when", "why"), [("2025-03-17", "no week starts on"), ("2025-03", "may lie in two periods")])
def test_an_expectation_names_the_first_day(when: str, why: str) -> None:
    text = WEEKLY.replace("expect payout for bo in 2025-03-16", f"expect payout for bo in {when}")
    assert text != WEEKLY
    checked = check_text(text, "w.plan")
    assert checked.graph is not None and checked.plan is not None
    outcome = run_example(examples_of(checked.plan)[1], checked.graph, "w.plan", text)
    assert any(why in str(one) for one in outcome.differences)


def test_rows_may_be_called_week() -> None:
    assert rules(ROWS) == []
    assert "reserved-row-name" in rules(
        ROWS.replace("payout for each participant each month", "payout for each participant each week")
    )
