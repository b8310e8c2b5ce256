"""Names and places that can't be: too long, in another encoding, closed to us. Each is said to be so, and is no bug."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planlang as package
from planlang.data import files as files_module
from planlang.data.load import load
from planlang.data.write import write_outputs
from tests.cli.support import bad, environment
from tests.data.shapes import CALENDAR, PEOPLE, one

LONG = "x" * 300
COMMANDS = {
    "run": ["run", LONG, "--data", "data"],
    "data": ["run", "plan.plan", "--data", LONG],
    "out": ["run", "plan.plan", "--data", "data", "--out", LONG],
    "sqlite": ["run", "plan.plan", "--data", f"sqlite:{LONG}"],
    "db": ["run", "plan.plan", "--data", f"{LONG}.db"],
    "postgres": ["run", "plan.plan", "--data", f"postgres://{LONG}/x"],
    "check": ["check", LONG],
    "config": ["check", "--config", LONG],
    "baseline": ["check", "--write-baseline", LONG, "plan.plan"],
    "select": ["check", "--select", LONG, "plan.plan"],
    "fmt": ["fmt", LONG],
    "test": ["test", LONG],
    "from": ["explain", "--from", LONG, "--participant", "Ana"],
    "compare": ["compare", LONG, LONG],
    "verify": ["verify", LONG],
    "diagram": ["diagram", "plan.plan", "-o", f"{LONG}.dot"],
    "init": ["init", LONG],
    "rule": ["rule", LONG],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_names_that_are_too_long(name: str, project: Path) -> None:
    done = bad(2, *COMMANDS[name], cwd=project)
    assert "bug" not in done.stderr and done.stderr.strip()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no such names")
@pytest.mark.parametrize(
    "command", ["check NAME.plan", "run plan.plan --data NAME", "run plan.plan --data data --out NAME"]
)
def test_names_that_are_not_utf_8(command: str, project: Path) -> None:
    (project / "caf\udce9.plan").write_bytes((project / "plan.plan").read_bytes())
    words = [word.replace("NAME", "caf\udce9") for word in command.split()]
    call = [sys.executable, "-m", "planlang", *words]
    done = subprocess.run(call, cwd=project, capture_output=True, text=True, env=environment())
    assert done.returncode == 2 and "is not UTF-8" in done.stderr and "caf\\udce9" in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no such names")
def test_a_directory_of_such_a_name(project: Path) -> None:
    odd = project / "caf\udce9"
    (project / "data").rename(odd)
    plan = package.load(project / "plan.plan")
    with pytest.raises(package.PlanlangError, match=r"whose name isn't UTF-8: .*caf\\udce9"):
        plan.run(odd)
    assert plan.run(odd, engine="interpreter").total


def test_a_directory_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files_module.os, "scandir", closed)
    found = one(load((PEOPLE,), [tmp_path], CALENDAR))
    assert (found.rule, found.labels[0].text) == ("data-file-missing", f"{tmp_path} can't be read: permission denied")


def test_a_result_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert write_outputs(tmp_path / "out", {}, {}, "csv") == ()
    read = Path.read_bytes

    def closed(path: Path) -> bytes:
        if path.name == "run.json":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", closed)
    (found,) = write_outputs(tmp_path / "out", {}, {}, "csv")
    assert (found.rule, found.labels[0].text) == ("output-not-written", "permission denied")
