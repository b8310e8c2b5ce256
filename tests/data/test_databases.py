"""Databases as sources: both loaders hold the same rows and have the same findings, as for files."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from planlang.core.records import Kind, RecordSpec
from planlang.data.databases.base import Database, DatabaseError
from planlang.data.databases.duckfile import DuckFile
from planlang.data.databases.sources import open_database, sources_of
from planlang.data.engine.load import load_in_engine
from planlang.data.load import LoadResult, load
from planlang.data.parquetfile import connect
from planlang.diagnostics.place import DataPlace
from tests.data.engine.same import compare
from tests.data.shapes import ALL, CALENDAR, DEALS, GOOD, column, load_texts, one, place, record, write
from tests.servers import Engines

KINDS = [pytest.param("sqlite"), pytest.param("duckdb"), pytest.param("postgres", marks=pytest.mark.postgres)]
GOOD_DEALS = "('d2', '2025-01-20', 'New', '20000.00'), ('d1', '2025-01-10', 'new biz', '90000')"
TEXTS = "CREATE TABLE deals (id text, closed text, product text, amount text)"
NUMBERS = itertools.count(1)

Make = Callable[..., Database]


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes a database of a kind from statements, and opens it as a source of data."""
    opened: list[Database] = []

    def made(kind: str, *statements: str) -> Database:
        opened.append(_made(kind, statements, request, tmp_path))
        return opened[-1]

    yield made
    for database in opened:
        database.close()


def _made(kind: str, statements: Sequence[str], request: pytest.FixtureRequest, folder: Path) -> Database:
    number = next(NUMBERS)
    path = folder / f"sales{number}.{kind}"
    if kind == "sqlite":
        with closing(sqlite3.connect(path)) as lite:
            for statement in statements:
                lite.execute(statement)
            lite.commit()
        return open_database(f"sqlite:{path}", number)
    if kind == "duckdb":
        with duckdb.connect(str(path)) as duck:
            for statement in statements:
                duck.execute(statement)
        return open_database(str(path), number)
    engines: Engines = request.getfixturevalue("engines")
    address, schema = engines.postgres(), f"sales{number}"
    import psycopg

    with psycopg.connect(address, autocommit=True) as session:
        for statement in (f"CREATE SCHEMA {schema}", f"SET search_path = {schema}", *statements):
            session.execute(statement)  # type: ignore[arg-type]
    return open_database(f"{address}?schema={schema}", number)


def both(records: Sequence[RecordSpec], *databases: Database, directories: Sequence[Path] = ()) -> LoadResult:
    """What the reference loader gives, after comparing it with what the engine gives by the rows in doubt alone."""
    sources = sources_of(records, directories, databases, {})
    reference = load(records, directories, CALENDAR, sources.given)
    with connect() as database:
        database.execute("SET preserve_insertion_order = false")  # as it is when paying
        given = sources.given
        compare(
            database, load_in_engine(database, records, directories, CALENDAR, whole_rows=-1, given=given), reference
        )
    return reference


def key(result: Any) -> tuple[str, int | None, str | None, str | None, str | None]:
    where = result.primary
    assert isinstance(where, DataPlace)
    return where.file.rpartition("/")[2].rpartition(".")[2], where.row, where.key, where.column, where.value


@pytest.mark.parametrize("kind", KINDS)
def test_tables_and_views_are_read_as_files_are(kind: str, make: Make, tmp_path: Path) -> None:
    database = make(
        kind,
        TEXTS,
        f"INSERT INTO deals VALUES {GOOD_DEALS}",
        "CREATE TABLE people (id text PRIMARY KEY, quota text, manager text, unread integer)",
        "INSERT INTO people VALUES ('bo', '0', NULL, 1), ('ana', '100000.00', 'bo', 2)",
        "CREATE VIEW participants AS SELECT id, manager, quota FROM people",
        'CREATE TABLE splits (deal text, "to" text, share text, "primary" text)',
        "INSERT INTO splits VALUES ('d1', 'ana', '60', 'yes'), ('d1', 'bo', '40%', 'no'), ('d2', 'ana', '100.0', 'YES')",
    )
    result = both(ALL, database)
    assert result.data is not None, result.diagnostics
    expected = load_texts(tmp_path, dict(GOOD)).data
    assert expected is not None
    for name, data in result.data.items():
        assert (data.ids, data.columns) == (expected[name].ids, expected[name].columns)
        assert data.keyed
    assert [result.data["deals"].place(row).key for row in range(2)] == ["d1", "d2"]


TYPED: dict[str, list[tuple[Kind, str, str, bool]]] = {
    "postgres": [
        ("money", "numeric(18,2)", "1234.50", True),
        ("money", "numeric", "1234.500", True),
        ("money", "integer", "7", True),
        ("money", "bigint", "-7", True),
        ("money", "text", "'7.25'", True),
        ("money", "numeric", "'NaN'", False),
        ("date", "date", "'infinity'", False),
        ("date", "date", "'0044-03-15 BC'", False),
        ("money", "double precision", "7", False),
        ("money", "real", "7", False),
        ("money", "money", "7", False),
        ("date", "date", "'2025-03-31'", True),
        ("date", "timestamp", "'2025-03-31'", False),
        ("date", "timestamptz", "'2025-03-31'", False),
        ("yes/no", "boolean", "true", True),
        ("yes/no", "integer", "1", False),
        ("text", "varchar(20)", "'a'", True),
        ("text", "char(4)", "'a'", True),
        ("text", "uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", True),
        ("text", "integer", "7", True),
        ("text", "jsonb", "'{}'", False),
        ("text", "numeric(4,1)", "7.5", False),
    ],
    "duckdb": [
        ("money", "DECIMAL(18,2)", "1234.50", True),
        ("money", "HUGEINT", "7", True),
        ("money", "DOUBLE", "7", False),
        ("date", "DATE", "'2025-03-31'", True),
        ("date", "TIMESTAMP", "'2025-03-31'", False),
        ("yes/no", "BOOLEAN", "true", True),
        ("yes/no", "INTEGER", "1", False),
        ("text", "VARCHAR", "'a'", True),
        ("text", "INTEGER", "7", True),
        ("text", "ENUM ('a', 'b')", "'a'", True),
        ("text", "VARCHAR[]", "['a']", False),
    ],
    "sqlite": [
        ("money", "TEXT", "'1234.50'", True),
        ("money", "INTEGER", "7", True),
        ("money", "DECIMAL(18,2)", "'1234.50'", False),  # SQLite makes a floating-point number of it
        ("money", "DECIMAL(18,2)", "'1234.00'", True),  # and a whole number of this
        ("money", "REAL", "7", False),
        ("money", "", "'7.25'", True),
        ("money", "", "7.25", False),
        ("date", "DATE", "'2025-03-31'", True),
        ("date", "", "2460766.5", False),
        ("yes/no", "BOOLEAN", "1", True),
        ("yes/no", "INTEGER", "1", False),
        ("text", "TEXT", "'a'", True),
        ("text", "", "7", True),
        ("text", "", "x'61'", False),
        ("text", "TEXT", "CAST(x'ff' AS TEXT)", False),
    ],
}


@pytest.mark.parametrize("engine", KINDS)
def test_types(engine: str, make: Make) -> None:
    cases = TYPED[engine]
    statements, records = [], []
    for number, (kind, type_, value, _) in enumerate(cases):
        statements += [
            f"CREATE TABLE t{number} (id text, v {type_})",
            f"INSERT INTO t{number} VALUES ('k', {value})",
        ]
        more = {"currency": "USD"} if kind == "money" else {}
        records.append(record(f"t{number}", "r", column("id", "text", key=True), column("v", kind, **more)))
    database = make(engine, *statements)
    right = [spec for spec, (*_, fits) in zip(records, cases, strict=True) if fits]
    assert both(right, database).data is not None
    wrong = [spec for spec in records if spec not in right]
    found = both(wrong, database).diagnostics
    assert [(place(d)[0].rpartition("/")[2].rpartition(".")[2], place(d)[2]) for d in found] == [
        (spec.name, "v") for spec in wrong
    ]
    assert {d.rule for d in found} <= {"wrong-column-type", "not-yes-or-no", "not-a-plain-number", "not-a-date"}


@pytest.mark.parametrize("kind", KINDS)
def test_findings_have_the_table_the_row_and_its_key(kind: str, make: Make) -> None:
    rows = "('d3', '2025-02-30', 'New', '1'), ('d3', '2025-01-01', 'New', '1.005'), ('d4', NULL, 'Other', '1')"
    database = make(kind, TEXTS, f"INSERT INTO deals VALUES {GOOD_DEALS}, {rows}")
    result = both((DEALS,), database)
    assert sorted((d.rule, *key(d)) for d in result.diagnostics if d.rule != "duplicate-row") == [
        ("missing-value", "deals", 5, "d4", "closed", None),
        ("not-a-date", "deals", 4, "d3", "closed", "2025-02-30"),
        ("too-many-decimals", "deals", 3, "d3", "amount", "1.005"),
        ("value-not-in-set", "deals", 5, "d4", "product", "Other"),
    ]
    twice = next(d for d in result.diagnostics if d.rule == "duplicate-row")
    assert key(twice)[1:] == (4, "d3", "id", "d3")


HOSTILE = [
    'say "hi"; DROP TABLE deals; --',
    "select",
    "Großes Ärger 🙈",
    "a.b",
    "100%",
    "%s",
    "new\nline",
    "'",
    "{}",
    "\\",
]


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_names(kind: str, make: Make) -> None:
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    statements: list[str] = [TEXTS]
    for name in quoted:
        columns = ", ".join(f"{each} text" for each in quoted)
        values = ", ".join("'" + each.replace("'", "''") + "'" for each in HOSTILE)
        statements += [f"CREATE TABLE {name} ({columns})", f"INSERT INTO {name} VALUES ({values})"]
    columns = [column(f"c{number}", "text", header=name, key=not number) for number, name in enumerate(HOSTILE)]
    columns = [*columns[:6], *columns[7:]]  # of the value with a line end there is a finding of its own
    records = [record(f"r{n}", "row", *columns, file=name) for n, name in enumerate(HOSTILE)]
    result = both(records, make(kind, *statements))
    assert result.data is not None, result.diagnostics
    for data in result.data.values():
        assert [values.items for values in data.columns.values()] == [[name] for name in HOSTILE if name != "new\nline"]


@pytest.mark.parametrize("kind", KINDS)
def test_which_table(kind: str, make: Make, tmp_path: Path) -> None:
    database = make(kind, TEXTS, f"INSERT INTO deals VALUES {GOOD_DEALS}", TEXTS.replace("deals", '"Pipeline"'))
    for file, rows in ((None, 2), ("Pipeline", 0), ("Pipeline.csv", 0), ("exports/*.csv", 2), ("deals.jsonl", 2)):
        result = both([record("deals", "deal", *DEALS.columns, file=file)], database)
        assert result.data is not None and len(result.data["deals"].ids) == rows, file
    found = one(both([record("pipeline", "deal", *DEALS.columns)], database))
    assert (found.rule, found.repairs[0].text) == ("data-file-missing", "Is it `Pipeline`? Say so in the plan:")
    write(tmp_path / "files", {"deals.csv": GOOD["deals.csv"], "participants.csv": GOOD["participants.csv"]})
    files = [tmp_path / "files"]
    assert one(both((DEALS,), database, directories=files)).rule == "several-data-files"
    people = [spec for spec in ALL if spec.name == "participants"]
    result = both([*people, record("Pipeline", "deal", *DEALS.columns)], database, directories=files)
    assert result.data is not None
    assert one(both((DEALS,), database, make(kind, TEXTS))).rule == "several-data-files"


@pytest.mark.parametrize("kind", KINDS)
def test_columns_that_are_not_there(kind: str, make: Make) -> None:
    database = make(
        kind, 'CREATE TABLE deals (id text, closed text, product text, "Amount" text)', "CREATE TABLE splits (x text)"
    )
    found = one(both((DEALS,), database))
    assert (found.rule, found.repairs[0].example) == ("missing-column", 'amount: …, column "Amount"')
    assert {d.rule for d in both([ALL[2]], database).diagnostics} == {"missing-column"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_view_that_fails(kind: str, make: Make) -> None:
    fails = {
        "sqlite": "SELECT id, closed, product, abs(-9223372036854775807 - 1) AS amount FROM d",
        "duckdb": "SELECT id, closed, product, CAST(product AS INTEGER) AS amount FROM d",
        "postgres": "SELECT id, closed, product, CAST(product AS integer) AS amount FROM d",
    }[kind]
    made = TEXTS.replace("deals", "d")
    database = make(kind, made, f"INSERT INTO d VALUES {GOOD_DEALS}", f"CREATE VIEW deals AS {fails}")
    assert (
        one(load((DEALS,), (), CALENDAR, sources_of((DEALS,), (), [database], {}).given)).rule == "unreadable-data-file"
    )
    assert one(both((DEALS,), database)).rule == "unreadable-data-file"


def test_a_view_of_a_duckdb_file_reads_no_other_file(make: Make, tmp_path: Path) -> None:
    write(tmp_path, {"deals.csv": GOOD["deals.csv"]})
    view = f"CREATE VIEW deals AS SELECT * FROM read_csv('{tmp_path / 'deals.csv'}', all_varchar = true)"
    database = make("duckdb", view)
    found = one(both((DEALS,), database))
    assert found.rule == "unreadable-data-file"
    assert "disabled" in found.labels[0].text


def test_nothing_is_written(make: Make, tmp_path: Path) -> None:
    for kind in ("sqlite", "duckdb"):
        database = make(kind, TEXTS)
        path = next(path for path in tmp_path.iterdir() if path.suffix == f".{kind}")
        before = path.read_bytes()
        both((DEALS,), database)
        assert path.read_bytes() == before
    lite = sources_of((DEALS,), (), [make("sqlite", TEXTS)], {}).databases[0]
    with pytest.raises(DatabaseError, match=r"readonly|read-only|attempt to write"):
        lite.ask("DELETE FROM deals")  # type: ignore[attr-defined]


@pytest.mark.postgres
def test_postgres_can_only_be_read_and_not_for_ever(make: Make, engines: Engines) -> None:
    database = make("postgres", TEXTS, f"INSERT INTO deals VALUES {GOOD_DEALS}")
    with pytest.raises(DatabaseError, match="read-only"):
        database.ask(f"DELETE FROM {database.address.schema}.deals RETURNING 1")  # type: ignore[attr-defined]
    address = f"{engines.postgres()}?statement_timeout=1"
    with closing(open_database(address, 0)) as quick, pytest.raises(DatabaseError, match="timeout"):
        quick.ask("SELECT pg_sleep(5)")  # type: ignore[attr-defined]


@pytest.mark.postgres
def test_all_that_postgres_gives_is_of_one_moment(make: Make, engines: Engines) -> None:
    import psycopg

    database = make("postgres", TEXTS, f"INSERT INTO deals VALUES {GOOD_DEALS}")
    sources = sources_of((DEALS,), (), [database], {})
    schema = database.address.schema  # type: ignore[attr-defined]
    with psycopg.connect(engines.postgres(), autocommit=True) as session:
        session.execute(f"DELETE FROM {schema}.deals")  # type: ignore[arg-type]
    result = load((DEALS,), (), CALENDAR, sources.given)
    assert result.data is not None and len(result.data["deals"].ids) == 2
    sources.close()
    found = one(load((DEALS,), (), CALENDAR, sources.given))
    assert (found.rule, "have changed" in found.labels[0].text) == ("unreadable-data-file", True)


@pytest.mark.parametrize("kind", KINDS)
def test_many_rows(kind: str, make: Make) -> None:
    """More than travel together; faults are found by the rows in doubt, with their numbers."""
    count = 45_000
    series = {
        "sqlite": f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1}) "
        "INSERT INTO deals SELECT printf('d%06d', i), '2025-01-01', 'New', CASE WHEN i = 30007 THEN '1.005' ELSE '1' END FROM n",
        "duckdb": "INSERT INTO deals SELECT format('d{:06d}', i), '2025-01-01', 'New', "
        f"CASE WHEN i = 30007 THEN '1.005' ELSE '1' END FROM range({count}) AS n(i) ORDER BY i DESC",
        "postgres": "INSERT INTO deals SELECT 'd' || lpad(i::text, 6, '0'), '2025-01-01', 'New', "
        f"CASE WHEN i = 30007 THEN '1.005' ELSE '1' END FROM generate_series({count - 1}, 0, -1) AS n(i)",
    }[kind]
    database = make(kind, TEXTS, series)
    found = one(both((DEALS,), database))
    assert (found.rule, *key(found)) == ("too-many-decimals", "deals", 30008, "d030007", "amount", "1.005")


def test_a_file_that_cannot_be_attached_is_told_once_more(tmp_path: Path) -> None:
    """What a database that is gone has left of the file may stand in the way; never is it waited for."""
    path = tmp_path / "sales.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("CREATE TABLE deals (id text)")
    told: list[str] = []

    class Refusing:
        def execute(self, query: str) -> Refusing:
            told.append(query)
            if query.startswith("ATTACH") and len(told) == 2:
                raise duckdb.BinderException("Unique file handle conflict")
            return self

        def fetchall(self) -> list[Any]:
            return []

    DuckFile(path, "sales", 0).attach(Refusing())  # type: ignore[arg-type]
    assert len(told) == 3 and told[1] == told[2] and "IF NOT EXISTS" not in told[1]
    with connect() as database:
        file = DuckFile(path, "sales", 0)
        file.attach(database)
        file.attach(database)  # which it is already
        assert database.execute(f"SELECT count(*) FROM {file.relation('deals')}").fetchall() == [(0,)]
