"""The model plans for other roles than sellers pay what is expected of them, and that is what is worked out by hand."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from tests.models.oracle_roles import ORACLES
from tests.models.support import PLANS, cells, planlang, rows


@pytest.mark.parametrize("name", ORACLES)
def test_pays_what_is_expected(name: str) -> None:
    """``planlang test`` runs the examples in the plan, and the plan on its data."""
    done = planlang("test", PLANS / name)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "expected" in done.stdout


@pytest.mark.parametrize("name", ORACLES)
def test_what_is_expected_is_right(name: str) -> None:
    expected = cells(PLANS / name / "expected" / "payouts.csv")
    by_hand = ORACLES[name]({file.stem: rows(file) for file in (PLANS / name / "data").glob("*.csv")})
    assert {key: amount for key, amount in expected.items() if amount} == by_hand
    assert len(by_hand) >= 8


@pytest.mark.parametrize("name", ORACLES)
def test_has_no_findings(name: str) -> None:
    assert compile_text((PLANS / name / f"{name}.plan").read_bytes(), f"{name}.plan").diagnostics == ()
