"""An amount that falls in no payout: what is said is why, a date beyond the plan or somebody who is not there."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from planlang.testing.examples import examples_of, run_example

PLAN = """
plan Small "Small" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant, valid from hired through left {{
        id:    text, key
        hired: date
        left:  date, optional
    }}

    data deals, each row a deal {{
        id:     text, key
        owner:  participant
        closed: date
        paid:   date
        amount: money, from 0 USD
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    commission Base for each credit of Sales {{
        pay      5% of credit.amount
        rounded  each credit
        dated    deal.paid
    }}

    payout for each participant each month, by credit date {{
        add      Base
    }}

    example "one deal" {{
        given participant | hired      | left
            ana           | 2024-01-01 | 2025-02-28
        given deal | owner | closed     | paid   | amount
            d1     | ana   | 2025-02-10 | {paid} | 100 USD
        expect payout is 5 USD
    }}
}}
"""


@pytest.mark.parametrize(
    ("paid", "why"),
    [
        ("2025-03-10", "ana is not among the participants on any day of 2025-03"),
        ("2026-01-10", "the plan neither covers nor follows anything on that day"),
    ],
)
def test_why_nobody_is_paid(paid: str, why: str) -> None:
    """Also where the person who has left is the only one, and the period has no payout at all."""
    found = compile_text(PLAN.format(paid=paid), "left.plan")
    assert found.graph is not None and found.plan_tree is not None
    (example,) = examples_of(found.plan_tree)
    (refused,) = run_example(example, found.graph, "left.plan", found.source).findings
    assert refused.rule == "unpayable" and refused.message.endswith(why)
