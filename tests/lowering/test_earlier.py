"""What a rule came to in the period before, where it goes round in a circle, beside months worked out one after the other."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.compile import compile_text
from planlang.core.graph import Fold
from planlang.explain.verify.document import verify_text

PLAN = (Path(__file__).parent / "earlier.plan").read_text(encoding="utf-8")
CENT = Decimal("0.01")


def _by_hand(months: list[int]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """What Base, Streak and Net pay in each month of what was sold."""
    rate, streak, net, found = Decimal(3), Decimal(0), Decimal(0), []
    for sold in months:
        rate = min(Decimal(5), max(Decimal(2), rate + (1 if sold > 10_000 else -1)))
        streak = (100 + streak if streak <= 400 else Decimal(0)) if sold > 8_000 else Decimal(0)
        cut = Decimal("0.9") if net > 500 else Decimal(1)
        net = (Decimal("0.05") * sold * cut).quantize(CENT, ROUND_HALF_EVEN)
        found.append(((rate * sold / 100).quantize(CENT, ROUND_HALF_EVEN), streak, net))
    return found


@pytest.mark.parametrize("engine", ["interpreter", "duckdb"])
def test_each_month_goes_on_from_the_one_before(engine: str) -> None:
    chance = random.Random(7)
    sold = {f"p{n}": [chance.choice((0, 3_333, 8_001, 9_999, 10_001, 25_000)) for _ in range(6)] for n in range(12)}
    joined = {who: chance.choice((1, 1, 2, 4)) for who in sold}
    deals = [
        {"id": f"{who}-{month}", "owner": who, "closed": f"2025-{month:02d}-15", "amount": amount}
        for who, amounts in sold.items()
        for month, amount in enumerate(amounts, 1)
        if month >= joined[who]
    ]
    people = [{"id": who, "start": f"2025-{month:02d}-03", "end": None} for who, month in joined.items()]
    result = planlang.load(PLAN).run(participants=people, deals=deals, engine=engine)
    paid = {(r["participant"], r["period"], r["component"]): r["amount"] for r in result.payouts.rows()}
    met = set()
    for who, amounts in sold.items():
        for at, wanted in enumerate(_by_hand(amounts[joined[who] - 1 :]), joined[who]):
            for name, amount in zip(("Base", "Streak", "Net"), wanted, strict=True):
                assert paid.get((who, f"2025-{at:02d}", name), 0) == amount, (who, at, name)
                met.add((name, amount))
    assert len(met) > 20


def test_the_order_of_the_declarations_does_not_matter() -> None:
    one = compile_text(PLAN, "p.plan").graph
    moved = PLAN[PLAN.index("    # The cut of a month") : PLAN.index("    commission Net")]
    other = compile_text(PLAN.replace(moved, "").replace("    payout for", f"{moved}    payout for"), "p.plan").graph
    assert one is not None and other is not None
    assert _folds(one) == _folds(other)
    assert len(_folds(one)) == 3


def _folds(graph: object) -> set[str]:
    return {c.op.state for t in graph.tables.values() for c in t.columns.values() if isinstance(c.op, Fold)}  # type: ignore[attr-defined]


def test_explanations_of_the_first_month_and_of_a_later_one_are_verified() -> None:
    deals = [{"id": m, "owner": "ana", "closed": f"2025-{m}-10", "amount": 20_000} for m in ("01", "02")]
    result = planlang.load(PLAN).run(participants=[{"id": "ana", "start": None, "end": None}], deals=deals)
    for month, paid in (("2025-01", 1_900), ("2025-02", 2_100)):
        explained = result.explain("ana", period=month)
        assert explained.amount == paid
        assert verify_text(explained.json()) == []


STREAK = "plus     total of the participant's Streak in the previous month"
EACH = """    commission Each for each credit of Sales {
        pay      5% of credit.amount
        times    100% - Cut
        rounded  each credit
    }

    payout for"""


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (STREAK, STREAK.replace("month", "quarter"), "cycle"),
        (STREAK, STREAK.replace("previous ", ""), "cycle"),
        (STREAK, STREAK.replace("the participant's", "everyone's"), "cycle"),
        (STREAK, f"dated    the first day of the month\n        {STREAK}", "cycle"),
        ("pay      5% of Sold", "pay      total of the participant's Each in the month", "cycle"),
        ("otherwise 3%) + (", "otherwise 3%) * 0.9x + (", "rounding-open"),
    ],
)
def test_what_is_no_result_of_its_own_row_before_is_refused(old: str, new: str, rule: str) -> None:
    text = PLAN.replace("    payout for", EACH) if "Each" in new else PLAN
    assert text.count(old) == 1
    found = check_text(text.replace(old, new), "p.plan").diagnostics
    assert [one.rule for one in found] == [rule]


def test_what_is_wrong_whatever_a_measure_is_taken_to_be_is_said() -> None:
    step = "(1% if Sold is above 10,000 USD, otherwise -1%)"
    tiers = "(tiers by Sold, all at the tier reached {\n below 10,000 USD: -1%\n above 10,000 USD: 1%\n })"
    assert PLAN.count(step) == 1
    found = check_text(PLAN.replace(step, tiers), "p.plan").diagnostics
    assert [one.rule for one in found] == ["bands-gap"]
