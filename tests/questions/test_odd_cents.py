"""Who is the last of a deal, or the first of equal shares, is asked where the order may leave it to names; where it says it, it decides."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.testing.examples import examples_of, run_example

PLAN = """plan Small "Odd cents" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id: text, key
    }}

    data deals, each row a deal {{
        id:     text, key
        closed: date
        amount: money
    }}

    data splits, each row a split{table} {{
{columns}
        deal:    deal
        to:      participant
        share:   percent, from 0% through 100%
        rank:    count
        primary: yes/no
        reject unless  for each deal: total share of splits in the deal is 100%
    }}

    credit Sales for each split {{
        to       split.to
        amount   split.share of deal.amount, rounded, odd cents to {heir}
        dated    deal.closed
        ordered  by deal.closed, then deal.id{order}
    }}

    commission Base for each credit of Sales {{
        pay      credit.amount
        rounded  each credit
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
    }}
{example}}}
"""
EACH = ", one for each deal and each to"
KEY = "id: text, key"
ASKED = ["odd-cents-tie-open"]


def _found(heir: str, order: str = "", table: str = EACH, columns: str = "") -> list[str]:
    text = PLAN.format(heir=heir, order=order, table=table, columns=columns, example="")
    return [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


@pytest.mark.parametrize(
    ("heir", "order", "table", "columns", "expected"),
    [
        ("the last", "", EACH, "", ASKED),
        ("the largest", "", EACH, "", ASKED),
        ("the last", "", "", "", ASKED),
        ("the last", ", then deal.amount", EACH, "", ASKED),
        ("split.primary", "", EACH, "", []),
        ("the last", ", then split.rank", EACH, "", []),
        ("the largest", ", then split.rank", EACH, "", []),
        ("the last", ", then split.to", EACH, "", []),
        ("the last", ", then split.id", "", KEY, []),
        ("the last", "", ", one for each deal", "", []),
    ],
)
def test_who_is_last_is_asked_where_the_order_does_not_say_it(
    heir: str, order: str, table: str, columns: str, expected: list[str]
) -> None:
    assert _found(heir, order, table, columns) == expected


@pytest.mark.parametrize("heir", ["the last", "the largest"])
def test_each_answer_settles_it(heir: str) -> None:
    text = PLAN.format(heir=heir, order="", table=EACH, columns="", example="")
    (asked,) = (one for one in check_text(text, "page.plan").diagnostics if one.rule in ASKED)
    assert [repair.example for repair in asked.repairs] == [
        "ordered  by deal.closed, then deal.id, then split.rank",
        "ordered  by deal.closed, then deal.id, then split.to",
        "amount  split.share of deal.amount, rounded, odd cents to split.primary",
    ]
    for repair in asked.repairs[1:]:
        changed = edited(text, repair.edits)
        assert [one.rule for one in check_text(changed, "page.plan").diagnostics if one.rule != "unused"] == []


def _example(ranks: tuple[int, int], expects: str) -> str:
    return f"""
    example "half and half" {{
        given participant
            ana
            bo
        given deal | closed     | amount
            d1     | 2025-02-01 | 0.99 USD
        given split | deal | to  | share | rank       | primary
            s1      | d1   | ana | 50%   | {ranks[0]} | no
            s2      | d1   | bo  | 50%   | {ranks[1]} | no
        {expects}
    }}
"""


@pytest.mark.parametrize(
    ("heir", "ranks", "ana", "bo"),
    [
        ("the last", (1, 2), "0.50", "0.49"),
        ("the last", (2, 1), "0.49", "0.50"),
        ("the largest", (1, 2), "0.49", "0.50"),
        ("the largest", (2, 1), "0.50", "0.49"),
    ],
)
def test_the_order_says_who_gets_the_cent_whatever_they_are_called(
    heir: str, ranks: tuple[int, int], ana: str, bo: str
) -> None:
    expects = f"expect Sales for ana on d1 is {ana} USD\n        expect Sales for bo on d1 is {bo} USD"
    _holds(heir, _example(ranks, expects))


def test_two_of_a_deal_that_are_alike_in_the_order_are_refused() -> None:
    _holds("the last", _example((1, 1), 'expect data rejected "nothing decides which comes first"'))


def _holds(heir: str, example: str) -> None:
    text = PLAN.format(heir=heir, order=", then split.rank", table=EACH, columns="", example=example)
    compiled = compile_text(text, "page.plan")
    assert compiled.graph is not None and compiled.plan_tree is not None, compiled.diagnostics
    (one,) = examples_of(compiled.plan_tree)
    outcome = run_example(one, compiled.graph, "page.plan", compiled.source)
    assert outcome.passed, (outcome.differences, outcome.findings)
