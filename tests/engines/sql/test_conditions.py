"""Conditions as each database reads them."""

from __future__ import annotations

import re

from planlang.engines.sql.dialects.spark import Spark
from planlang.engines.sql.evaluate import every_column, sql_text
from planlang.testing.examples import example_data, examples_of
from tests.docs.test_examples import compiled

PLAN = """plan Overlay "An overlay" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-01-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:   text, key
        role: one of Seller, Specialist
    }

    data deals, each row a deal {
        id:      text, key
        closed:  date
        product: one of New, Upsell
        amount:  money
    }

    credit Overlay for each deal {
        when     deal.product is not Upsell
        to       every participant where participant.role is Specialist and deal.amount is above 50,000 USD
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    commission Base for each credit of Overlay {
        pay      5% of credit.amount
        rounded  each credit
    }

    payout for each participant each month, by credit date {
        add          Base
        if negative  collected
    }

    example "one" {
        given participant | role
            ana           | Specialist
        given deal | closed     | product | amount
            d1     | 2025-01-10 | New     | 90,000 USD
    }
}
"""


def test_a_column_alone_has_no_brackets_behind_where() -> None:
    """Spark reads `everyone WHERE (flag)` as a table called WHERE whose column is called flag, and leaves out nothing."""
    found = compiled(PLAN, "overlay.plan")
    assert found.graph is not None and found.plan_tree is not None
    (example,) = examples_of(found.plan_tree)
    data = example_data(example, found.graph, "overlay.plan").data
    assert data is not None
    text = sql_text(found.graph, data, Spark(), every_column(found.graph))
    assert "CROSS JOIN `everyone`\nWHERE `" in text
    assert not re.search(r"WHERE \(`[^`]*`\)", text)
