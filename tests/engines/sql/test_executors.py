"""Sessions: what goes in comes out, what isn't exact is refused, and nothing is written where it shouldn't be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from planlang.engines.sql.dialects.base import NARROW_LIMIT, WIDE_LIMIT
from planlang.engines.sql.executors import EngineError, MissingEngine, WrongType, open_executor
from planlang.engines.sql.executors.postgres_executor import address_parts
from tests.servers import ENGINES, Engines


@pytest.mark.parametrize("engine", ENGINES)
def test_what_goes_in_comes_out(engines: Engines, engine: str) -> None:
    session, table = engines.session(engine), engines.fresh()
    rows = [
        (NARROW_LIMIT, WIDE_LIMIT, "a", True),
        (-NARROW_LIMIT, -WIDE_LIMIT, "", False),
        (None, None, None, None),
        (0, 0, "\\N", None),
    ]
    session.create(
        table, [("n", "narrow"), ("w", "wide"), ("t", "text"), ("b", "yes/no")], [list(column) for column in zip(*rows)]
    )
    found = session.fetch(f"SELECT n, w, t, b FROM {table}")
    assert found.names == ("n", "w", "t", "b")
    assert sorted(map(repr, found.rows)) == sorted(map(repr, rows))
    assert {type(cell) for row in found.rows for cell in row} == {int, str, bool, type(None)}
    kept = engines.fresh()
    session.keep(kept, f"SELECT w, count(*) AS n FROM {table} GROUP BY w")
    session.drop(table)
    assert sorted(session.fetch(f"SELECT n FROM {kept}").rows) == [(1,)] * 4
    session.drop(kept)
    session.drop(kept)
    with pytest.raises(EngineError):
        session.fetch(f"SELECT n FROM {kept}")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_table(engines: Engines, engine: str) -> None:
    session, table = engines.session(engine), engines.fresh()
    session.create(table, [("n", "narrow"), ("w", "wide"), ("t", "text"), ("b", "yes/no")], [[], [], [], []])
    assert session.fetch(f"SELECT * FROM {table}").rows == []
    assert session.check_types(f"SELECT * FROM {table}") == []
    session.drop(table)
    with pytest.raises(ValueError, match="different lengths"):
        session.create(table, [("n", "narrow"), ("m", "narrow")], [[1], [1, 2]])
    with pytest.raises(ValueError, match="sequences"):
        session.create(table, [("n", "narrow")], [])


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_not_exact_is_refused(engines: Engines, engine: str) -> None:
    session, table = engines.session(engine), engines.fresh()
    session.create(table, [("n", "narrow")], [[3]])
    for sql in ("CAST(n AS DOUBLE PRECISION)", "sqrt(n)", "avg(n) / 3"):
        if engine == "spark":
            sql = sql.replace(" PRECISION", "")
        query = f"SELECT {sql} AS x FROM {table}"
        if not (engine == "postgres" and sql.startswith("avg")):
            assert session.check_types(query) != [], sql
            with pytest.raises(WrongType, match="`x`"):
                session.fetch(query)
            hidden = f"WITH q AS (SELECT {sql} AS x FROM {table}) SELECT CAST(x AS BIGINT) AS y FROM q"
            assert session.check_types(hidden) == []
            assert session.floating(hidden) != [], sql
    session.drop(table)


def test_a_fraction_in_postgres_is_refused(engines: Engines) -> None:
    """Its NUMERIC has places; a fraction isn't cut off on the way out."""
    with pytest.raises(EngineError):
        engines.session("postgres").fetch("SELECT 1.5 AS x")


@pytest.mark.parametrize("engine", ENGINES)
def test_sessions_do_not_see_each_other(engines: Engines, engine: str) -> None:
    one, two, table = engines.session(engine), engines.opened(engine), engines.fresh()
    one.create(table, [("n", "narrow")], [[1]])
    with pytest.raises(EngineError):
        two.fetch(f"SELECT n FROM {table}")
    two.keep(table, "SELECT 2 AS n")
    assert two.fetch(f"SELECT n FROM {table}").rows == [(2,)]
    two.close()
    two.close()
    assert one.fetch(f"SELECT n FROM {table}").rows == [(1,)]
    one.drop(table)


def test_postgres_writes_nothing(engines: Engines) -> None:
    """A session makes temporary tables and may fill them; nothing else changes, and one statement is one."""
    session = engines.opened("postgres")
    for sql in (
        "CREATE TABLE made AS SELECT 1 AS x",
        "CREATE TABLE public.made (x int)",
        "CREATE SCHEMA made",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TEMP TABLE a AS SELECT 1 AS x; CREATE TABLE public.made (x int)",
        "SELECT 1; SELECT 2",
        "DROP SCHEMA public",
    ):
        with pytest.raises(EngineError):
            session.execute(sql)
    session.execute("-- a comment\nCREATE TEMP TABLE a AS SELECT 1 AS x")
    session.execute("INSERT INTO a SELECT 2")
    assert sorted(session.fetch("SELECT x FROM a").rows) == [(1,), (2,)]
    tables = "SELECT CAST(count(*) AS BIGINT) AS n FROM pg_tables WHERE schemaname = 'public'"
    assert session.fetch(tables).rows == [(0,)]
    session.close()


def test_postgres_stops_in_time(engines: Engines) -> None:
    from planlang.engines.sql.executors import Options

    session = open_executor("postgres", engines.postgres(), Options(statement_timeout=0.2))
    with pytest.raises(EngineError, match="timeout"):
        session.fetch("SELECT pg_sleep(20)::text AS x")
    assert session.fetch("SELECT 1 AS x").rows == [(1,)]
    session.close()


def test_an_address_may_name_a_schema() -> None:
    assert address_parts("postgres://u:p%40@h:1/d?schema=s%20x&sslmode=require") == (
        "postgres://u:p%40@h:1/d?sslmode=require",
        "s x",
    )
    assert address_parts("host=h dbname=d") == ("host=h dbname=d", None)


def test_no_password_in_an_error() -> None:
    with pytest.raises(EngineError) as caught:
        try:
            open_executor("postgres", "postgresql://someone:hunter2@127.0.0.1:1/nothing")
        except MissingEngine as error:
            pytest.skip(str(error))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(("engine", "extra"), [("postgres", "postgres"), ("spark", "spark")])
def test_what_is_missing_is_named(engine: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("psycopg", "pyspark", "pyarrow"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingEngine, match=rf"pip install 'planlang\[{extra}\]'"):
        open_executor(engine, "postgresql://127.0.0.1/x")


def test_an_unknown_engine() -> None:
    with pytest.raises(EngineError, match="no engine is called `oracle`"):
        open_executor("oracle")


def test_drivers_are_imported_when_used() -> None:
    code = """
import sys
import planlang.engines.sql.dialects, planlang.engines.sql.executors
print([m for m in ("duckdb", "psycopg", "pyspark", "pyarrow") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.postgres
def test_a_session_that_is_used_again_is_as_a_new_one(engines: Engines) -> None:
    with engines.emptied() as first:
        first.create("again", [("n", "narrow")], [[1]])
        assert first.fetch("SELECT * FROM pg_temp.again").rows == [(1,)]
    with engines.emptied() as second:
        assert second is first
        second.create("again", [("n", "text")], [["one"]])
        assert second.fetch("SELECT * FROM pg_temp.again").rows == [("one",)]
        prepared = second.fetch("SELECT statement FROM pg_catalog.pg_prepared_statements").rows
        assert not any("narrow" in str(row) or "int8" in str(row) for row in prepared)
    with pytest.raises(ValueError, match="fails"), engines.emptied():
        raise ValueError("a test that fails")
    with engines.emptied() as third:
        assert third is not first, "what a test that fails leaves behind"
