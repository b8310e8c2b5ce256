"""What is said of a bare number that meets a percentage."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from tests.models.support import PLANS

SDR = (PLANS / "sdr" / "sdr.plan").read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "percent"), [("0.5", "50%"), ("80", "8,000%"), ("0.125", "12.5%")])
def test_a_bare_number_is_so_many_times(number: str, percent: str) -> None:
    assert SDR.count("at     50%: 50%") == 1
    found = compile_text(SDR.replace("at     50%: 50%", f"at {number}: 50%"), "sdr.plan").diagnostics
    assert [one.rule for one in found] == ["percent-or-number"]
    assert found[0].consequence == f"As written, {number} means {number} times, which is {percent}."
