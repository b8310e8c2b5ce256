"""A newcomer's first ten minutes: init, look, edit a tier, check, test, run, explain."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.support import bad, good


def test_the_first_ten_minutes(tmp_path: Path) -> None:
    made = good("init", cwd=tmp_path)
    assert made.stdout == "" and "planlang run plan.plan --data data" in made.stderr
    assert good("check", cwd=tmp_path).stderr == "no findings in 1 plan\n"
    assert good("fmt", "--check", cwd=tmp_path).stdout == ""
    assert good("test", cwd=tmp_path).stderr == "4 tests: 4 passed\n"  # its example, and what all plans promise
    before = good("run", "plan.plan", "--data", "data", "--period", "2025-Q1", cwd=tmp_path)
    assert "Ana" in before.stdout and "total USD" in before.stdout

    plan = tmp_path / "plan.plan"
    plan.write_text(plan.read_text().replace("from 100%           : 1.5x", "from 100%           : 2.0x"))
    good("check", cwd=tmp_path)
    failed = bad(1, "test", cwd=tmp_path)
    assert "FAIL" in failed.stdout
    (line,) = [one for one in failed.stdout.splitlines() if "Base for ana on d2" in one and "USD" in one]
    assert re.split(r"   +", line.strip()) == ["Base for ana on d2", "2,500.00 USD", "3,000.00 USD", "+500.00"]
    why = next(line for line in failed.stdout.splitlines() if "why: " in line).split("why: planlang ")[1]
    assert why.startswith("explain plan.plan --example")
    assert good(*shlex.split(why), cwd=tmp_path).stdout
    after = good("run", "plan.plan", "--data", "data", "--period", "2025-Q1", cwd=tmp_path)
    assert after.stdout != before.stdout
    told = good("explain", "plan.plan", "--data", "data", "--participant", "Ana", "--period", "2025-Q1", cwd=tmp_path)
    assert "D-103" in told.stdout


def test_every_command_that_init_shows_works(tmp_path: Path) -> None:
    shown = good("init", "first", cwd=tmp_path).stderr.splitlines()
    commands = [line.strip().split("   ")[0].split() for line in shown if line.strip().startswith("planlang ")]
    assert len(commands) == 4
    for command in commands:
        good(*command[1:], cwd=tmp_path / "first")


def test_the_mistakes_a_newcomer_makes(tmp_path: Path) -> None:
    good("init", cwd=tmp_path)
    plan, deals = tmp_path / "plan.plan", tmp_path / "data" / "deals.csv"
    neat, rows = plan.read_text(), deals.read_text()

    plan.write_text(neat.replace("from  50% below 100%: 1.0x", "50% to 100%: 1.0x"))
    both = good("check", cwd=tmp_path).stdout  # slice by slice it is all one to which row a bound belongs
    assert both.startswith("note[P") and "from 50% below 100%: 1.0x" in both and "from 50% through 100%: 1.0x" in both
    plan.write_text(neat.replace("from  50% below 100%: 1.0x", "50% - 100% gets 1.0x"))
    assert "error[P" in bad(1, "check", cwd=tmp_path).stdout
    plan.write_text(neat.replace("from  50% below 100%", "from  60% below 100%"))
    assert "60%" in bad(1, "check", cwd=tmp_path).stdout
    plan.write_text(neat.replace("tiers by Attainment", "tiers by Atainment"))
    assert "did you mean attainment" in bad(1, "check", cwd=tmp_path).stdout.lower().replace("`", "")
    refused = bad(1, "run", "plan.plan", "--data", "data", cwd=tmp_path)
    assert refused.stdout == "" and "did you mean" in refused.stderr.lower()
    plan.write_text(neat)

    deals.write_text(rows.replace("42000.00", '"$42,000"').replace("D-103,Ana", "D-103,Anna"))
    rejected = bad(3, "run", "plan.plan", "--data", "data", cwd=tmp_path)
    assert rejected.stdout == ""
    assert "deals.csv" in rejected.stderr and "$42,000" in rejected.stderr and "did you mean `Ana`" in rejected.stderr
    deals.write_text(rows)

    told = bad(2, "explain", "plan.plan", "--data", "data", "--participant", "ana", cwd=tmp_path)
    assert "did you mean `Ana`?" in told.stderr
    wrong = bad(2, "run", "plan.plan", "--data", "dta", cwd=tmp_path)
    assert "the data directory `dta` does not exist" in wrong.stderr


def test_init_changes_nothing_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "plan.plan").write_text("mine")
    done = bad(2, "init", cwd=tmp_path)
    assert "is there already" in done.stderr
    assert (tmp_path / "plan.plan").read_text() == "mine" and not (tmp_path / "data").exists()


def test_two_inits_are_alike(tmp_path: Path) -> None:
    for name in ("a", "b"):
        good("init", name, cwd=tmp_path)
    for file in ("plan.plan", "data/deals.csv", "data/participants.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
