"""The account-executive plan pays what is expected of it, and what the oracle and the hand-written loops pay."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.models import oracle_ae
from tests.models.support import PLANS, cells, lines, planlang, rows, script

HERE = PLANS / "quarterly_ae"
PLAN = HERE / "quarterly_ae.plan"
PERIOD = "2025-Q1"


def oracle(data: Path) -> dict[tuple[str, str, str], Decimal]:
    """The oracle's payouts for a data directory."""
    paid = oracle_ae.pay(*(rows(data / f"{name}.csv") for name in ("participants", "deals", "splits")))
    return {(name, PERIOD, component): amount for (name, component), amount in paid.items()}


def test_the_five_deals_pay_as_expected(tmp_path: Path) -> None:
    done = planlang("run", PLAN, "--data", HERE / "data", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    paid = cells(tmp_path / "out" / "payouts.csv")
    assert paid == cells(HERE / "expected" / "payouts.csv")
    assert lines(tmp_path / "out" / "lines.csv") == {key: amount for key, amount in paid.items() if amount}


def test_check_and_test() -> None:
    for command in (("check", PLAN), ("test", HERE, "--cases", 30)):
        done = planlang(*command)
        assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize(("deals", "seed", "shuffled"), [(40, 1, True), (700, 2, False), (3000, 3, True)])
def test_a_generated_quarter_pays_as_the_oracle_does(tmp_path: Path, deals: int, seed: int, shuffled: bool) -> None:
    options = ["--shuffle"] if shuffled else []
    script("benchmarks/generate_ae.py", "--out", tmp_path / "data", "--deals", deals, "--seed", seed, *options)
    done = planlang("run", PLAN, "--data", tmp_path / "data", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert cells(tmp_path / "out" / "payouts.csv") == oracle(tmp_path / "data")


@pytest.mark.parametrize("loop", ["decimal_loop", "decimal_loop_steps"])
@pytest.mark.parametrize(("deals", "seed"), [(1, 4), (40, 5), (3000, 6)])
def test_the_hand_written_loops_pay_as_the_oracle_does(tmp_path: Path, loop: str, deals: int, seed: int) -> None:
    script("benchmarks/generate_ae.py", "--out", tmp_path / "data", "--deals", deals, "--seed", seed, "--shuffle")
    script(f"benchmarks/{loop}.py", "--data", tmp_path / "data", "--out", tmp_path / "out")
    paid = cells(tmp_path / "out" / "payouts.csv")
    assert paid == oracle(tmp_path / "data")
    assert lines(tmp_path / "out" / "lines.csv") == {key: amount for key, amount in paid.items() if amount}


@pytest.mark.parametrize("loop", ["decimal_loop", "decimal_loop_steps"])
def test_the_hand_written_loops_take_returns(tmp_path: Path, loop: str) -> None:
    script("benchmarks/generate_ae.py", "--out", tmp_path / "data", "--deals", 400, "--seed", 7)
    deals = tmp_path / "data" / "deals.csv"
    # Three participants share 400 deals, so a return here and there never takes a running total below zero.
    head, *body = deals.read_text().splitlines()
    late = [n for n, line in enumerate(body) if line.split(",")[1] >= "2025-02-01"][::6]
    for n in late:
        key, closed, product, amount = body[n].split(",")
        body[n] = ",".join((key, closed, product, f"-{amount}"))
    deals.write_text("\n".join([head, *body]) + "\n")
    script(f"benchmarks/{loop}.py", "--data", tmp_path / "data", "--out", tmp_path / "out")
    assert cells(tmp_path / "out" / "payouts.csv") == oracle(tmp_path / "data")


def test_the_oracle_by_hand() -> None:
    data = HERE / "data"
    assert oracle(data) == cells(HERE / "expected" / "payouts.csv")
    found = oracle_ae.pay_lines(*(rows(data / f"{name}.csv") for name in ("participants", "deals", "splits")))
    earned = {
        name: sum(line.earned for line in found if line.component == "Base" and line.participant == name)
        for name in ("Ana", "Cy")
    }
    assert earned == {"Ana": Decimal("48000.00"), "Cy": Decimal("41666.67")}


def test_the_oracle_on_the_plans_own_example_and_on_the_cent_that_falls() -> None:
    people = [{"id": "ana", "quota": "100000.00", "variable": "10000.00", "manager": ""}]

    def base(*amounts: str) -> Decimal:
        deal = {"closed": "2025-01-10", "product": "Upsell"}
        deals = [{**deal, "id": f"d{n}", "amount": amount} for n, amount in enumerate(amounts)]
        splits = [{"deal": deal["id"], "to": "ana", "share": "100", "primary": "yes"} for deal in deals]
        return oracle_ae.pay(people, deals, splits)["ana", "Base"]

    assert base("90000") == Decimal("6500.00")
    assert base("90000", "20000") == Decimal("9000.00")
    # Each slice is rounded by itself, so a cent more of sales can be a cent less of pay.
    assert base("10000.00", "30000.10", "20000.00") == Decimal("3500.01")
    assert base("10000.01", "30000.10", "20000.00") == Decimal("3500.00")


def test_odd_cents_go_to_the_primary() -> None:
    deals = [{"id": "d", "closed": "2025-03-31", "product": "New", "amount": "0.05"}]
    splits = [
        {"deal": "d", "to": "a", "share": "30", "primary": "no"},
        {"deal": "d", "to": "b", "share": "30", "primary": "no"},
        {"deal": "d", "to": "c", "share": "40", "primary": "yes"},
    ]
    assert [credit.amount * 100 for credit in oracle_ae.credits_of(deals, splits)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ({"share": "99"}, "splits"),
        ({"primary": "no"}, "splits"),
        ({"quota": "0"}, "participants"),
        ({"amount": "-1"}, "deals"),
    ],
)
def test_the_oracle_refuses(change: dict[str, str], table: str) -> None:
    data = {
        "participants": [{"id": "a", "quota": "100", "variable": "10", "manager": ""}],
        "deals": [{"id": "d", "closed": "2025-03-31", "product": "New", "amount": "5.00"}],
        "splits": [{"deal": "d", "to": "a", "share": "100", "primary": "yes"}],
    }
    data[table][0].update(change)
    with pytest.raises(oracle_ae.Refused):
        oracle_ae.pay(data["participants"], data["deals"], data["splits"])
