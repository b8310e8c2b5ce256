"""``explain`` and ``verify``; ``core`` and ``diagram`` beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import PLANS, bad, good

ANA = ("explain", "plan.plan", "--data", "data", "--participant", "Ana")


def test_a_page_for_a_rep(project: Path) -> None:
    done = good(*ANA, "--period", "2025-Q1", cwd=project)
    assert "Ana" in done.stdout and "D-103" in done.stdout and done.stderr == ""
    assert good(*ANA, "--period", "2025-Q1", cwd=project).stdout == done.stdout
    assert len(good(*ANA, "--period", "2025-Q1", "--full", cwd=project).stdout) >= len(done.stdout)


def test_without_a_period_all_that_pay_something(project: Path) -> None:
    text = good(*ANA, cwd=project).stdout
    assert "2025-Q1" in text and "2025-Q2" in text and "2025-Q4" not in text


def test_json_verifies_alone_and_with_plan_and_data(project: Path) -> None:
    done = good(*ANA, "--period", "2025-Q1", "--format", "json", cwd=project)
    (project / "ana.json").write_bytes(done.stdout.encode())
    assert json.loads(done.stdout)["participant"] == "Ana"
    assert "every step holds" in good("verify", "ana.json", cwd=project).stderr
    both = good("verify", "ana.json", "--plan", "plan.plan", "--data", "data", cwd=project)
    assert "agrees with the plan and the data" in both.stderr

    (project / "ana.json").write_bytes(done.stdout.replace("71250", "71251").encode())
    changed = bad(1, "verify", "ana.json", cwd=project)
    assert changed.stdout and "rejected" in changed.stderr
    (project / "ana.json").write_bytes(done.stdout.encode())
    deals = project / "data" / "deals.csv"
    deals.write_text(deals.read_text().replace("71250.00", "71250.01"))
    assert bad(1, "verify", "ana.json", "--plan", "plan.plan", "--data", "data", cwd=project).stdout


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"steps": [{"inputs": 3}]}', b"[" * 100_000])
def test_what_is_no_explanation(project: Path, content: bytes) -> None:
    (project / "x.json").write_bytes(content)
    bad(2 if content == b"\xff" else 1, "verify", "x.json", "--data", "data", cwd=project)


def test_json_is_about_one_period(project: Path) -> None:
    done = bad(2, *ANA, "--format", "json", cwd=project)
    assert "--period 2025-Q1 | 2025-Q2" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--participant", "Anna"], "did you mean `Ana`?"),
        (["--participant", "Zoe"], "there is: `Ana`, `Ben`"),
        (["--participant", "Ana", "--component", "Bse"], "did you mean `Base`?"),
        (["--participant", "Ana", "--deal", "D-13"], "did you mean"),
        (["--participant", "Ana", "--deal", "D-102"], "nothing is paid to `Ana` on `D-102`"),
        (["--participant", "Ana", "--deal", "D-106"], "deals D-106 was not credited: not so: deal.stage is Won"),
        (["--participant", "Ana", "--period", "2024-Q1"], "there is no payout period"),
    ],
)
def test_a_selection_that_matches_nothing(project: Path, arguments: list[str], says: str) -> None:
    done = bad(2, "explain", "plan.plan", "--data", "data", *arguments, cwd=project)
    assert says in done.stderr and done.stdout == ""


def test_an_example_is_explained_too(project: Path) -> None:
    title = "a deal that straddles 100%"
    arguments = ("explain", "plan.plan", "--example", title, "--participant", "ana", "--format", "json")
    (project / "ana.json").write_bytes(good(*arguments, "--period", "2025-Q1", cwd=project).stdout.encode())
    good("verify", "ana.json", "--plan", "plan.plan", cwd=project)
    wrong = bad(2, "explain", "plan.plan", "--example", "a deal", "--participant", "ana", cwd=project)
    assert "straddles" in wrong.stderr
    bad(2, "explain", "plan.plan", "--participant", "ana", cwd=project)
    bad(2, "explain", "plan.plan", "--data", "data", "--example", title, "--participant", "ana", cwd=project)


def test_core_and_diagram(project: Path) -> None:
    core = good("core", "plan.plan", cwd=project)
    assert core.stdout.startswith("plan Executives") and "table Bookings" in core.stdout
    dot = good("diagram", "plan.plan", cwd=project).stdout
    assert dot.startswith("digraph") and "Bookings" in dot
    good("diagram", "plan.plan", "-o", "plan.dot", cwd=project)
    assert (project / "plan.dot").read_text() == dot
    assert "did you mean `svg`?" in bad(2, "diagram", "plan.plan", "--format", "sgv", cwd=project).stderr
    assert ".svg" in bad(2, "diagram", "plan.plan", "-o", "plan.gif", cwd=project).stderr
    bad(2, "diagram", "plan.plan", "-o", "no/such/place.dot", cwd=project)


@pytest.mark.parametrize("name", ["quarterly_ae", "eight_answers"])
def test_every_explanation_of_the_model_plans_verifies(name: str, tmp_path: Path) -> None:
    plan, data = PLANS / name / f"{name}.plan", PLANS / name / "data"
    people = [line.split(",")[0] for line in (data / "participants.csv").read_text().splitlines()[1:]]
    for person in people:
        done = good("explain", plan, "--data", data, "--participant", person, "--period", "2025-Q1", "--format", "json")
        (tmp_path / "x.json").write_bytes(done.stdout.encode())
        good("verify", tmp_path / "x.json", "--plan", plan, "--data", data)
