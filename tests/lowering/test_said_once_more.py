"""What is lowered twice, because a first try came to nothing, is still found wrong the second time."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text

PLAN = (Path(__file__).parent / "gate_met_later.plan").read_text("utf-8")


@pytest.mark.parametrize(
    ("wrong", "rule"), [("is at least 5 USD", "kind-mismatch"), ("is at least Fifty", "unknown-name")]
)
def test_a_wrong_step_of_a_balance(wrong: str, rule: str) -> None:
    right = "release  Held when YearSoFar is at least 50%"
    assert right in PLAN
    found = compile_text(PLAN.replace(right, f"release  Held when YearSoFar {wrong}"), "it.plan")
    assert [one.rule for one in found.diagnostics] == [rule]
    assert found.graph is None
