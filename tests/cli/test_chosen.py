"""``check``: what a project chooses about findings, what a plan accepts, and what was there already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import bad, good

UNUSED = "    measure Idle for each credit of Bookings = credit.amount\n"


@pytest.fixture
def warned(project: Path) -> Path:
    """The project, whose plan has a measure that nothing uses."""
    plan = project / "plan.plan"
    text = plan.read_text()
    plan.write_text(text.replace("    commission Base", UNUSED + "\n    commission Base", 1))
    assert "1 warning" in good("check", cwd=project).stdout
    return project


def comment(project: Path, said: str) -> None:
    plan = project / "plan.plan"
    plan.write_text(plan.read_text().replace(UNUSED, f"    # {said}\n{UNUSED}"))


def test_a_comment_accepts_a_warning_beside_it(warned: Path) -> None:
    comment(warned, "planlang: accept unused: the summer team needs it")
    done = good("check", cwd=warned)
    assert done.stdout == "" and "1 finding accepted by comments in the plan" in done.stderr
    assert "warning" not in good("run", "plan.plan", "--data", "data", cwd=warned).stderr
    assert good("fmt", "--check", cwd=warned)


def test_an_acceptance_ends(warned: Path) -> None:
    comment(warned, "planlang: accept unused until 2026-06-30: the summer team needs it")
    assert good("check", "--today", "2026-06-30", cwd=warned).stdout == ""
    said = good("check", "--today", "2026-07-01", cwd=warned).stdout
    assert "warning[P700] unused" in said and "accepted until 2026-06-30: the summer team needs it" in " ".join(
        said.split()
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("planlang: accept unused", "says what it accepts, and why"),
        ("planlang: accept unsued: why", "did you mean `unused`"),
        ("planlang: accept rounding-open: why", "is an error, which has to be settled"),
        ("planlang: accept unused until summer: why", "is no day such as"),
        ("planlang: accept unused: why, until 2026-06-30", "a day stands before the colon"),
        ("planlang: accept never-paid: why", "nothing like it is found here"),
    ],
)
def test_wrong_and_idle_acceptances_are_findings(warned: Path, said: str, answer: str) -> None:
    comment(warned, said)
    shown = " ".join(good("check", cwd=warned).stdout.split())
    assert answer in shown and "P700" in shown


def test_some_plans_are_chosen_by_their_paths(warned: Path) -> None:
    (warned / "old").mkdir()
    (warned / "old" / "last.plan").write_text((warned / "plan.plan").read_text())
    (warned / "planlang.toml").write_text(
        '[check.severity]\nunused = "note"\n[check.plans."old/*"]\nseverity = { unused = "error" }\n'
    )
    shown = bad(1, "check", "--format", "concise", cwd=warned).stdout.splitlines()
    assert [line.split()[1] for line in sorted(shown)] == ["error", "note"]
    assert " error " in bad(1, "check", "last.plan", "--format", "concise", cwd=warned / "old").stdout
    (warned / "planlang.toml").write_text('[check.plans."old/*.plan"]\nignore = ["P700"]\n')
    done = good("check", "--format", "concise", cwd=warned)
    assert done.stdout.startswith("plan.plan:") and "1 finding not chosen" in done.stderr


def test_ignore_select_and_severity(warned: Path) -> None:
    assert good("check", "--ignore", "unused", cwd=warned).stdout == ""
    assert good("check", "--ignore", "P700", cwd=warned).stdout == ""
    assert good("check", "--select", "never-paid", cwd=warned).stdout == ""
    assert "unused" in good("check", "--select", "P7", cwd=warned).stdout
    (warned / "planlang.toml").write_text('[check.severity]\nunused = "error"\n')
    assert bad(1, "check", cwd=warned).stdout.startswith("error[P700] unused")
    (warned / "planlang.toml").write_text('[check]\nignore = ["unused"]\n')
    assert "1 finding not chosen" in good("check", cwd=warned).stderr
    (warned / "below").mkdir()
    assert good("check", "../plan.plan", cwd=warned / "below").stdout == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[check]\nignore = ['rounding-open']\n", "is an error"),
        ("[check.severity]\nrounding-open = 'note'\n", "is an error"),
        ("[check.plans.'a.plan']\nignore = ['rounding-open']\n", "is an error"),
        ("[check.plans.'a.plan']\nbaseline = 'b.json'\n", "there is no key `baseline`"),
        ("[check]\nplans = 3\n", "holds tables"),
        ("[check.severity]\nunused = 'fatal'\n", "no severity `fatal`"),
        ("[check]\nignroe = ['unused']\n", "did you mean `ignore`"),
        ("[check]\nignore = 'unused'\n", "is a list"),
        ("[chekc]\n", "`[check]`"),
        ("[check\n", "is not TOML"),
        ("[check]\nselect = ['nonsense']\n", "no finding `nonsense`"),
        ("[check]\nselect = ['P8X']\n", "no finding `P8X`"),
        ("[check]\nbaseline = 7\n", "path of a file"),
    ],
)
def test_a_wrong_configuration_is_wrong_usage(project: Path, text: str, says: str) -> None:
    (project / "planlang.toml").write_text(text)
    assert says in bad(2, "check", cwd=project).stderr


def test_a_baseline_hides_what_was_there(warned: Path) -> None:
    assert "unused" in good("check", "--write-baseline", "known.json", cwd=warned).stdout
    done = good("check", "--baseline", "known.json", cwd=warned)
    assert done.stdout == "" and "1 finding known from the baseline" in done.stderr
    plan = warned / "plan.plan"
    plan.write_text(plan.read_text().replace(UNUSED, UNUSED + UNUSED.replace("Idle", "Lazy")))
    shown = good("check", "--baseline", "known.json", cwd=warned).stdout
    assert "Lazy" in shown and "Idle" not in shown
    assert "makes one" in bad(2, "check", "--baseline", "none.json", cwd=warned).stderr
    assert "no baseline" in bad(2, "check", "--baseline", "plan.plan", cwd=warned).stderr


def test_formats_for_programs(warned: Path) -> None:
    assert json.loads(good("check", "--format", "sarif", cwd=warned).stdout)["version"] == "2.1.0"
    assert good("check", "--format", "github", cwd=warned).stdout.startswith("::warning file=plan.plan,line=")
    assert "<testsuites" in good("check", "--format", "junit", cwd=warned).stdout
