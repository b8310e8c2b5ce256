"""The enterprise plan with milestones and clawback pays what is expected of it, and what the oracle pays."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

import planlang as api
from tests.models import oracle_enterprise
from tests.models.support import PLANS, cells, planlang, rows

HERE = PLANS / "enterprise_ae"
PLAN = HERE / "enterprise_ae.plan"
TABLES = ("participants", "deals", "rate_exceptions")


def test_the_year_pays_as_expected(tmp_path: Path) -> None:
    done = planlang("run", PLAN, "--data", HERE / "data", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert cells(tmp_path / "out" / "payouts.csv") == cells(HERE / "expected" / "payouts.csv")
    assert (tmp_path / "out" / "due.csv").read_text() == (HERE / "expected" / "due.csv").read_text()
    paid, due = oracle_enterprise.pay(*(rows(HERE / "data" / f"{name}.csv") for name in TABLES))
    assert components(cells(tmp_path / "out" / "payouts.csv")) == paid
    left = [(row["component"], row["key"], row["amount"]) for row in rows(tmp_path / "out" / "due.csv")]
    assert {
        (rule, deal): sum(round(float(a) * 100) for r, d, a in left if (r, d) == (rule, deal)) for rule, deal, _ in left
    } == due


def components(found: dict[tuple[str, str, str], object]) -> dict[tuple[str, str, str], int]:
    """The rules' cells that are not 0, in cents."""
    return {key: int(amount * 100) for key, amount in found.items() if amount and ":" not in key[2]}  # type: ignore[operator]


def test_check_and_test() -> None:
    for command in (("check", PLAN), ("test", HERE)):
        done = planlang(*command)
        assert done.returncode == 0, done.stderr + done.stdout


def generated(seed: int) -> dict[str, list[dict[str, object]]]:
    """Deals at random: days that come late or never, cancellations on both sides of a year, exceptions that have expired."""
    rng = random.Random(seed)
    people = [
        {"id": name, "quota": f"{rng.randrange(5, 30) * 50_000}.00", "variable": f"{rng.randrange(30, 120) * 1_000}.00"}
        for name in ("Ana", "Bo")
    ]
    deals: list[dict[str, object]] = []
    exceptions: list[dict[str, object]] = []
    for number in range(rng.randrange(5, 15)):
        signed = date(2026, 1, 1) + timedelta(rng.randrange(365))

        def later(most: int, chance: float, signed: date = signed) -> str:
            return str(signed + timedelta(rng.randrange(most))) if rng.random() < chance else ""

        deals.append({
            "id": f"d{number:02d}", "owner": rng.choice(("Ana", "Bo")), "signed": str(signed), "live": later(500, 0.8),
            "collected": later(900, 0.8), "cancelled": later(500, 0.4), "years": rng.randrange(1, 6),
            "amount": f"{rng.randrange(1, 90_000_000) / 100:.2f}",
        })  # fmt: skip
        if rng.random() < 0.3:
            exceptions.append({
                "deal": f"d{number:02d}", "rate": rng.randrange(1, 20), "reason": "r", "author": "a", "approver": "b",
                "expires": str(signed + timedelta(rng.randrange(-30, 60))),
            })  # fmt: skip
    return {"participants": people, "deals": deals, "rate_exceptions": exceptions}


@pytest.mark.parametrize("engine", ["interpreter", "duckdb"])
@pytest.mark.parametrize("seed", range(6))
def test_generated_years_pay_what_the_oracle_pays(seed: int, engine: str) -> None:
    tables = generated(seed)
    texts = {name: [{key: str(cell) for key, cell in row.items()} for row in some] for name, some in tables.items()}
    given = {name: [{k: v or None for k, v in row.items()} for row in some] for name, some in texts.items()}
    paid, due = oracle_enterprise.pay(*(texts[name] for name in TABLES))
    result = api.load(PLAN).run(engine=engine, **given)  # type: ignore[arg-type]
    found = {(str(r["participant"]), str(r["period"]), str(r["component"])): r["amount"] for r in result.payouts.rows()}
    assert components(found) == paid  # type: ignore[arg-type]
    left: dict[tuple[str, str], int] = {}
    for row in result.due.rows():
        key = (str(row["component"]), str(row["key"]))
        left[key] = left.get(key, 0) + int(row["amount"] * 100)  # type: ignore[operator]
    assert left == due
