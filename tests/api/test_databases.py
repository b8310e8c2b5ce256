"""``plan.run`` on databases: the results of files; and what is said when something is wrong with one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

import planlang
from tests.api.support import DATA, PLAN, RECORDS, texts
from tests.servers import Engines


@pytest.fixture(scope="module")
def plan() -> planlang.Plan:
    return planlang.load(PLAN)


@pytest.fixture(scope="module")
def expected(plan: planlang.Plan) -> list[dict[str, Any]]:
    return plan.run(DATA, engine="interpreter").payouts.rows()


@pytest.fixture(params=["sqlite", "duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """The address of a database with the plan's data, and a session that can change it."""
    if request.param == "postgres":
        import psycopg

        engines: Engines = request.getfixturevalue("engines")
        schema = f"api_{engines.fresh()}"
        with psycopg.connect(engines.postgres(), autocommit=True) as session:
            made: Any = session
            made.execute(f"CREATE SCHEMA {schema}")
            made.execute(f"SET search_path = {schema}")
            _fill(made.execute, "%s")
            yield f"{engines.postgres()}?schema={schema}", made.execute
    elif request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "sales.db", isolation_level=None)) as lite:
            _fill(lite.execute, "?")
            yield str(tmp_path / "sales.db"), lite.execute
    else:
        path = str(tmp_path / "sales.db")

        def once(statement: str, values: object = None) -> None:
            with duckdb.connect(path) as duck:
                duck.execute(statement, values)

        _fill(once, "?")
        yield path, once


def _fill(execute: Any, sign: str) -> None:
    for record in RECORDS:
        rows = texts(record)
        names = ", ".join(f'"{name}"' for name in rows[0])
        execute(f"CREATE TABLE {record} ({', '.join(f'{name} text' for name in names.split(', '))})")
        for row in rows:
            execute(f"INSERT INTO {record} ({names}) VALUES ({', '.join(sign for _ in row)})", list(row.values()))


def test_the_results_of_files(plan, expected, database) -> None:
    where, _ = database
    for engine in ("duckdb", "interpreter"):
        with plan.run(where, engine=engine) as result:
            assert result.engine == engine
            assert result.payouts.rows() == expected
            first = expected[0]
            why = result.explain(first["participant"], first["period"])
            assert why.amount is not None


def test_rows_and_directories_beside_it(plan, expected, database, tmp_path: Path) -> None:
    where, execute = database
    execute("DROP TABLE splits")
    execute("DELETE FROM deals")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "splits.csv").write_bytes((DATA / "splits.csv").read_bytes())
    result = plan.run([where, tmp_path / "lists"], deals=texts("deals"))
    assert result.payouts.rows() == expected


def test_findings(plan, database) -> None:
    where, execute = database
    execute("UPDATE deals SET amount = '12.345' WHERE id = (SELECT min(id) FROM deals)")
    least = min(row["id"] for row in texts("deals"))
    for engine in ("duckdb", "interpreter"):
        with pytest.raises(planlang.DataError) as caught:
            plan.run(where, engine=engine)
        found = caught.value.diagnostics[0].labels[0].place
        assert (found.row, found.key, found.column, found.value) == (1, least, "amount", "12.345")


def test_rows_that_change_before_they_are_explained(plan, expected, database) -> None:
    where, execute = database
    first = expected[0]
    with plan.run(where) as result:
        if execute.__name__ == "once":  # a DuckDB file is held open, and nobody writes to it meanwhile
            with pytest.raises(duckdb.Error):
                execute("UPDATE deals SET amount = '1.00'")
            return
        execute("UPDATE deals SET amount = '1.00'")
        with pytest.raises((planlang.DataError, planlang.StaleError), match="changed"):
            result.explain(first["participant"], first["period"])


def test_what_is_no_database(plan, tmp_path: Path) -> None:
    with pytest.raises(planlang.PlanlangError, match="does not exist"):
        plan.run(tmp_path / "none.sqlite")
    with pytest.raises(planlang.PlanlangError) as caught:
        plan.run("postgres://pay:s3cr3t@127.0.0.1:1/db")
    assert "s3cr3t" not in str(caught.value)
    with pytest.raises(TypeError, match="a database is given as `data`"):
        plan.run(DATA, deals="postgres://pay@127.0.0.1:1/db")
