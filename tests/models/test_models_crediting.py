"""The model plans with a roll-up, with a contest, and with several currencies pay what their pages work out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.support import PLANS, cells, planlang, rows

NAMES = ("sales_manager", "spring_contest", "global_overlay")


@pytest.mark.parametrize("engine", ["duckdb", "interpreter"])
@pytest.mark.parametrize("name", NAMES)
def test_pays_as_expected(name: str, engine: str, tmp_path: Path) -> None:
    here = PLANS / name
    done = planlang(
        "run", here / f"{name}.plan", "--data", here / "data", "--out", tmp_path / "out", "--engine", engine
    )
    assert done.returncode == 0, done.stderr
    assert "paid by the interpreter, as" not in done.stderr
    assert cells(tmp_path / "out" / "payouts.csv") == cells(here / "expected" / "payouts.csv")


@pytest.mark.parametrize("name", NAMES)
def test_check_and_test(name: str) -> None:
    for command in (("check", PLANS / name / f"{name}.plan"), ("test", PLANS / name)):
        done = planlang(*command)
        assert done.returncode == 0, done.stderr + done.stdout


def test_the_page_names_every_amount_that_is_paid() -> None:
    """The pages work the amounts out: what one of the plans pays is on its page, if only as a part of a sum."""
    page = (PLANS / "global_overlay" / "README.md").read_text(encoding="utf-8")
    paid = {row["amount"] for row in rows(PLANS / "global_overlay" / "expected" / "payouts.csv")}
    assert {amount for amount in paid if float(amount) and amount not in page.replace(",", "")} == {"554.96"}
