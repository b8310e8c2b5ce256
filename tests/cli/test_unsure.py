"""A doubt about values that perhaps nobody asks for is the interpreter's to settle, and said; it is no bug and no refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from planlang.cli.run import command
from planlang.run.engine.duckrun import DuckRun
from planlang.run.engine.pay import Doubt

AE = Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae"


@pytest.mark.parametrize("sure", [False, True])
def test_only_a_sure_doubt_says_that_the_engines_differ(sure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def doubts(self: DuckRun, chosen: object) -> None:
        raise Doubt("every value can be worked out", sure)

    monkeypatch.setattr(DuckRun, "pay", doubts)
    done = CliRunner().invoke(command, [str(AE / "quarterly_ae.plan"), "--data", str(AE / "data")])
    if sure:
        assert "differ" in str(done.exception)
    else:
        assert done.exit_code == 0, done.output
        assert "66,633.33" in done.output
        assert "paid by the interpreter, as DuckDB can't be sure" in done.output
