"""Plans of our own whose examples were worked out by hand: mechanisms that no model plan uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import forked

HERE = Path(__file__).parent


@pytest.mark.parametrize("plan", sorted(HERE.glob("*.plan")), ids=lambda path: path.stem)
def test_its_examples_hold(plan: Path) -> None:
    for command in (["check"], ["test", "--cases", "10"]):
        done = forked.run("planlang", [*command, plan])
        assert done.returncode == 0, done.stdout + done.stderr
        assert command != ["check"] or "no findings" in done.stderr
