"""No room on the disk, or in memory: said as such, with nothing written and what was there before as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planlang as package
from tests.cli.support import bad, environment, good
from tests.cli.test_run import files

FORMS = {
    "csv": [],
    "parquet": ["--format", "parquet"],
    "interpreter": ["--engine", "interpreter"],
    "explained": ["--explain-all"],
    "steps": ["--keep-steps"],
}


def cramped(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``planlang …`` where no file may have a single byte."""
    line = f'ulimit -f 0; exec {sys.executable} -m planlang "$@"'
    command = ["bash", "-c", line, "planlang", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment())


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_written_where_there_is_no_room(form: str, project: Path) -> None:
    good("run", "plan.plan", "--data", "data", "--out", "paid", cwd=project)
    before = files(project / "paid")
    for out in ("paid", "other"):
        done = cramped("run", "plan.plan", "--data", "data", "--out", out, *FORMS[form], cwd=project)
        assert done.returncode == 2, done
        assert f"the result could not be written to {out}" in done.stderr and "file too large" in done.stderr
    assert files(project / "paid") == before
    assert sorted(path.name for path in project.iterdir()) == ["data", "paid", "plan.plan"]


@pytest.mark.parametrize("memory", ["1KB", "300KB", "-1GB", "plenty"])
def test_too_little_memory_is_no_bug(memory: str, project: Path) -> None:
    done = bad(2, "run", "plan.plan", "--data", "data", "--out", "paid", "--memory", memory, cwd=project)
    assert "DuckDB" in done.stderr and "memory" in done.stderr.lower() and not (project / "paid").exists()
    with pytest.raises(package.PlanlangError, match=r"[mM]emory"):
        package.load(project / "plan.plan").run(project / "data", memory=memory)
