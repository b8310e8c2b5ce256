"""A table with rows of its own stands beside a sign, with parentheses or without: its brace says where it ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import planlang
from planlang.check import check_text
from planlang.syntax.formatting.api import format_text

PLAN = """\
plan B "braces" {
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
        amount:  money, from 0 USD
        product: one of New, Old
    }
    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }
    measure Rate for each credit of Sales = 10% + every match {
        when deal.product is New: 1%
        when credit.amount is above 50 USD: 2%
        otherwise: 0%
    }
    measure Half for each credit of Sales = table by deal.product {
        New: 10%
        Old: 4%
    } / 2
    commission Base for each credit of Sales {
        pay      10% of credit.amount
        times    Rate + Half
        rounded  each credit
    }
    table Rates {
        below 100 USD: 1
        from 100 USD: 2
    }
    payout for each participant each month, by credit date {
        add      Base
    }
}
"""
WITH = [("10% + every match {", "10% + (every match {"), ("table by deal.product {", "(table by deal.product {")]


def test_the_formatter_writes_the_parentheses_and_nothing_is_paid_otherwise() -> None:
    assert [one.rule for one in check_text(PLAN, "b.plan").diagnostics] == ["unused"]
    formatted = format_text(PLAN, "b.plan").text
    assert formatted is not None and all(after in formatted for _, after in WITH)
    people = [{"id": "ana"}]
    deals = [{"id": "d1", "owner": "ana", "closed": date(2025, 1, 10), "amount": 100, "product": "New"}]
    paid = [planlang.load(text).run(participants=people, deals=deals).total for text in (PLAN, formatted)]
    assert paid == [Decimal("1.80")] * 2


@pytest.mark.parametrize(
    "value",
    [
        "5% of tiers by credit.amount, using Rates * 2",
        "2 * tiers by credit.amount, all at the tier reached, using Rates",
    ],
)
def test_one_that_takes_its_rows_from_elsewhere_is_open_at_its_end(value: str) -> None:
    text = PLAN.replace("10% of credit.amount", value)
    assert [one.rule for one in check_text(text, "b.plan").diagnostics] == ["needs-parentheses"]
