"""The SMB plan with ramp and recoverable draw pays what is expected of it, and what the oracle pays."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.data.load import load
from planlang.engines.interpreter import Evaluator
from tests.conformance.comparing import compare
from tests.conformance.engines import duckdb
from tests.models import oracle_smb
from tests.models.support import PLANS, cells, lines, planlang, rows

HERE = PLANS / "smb_ae"
PLAN = HERE / "smb_ae.plan"
DRAWN = "payout: at least Draw each month when ServiceMonth is at most 6, shortfall owed in DrawOwed"
REPAID = "payout: repay DrawOwed when ServiceMonth is at least 7, at most HalfOfBase"


def by_oracle(data: Path) -> dict[tuple[str, str, str], Fraction]:
    """The cells of a payouts file; adjustments only where there are any."""
    people, deals, reliefs = (rows(data / f"{name}.csv") for name in ("participants", "deals", "reliefs"))
    found: dict[tuple[str, str, str], Fraction] = {}
    for person in people:
        for number, month in oracle_smb.pay(person, deals, reliefs).items():
            key = person["id"], f"2026-{number:02d}"
            found[*key, "Base"] = month.base
            found |= {
                (*key, name): amount for name, amount in ((DRAWN, month.drawn), (REPAID, -month.repaid)) if amount
            }
    return found


def test_the_year_pays_as_expected(tmp_path: Path) -> None:
    done = planlang("run", PLAN, "--data", HERE / "data", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    paid = cells(tmp_path / "out" / "payouts.csv")
    assert paid == cells(HERE / "expected" / "payouts.csv")
    assert paid == by_oracle(HERE / "data")
    assert lines(tmp_path / "out" / "lines.csv") == {key: amount for key, amount in paid.items() if amount}


def test_check_and_test() -> None:
    for command in (("check", PLAN), ("test", HERE)):
        done = planlang(*command)
        assert done.returncode == 0, done.stderr + done.stdout


def generated(folder: Path, seed: int) -> Path:
    """A year of deals at random: late and early hires, leavers, cancellations on both sides of 90 days, reliefs."""
    rng = random.Random(seed)
    folder.mkdir()
    tables: dict[str, list[list[object]]] = {
        "participants": [["id", "hired", "left", "annual_quota", "annual_target"]],
        "deals": [["id", "owner", "closed", "cancelled", "amount"]],
        "reliefs": [["participant", "month", "amount", "reason", "approver"]],
    }
    for person in range(12):
        hired = date(2025, 7, 1) + timedelta(rng.randrange(400))
        left = max(hired, date(2026, 1, 1)) + timedelta(rng.randrange(30, 300)) if rng.random() < 0.4 else None
        last = min(left or oracle_smb.END, oracle_smb.END)
        tables["participants"].append(
            [f"p{person}", hired, left or "", rng.choice((360000, 600000)), rng.choice((40000, "50000.50"))]
        )
        first = max(hired, date(2026, 1, 1))
        for number in range(rng.randrange(12)):
            closed = first + timedelta(rng.randrange((last - first).days + 1))
            cancelled = closed + timedelta(rng.choice((0, 30, 90, 91)))
            gone = cancelled if rng.random() < 0.3 and cancelled <= last else ""
            tables["deals"].append(
                [f"d{person}x{number}", f"p{person}", closed, gone, f"{rng.randrange(100, 9000000) / 100:.2f}"]
            )
        if rng.random() < 0.5:
            tables["reliefs"].append([f"p{person}", f"{first:%Y-%m}", rng.choice((5000, 90000)), "leave", "K. Lund"])
    for name, table in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
    return folder


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_generated_year_pays_as_the_oracle_does(tmp_path: Path, seed: int) -> None:
    data = generated(tmp_path / "data", seed)
    graph = compile_text(PLAN.read_text("utf-8"), "smb_ae.plan").graph
    assert graph is not None
    loaded = load(graph.records, [data], graph.calendar)
    assert loaded.data is not None, loaded.diagnostics
    evaluator = Evaluator(graph, loaded.data)
    table = "participant x month"
    people, deals, reliefs = (rows(data / f"{name}.csv") for name in ("participants", "deals", "reliefs"))
    wanted = {
        f"{person['id']} / 2026-{number:02d}": (month.paid, month.owed)
        for person in people for number, month in oracle_smb.pay(person, deals, reliefs).items()
    }  # fmt: skip
    pay, owed = evaluator.column(table, "payout"), evaluator.column(table, "DrawOwed")
    found = {evaluator.row_id(table, n): (pay.at(n), owed.at(n)) for n in range(evaluator.count(table))}
    assert found == wanted
    assert sum(month[1] > 0 for month in wanted.values()) > 5
    compare(duckdb(), graph, loaded.data, wanted=[(table, "payout"), (table, "DrawOwed")], plans=False)
