"""A rule that is called like a member of a closed set is told what to write; a credit and a table may be."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.testing.examples import examples_of, run_example

PLAN = """plan Small "Names" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id: text, key
    }

    data deals, each row a deal {
        id:      text, key
        owner:   participant
        closed:  date
        product: one of New, Renewal, Upsell
        amount:  money, from 0 USD
    }

    credit New for each deal {
        when     deal.product is New
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    table Upsell {
        New, Renewal: 5%
        Upsell      : 6%
    }

    measure Kind for each credit of New = 1 if deal.product is New, otherwise 0

    commission Paid for each credit of New {
        pay      credit.amount
        times    table by deal.product, using Upsell
        plus     1 USD when deal.product is one of New, Renewal
        rounded  each credit
    }

    payout for each participant each month, by credit date {
        add      Paid
        at most  900 USD each month, excess lost
    }

    example "one" {
        given participant
            ana
        given deal | owner | closed     | product | amount
            d1     | ana   | 2025-01-10 | New     | 100 USD
        expect New for ana is 100 USD
        expect Paid for ana is 6 USD
    }
}
"""


def found(text: str) -> list[Diagnostic]:
    """What a check says of it, but for what isn't used."""
    return [one for one in check_text(text, "names.plan").diagnostics if one.rule != "unused"]


def test_a_credit_and_a_table_may_have_the_name() -> None:
    assert found(PLAN) == []


def test_a_rule_is_renamed_where_it_is_named_and_the_member_is_not() -> None:
    text = PLAN.replace("Paid", "Renewal").replace(
        "at most  900 USD", "at most  (5 * total of the participant's Renewal in the month)"
    )
    (one,) = found(text)
    (repair,) = one.repairs
    assert one.rule == "name-shadows-member"
    assert repair.text == "Give the commission a name of its own, here and in lines 43, 44, 53:"
    assert repair.example == "\n".join([
        "commission RenewalCommission for each credit of New {",
        "add      RenewalCommission",
        "at most  (5 * total of the participant's RenewalCommission in the month) each month, excess lost",
        "expect RenewalCommission for ana is 6 USD",
    ])  # fmt: skip
    fixed = edited(text, repair.edits)
    assert fixed.count("RenewalCommission") == 4
    assert found(fixed) == []


def test_it_is_renamed_where_it_is_restated_and_removed() -> None:
    again = "    commission Renewal for each credit of New {\n        pay 7% of credit.amount\n        rounded each credit\n    }\n"
    text = PLAN.replace("Paid", "Renewal")
    name = text.split()[1]
    for day, lines in (("2025-03-01", again), ("2025-05-01", "    remove Renewal\n")):
        text += f"\namend {name} from {day}, by deal.closed {{\n{lines}}}\n"
    (one,) = found(text)
    fixed = edited(text, one.repairs[0].edits)
    assert fixed.count("RenewalCommission") == text.count("Renewal") - PLAN.count("Renewal")
    assert found(fixed) == []


def test_what_is_a_value_has_another_name() -> None:
    (one,) = found(PLAN.replace("measure Kind", "measure Renewal"))
    said = "measure RenewalMeasure for each credit of New = 1 if deal.product is New, otherwise 0"
    assert (one.rule, one.repairs[0].example) == ("name-shadows-member", said)


@pytest.mark.parametrize(
    "name", ["USD", "Monday", "January", "Deal", "Product", "Participant", "Credit", "Yes", "None"]
)
def test_names_of_columns_rows_and_the_language_hide_nothing(name: str) -> None:
    """They stand elsewhere: a measure of such a name is read where it is named, and pays what any other does."""
    kind = PLAN.replace(KIND, "measure Kind for each credit of New = 3 USD").replace("plus     1 USD", "plus     Kind")
    text = kind.replace("Kind", name).replace("expect Paid for ana is 6 USD", "expect Paid for ana is 8 USD")
    assert found(text) == []
    result = compile_text(text, "names.plan")
    assert result.plan_tree is not None and result.graph is not None
    (example,) = examples_of(result.plan_tree)
    assert run_example(example, result.graph, "names.plan", result.source).passed


def test_a_measure_that_looks_like_a_quarter_is_the_measure() -> None:
    named = PLAN.replace(KIND, "measure Q1 for each credit of New = the quarter").replace(
        WHEN, "when the quarter is Q1"
    )
    assert found(named) == []
    (asked,) = found(named.replace("    measure Q1 for each credit of New = the quarter\n", ""))
    assert (asked.rule, "says no year" in asked.message) == ("unknown-name", True)


KIND = "measure Kind for each credit of New = 1 if deal.product is New, otherwise 0"
WHEN = "when deal.product is one of New, Renewal"


def test_a_balance_is_a_value_too() -> None:
    balance = """    balance Renewal for each participant {
        opens   at 0 USD
        closes  on 2025-12-31, rest paid
    }

    payout for"""
    asked = found(PLAN.replace("    payout for", balance).replace("excess lost", "excess kept in Renewal"))
    (one,) = [one for one in asked if one.rule == "name-shadows-member"]
    assert one.repairs[0].example == "\n".join([
        "balance RenewalBalance for each participant {",
        "at most  900 USD each month, excess kept in RenewalBalance",
    ])  # fmt: skip
