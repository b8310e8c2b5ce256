"""What depends on an order has a total one in the plan: where it has not, this is asked, and no row id decides."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from planlang.compile import compile_text
from planlang.diagnostics.order import has_errors
from tests.properties.running import FILE, Run
from tests.strategies.described import World
from tests.strategies.described_data import Deal, Person, Split
from tests.strategies.described_rules import Limit, Payout, Rounded, Rule, Start
from tests.strategies.described_values import CreditAmount, Money

DAY = datetime.date(2025, 1, 20)


def world(everyone: bool) -> World:
    """A deal of two people that does not fit under a limit."""
    people = tuple(Person(name, Fraction(1_000), Fraction(100), None) for name in ("ana", "bo"))
    limit = Limit("at most", Money(Fraction(70), "USD", 2), "quarter", True, everyone)
    rule = Rule("Pays", "bonus", "Bookings", None, (Start(CreditAmount()), Rounded("credit"), limit))
    splits = tuple(Split(f"s{n}", "d0", who, Fraction(1, 2), n == 0) for n, who in enumerate(("bo", "ana")))
    return World(
        "USD", 2, 1, "start", "half-even", datetime.date(2025, 1, 1), datetime.date(2025, 3, 31), None, "last", False, False, False,
        people, (Deal("d0", "ana", DAY, "New", Fraction(100), Fraction(100)),), splits, None, (), (rule,),
        Payout("quarter", (), "collected", False),
    )  # fmt: skip


@pytest.mark.parametrize("everyone", [True, False])
def test_rows_of_a_deal_are_not_told_apart_by_the_deal(everyone: bool) -> None:
    text = world(everyone).text()
    by_deal = text.replace(", then split.id", "")
    assert by_deal != text and not has_errors(compile_text(text, FILE).diagnostics)
    found = compile_text(by_deal, FILE).diagnostics
    assert has_errors(found) and [one.rule for one in found] == ["tie-break-open"]


@pytest.mark.parametrize(("everyone", "paid"), [(True, {"bo": 50, "ana": 20}), (False, {"bo": 50, "ana": 50})])
def test_it_pays_where_the_order_is_total(everyone: bool, paid: dict[str, int]) -> None:
    assert {who: amount for (who, _, _), amount in Run(world(everyone)).payouts().items()} == paid
