"""``check`` on a plan that can be read in two ways: the case, in each format, and what hangs on it in data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from planlang.diagnostics.render_json import SCHEMA
from tests.cli.support import bad, good


def opened(project: Path) -> None:
    """The project's plan, no longer saying how its tiers apply."""
    plan = project / "plan.plan"
    text = plan.read_text()
    assert text.count(", each slice at its own tier") == 1
    plan.write_text(text.replace(", each slice at its own tier", ""))


def test_what_each_reading_pays(project: Path) -> None:
    opened(project)
    shown = bad(1, "check", "plan.plan", cwd=project).stdout
    assert "each reading was run on it" in shown
    assert shown.count("        then ") == 3
    assert bad(1, "check", "plan.plan", cwd=project).stdout == shown


def test_without_cases(project: Path) -> None:
    opened(project)
    shown = bad(1, "check", "--no-cases", "plan.plan", cwd=project).stdout
    assert "to settle it, one of:" in shown and "for example" not in shown


def test_on_one_line(project: Path) -> None:
    opened(project)
    shown = bad(1, "check", "--format", "concise", "plan.plan", cwd=project).stdout
    assert len(shown.splitlines()) == 1
    assert "; for example, Base for ana in " in shown and " apart)" in shown


def test_for_programs(project: Path) -> None:
    opened(project)
    said: dict[str, Any] = json.loads(
        bad(1, "check", "--format", "json", "--data", "data", "plan.plan", cwd=project).stdout
    )
    jsonschema.validate(said, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (one,) = said["diagnostics"]
    readings = one["case"]["readings"]
    assert [reading["answer"] for reading in readings] == [0, 1, 2]
    amounts = [reading["paid"][0]["amount"] for reading in readings]
    assert len(set(amounts)) == 3
    assert all(reading["example"].startswith("example ") for reading in readings)
    assert all(one["repairs"][reading["answer"]]["edits"] for reading in readings)
    assert one["exposure"]["people"] > 0 and one["exposure"]["rows"] > 0
    assert one["exposure"]["data"] == "data"


def test_what_hangs_on_it_in_the_data(project: Path) -> None:
    opened(project)
    shown = bad(1, "check", "--data", "data", "plan.plan", cwd=project).stdout
    assert "in your data: " in shown and "between the" in shown


def test_data_that_can_not_be_read(project: Path) -> None:
    opened(project)
    deals = project / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("Won", "Maybe"))
    shown = bad(1, "check", "--data", "data", "plan.plan", cwd=project).stdout
    assert "has faults of its own" in " ".join(shown.split())
    assert "each reading was run on it" in shown


def test_a_directory_that_is_not_there(project: Path) -> None:
    opened(project)
    assert "does not exist" in bad(2, "check", "--data", "nowhere", "plan.plan", cwd=project).stderr


def test_what_makes_no_difference_is_paid(tmp_path: Path) -> None:
    from tests.readings.test_proofs import SAME

    idle = next(one for one in SAME if one.asked == "window-open")
    (tmp_path / "plan.plan").write_text(idle.text)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "participants.csv").write_text("id\nana\n")
    (tmp_path / "data" / "deals.csv").write_text("id,owner,closed,amount\nd1,ana,2025-02-10,1000.00\n")
    for more in ((), ("--no-cases",)):
        checked = good("check", *more, "plan.plan", cwd=tmp_path)
        assert "note[P304]" in checked.stdout and "proven: whatever the data" in " ".join(checked.stdout.split())
    paid = good("run", "plan.plan", "--data", "data", "--out", "paid", cwd=tmp_path)
    assert "note[P304]" in paid.stderr
    assert (tmp_path / "paid" / "payouts.csv").read_text().splitlines()[1:] == ["ana,2025-Q1,Base,50.00"]
