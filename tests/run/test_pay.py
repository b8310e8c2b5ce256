"""What a run gives, on a graph made by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.core.values import Values
from planlang.data.outputs import csv_bytes
from planlang.run.pay import pay
from planlang.run.periods import NoSuchPeriod, selected
from planlang.run.result import Rejected, RunFault, RunResult, Summary
from planlang.run.show import payout_table
from planlang.run.tables import Output, OutputColumn
from planlang.run.write import file_table, run_data
from tests.run.small import data, day, graph

DEALS = (
    ("d1", "ana", "Won", "2025-01-10", "1000.00"),
    ("d2", "ana", "Won", "2025-02-10", "0.10"),
    ("d3", "ana", "Lost", "2025-02-11", "500.00"),
    ("d4", "bo", "Won", "2025-04-01", "2000.00"),
    ("d5", "bo", "Won", "2024-12-20", "700.00"),
    ("d6", "bo", "Won", "2025-07-01", "700.00"),
)


def rows(result: RunResult, table: str) -> list[tuple[object, ...]]:
    return list({output.name: output for output in result.outputs}[table].rows())


def test_payouts_have_every_component_of_everybody() -> None:
    result = pay(graph(), data(*DEALS))
    assert rows(result, "payouts") == [
        ("ana", "2025-Q1", "Base", 50),
        ("ana", "2025-Q2", "Base", 0),
        ("bo", "2025-Q1", "Base", 0),
        ("bo", "2025-Q2", "Base", 100),
    ]
    assert result.totals == (("Base", 150),) and result.total == 150


def test_lines_keep_amounts_of_zero_and_leave_out_adjustments_of_zero() -> None:
    result = pay(graph(cap=40), data(*DEALS))
    assert rows(result, "lines") == [
        ("Base", "amount", "d1", "ana", "2025-Q1", day("2025-01-10"), 50),
        ("Base", "limit", "d1", "ana", "2025-Q1", day("2025-01-10"), -10),
        ("Base", "amount", "d2", "ana", "2025-Q1", day("2025-02-10"), 0),
        ("Base", "amount", "d4", "bo", "2025-Q2", day("2025-04-01"), 100),
        ("Base", "limit", "d4", "bo", "2025-Q2", day("2025-04-01"), -60),
    ]


def test_credits_are_those_that_the_plan_covers() -> None:
    assert [row[1] for row in rows(pay(graph(), data(*DEALS)), "credits")] == ["d1", "d2", "d4"]


def test_every_other_row_is_listed_with_its_reason() -> None:
    result = pay(graph(), data(*DEALS))
    assert rows(result, "uncredited") == [
        ("deals", "d3", "not so: deal.stage is Won (deal.stage is Lost)"),
        ("deals", "d5", "dated 2024-12-20, before the plan covers (from 2025-01-01)"),
        ("deals", "d6", "dated 2025-07-01, after the plan covers (through 2025-06-30)"),
    ]
    (count,) = result.counts
    assert (count.rows, count.credited, count.uncredited) == (6, 3, 3)


def test_one_period() -> None:
    result = pay(graph(), data(*DEALS), "2025-Q2")
    assert result.periods == ("2025-Q2",)
    assert rows(result, "payouts") == [("ana", "2025-Q2", "Base", 0), ("bo", "2025-Q2", "Base", 100)]
    assert [row[2] for row in rows(result, "lines")] == ["d4"]
    assert [row[1] for row in rows(result, "credits")] == ["d4"]
    assert result.counts[0].rows == 6


@pytest.mark.parametrize(("asked", "count"), [("2025", 2), ("2025-H1", 2), ("2025-q1", 1), (None, 2)])
def test_periods_that_match(asked: str | None, count: int) -> None:
    assert len(selected(graph(), asked)) == count


@pytest.mark.parametrize("asked", ["2025-Q3", "2024", "2025-02", "2025-Q5", "soon", "", "2025-13", "0000-Q1"])
def test_periods_that_match_nothing(asked: str) -> None:
    with pytest.raises(NoSuchPeriod) as wrong:
        selected(graph(), asked)
    assert wrong.value.known == ("2025-Q1", "2025-Q2")


def test_a_negative_payout_needs_an_answer() -> None:
    returned = data(("d1", "ana", "Won", "2025-01-10", "-1000.00"))
    with pytest.raises(Rejected) as refused:
        pay(graph(), returned)
    (finding,) = refused.value.diagnostics
    assert finding.rule == "negative-payout"
    assert "ana in 2025-Q1 is -50.00 USD" in finding.message
    assert pay(graph(negative_answered=True), returned).total == -50


def test_lines_that_miss_the_payout_are_a_bug_of_ours() -> None:
    wrong = graph(cap=40)
    (component,) = wrong.components

    wrong.components = (component.but(lines=component.lines[:1]),)
    with pytest.raises(RunFault, match="the lines of Base for ana"):
        pay(wrong, data(*DEALS))


def test_no_rows_at_all() -> None:
    result = pay(graph(), data(people=()))
    assert result.total == 0 and rows(result, "payouts") == []
    assert "total" in payout_table(result.summary, result.payouts)


def test_the_order_of_rows_does_not_matter() -> None:
    there, back = (pay(graph(cap=40), data(*deals)) for deals in (DEALS, DEALS[::-1]))
    for one, other in zip(there.outputs, back.outputs, strict=True):
        assert list(one.rows()) == list(other.rows())


def test_the_payout_table() -> None:
    result = pay(graph(), data(*DEALS), "2025-Q1")
    shown = payout_table(result.summary, result.payouts)
    assert shown.splitlines() == [
        "participant   Base  total USD",
        "-----------  -----  ---------",
        "ana          50.00      50.00",
        "bo            0.00       0.00",
        "-----------  -----  ---------",
        "total        50.00      50.00",
    ]


def test_a_component_named_by_a_line_of_the_plan_makes_its_column_no_wider_than_a_few_lines_of_it() -> None:
    name = "payout: at least Draw each month when ServiceMonth is at most 6, shortfall owed in DrawOwed"
    summary = Summary("Small", "USD", 2, ("2025-01",), (), ((name, Fraction(3000)),), 1, 1)
    cells = {"participant": ["ana"], "period": ["2025-01"], "component": [name]}
    words = [OutputColumn(column, "text", Values(items)) for column, items in cells.items()]
    payouts = Output("payouts", (*words, OutputColumn("amount", "money", Values([3000], 1), 2)))
    shown = payout_table(summary, payouts).splitlines()
    assert shown[:5] == [
        "             payout: at least Draw each",
        "             month when ServiceMonth is",
        "              at most 6, shortfall owed",
        "participant                 in DrawOwed  total USD",
        "-----------  --------------------------  ---------",
    ]


def test_files_have_the_currencys_decimals() -> None:
    result = pay(graph(), data(*DEALS))
    table = file_table(result.payouts)
    assert table.columns[-1].kind == "decimal" and table.columns[-1].digits == 2
    assert csv_bytes(table).decode().splitlines()[:2] == [
        "participant,period,component,amount",
        "ana,2025-Q1,Base,50.00",
    ]


def test_run_json_says_what_it_was_made_from() -> None:
    said = run_data(pay(graph(), data(*DEALS)).summary, "plan text", {"digest": "sha256:ab12"})
    assert said["plan"] == {"name": "Small", "digest": said["plan"]["digest"]}
    assert said["data"] == {"digest": "sha256:ab12"}
    assert said["counts"] == [{"data": "deals", "rows": 6, "credited": 3, "uncredited": 3}]
    assert said["totals"] == {"currency": "USD", "components": {"Base": "150.00"}, "payout": "150.00"}
