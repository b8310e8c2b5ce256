"""Every rule's page is run: what it calls bad gives the finding, what it calls good gives no error."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.render_text import render_text
from tests import forked

BY_CHECK = [head.name for head in catalogue.heads() if head.found_by == "check"]
BY_COMMAND = {head.name: head.found_by for head in catalogue.heads() if head.found_by != "check"}
COMMANDS = {
    "file": ["check", "page.plan"],
    "data": ["run", "page.plan", "--data", "."],
    "run": ["run", "page.plan", "--data", "."],
    "test": ["test", "page.plan"],
}


def _check(text: str) -> tuple[Diagnostic, ...]:
    return check_text(text, "page.plan").diagnostics


def _errors(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [d for d in found if catalogue.head(d.rule).severity == "error"]


def _command(name: str, heading: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The page's files in a folder of their own, and the command that sees the fault."""
    rule = catalogue.rule(name)
    plans = rule.plans(heading) or rule.plans("Data")
    assert len(plans) == 1, f"## {heading} needs one plan"
    files = {"page.plan": plans[0], **rule.files(heading)}
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    words = list(COMMANDS[rule.head.found_by])
    if any(file.startswith("out/") for file in files):
        words += ["--out", "out"]
    return forked.run("planlang", words, folder)


@pytest.mark.parametrize("name", BY_CHECK)
def test_the_bad_example_gives_the_finding(name: str) -> None:
    plans = catalogue.rule(name).plans("Bad")
    assert plans, "no plan in ## Bad (write `found by: data` if it takes data to see the fault)"
    for plan in plans:
        found = _check(plan)
        assert [d.rule for d in found] == [name], "one mistake, one finding\n" + render_text(found, {"page.plan": plan})


@pytest.mark.parametrize("name", BY_CHECK)
def test_the_good_example_gives_no_error(name: str) -> None:
    for plan in catalogue.rule(name).plans("Good"):
        found = _check(plan)
        assert not _errors(found), "\n" + render_text(found, {"page.plan": plan})
        assert name not in {d.rule for d in found}


@pytest.mark.parametrize("name", BY_COMMAND)
def test_the_bad_example_with_its_data_gives_the_finding(name: str, tmp_path: Path) -> None:
    done = _command(name, "Bad", tmp_path)
    said = done.stdout + done.stderr
    rule = catalogue.rule(name)
    assert f"[{rule.code}] {name}:" in said, said
    if rule.severity == "error":
        assert done.returncode in (1, 2 if "--out" in done.args else 3, 3), (done.returncode, said)


@pytest.mark.parametrize("name", BY_COMMAND)
def test_the_good_example_with_its_data_gives_no_error(name: str, tmp_path: Path) -> None:
    done = _command(name, "Good", tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert f"[{catalogue.rule(name).code}]" not in said
