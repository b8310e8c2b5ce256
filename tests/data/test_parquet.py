"""Parquet: exact types are read exactly, others are refused by name."""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.core.records import Kind
from planlang.data import parquetfile
from planlang.data.load import LoadResult
from planlang.data.parquetfile import connect
from tests.data.engine.same import load_both
from tests.data.shapes import CALENDAR, DEALS, column, load_texts, one, place, record

GOOD = "SELECT 'd1' AS id, DATE '2025-01-10' AS closed, 'New' AS product, 1234.50::DECIMAL(18,2) AS amount"


def parquet(path: Path, query: str) -> None:
    with connect() as database:
        database.execute(f"COPY ({query}) TO ? (FORMAT parquet)", [str(path)])


def test_a_typed_file(tmp_path: Path) -> None:
    parquet(tmp_path / "deals.parquet", GOOD + " UNION ALL SELECT 'd0', DATE '2025-01-11', 'new biz', -0.10")
    result = load_texts(tmp_path, {}, (DEALS,))
    assert result.data is not None, result.diagnostics
    deals = result.data["deals"]
    assert (deals.ids, deals.lines, deals.file) == (["d0", "d1"], [2, 1], "deals.parquet")
    assert deals.columns["amount"].at(1) == Fraction("1234.5")
    assert deals.columns["closed"].items[1] == CALENDAR.first_day("month", CALENDAR.numbered("month", 2025, 1)) + 9


def test_decimals_of_three_places_are_no_thousands(tmp_path: Path) -> None:
    parquet(tmp_path / "deals.parquet", GOOD.replace("1234.50::DECIMAL(18,2)", "12.500::DECIMAL(18,3)"))
    result = load_texts(tmp_path, {}, (DEALS,))
    assert result.data is not None and result.data["deals"].columns["amount"].at(0) == Fraction("12.5")


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing tells by its size or its time, from the database that is kept."""
    file = tmp_path / "deals.parquet"
    for amount in ("1234.50", "4321.50"):
        parquet(file, GOOD.replace("1234.50", amount))
        os.utime(file, (1_000_000_000, 1_000_000_000))
        with parquetfile.reading() as database:
            assert database.execute("SELECT amount FROM read_parquet(?)", [str(file)]).fetchall() == [
                (Decimal(amount),)
            ]
            database.execute("CREATE TEMP TABLE of_its_own AS SELECT 1")
        monkeypatch.setattr(parquetfile, "connect", None)
        with parquetfile.reading() as database, pytest.raises(Exception, match="of_its_own"):
            database.execute("FROM of_its_own")


def test_no_rows(tmp_path: Path) -> None:
    parquet(tmp_path / "deals.parquet", GOOD + " LIMIT 0")
    assert load_texts(tmp_path, {}, (DEALS,)).data is not None


@pytest.mark.parametrize(
    ("kind", "sql", "fits"),
    [
        ("money", "5::DOUBLE", False),
        ("money", "5::FLOAT", False),
        ("money", "5::BIGINT", True),
        ("money", "5::HUGEINT", False),  # DuckDB writes it as a floating-point column
        ("money", "5::DECIMAL(38, 10)", True),
        ("money", "'5.00'", True),
        ("money", "true", False),
        ("money", "DATE '2025-01-01'", False),
        ("money", "[5]", False),
        ("number", "0.5::DECIMAL(4, 4)", True),
        ("number", "-0.5::DECIMAL(18, 18)", True),
        ("money", "0.5::DECIMAL(4, 4)", True),
        ("percent", "0.6::DOUBLE", False),
        ("date", "DATE '2025-01-01'", True),
        ("date", "'2025-01-01'", True),
        ("date", "TIMESTAMP '2025-01-01 00:00:00'", False),
        ("date", "TIMESTAMPTZ '2025-01-01 00:00:00'", False),
        ("date", "45000", False),
        ("yes/no", "true", True),
        ("yes/no", "1", False),
        ("yes/no", "'no'", True),
        ("text", "'a'", True),
        ("text", "7", True),
        ("text", "7.5::DECIMAL(9,1)", False),
        ("text", "7.5::DOUBLE", False),
        ("text", "'a'::BLOB", False),
        ("text", "{'a': 1}", False),
        ("text", "'a'::ENUM('a', 'b')", True),
        ("year", "2025", True),
        ("month", "'2025-01'", True),
        ("month", "DATE '2025-01-01'", False),
        ("week", "DATE '2025-01-06'", True),
        ("fortnight", "DATE '2025-01-06'", True),
        ("week", "TIMESTAMP '2025-01-06 00:00:00'", False),
        ("week", "20250106", False),
    ],
)
def test_types(tmp_path: Path, kind: Kind, sql: str, fits: bool) -> None:
    spec = record("rows", "row", column("id", "text", key=True), column("x", kind))
    parquet(tmp_path / "rows.parquet", f"SELECT 'r1' AS id, {sql} AS x")
    result = load_texts(tmp_path, {}, (spec,))
    assert (result.data is not None) == fits, result.diagnostics
    if not fits:
        found = one(result)
        assert (found.rule, place(found)[:3]) == ("wrong-column-type", ("rows.parquet", None, "x"))
        assert "Export the column as" in found.repairs[0].text


def test_decimals_without_a_digit_before_the_point(tmp_path: Path) -> None:
    spec = record("rows", "row", column("id", "text", key=True), column("x", "fraction"))
    cells = "('a', 0.6), ('b', -0.125), ('c', 0)"
    parquet(tmp_path / "rows.parquet", f"SELECT c0 AS id, c1::DECIMAL(4, 4) AS x FROM (VALUES {cells}) AS t(c0, c1)")
    result = load_texts(tmp_path, {}, (spec,))
    assert result.data is not None, result.diagnostics
    assert [result.data["rows"].columns["x"].at(n) for n in range(3)] == [Fraction("0.6"), Fraction("-0.125"), 0]


def test_decimals_that_are_wider_than_is_read(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    spec = record("rows", "row", column("id", "text", key=True), column("x", "money"))
    amounts = pa.array([Decimal("1.50"), Decimal("9" * 50)], pa.decimal256(60, 2))
    pq.write_table(pa.table({"id": ["a", "b"], "x": amounts}), tmp_path / "rows.parquet")
    found = one(load_texts(tmp_path, {}, (spec,)))
    assert found.message == "`x` holds DECIMAL(60,2), wider than is read"
    assert found.repairs[0].text == "Export the column as DECIMAL(38, 2), or as text."


def test_cells_are_checked_like_any_other(tmp_path: Path) -> None:
    parquet(tmp_path / "deals.parquet", GOOD + " UNION ALL SELECT 'd2', DATE '12025-01-01', NULL, 1.00")
    found = load_texts(tmp_path, {}, (DEALS,)).diagnostics
    assert [(d.rule, place(d)[1]) for d in found] == [("not-a-date", 2), ("missing-value", 2)]


@pytest.mark.parametrize("name", ["a[1]*?.parquet", 'it\'s "x".parquet', "year=2025.parquet"])
def test_names_that_mean_something_to_a_shell(tmp_path: Path, name: str) -> None:
    parquet(tmp_path / "plain.parquet", GOOD)
    (tmp_path / "plain.parquet").rename(tmp_path / name)
    spec = record("deals", "deal", *DEALS.columns, file=name)
    assert load_texts(tmp_path, {}, (spec,)).data is not None


def test_headers_with_quotes(tmp_path: Path) -> None:
    parquet(tmp_path / "rows.parquet", 'SELECT \'a\' AS "the ""id""; DROP"')
    spec = record("rows", "row", column("id", "text", key=True, header='the "id"; DROP'))
    assert load_texts(tmp_path, {}, (spec,)).data is not None


def test_columns_whose_names_a_database_takes_for_one(tmp_path: Path) -> None:
    """DuckDB calls the second `x_1`: no column of that name is there, and of two of one name none is taken."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    def loaded(header: str, *names: str) -> LoadResult:
        spec = record("rows", "row", column("id", "text", key=True), column("x", "money", header=header))
        inside = pa.array([{"x": {"y": 1}, "z": [2]}])
        cells = [pa.array(["a"]), inside, *(pa.array([Decimal(n)]) for n in range(1, 1 + len(names)))]
        pq.write_table(pa.table(cells, names=["id", "inside", *names]), tmp_path / "rows.parquet")
        return load_both((spec,), [tmp_path], CALENDAR)

    for names, wanted in ((("X", "x"), 2), (("x", "X"), 1), (("X", "X", "x", "x_1"), 3), (("x_1", "x"), 2)):
        data = loaded("x", *names).data
        assert data is not None and data["rows"].columns["x"].at(0) == wanted, names
    assert one(loaded("x", "X", "x", "x")).rule == "repeated-column"
    assert one(loaded("x_1", "X", "x")).rule == "missing-column"


def test_broken_files(tmp_path: Path) -> None:
    parquet(tmp_path / "good.parquet", GOOD)
    whole = (tmp_path / "good.parquet").read_bytes()
    (tmp_path / "good.parquet").unlink()
    for data in (b"", b"PAR1", b"hello", whole[:-20], whole[:40] + b"\xff" * 200 + whole[240:]):
        found = one(load_texts(tmp_path, {"deals.parquet": data}, (DEALS,)))
        assert found.rule == "unreadable-data-file"
        assert str(tmp_path) not in repr(found)
