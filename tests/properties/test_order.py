"""What depends on an order has a total one in the plan: where it has not, the run is refused, and no row id decides."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from planlang.run.pay import pay
from planlang.run.result import Rejected
from tests.properties.running import Run
from tests.strategies.described import (
    CreditAmount,
    Deal,
    Limit,
    Money,
    Payout,
    Person,
    Rounded,
    Rule,
    Split,
    Start,
    World,
)

DAY = datetime.date(2025, 1, 20)


class ByDeal(World):
    """Splits in the order of their deals alone."""

    def text(self) -> str:
        return super().text().replace(", then split.id", "")


def world(kind: type[World], everyone: bool) -> World:
    """A deal of two people that does not fit under a limit."""
    people = tuple(Person(name, Fraction(1_000), Fraction(100), None) for name in ("ana", "bo"))
    limit = Limit("at most", Money(Fraction(70), "USD", 2), "quarter", True, everyone)
    rule = Rule("Pays", "bonus", "Bookings", None, (Start(CreditAmount()), Rounded("credit"), limit))
    splits = tuple(Split(f"s{n}", "d0", who, Fraction(1, 2), n == 0) for n, who in enumerate(("bo", "ana")))
    return kind(
        "USD", 2, 1, "start", "half-even", datetime.date(2025, 1, 1), datetime.date(2025, 3, 31), None, "last", False, False, False,
        people, (Deal("d0", "ana", DAY, "New", Fraction(100), Fraction(100)),), splits, None, (), (rule,),
        Payout("quarter", (), "collected", False),
    )  # fmt: skip


def test_a_pot_for_everyone_needs_an_order_of_everyone() -> None:
    run = Run(world(ByDeal, True))
    with pytest.raises(Rejected) as caught:
        pay(run.graph, run.data)
    assert [one.rule for one in caught.value.diagnostics] == ["order-tie"]


@pytest.mark.parametrize(
    ("kind", "everyone", "paid"), [(World, True, {"bo": 50, "ana": 20}), (ByDeal, False, {"bo": 50, "ana": 50})]
)
def test_it_pays_where_the_order_is_total(kind: type[World], everyone: bool, paid: dict[str, int]) -> None:
    assert {who: amount for (who, _, _), amount in Run(world(kind, everyone)).payouts().items()} == paid
