"""Steps of rules and payouts in any order, roundings between them: on DuckDB, too, the lines of a run come to what is paid."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from planlang.compile import compile_text
from planlang.diagnostics.order import has_errors
from planlang.testing.examples import example_data, examples_of
from tests.conformance.paying import pays_alike
from tests.conformance.profiles import some

PLAN = """plan Made "Made up" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:    text, key
        since: date
    }}

    data deals, each row a deal {{
        id:     text, key
        owner:  participant
        closed: date
        amount: money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    commission One for each credit of Sales {{
        pay      5.55% of credit.amount
        {one}
        rounded  each credit
    }}

    commission Other for each credit of Sales {{
        pay      0.77% of credit.amount
        rounded  each credit
    }}

    payout for each participant each quarter, by credit date {{
        add          One
        {payout}
        rounded      each quarter
        if negative  collected
    }}

    example "some deals" {{
        given participant | since
            a             | 2024-02-10
            b             | 2025-01-05
        given deal | owner | closed     | amount
            d1     | a     | 2025-01-10 | {amounts[0]} USD
            d2     | a     | 2025-02-11 | {amounts[1]} USD
            d3     | a     | 2025-02-12 | {amounts[2]} USD
            d4     | b     | 2025-01-12 | {amounts[3]} USD
        expect payout for a in 2025-Q1 is 0 USD
    }}
}}
"""
UNITS = ("0.01 USD", "0.05 USD", "1 USD")
# Thousandths with a zero behind them: three decimals of which all are 0 could be read as thousands.
CENTS = st.integers(0, 200_000).map(lambda mills: f"{mills // 1000}.{mills % 1000:03}0 USD")
PERCENT = st.integers(1, 2_000).map(lambda tenth: f"{tenth / 10:.1f}%")


def rounding(each: str) -> st.SearchStrategy[str]:
    """A step that rounds."""
    return st.sampled_from(UNITS).map(lambda unit: f"rounded  each {each}, nearest {unit}, halves to even")


STEPS = st.one_of(
    PERCENT.map(lambda rate: f"times    {rate}"),
    CENTS.map(lambda most: f"at most  {most} each credit, excess lost"),
    CENTS.map(lambda least: f"at least {least} each credit, shortfall forgiven"),
    CENTS.map(lambda most: f"at most  {most} for each participant each quarter, in credit order, excess lost"),
    CENTS.map(
        lambda most: (
            f"at most  {most} for each participant each anniversary year of participant.since, in credit order, excess lost"
        )
    ),
    CENTS.map(lambda least: f"only if  credit.amount is at least {least}, otherwise 0 USD"),
    rounding("credit"),
)
PAYOUT = st.one_of(
    PERCENT.map(lambda rate: f"times    {rate}"),
    CENTS.map(lambda most: f"at most  {most} each quarter, excess lost"),
    CENTS.map(lambda least: f"at least {least} each quarter, shortfall forgiven"),
    rounding("quarter"),
)
AMOUNTS = st.lists(st.integers(-50_000, 900_000).map(lambda cents: f"{cents / 100:.2f}"), min_size=4, max_size=4)


@some(40)
@given(st.lists(STEPS, max_size=4), st.lists(PAYOUT, max_size=4), st.integers(0, 5), AMOUNTS)
def test_lines_come_to_what_is_paid(one: list[str], payout: list[str], at: int, amounts: list[str]) -> None:
    steps = [*payout[:at], "add          Other", *payout[at:]]
    plan = PLAN.format(one="\n        ".join(one), payout="\n        ".join(steps), amounts=amounts)
    found = compile_text(re.sub(r"\n +\n", "\n", plan), "made.plan")
    assert not has_errors(found.diagnostics), [(one.rule, one.message) for one in found.diagnostics]
    assert found.graph is not None and found.plan_tree is not None
    data = example_data(examples_of(found.plan_tree)[0], found.graph, "made.plan").data
    assert data is not None
    assert pays_alike(found.graph, data) > 0
