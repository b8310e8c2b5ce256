"""A month's amount that is divided over the slices of a longer time is warned of, with what the next month is paid; the repair pays the other."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings.answers import Origin
from planlang.readings.replay import passes
from tests.questions.test_suspicious import PLAN

MONTH, QTD = (
    "total amount of the participant's Sales in the month",
    "total amount of the participant's Sales in the quarter through this month",
)
ROWS = "from 0 USD below 500 USD: 5%\nfrom 500 USD: 10%\n"
RULE = """
    measure Month for each participant each month = {month}
    measure Qtd for each participant each month = {qtd}
    commission Rule for each participant each {unit} {{
pay {pay}
times tiers by {by}, each slice at its own tier {{
{rows}}}
rounded each {unit}
{more}    }}
"""
GIVEN = """example "two months" {{
    given participant | variable | target | quota
        ana           | 1 USD    | 1 USD  | 1,000 USD
    given deal | owner | closed     | shipped    | product | margin | seats | amount
        d1     | ana   | 2025-01-10 | 2025-01-10 | New     | 1%     | 1     | 500 USD
        d2     | ana   | 2025-02-10 | 2025-02-10 | New     | 1%     | 1     | 500 USD
    expect Rule for ana in 2025-02 is {paid}
}}"""


def _text(
    pay: str = "Month", by: str = "Qtd", unit: str = "month", more: str = "", qtd: str = QTD, rows: str = ROWS
) -> str:
    rule = RULE.format(pay=pay, by=by, unit=unit, more=more, qtd=qtd, month=MONTH, rows=rows)
    text = PLAN.format(rules=rule, names="Rule").replace(
        "        add  Rule", "        add  Rule\nif negative collected"
    )
    return text


def _found(text: str) -> list[Diagnostic]:
    found = check_text(text, "page.plan").diagnostics
    assert not [
        one.rule
        for one in found
        if one.rule not in ("unused", "slices-from-zero", "looks-ahead", "amount-of-two-periods")
    ]
    return [one for one in found if one.rule == "slices-from-zero"]


def test_the_next_month_begins_at_zero_and_the_repair_goes_on() -> None:
    text = _text()
    (found,) = _found(text)
    assert "half of the next is at 5% and half at 10%. Going on from 500 USD, all of it would be at 10%" in str(
        found.consequence
    )
    repaired = edited(text, found.repairs[0].edits)
    assert _found(repaired) == [] and _found(edited(text, found.repairs[1].edits)) == []
    for source, paid in ((text, "37.50 USD"), (repaired, "50 USD")):
        origin = Origin("page.plan", None)
        graph = origin.compile(source).graph
        assert graph is not None and passes(source, GIVEN.format(paid=paid), graph, origin)


@pytest.mark.parametrize(
    ("text", "consequence"),
    [
        (_text(by=QTD), "With 500 USD in one month"),
        (
            _text(by="(Qtd / 1,000 USD)", rows="from 0% below 50%: 5%\nfrom 50%: 10%\n"),
            "With 50% of 1,000 USD in one month",
        ),
        (
            _text(rows="from 0 USD below 500 USD: 5%\nfrom 500 USD below 900 USD: 10%\nfrom 900 USD: 12%\n"),
            "is filled once more",
        ),
    ],
)
def test_warned_of(text: str, consequence: str) -> None:
    (found,) = _found(text)
    assert consequence in str(found.consequence)


@pytest.mark.parametrize(
    "text",
    [
        _text(by="Month"),
        _text(pay="Qtd", more="minus what this rule already paid in the quarter\n"),
        _text(
            qtd="total amount of the participant's Sales in the quarter through this month where deal.product is New"
        ),
        _text(qtd="total amount of the participant's Sales in the quarter"),
    ],
)
def test_not_warned_of(text: str) -> None:
    assert _found(text) == []
