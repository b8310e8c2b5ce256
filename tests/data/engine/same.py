"""Loading both ways: the engine's loader must say what the reference loader says, and hold what it holds."""

from __future__ import annotations

import atexit
import csv
import io
import shutil
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import RecordData
from planlang.core.records import NUMERIC, PERIODS, RecordSpec
from planlang.data.engine.keys import enumerate_keys
from planlang.data.engine.load import load_in_engine
from planlang.data.engine.seal import seal
from planlang.data.engine.tables import EngineLoad, InputTable
from planlang.data.load import Grid, LoadResult, load, load_grids
from planlang.data.parquetfile import connect
from planlang.diagnostics.render_json import render_json


def load_both(records: Sequence[RecordSpec], directories: Sequence[Path], calendar: FiscalCalendar) -> LoadResult:
    """What ``load`` gives, after comparing it with what the engine gives.

    Faults are told by the rows in doubt alone; by whole files, as with few rows, they are the reference's own.
    """
    with connect() as database:
        database.execute("SET preserve_insertion_order = false")  # as it is when paying
        return _both(database, records, directories, calendar)


def _both(
    database: Any, records: Sequence[RecordSpec], directories: Sequence[Path], calendar: FiscalCalendar
) -> LoadResult:
    reference = load(records, directories, calendar)
    compare(database, load_in_engine(database, records, directories, calendar, whole_rows=-1), reference)
    return reference


def compare(database: Any, engine: EngineLoad, reference: LoadResult) -> None:
    """The same findings; the same rows by identity."""
    if engine.too_wide:
        assert reference.data is not None
        assert engine.tables is None and not engine.diagnostics
        return
    if engine.diagnostics != reference.diagnostics:  # shown as texts, which says where they differ
        assert render_json(engine.diagnostics) == render_json(reference.diagnostics)
        raise AssertionError("findings differ in what their texts don't show")
    assert engine.unlisted == reference.unlisted
    assert (engine.tables is None) == (reference.data is None)
    if engine.tables is None or reference.data is None:
        return
    assert list(engine.tables) == list(reference.data)
    assert set(engine.digests) == set(engine.tables)
    assert all(len(digest) == 64 for files in engine.digests.values() for digest in files.values())
    for name, record in reference.data.items():
        table = engine.tables[name]
        assert (table.rows, table.file, table.record) == (len(record.ids), record.file, record.spec)
        assert list(table.columns) == list(record.columns)
        same_cells(database, table, record)
    for name, table in enumerate_keys(database, engine.tables, 0, 0).items():
        same_cells(database, table, reference.data[name])


def same_cells(database: Any, table: InputTable, record: RecordData) -> None:
    """A relation holds what the reference loader's rows hold, and what is said of it is so."""
    wanted = [record.ids, *([values.at(i) for i in range(table.rows)] for values in record.columns.values())]
    assert list(zip(*rows_of(database, table), strict=True)) == list(zip(*wanted, strict=True))
    for column in table.columns.values():
        facts(column, [row[0] for row in database.execute(f"SELECT {column.sql} FROM {table.relation}").fetchall()])
    if table.number is not None:
        numbers = database.execute(f"SELECT {table.number} FROM {table.relation} ORDER BY 1").fetchall()
        assert numbers == [(number,) for number in range(table.rows)]


def rows_of(database: Any, table: InputTable) -> list[list[Any]]:
    """The columns of a relation in the order of the identities, the identities first; numbers as quotients."""
    names = [table.id, *(column.sql for column in table.columns.values())]
    rows = database.execute(f"SELECT {', '.join(names)} FROM {table.relation} ORDER BY {table.id}").fetchall()
    made = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    for cells, column in zip(made[1:], table.columns.values(), strict=True):
        if column.kind in NUMERIC:
            cells[:] = [None if cell is None else Fraction(cell, column.den) for cell in cells]
    return made


def facts(column: Any, cells: list[Any]) -> None:
    """What is said of a column holds."""
    there = [cell for cell in cells if cell is not None]
    assert column.absent == (len(there) < len(cells))
    assert str(column.den) == "1" + "0" * (len(str(column.den)) - 1)
    if column.kind in NUMERIC or column.kind == "date" or column.kind in PERIODS:
        assert (column.low, column.high) == (min(there, default=None), max(there, default=None))
        assert all(type(cell) is int for cell in there)
    else:
        assert (column.low, column.high, column.den) == (None, None, 1)


def grids_both(grids: Sequence[Grid], calendar: FiscalCalendar) -> LoadResult:
    """What ``load_grids`` gives, after loading the same rows from CSV and Parquet files both ways.

    The files are written here, so that one database reads those of all tests, sealed for them: opening one takes longer.
    """
    kept, place = _reader()
    for write in (_csv, _parquet):
        with tempfile.TemporaryDirectory(dir=place) as name, kept.cursor() as database:
            if all(write(Path(name), grid) for grid in grids):
                _both(database, [grid.spec for grid in grids], [Path(name)], calendar)
    return load_grids(grids, calendar)


@cache
def _reader() -> tuple[Any, Path]:
    """The database that reads what ``grids_both`` writes, and where that lies."""
    place = Path(tempfile.mkdtemp(prefix="planlang-grids-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    database = connect()
    database.execute("SET preserve_insertion_order = false")
    database.execute("SET enable_external_file_cache = false")
    seal(database, [], [place])
    return database, place


def _csv(directory: Path, grid: Grid) -> bool:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.header for column in grid.spec.columns])
    writer.writerows([row.get(column.name) for column in grid.spec.columns] for row in grid.rows)
    data = text.getvalue().encode("utf-8", "surrogatepass")
    (directory / (grid.spec.file or f"{grid.spec.name}.csv")).write_bytes(data)
    return True


@cache
def _writer() -> Any:
    """The database that writes the Parquet files of all tests: opening one takes longer than writing a few rows."""
    return connect()


def _parquet(directory: Path, grid: Grid) -> bool:
    columns = grid.spec.columns
    with _writer().cursor() as database:
        database.execute(f"CREATE TEMP TABLE t ({', '.join(f'c{n} VARCHAR' for n in range(len(columns)))})")
        rows = [[row.get(column.name) for column in columns] for row in grid.rows]
        try:
            if rows:
                database.executemany(f"INSERT INTO t VALUES ({', '.join('?' for _ in columns)})", rows)
        except UnicodeEncodeError:
            return False
        names = ", ".join('c{} AS "{}"'.format(n, c.header.replace('"', '""')) for n, c in enumerate(columns))
        database.execute(
            f"COPY (SELECT {names} FROM t) TO ? (FORMAT parquet)", [str(directory / f"{grid.spec.name}.parquet")]
        )
    return True
