"""What is carried on is listed: brought forward, what came in, what was taken out or let go, and what is left; alike on every engine."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import planlang
from tests.models.support import PLANS

PLAN = PLANS / "smb_ae" / "smb_ae.plan"
CARRIED = ("brought_forward", "came_in", "taken_out", "let_go", "left")


def paid(engine: str, period: str | None = None) -> planlang.Result:
    return planlang.load(PLAN).run(PLANS / "smb_ae" / "data", engine=engine, period=period)  # type: ignore[arg-type]


pytestmark = pytest.mark.xdist_group("balances of a run")
"""One worker makes what they read."""


@pytest.fixture(scope="module", params=["duckdb", "interpreter"])
def result(request: pytest.FixtureRequest) -> planlang.Result:
    return paid(request.param)


def test_each_payout_begins_with_what_the_one_before_left(result: planlang.Result) -> None:
    rows = [row for row in result.balances.rows() if row["participant"] == "Cy"]
    assert [row["left"] for row in rows[:-1]] == [row["brought_forward"] for row in rows[1:]]
    assert [rows[-1][name] for name in CARRIED] == [
        Decimal("14612.90"), Decimal("0.00"), Decimal("0.00"), Decimal("14612.90"), Decimal("0.00"),
    ]  # fmt: skip


def test_what_moves_a_balance_is_in_the_lines(result: planlang.Result) -> None:
    for row in result.balances.rows():
        moved = sum(
            line["amount"] for line in result.lines.rows()
            if "DrawOwed" in line["component"] and (line["participant"], line["period"]) == (row["participant"], row["period"])
        )  # fmt: skip
        assert row["came_in"] - row["taken_out"] == moved


def test_one_period_has_its_own_rows_only(tmp_path: Path) -> None:
    some = paid("duckdb", "2026-09")
    assert [(row["participant"], row["left"]) for row in some.balances.rows()] == [
        ("Bo", Decimal("5945.43")),
        ("Cy", Decimal("0.00")),
    ]
    some.write(tmp_path / "out")
    assert (tmp_path / "out" / "balances.csv").read_text().splitlines()[
        1
    ] == "Bo,2026-09,DrawOwed,8410.71,0.00,2465.28,0.00,5945.43"


def test_a_plan_without_balances_has_no_such_table() -> None:
    here = PLANS / "eight_answers"
    result = planlang.load(here / "eight_answers.plan").run(here / "data")
    with pytest.raises(planlang.PlanlangError, match="no balance"):
        _ = result.balances
