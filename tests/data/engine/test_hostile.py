"""Names, values and files that are meant to hurt; what a sealed database may do; what is too wide."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from planlang.core.records import RecordSpec
from planlang.data.engine.load import load_in_engine
from planlang.data.engine.tables import EngineLoad
from planlang.data.parquetfile import connect
from tests.data.engine.same import load_both
from tests.data.shapes import ALL, CALENDAR, GOOD, column, record, write

HOSTILE = [
    '"; DROP TABLE in_0_rows; --',
    "select",
    "a'b",
    "c0",
    "c1",
    "id",
    "bytes",
    "f0",
    "h1",
    "*",
    "Ünïcödé ☃",
    "%",
    "a\\b",
    "row_number",
]


def engine(
    directory: Path, *records: RecordSpec, writable: tuple[Path, ...] = ()
) -> tuple[duckdb.DuckDBPyConnection, EngineLoad]:
    database = connect()
    return database, load_in_engine(database, records, [directory], CALENDAR, writable=writable)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_hostile_names_and_values(tmp_path: Path, form: str) -> None:
    columns = [column(f"x{n}", "text", header=header) for n, header in enumerate(HOSTILE)]
    spec = record('rows"; --', "row", column("key", "text", key=True), *columns, file=f"in put'.{form}")
    cells = [f'"{header}"'.replace("\\", "") for header in HOSTILE]
    rows = [["a", *cells], ["b", *reversed(cells)]]
    quoted = [["key", *HOSTILE], *rows]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in quoted]
    path = tmp_path / f"in put'.{form}"
    if form == "csv":
        path.write_text("\n".join(lines) + "\n")
    else:
        with connect() as database:
            names = ", ".join('? AS "{}"'.format(name.replace('"', '""')) for name in quoted[0])
            plain = ", ".join("?" for _ in quoted[0])
            database.execute(
                f"COPY (SELECT {names} UNION ALL SELECT {plain}) TO '{tmp_path}/in put''.parquet'", [*rows[0], *rows[1]]
            )
    result = load_both([spec], [tmp_path], CALENDAR)
    assert result.data is not None, result.diagnostics


@pytest.mark.slow
def test_thousands_of_columns(tmp_path: Path) -> None:
    spec = record("rows", "row", column("id", "text", key=True), *(column(f"x{n}", "count") for n in range(2_000)))
    text = (
        ",".join(["id", *(f"x{n}" for n in range(2_000))]) + "\n" + ",".join(["a", *("7" for _ in range(2_000))]) + "\n"
    )
    write(tmp_path, {"rows.csv": text})
    assert load_both([spec], [tmp_path], CALENDAR).data is not None
    write(tmp_path, {"rows.csv": text.replace("7", "x")})
    assert load_both([spec], [tmp_path], CALENDAR).data is None


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_ten_thousand_columns_that_nobody_asked_for(form: str, tmp_path: Path) -> None:
    spec = record("rows", "row", column("id", "text", key=True), column("x", "count"))
    headers = ["id", *(f'"; DROP TABLE in_{n}; --' for n in range(10_000)), "x"]
    rows = [[key, *("'" for _ in headers[2:]), count] for key, count in (("a", "7"), ("b", "8"))]
    if form == "csv":
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in (headers, *rows)]
    else:
        lines = [json.dumps(dict(zip(headers, row, strict=True))) for row in rows]
    write(tmp_path, {f"rows.{form}": "\n".join(lines) + "\n"})
    result = load_both([spec], [tmp_path], CALENDAR)
    assert result.data is not None and result.data["rows"].columns["x"].at(1) == 8


def test_a_loaded_database_reads_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "out").mkdir()
    write(tmp_path / "data", dict(GOOD))
    write(tmp_path, {"secret.csv": "a\n1\n"})
    database, loaded = engine(tmp_path / "data", *ALL, writable=(tmp_path / "out",))
    assert loaded.tables is not None
    for query in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        f"COPY (SELECT 1) TO '{tmp_path}/x.csv'",
        "SET lock_configuration = false",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            database.execute(query)
    relation = loaded.tables["deals"].relation
    database.execute(f"COPY (SELECT * FROM {relation}) TO '{tmp_path}/out/deals.parquet' (FORMAT parquet)")


def test_a_sealed_database_spills(tmp_path: Path) -> None:
    database = connect()
    database.execute(f"SET temp_directory = '{tmp_path}'")
    database.execute("SET memory_limit = '60MB'")
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", dict(GOOD))
    assert load_in_engine(database, ALL, [tmp_path / "data"], CALENDAR).tables is not None
    database.execute("CREATE TEMP TABLE big AS SELECT md5(range::VARCHAR) AS x FROM range(3000000)")
    assert database.execute("SELECT count(*) FROM big").fetchone() == (3_000_000,)


def test_numbers_that_38_digits_do_not_hold_together(tmp_path: Path) -> None:
    spec = record("rows", "row", column("id", "text", key=True), column("x", "number"))
    write(tmp_path, {"rows.csv": f"id,x\na,{'9' * 38}\nb,0.01\n"})
    _, loaded = engine(tmp_path, spec)
    assert loaded.tables is None and not loaded.diagnostics
    assert [(place.file, place.column) for place in loaded.too_wide] == [("rows.csv", "x")]
    assert load_both([spec], [tmp_path], CALENDAR).data is not None


def test_the_digest_is_of_the_files_bytes(tmp_path: Path) -> None:
    import hashlib

    write(tmp_path, dict(GOOD))
    _, loaded = engine(tmp_path, *ALL)
    assert loaded.digests["deals"] == {"deals.csv": hashlib.sha256(GOOD["deals.csv"].encode()).hexdigest()}


@pytest.mark.parametrize(
    "text",
    [
        'id,x\n"a","b\n\nc"\n',
        'id,x\na,"x""y"\nb,""\n',
        'id,x\na,b"c\n',
        'id,x\n"a"b,c\n',
        'id,x\na, "b"\n',
        "id,x\r\na,b\nc,d\r\n",
        "id,x\na,b\n\nc,d\n",
        "\nid,x\na,b\n",
        '"id","x"\na,b',
        "id,x\na\\,b\n",
        "id,x\n#a,b\n",
        "id,x\nNULL,null\n",
        'id,x\n"a","b\rc"\n',
        '"id\n",x\na,b\n',
        "id,x,x\na,b,c\n",
        "id,x\na,b,\n",
        "id,x\n" + "a" * 600 + ",b\n",
        "id,x\na," + "b" * 11_000 + "\n",
        "id,x\na,é\u00a0\n",
        "id,x\na\u00ad,b\n",
    ],
)
def test_forms_of_csv(tmp_path: Path, text: str) -> None:
    spec = record("rows", "row", column("id", "text", key=True), column("x", "text", optional=True))
    for start in ("", "\ufeff"):
        (tmp_path / "rows.csv").write_bytes((start + text).encode())
        load_both([spec], [tmp_path], CALENDAR)
