"""The plans of ``benchmarks.many_rules`` are sound: what is measured is a check that has nothing to complain of."""

from __future__ import annotations

import pytest

from benchmarks.many_rules import KINDS, SHORT, plan
from planlang.check import check_text


@pytest.mark.parametrize("kinds", [KINDS, SHORT], ids=["of all kinds", "short"])
def test_no_findings(kinds: tuple[object, ...]) -> None:
    text = plan(60, kinds)  # type: ignore[arg-type]
    assert text.count("\n    measure Sold") >= 12
    assert not check_text(text.encode(), "many.plan").diagnostics
