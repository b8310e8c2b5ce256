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


GOALS = """plan Weekly "A goal for each week" {{
    currency     USD
    calendar     years start in January{starts}
    covers       credits dated from 2025-01-06 through 2025-12-28
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id: text, key
    }}

    data goals, each row a goal, one for each participant and each week {{
        participant: participant
        week:        week
        amount:      money per week, from 0 USD
    }}

    bonus Met for each participant each {unit} {{
        pay      100 USD
        only if  {gate}, otherwise 0 USD
    }}

    payout for each participant each month, by credit date {{
        add      Met
    }}
}}
"""
STARTS = ", weeks start on Monday"
TOTAL = "(total amount of the participant's goals {}) is above 0 USD"


def _goals(gate: str, unit: str = "week", starts: str = STARTS) -> list[str]:
    text = GOALS.format(gate=gate, unit=unit, starts=starts)
    return [rule for rule in rules(text) if rule != "cut-period"]


@pytest.mark.parametrize("unit", ["week", "fortnight"])
def test_a_column_of_weeks_asks_when_they_start(unit: str) -> None:
    text = GOALS.format(gate=TOTAL.format("in the plan"), unit="month", starts="").replace(
        "week:        week", f"week:        {unit}"
    )
    assert "weeks-open" in rules(text)


def test_rows_of_a_week_are_summed_by_weeks_or_by_dates_and_not_by_months() -> None:
    assert _goals(TOTAL.format("in the week")) == []
    assert _goals(TOTAL.format("in the last 4 weeks")) == []
    text = GOALS.format(gate=TOTAL.format("in the month"), unit="month", starts=STARTS)
    (found,) = [one for one in check_text(text, "w.plan").diagnostics if one.rule != "cut-period"]
    assert found.rule == "no-period-here"
    assert _goals(TOTAL.format(found.repairs[0].example), "month") == []
    years = "years end on the last Saturday of January, named by the year they start in, quarters of 4-4-5 weeks, a 53rd week goes to the last month"
    nested = text.replace(f"years start in January{STARTS}", years)
    assert "no-period-here" not in rules(nested)


def test_a_week_is_compared_with_its_first_day() -> None:
    gate = "(count of the participant's goals in the plan where goal.week is {}) is at least 1"
    assert _goals(gate.format("at least 2025-01-13")) == []
    assert _goals(gate.format("one of 2025-01-13")) == []
    text = GOALS.format(gate=gate.format("2025-01-15"), unit="week", starts=STARTS)
    (found,) = check_text(text, "w.plan").diagnostics
    assert found.rule == "kind-mismatch" and found.repairs[0].example == "2025-01-13"
    assert _goals("the week is 2025-01-13") == []
