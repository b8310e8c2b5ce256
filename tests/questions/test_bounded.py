"""A table need say nothing of values that the data's declaration refuses: where a column ends, the table may end."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.testing.examples import examples_of, run_example
from tests.conformance.comparing import compare
from tests.conformance.engines import sessions
from tests.conformance.sources import of_text
from tests.servers import Engines

PLAN = """plan Small "Bounded" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:    text, key
        level: count, from 2 through 4
        score: percent, above 20% through 150%
        sales: money, from 0 USD below 9,000 USD
        free:  count
    }}

    measure Level for each participant = participant.level

    bonus Base for each participant once on 2025-12-31 {{
        pay     100 USD
        times   {table}
        rounded each participant
    }}

    payout for each participant each year, by credit date {{
        add  Base
    }}

    example "inside" {{
        given participant | level | score | sales | free
            ana | 2 | 150% | 8,999.99 USD | 3
        expect Base for ana is {paid}
    }}
}}
"""
LEVELS = "tiers by participant.level, all at the tier reached {{\n{0}\n}}"
SOUND = {
    "each level": (LEVELS.format("2: 10%\n3: 20%\n4: 30%"), "10 USD"),
    "a measure that is the column": (LEVELS.format("2: 10%\nfrom 3 through 4: 20%").replace("participant.level", "Level"), "10 USD"),
    "a row that ends above": (LEVELS.format("from 1 below 3: 10%\nfrom 3 through 9: 20%"), "10 USD"),
    "beside the open end": (
        "tiers by participant.score, all at the tier reached {\nabove 20% through 100%: 10%\nabove 100% through 150%: 50%\n}", "50 USD"),
    "a curve": ("curve by participant.score, straight lines between points {\nat 20%: 0%\nat 150%: 130%\n}", "130 USD"),
    "slices": (
        "participant.sales / 1 USD\ntimes tiers by participant.sales, each slice at its own tier {\nfrom 0 USD below 9,000 USD: 1%\n}",
        "8,999.99 USD"),
    "a matrix": (
        "matrix, participant.level down, participant.score across {\nlevel \\ score | above 20% through 150%\nfrom 2 through 4 | 40%\n}", "40 USD"),
}  # fmt: skip
OPEN = {
    "a level less": LEVELS.format("2: 10%\n3: 20%"),
    "the lowest is missing": LEVELS.format("3: 20%\n4: 30%"),
    "the bound itself is left out": "tiers by participant.score, all at the tier reached {\nfrom 20% below 150%: 10%\n}",
    "a column without bounds": LEVELS.format("2: 10%\n3: 20%\n4: 30%").replace("participant.level", "participant.free"),
    "more than the column": LEVELS.format("2: 10%\n3: 20%\n4: 30%").replace(
        "participant.level", "(participant.level + 1)"
    ),
}


def _text(table: str, paid: str = "1 USD") -> str:
    return PLAN.format(table=table, paid=paid)


@pytest.mark.parametrize("name", SOUND)
def test_where_the_data_end_a_table_may_end(name: str, engines: Engines) -> None:
    table, paid = SOUND[name]
    text = _text(table, paid)
    assert [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule == "end-open"] == []
    result = compile_text(text, "page.plan")
    assert result.graph is not None and result.plan_tree is not None
    (example,) = examples_of(result.plan_tree)
    assert run_example(example, result.graph, "page.plan", text).passed
    (case,) = of_text(text, "page.plan")
    with sessions(engines, "duckdb") as session:
        compare(session, case.graph, case.data)


@pytest.mark.parametrize("name", OPEN)
def test_what_the_data_may_be_is_still_asked(name: str) -> None:
    assert "end-open" in [one.rule for one in check_text(_text(OPEN[name]), "page.plan").diagnostics]
