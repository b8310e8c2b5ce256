"""A value of each store, or of each region, is read in each month of a store: it is the coarser one."""

from __future__ import annotations

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.testing.examples import example_data, examples_of, run_example
from tests.conformance.paying import pays_alike

PLAN = """plan Stores "Sales per head, by the rate of the region" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-03-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data regions, each row a region {
        name: text, key
        rate: percent
    }

    data stores, each row a store {
        name:   text, key
        region: region
    }

    data participants, each row a participant {
        id:     text, key
        store:  store
        active: yes/no
    }

    data sales, each row a sale, dated by day {
        id:     text, key
        store:  store
        day:    date
        amount: money, from 0 USD
    }

    measure Heads for each store = count of the store's participants in the plan where participant.active is yes
    measure Rate for each region = 2 * region.rate
    measure Sales for each store each month = total amount of the store's sales in the month
    measure PerHead for each store each month = (Rate * Sales / Heads) if Heads is above 0, otherwise 0 USD

    bonus Share for each participant each month {
        when     participant.active is yes
        pay      PerHead
        rounded  each month
    }

    payout for each participant each month, by credit date {
        add      Share
    }

    example "two stores of two regions" {
        given region | rate
            east     | 5%
            west     | 1%
        given store | region
            north   | east
            south   | west
        given participant | store | active
            ana           | north | yes
            bo            | north | yes
            cy            | south | yes
            di            | south | no
        given sale | store | day        | amount
            s1     | north | 2025-01-10 | 1,000 USD
            s2     | south | 2025-01-10 | 1,000 USD
            s3     | north | 2025-02-10 | 500 USD
        expect PerHead on north in 2025-01 is 50 USD
        expect Share for ana in 2025-02 is 25 USD
        expect Share for cy in 2025-01 is 20 USD
        expect Share for di in 2025-01 is 0 USD
    }
}
"""


def test_a_value_of_each_store_in_each_of_its_months() -> None:
    """Of the store itself, and of what the store refers to; the interpreter and a database alike."""
    found = compile_text(PLAN, "stores.plan")
    assert check_text(PLAN, "stores.plan").diagnostics == () and found.graph is not None and found.plan_tree is not None
    (example,) = examples_of(found.plan_tree)
    outcome = run_example(example, found.graph, "stores.plan", PLAN)
    assert outcome.passed and outcome.checked == 4, outcome.differences
    data = example_data(example, found.graph, "stores.plan").data
    assert data is not None
    assert pays_alike(found.graph, data) > 0


def test_a_month_of_a_store_is_no_value_of_the_store() -> None:
    """The other way round there are many, and it is asked which month."""
    text = PLAN.replace(
        "measure Rate for each region", "measure Best for each store = Sales\n    measure Rate for each region"
    )
    assert "no-period-here" in [one.rule for one in check_text(text, "stores.plan").diagnostics]
