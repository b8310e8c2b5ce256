"""``compile``: a script on stdout, for any database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.support import PLANS, bad, good

AE = PLANS / "quarterly_ae"
PLAN = AE / "quarterly_ae.plan"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "snowflake", "bigquery"])
def test_a_script_without_data(dialect: str) -> None:
    done = good("compile", PLAN, "--dialect", dialect)
    assert done.stderr == "" and done.stdout.startswith("-- Plan QuarterlyAE")
    assert "bounds of numbers are assumed" in done.stdout
    assert "Result: payouts." in done.stdout and "-- line 34: " in done.stdout
    assert ("not executed here" in done.stdout) == (dialect in ("snowflake", "bigquery"))


def test_bounds_of_data() -> None:
    text = good("compile", PLAN, "--data", AE / "data", "--period", "2025-Q1").stdout
    assert "read from the data given with --data" in text and str(AE) not in text
    assert text == good("compile", PLAN, "--data", AE / "data").stdout


def test_what_can_not_be_compiled(project: Path) -> None:
    assert "did you mean" in bad(2, "compile", "plan.plan", "--dialect", "postgre", cwd=project).stderr
    assert "2031-Q1" in bad(2, "compile", "plan.plan", "--period", "2031-Q1", cwd=project).stderr
    bad(2, "compile", "plan.plan", "--data", "nowhere", cwd=project)
    (project / "data" / "deals.csv").write_text("id\n1\n")
    assert "missing-column" in bad(3, "compile", "plan.plan", "--data", "data", cwd=project).stderr


def test_amounts_without_any_bound_that_holds(project: Path) -> None:
    text = (project / "plan.plan").read_text()
    squares = "\n".join("        times    participant.quota / participant.variable" for _ in range(12))
    (project / "plan.plan").write_text(text.replace("        rounded", squares + "\n        rounded", 1))
    said = bad(2, "compile", "plan.plan", cwd=project).stderr
    assert "a number may reach" in said and "--data DIR" in said
