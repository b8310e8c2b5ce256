"""What lapses by its age, beside a queue of single amounts of which the oldest is taken first; and what is refused."""

from __future__ import annotations

import random
from collections import deque
from decimal import Decimal
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.syntax.formatting.api import format_text

PLAN = (Path(__file__).parent / "lapses.plan").read_text(encoding="utf-8")
CAP = 1000


def _by_hand(months: list[int], payouts: int) -> tuple[list[int], list[int]]:
    """What each payout pays, and what it leaves, of what was earned in each month."""
    kept: deque[list[int]] = deque()
    paid, left = [], []
    for at, earned in enumerate(months):
        amount = min(earned, CAP)
        while kept and amount < CAP:
            taken = min(kept[0][1], CAP - amount)
            amount += taken
            kept[0][1] -= taken
            if not kept[0][1]:
                kept.popleft()
        if earned > CAP:
            kept.append([at, earned - CAP])
        while kept and kept[0][0] <= at - payouts:
            kept.popleft()
        paid.append(amount)
        left.append(sum(one for _, one in kept))
    return paid, left


@pytest.mark.parametrize("engine", ["interpreter", "duckdb"])
@pytest.mark.parametrize("payouts", [1, 3])
def test_the_oldest_is_taken_first_and_what_is_too_old_lapses(payouts: int, engine: str) -> None:
    chance = random.Random(payouts)
    months = {f"p{n}": [chance.choice((0, 0, 400, 900, 1500, 3000, 7000)) for _ in range(12)] for n in range(10)}
    deals = [
        {"id": f"{who}{at}", "owner": who, "closed": f"2025-{at + 1:02d}-15", "amount": 10 * earned}
        for who, all_months in months.items()
        for at, earned in enumerate(all_months)
    ]
    plan = planlang.load(
        PLAN.replace("after 3 more payouts", f"after {payouts} more payout{'s' if payouts > 1 else ''}")
    )
    result = plan.run(participants=[{"id": who} for who in months], deals=deals, engine=engine)
    left = {(row["participant"], row["period"]): row["left"] for row in result.balances.rows()}
    paid: dict[tuple[str, str], Decimal] = {}
    for row in result.payouts.rows():
        who = (row["participant"], row["period"])
        paid[who] = paid.get(who, Decimal(0)) + row["amount"]
    lapsed = 0
    for who, all_months in months.items():
        amounts, rests = _by_hand(all_months, payouts)
        for at, (amount, rest) in enumerate(zip(amounts, rests[:-1], strict=False)):  # with the last payout it closes
            key = (who, f"2025-{at + 1:02d}")
            assert (paid.get(key, 0), left.get(key, 0)) == (amount, rest), key
        lapsed += sum(all_months) - sum(amounts)
    assert lapsed > 10_000


@pytest.mark.parametrize(
    ("line", "instead", "rule"),
    [
        ("at 0 USD", "at 500 USD", "balance-opens-open"),
        ("after 3 more payouts", "after 0 more payouts", "number-form"),
        ("after 3 more payouts", "after 61 more payouts", "number-form"),
        ("after 3 more payouts, oldest taken first", "after 3 more payouts", "syntax"),
        ("lapses ", "lapses  after 2 more payouts, oldest taken first\n        lapses ", "repeated-clause"),
    ],
)
def test_what_nothing_says_is_asked(line: str, instead: str, rule: str) -> None:
    assert PLAN.count(line) == 1
    assert [one.rule for one in check_text(PLAN.replace(line, instead), "lapses.plan").diagnostics] == [rule]


def test_an_amendment_leaves_it_as_it_is() -> None:
    amend = """
    amend Lapsing from 2025-07-01, by the first day of the month {
        balance Kept for each participant {
            opens   at 0 USD
            closes  on 2025-12-31, rest lost
            lapses  after 2 more payouts, oldest taken first
        }
    }
"""
    found = check_text(PLAN + amend, "lapses.plan").diagnostics
    assert [one.rule for one in found] == ["amended-otherwise"]


def test_one_more_payout_is_written_so() -> None:
    one = PLAN.replace("after 3 more payouts", "after 1 more payout")
    assert format_text(one.replace("1 more payout,", "1 more payouts,"), "lapses.plan").text == one
