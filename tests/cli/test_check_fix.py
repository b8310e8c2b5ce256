"""``check --fix`` and ``--diff``: what is shown is what is written, for several plans, and nothing else is touched."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from planlang.cli.chosen import choice
from planlang.cli.fixing import fixing_of
from planlang.cli.stop import Stop
from tests.cli.support import bad, good
from tests.readings.test_fixes import WHOLE
from tests.readings.test_proofs import PLAN, TOTAL, quarterly

IDLE = PLAN.replace("RULE", quarterly(TOTAL))
BROKEN = WHOLE.replace("5%", "5% of )")
NOTED = "    # kept for the audit\n    measure Noted for each credit of Bookings = credit.amount\n\n    payout for"


def test_what_is_shown_is_what_is_written(tmp_path: Path) -> None:
    before = {
        "broken.plan": BROKEN,
        "idle.plan": IDLE,
        "sound.plan": WHOLE,
        "spare.plan": WHOLE.replace("    payout for", NOTED),
    }
    before["shared.plan"] = "data regions, each row a region {\n    id: text, key\n}\n"  # for plans to use
    for name, text in before.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "idle.plan").chmod(0o640)

    shown = bad(1, "check", "--diff", cwd=tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert "would fix window-open" in shown.stderr
    assert "broken.plan: left as it is" in shown.stderr and "shared.plan" not in shown.stderr
    assert "spare.plan:" in shown.stderr and "left to you unused" in shown.stderr

    made = bad(1, "check", "--fix", cwd=tmp_path)  # one of them can't be read
    after = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert shown.stderr.replace("would fix", "fixed").splitlines() == [
        line for line in made.stderr.splitlines() if "fixed" in line or "left" in line
    ]
    assert "syntax" in made.stdout and "Noted is never used" in made.stdout
    assert {name for name in before if before[name] != after[name]} == {"idle.plan"}
    differs = [
        line
        for name in sorted(before)
        for line in unified_diff(
            before[name].splitlines(), after[name].splitlines(), name, name, "as it is", "repaired", lineterm=""
        )
    ]
    assert shown.stdout.splitlines() == differs
    assert (tmp_path / "idle.plan").stat().st_mode & 0o777 == 0o640

    (tmp_path / "broken.plan").unlink()
    assert good("check", "--diff", cwd=tmp_path).stdout == ""  # there is nothing left to do
    good("check", "--fix", cwd=tmp_path)
    assert after == {**{path.name: path.read_text() for path in tmp_path.iterdir()}, "broken.plan": BROKEN}


@pytest.mark.parametrize(("fix", "diff", "paths"), [(True, True, ["a.plan"]), (True, False, ["-"])])
def test_what_can_not_be_written_is_wrong_usage(fix: bool, diff: bool, paths: list[str]) -> None:
    with pytest.raises(Stop) as stopped:
        fixing_of(fix, diff, paths, "never", lambda: choice(None, (), (), None, None))
    assert stopped.value.code == 2
