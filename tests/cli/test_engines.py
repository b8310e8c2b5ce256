"""``run --engine postgres`` and ``--engine spark``, and ``--audit``: the interpreter's files, wherever it was paid."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.support import PLANS, bad, good, planlang
from tests.servers import Engines

AE = PLANS / "quarterly_ae"
PLAN, DATA = AE / "quarterly_ae.plan", AE / "data"


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def in_interpreter(tmp_path: Path) -> dict[str, bytes]:
    good("run", PLAN, "--data", DATA, "--engine", "interpreter", "--out", tmp_path / "expected")
    return files(tmp_path / "expected")


@pytest.mark.postgres
def test_postgres_writes_what_the_interpreter_writes(engines: Engines, tmp_path: Path) -> None:
    at = ("--engine", "postgres", "--database", engines.postgres())
    done = good("run", PLAN, "--data", DATA, *at, "--out", tmp_path / "paid", "--audit", 5, "--audit-seed", 1)
    assert "all cells equal (seed 1)" in done.stderr and done.stdout == ""
    assert files(tmp_path / "paid") == in_interpreter(tmp_path)
    shown = good("run", PLAN, "--data", DATA, *at)
    assert shown.stdout == good("run", PLAN, "--data", DATA).stdout


@pytest.mark.postgres
def test_postgres_leaves_refusals_to_the_interpreter(engines: Engines, project: Path) -> None:
    at = ("--engine", "postgres", "--database", engines.postgres())
    deals = project / "data" / "deals.csv"
    good("run", "plan.plan", "--data", "data", *at, "--out", "paid", cwd=project)
    before = files(project / "paid")
    text = deals.read_text()
    deals.write_text(text.replace("42000.00", "42,000.00").replace("64000.00", "64000.000001"))
    said = bad(3, "run", "plan.plan", "--data", "data", *at, "--out", "paid", cwd=project).stderr
    assert said == bad(3, "run", "plan.plan", "--data", "data", "--engine", "interpreter", cwd=project).stderr
    deals.write_text(text)
    people = next(path for path in (project / "data").iterdir() if path != deals)
    people.write_text(people.read_text().replace("100000.00", "0.00"))
    said = bad(3, "run", "plan.plan", "--data", "data", *at, "--out", "paid", cwd=project).stderr
    assert said == bad(3, "run", "plan.plan", "--data", "data", "--engine", "interpreter", cwd=project).stderr
    assert files(project / "paid") == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--engine", "postgres"), "--database postgres://"),
        (("--engine", "postgres", "--database", "postgres://planlang:secret@127.0.0.1:1/none"), "refused"),
        (("--database", "postgres://localhost/x"), "--engine postgres"),
        (("--master", "local[2]"), "--engine spark"),
        (("--audit-seed", "3"), "--audit N"),
        (("--engine", "interpreter", "--audit", "3"), "here the interpreter pays"),
        (("--engine", "postgres", "--database", "x", "--keep-steps", "--out", "o"), "needs the interpreter"),
    ],
)
def test_wrong_usage(project: Path, options: tuple[str, ...], says: str) -> None:
    if "refused" in says:
        pytest.importorskip("psycopg")
    said = bad(2, "run", "plan.plan", "--data", "data", *options, cwd=project).stderr
    assert says in said and "secret" not in said


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_spark_writes_what_the_interpreter_writes(engines: Engines, tmp_path: Path) -> None:
    engines.opened("spark").close()  # or the test is skipped
    done = planlang(
        "run", PLAN, "--data", DATA, "--engine", "spark", "--master", "local[2]", "--out", tmp_path / "paid", "--audit",
        2, env=spark_environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "paid") == in_interpreter(tmp_path)
    assert "2 of " in done.stderr and "all cells equal" in done.stderr


def spark_environment() -> Mapping[str, str]:
    """What starts a JVM quickly, as in ``tests.servers``."""
    names = ("PYSPARK_SUBMIT_ARGS", "JAVA_HOME")
    return {name: os.environ[name] for name in names if name in os.environ}


def test_an_audit_draws_the_same_payouts_for_the_same_seed(tmp_path: Path) -> None:
    said = [good("run", PLAN, "--data", DATA, "--audit", 3, "--audit-seed", 9).stderr for _ in range(2)]
    assert said[0] == said[1] and "audit: 3 of " in said[0]
    everybody = good("run", PLAN, "--data", DATA, "--audit", 9999, "--out", tmp_path / "paid").stderr
    line = next(line for line in everybody.splitlines() if line.startswith("audit: "))
    words = line.split()
    assert words[1] == words[3], "all of them"
    assert "seed" not in json.dumps(json.loads((tmp_path / "paid" / "run.json").read_bytes()))


def test_a_difference_fails_the_run_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from planlang.cli.main import cli
    from planlang.run import audit
    from planlang.run.result import RunFault

    plain = audit.in_engine

    def bent(*arguments: Any) -> dict[audit.Payout, audit.Amounts]:
        found = plain(*arguments)
        first = next(iter(found))
        name = next(iter(found[first]))
        found[first][name] += Fraction(1, 100)
        return found

    monkeypatch.setattr(audit, "in_engine", bent)
    result = CliRunner().invoke(
        cli, ["run", str(PLAN), "--data", str(DATA), "--audit", "4", "--out", str(tmp_path / "o")]
    )
    assert isinstance(result.exception, RunFault)  # which `main` reports with exit code 70
    assert "differ in 1 cell, the first" in str(result.exception) and "2025-Q1" in str(result.exception)
    assert not (tmp_path / "o").exists()


def test_with_more_rows_only_what_the_payouts_depend_on_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("planlang.slices")
    from planlang.cli import audit
    from planlang.cli.main import cli

    monkeypatch.setattr(audit, "WHOLE_ROWS", 0)
    result = CliRunner().invoke(cli, ["run", str(PLAN), "--data", str(DATA), "--audit", "3"])
    assert result.exit_code == 0, result.exception
