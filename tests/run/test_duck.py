"""Files that DuckDB writes: amounts of any length, and in few digits where they need few."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from planlang.data.write import TooLarge
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from planlang.run.engine.duck import DuckTable
from planlang.run.engine.select import Query, ResultColumn

COLUMNS = (ResultColumn("who", "text", words=("a", "b'")), ResultColumn("x", "money", 2), ResultColumn("y", "money", 2))
ROWS: dict[int, tuple[str, str]] = {
    0: ("DECIMAL(18,2)", "DECIMAL(18,2)"),
    10**18 - 1: ("DECIMAL(18,2)", "DECIMAL(18,2)"),
    -(10**18): ("DECIMAL(38,2)", "DECIMAL(18,2)"),
    10**18: ("DECIMAL(38,2)", "DECIMAL(18,2)"),
    10**34: ("DECIMAL(38,2)", "DECIMAL(18,2)"),
}


@pytest.mark.parametrize("cents", ROWS)
def test_amounts_are_exact_and_as_wide_as_they_need(cents: int, tmp_path: Path) -> None:
    sql = f"SELECT 'a' AS who, {cents}::HUGEINT AS x, 5 AS y UNION ALL SELECT 'b''', NULL, NULL"
    executor = DuckDBExecutor()
    table = DuckTable(executor, executor.connection, Query("t", COLUMNS, sql, ("who",)))
    table.write(tmp_path / "t.parquet", "parquet")
    assert table.count == 2
    table.write(tmp_path / "t.csv", "csv")
    assert table.count == 2
    executor.close()
    with duckdb.connect() as database:
        found = database.execute(f"SELECT * FROM '{tmp_path}/t.parquet'")
        assert tuple(str(column[1]) for column in found.description) == ("VARCHAR", *ROWS[cents])
        rows: list[tuple[Any, ...]] = found.fetchall()
    amount = Decimal(cents).scaleb(-2)
    assert rows == [("a", amount, Decimal("0.05")), ("b'", None, None)]
    assert (tmp_path / "t.csv").read_text() == f"who,x,y\na,{amount:.2f},0.05\nb',,\n"


def test_what_no_column_holds_is_said(tmp_path: Path) -> None:
    executor = DuckDBExecutor()
    sql = f"SELECT 'a' AS who, {10**36}::HUGEINT AS x, 5 AS y"
    table = DuckTable(executor, executor.connection, Query("t", COLUMNS, sql, ("who",)))
    with pytest.raises(TooLarge, match="more than 35 digits"):
        table.write(tmp_path / "t.parquet", "parquet")
    executor.close()


@pytest.mark.parametrize(("most", "counted"), [(3, 1), (6, 2), (7, 2)])
def test_too_many_rows_to_sort_are_counted_part_by_part(
    most: int, counted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planlang.run.engine.duck.SORTED_ROWS", most)
    parts = tuple(f"SELECT 'a' AS who, {number} - i AS x, i AS y FROM range({number}) AS r(i)" for number in (4, 3))
    executor = DuckDBExecutor()
    asked: list[str] = []
    fetch = executor.fetch
    monkeypatch.setattr(executor, "fetch", lambda sql: asked.append(sql) or fetch(sql))
    query = Query("t", COLUMNS, " UNION ALL ".join(parts), ("x",), parts)
    DuckTable(executor, executor.connection, query).write(tmp_path / "t.parquet", "parquet")
    executor.close()
    with duckdb.connect() as database:
        rows = [row[0] for row in database.execute(f"SELECT x FROM '{tmp_path}/t.parquet'").fetchall()]
    assert len(asked) == counted
    assert (rows == sorted(rows)) == (most == 7)
