"""``--data`` with a database: the files of a run from files, to the byte, and the same explanations."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.support import bad, good
from tests.servers import Engines

ANA = ("explain", "plan.plan", "--participant", "Ana", "--period", "2025-Q1")
TABLES = ("participants", "deals")
KINDS = [pytest.param("sqlite"), pytest.param("duckdb"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def database(project: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Puts the project's data into a database of a kind, whose address it gives."""

    def made(kind: str) -> str:
        rows = {name: list(csv.reader((project / "data" / f"{name}.csv").open(newline=""))) for name in TABLES}
        if kind == "sqlite":
            with closing(sqlite3.connect(project / "sales.sqlite")) as lite:
                for name, (head, *body) in rows.items():
                    lite.execute(f"CREATE TABLE {name} ({', '.join(head)})")
                    lite.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in head)})", body)
                lite.commit()
            return "sqlite:sales.sqlite"
        if kind == "duckdb":
            with duckdb.connect(str(project / "sales.duckdb")) as duck:
                for name in TABLES:
                    duck.execute(
                        f"CREATE TABLE {name} AS FROM read_csv('{project}/data/{name}.csv', all_varchar = true)"
                    )
                duck.execute("ALTER TABLE deals ALTER closed TYPE DATE")
                duck.execute("ALTER TABLE deals ALTER amount TYPE DECIMAL(18,2)")
            return "sales.duckdb"
        import psycopg

        engines: Engines = request.getfixturevalue("engines")
        schema = f"cli_{engines.fresh()}"
        with psycopg.connect(engines.postgres(), autocommit=True) as session:
            run: Any = session.execute
            run(f"CREATE SCHEMA {schema}")
            for name, (head, *body) in rows.items():
                types = {"closed": "date", "amount": "numeric(18,2)"}
                columns = ", ".join(f"{one} {types.get(one, 'text')}" for one in head)
                run(f"CREATE TABLE {schema}.{name} ({columns})")
                for row in body:
                    run(
                        f"INSERT INTO {schema}.{name} VALUES ({', '.join('%s' for _ in head)})",
                        [cell or None for cell in row],
                    )
        return f"{engines.postgres()}?schema={schema}"

    return made


def results(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_run(kind: str, project: Path, database: Callable[[str], str]) -> None:
    where = database(kind)
    good("run", "plan.plan", "--data", "data", "--out", "files", cwd=project)
    good("run", "plan.plan", "--data", where, "--out", "paid", "--audit", 3, cwd=project)
    paid, files = results(project / "paid"), results(project / "files")
    if kind == "sqlite":
        good("run", "plan.plan", "--data", where, "--out", "interpreter", "--engine", "interpreter", cwd=project)
        assert paid == results(project / "interpreter")
    run = json.loads(paid.pop("run.json"))
    assert list(run["data"]) == ["digest"]  # of what the rows say, and of the tables' names
    files.pop("run.json")
    assert paid == files


@pytest.mark.parametrize("kind", KINDS[1:])
def test_an_explanation_is_verified_with_the_database(kind: str, project: Path, database: Callable[[str], str]) -> None:
    where = database(kind)
    done = good(*ANA, "--data", where, "--format", "json", cwd=project)
    (project / "ana.json").write_text(done.stdout)
    checked = good("verify", "ana.json", "--plan", "plan.plan", "--data", where, cwd=project)
    assert "agrees with the plan and the data" in checked.stderr
    forged = done.stdout.replace('"amount","row":', '"amount","row":1').replace(
        '"column": "amount"', '"column": "stage"'
    )
    assert forged != done.stdout
    (project / "ana.json").write_text(forged)
    bad(1, "verify", "ana.json", "--plan", "plan.plan", "--data", where, cwd=project)


def test_of_a_large_table_only_some_rows_are_explained(project: Path, database: Callable[[str], str]) -> None:
    where = database("sqlite")
    with closing(sqlite3.connect(project / "sales.sqlite")) as lite:
        lite.execute(
            "INSERT INTO deals WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)"
            " SELECT 'Z-' || i, owner, stage, closed, amount FROM n, (SELECT * FROM deals WHERE owner = 'Ben' LIMIT 1)"
        )
        lite.commit()
    done = good(*ANA, "--data", where, cwd=project)
    assert "0 of 25" not in done.stderr and "of 25,008 rows of sales.sqlite/deals" in done.stderr
    assert good(*ANA, "--data", where, "--whole", cwd=project).stdout == done.stdout
    made = good(*ANA, "--data", where, "--format", "json", cwd=project).stdout
    (project / "ana.json").write_text(made)
    checked = ("verify", "ana.json", "--plan", "plan.plan", "--data", where)
    assert "agrees with the plan and the data" in good(*checked, cwd=project).stderr
    good("run", "plan.plan", "--data", where, "--out", "paid", cwd=project)
    named = json.loads((project / "paid" / "run.json").read_text())["data"]["files"]
    assert sorted(named) == ["sales.sqlite/deals", "sales.sqlite/participants"]
    assert "equals the payout in paid" in good(*ANA, "--data", where, "--paid", "paid", cwd=project).stderr
    with closing(sqlite3.connect(project / "sales.sqlite")) as lite:
        lite.execute("UPDATE deals SET amount = '1.00' WHERE id = 'Z-77'")
        lite.commit()
    assert "needs `--plan`" in bad(2, "verify", "ana.json", "--data", where, cwd=project).stderr
    assert "sales.sqlite/deals is another file" in bad(1, *checked, cwd=project).stdout


def test_findings_and_bounds(project: Path, database: Callable[[str], str]) -> None:
    where = database("sqlite")
    assert "sqlite" not in good("compile", "plan.plan", "--data", where, cwd=project).stdout
    with closing(sqlite3.connect(project / "sales.sqlite")) as lite:
        lite.execute("UPDATE deals SET amount = CAST(0.1 AS REAL), owner = 'Eve' WHERE id = 'D-103'")
        lite.commit()
    said = bad(3, "run", "plan.plan", "--data", where, cwd=project).stderr
    assert 'sales.sqlite/deals row 3 ("D-103"), column amount' in said and "floating-point" in said
    found = json.loads(bad(3, "run", "plan.plan", "--data", where, "--findings", "json", cwd=project).stdout)
    assert {place["key"] for d in found["diagnostics"] for place in [d["labels"][0]["place"]]} == {"D-103"}


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("mysql://root:s3cr3t@host/db", "mysql is no database that is read"),
        ("postgres://pay:s3cr3t@127.0.0.1:1/db", "the database can't be read"),
        ("postgresql://pay:s3cr3t@127.0.0.1:1/db?sslmode=s3cr3t", "the database can't be read"),
        ("none.sqlite", "the database `none.sqlite` does not exist"),
        ("plan.db", "is not a SQLite or DuckDB file"),
    ],
)
def test_what_is_no_database(project: Path, where: str, says: str) -> None:
    (project / "plan.db").write_text("no database")
    done = bad(2, "run", "plan.plan", "--data", where, cwd=project)
    assert says in done.stderr and "s3cr3t" not in done.stderr + done.stdout
