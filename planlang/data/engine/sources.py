"""Where the rows of a record come from: something that the engine can select from, with the type of each column.

A Parquet file is read in place; a CSV file that is plain is copied into a table of texts by the engine. Whatever else there is (a
CSV file of doubtful form, JSON lines) is read by the reference loader's own reader, and its cells put into such a table.
What a caller hands over (``planlang.data.given``) makes its own ``Source``: Arrow data is read in place as Parquet is.
Another kind of source, such as a table of a database, is one more function that gives a ``Source``.
"""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planlang.core.records import ColumnSpec, RecordSpec
from planlang.data.engine.numbers import decimals_of
from planlang.data.engine.shapes import Cell, cell
from planlang.data.engine.sqltext import balanced, identifier, literal
from planlang.data.parquetfile import READ, headers_of, marked, wrong_type
from planlang.data.raw import MAX_CELL, RawTable, place_columns
from planlang.data.report import Findings, Refused
from planlang.duck import duckdb
from planlang.slotted import evolve, frozen

if TYPE_CHECKING:
    from planlang.data.engine.plaincsv import Plain

_ROWS_AT_ONCE = 100_000
_NUMBER = "file_row_number"  # which a file's own column of that name hides


@frozen
class Source:
    """The rows of a record in the engine.

    ``relation`` is what stands after ``FROM``; ``cells`` are the columns of the record that are there and of a right type;
    ``faulty`` says that there is something to find before any cell is looked at. ``in_place`` is false for a table of
    ours, which can go once its rows are converted: ``tables`` are these, where ``relation`` is no bare name. Rows stand in the
    order of the file, and their numbers count from 1; where they don't, ``numbered`` is a relation of the same cells that
    has the number of each row in a column ``row_number``.
    """

    relation: str
    cells: dict[str, Cell]
    rows: int
    faulty: bool
    in_place: bool
    number: str | None = None
    """What numbers the rows, if anything does: SQL over the relation, from 0 on."""
    tables: tuple[str, ...] = ()
    numbered: str | None = None


def open_source(database: duckdb.DuckDBPyConnection, spec: RecordSpec, path: Path, table: str) -> Source | None:
    """The rows of a file, or ``None`` where it can't be read. ``table`` is a bare name for a table of texts."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _parquet(database, spec, path)
    from planlang.data.engine import plaincsv

    if ending != ".jsonl" and (plain := plaincsv.look(path)) is not None:
        found = Findings(path.name)
        at = place_columns(spec, plain.headers, found)
        if found.found:
            return None
        if _copied(database, spec, path, plain, at, table):
            return _texts(spec, table, list(at), plain.rows, bool(plain.rows))
    found = Findings(path.name)
    if ending == ".jsonl":
        from planlang.data.jsonfile import read_jsonl as read
    else:
        from planlang.data.csvfile import read_csv as read
    raw = read(spec, path, found)
    return None if raw is None or found.found else inserted(database, spec, raw, table)


def open_lines(database: duckdb.DuckDBPyConnection, spec: RecordSpec, path: Path, table: str) -> Source | None:
    """The rows of a CSV file each of which is a line: that of row number ``rowid`` is ``rowid + 2``. ``None`` for any other file."""
    from planlang.data.engine import plaincsv

    plain = plaincsv.look(path)
    if plain is None or not plain.straight or len(plain.headers) < 2:
        return None
    found = Findings(path.name)
    at = place_columns(spec, plain.headers, found)
    if found.found or not _copied(database, spec, path, plain, at, table):
        return None
    return _texts(spec, table, list(at), plain.rows, bool(plain.rows))


def inserted(database: duckdb.DuckDBPyConnection, spec: RecordSpec, raw: RawTable, table: str) -> Source | None:
    """Rows that Python has read, in a table of texts; ``None`` where one of the cells is no text at all."""
    if not _inserted(database, raw, table):
        return None
    return _texts(spec, table, list(raw.columns), len(raw.lines), False)


def column_name(number: int) -> str:
    """The bare name of the column with this number."""
    return f"f{number}"


def _texts(spec: RecordSpec, table: str, names: Sequence[str], rows: int, casts: bool) -> Source:
    cells = {name: cell(spec.by_name[name], column_name(n), "VARCHAR") for n, name in enumerate(names)}
    for n, name in enumerate(names):
        if casts and _cast(spec.by_name[name]) is not None:
            cells[name] = evolve(cells[name], cast=_cast_name(n))
    return Source(table, cells, rows, False, False, "rowid")


def _cast_name(number: int) -> str:
    return f"v{number}"


def _cast(column: ColumnSpec) -> str | None:
    """The type that the texts of a column are also kept in, where they are dates or amounts without a sign of their own."""
    if column.reads:
        return None
    if column.kind == "date":
        return "DATE"
    decimals = decimals_of(cell(column, "", "VARCHAR")) if column.kind in ("money", "count") else None
    return None if decimals is None or decimals > 6 else f"DECIMAL(18, {decimals})"


def _parquet(database: duckdb.DuckDBPyConnection, spec: RecordSpec, path: Path) -> Source | None:
    try:
        if not marked(path):
            return None
        pattern = glob.escape(str(path))
        relation = READ.replace("?", literal(pattern), 1)
        headers = headers_of(database, pattern)
        counted = database.execute(f"SELECT count(*) FROM {relation}").fetchone()
    except (OSError, duckdb.Error, UnicodeDecodeError):
        return None
    found = Findings(path.name)
    at = place_columns(spec, [one.written for one in headers], found)
    cells = {}
    for name, index in at.items():
        column, header = spec.by_name[name], headers[index]
        if wrong_type(column, header.type) is None:
            cells[name] = cell(column, identifier(header.name), header.type)
    faulty = bool(found.found) or len(cells) < len(at)
    number = None if any(one.name.lower() == _NUMBER for one in headers) else _NUMBER
    return Source(relation, cells, int(counted[0]) if counted else 0, faulty, True, number)


def _copied(
    database: duckdb.DuckDBPyConnection, spec: RecordSpec, path: Path, plain: Plain, at: dict[str, int], table: str
) -> bool:
    """Copies the cells of a plain CSV file into a table of texts; false where the engine's reader sees another file."""
    items = [f"h{index} AS {column_name(n)}" for n, index in enumerate(at.values())]
    for n, (name, index) in enumerate(at.items()):
        if (type_ := _cast(spec.by_name[name])) is not None:
            items.append(f"TRY_CAST(h{index} AS {type_}) AS {_cast_name(n)}")
    wanted = ", ".join(items)
    if not plain.rows:
        empty = ", ".join(f"{column_name(n)} VARCHAR" for n in range(len(at)))
        database.execute(f"CREATE TEMP TABLE {table} ({empty})")
        return True
    names = [f"h{number}" for number in range(len(plain.headers))]
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    quote = '"' if plain.quotes else ""
    read = (
        f"read_csv({literal(glob.escape(str(path)))}, auto_detect = false, header = false, skip = 1, delim = ',', quote = '{quote}',"
        f" escape = '{quote}', comment = '', new_line = '{plain.line_end}', columns = {{{types}}}, strict_mode = true,"
        f" null_padding = false, ignore_errors = false, max_line_size = {MAX_CELL}, compression = 'none',"
        f" hive_partitioning = false, parallel = {'false' if plain.quotes else 'true'})"
    )
    lengths = balanced([f"coalesce(strlen({name}), 0)" for name in names], "+", "0")
    try:
        database.execute(f"CREATE TEMP TABLE {table} AS SELECT {wanted}, {lengths} AS bytes FROM {read}")
        seen = database.execute(f"SELECT count(*), coalesce(sum(bytes), 0) FROM {table}").fetchone()
    except duckdb.Error:
        seen = None
    if seen == (plain.rows, plain.cell_bytes):
        return True
    database.execute(f"DROP TABLE IF EXISTS {table}")
    return False


def _inserted(database: duckdb.DuckDBPyConnection, raw: RawTable, table: str) -> bool:
    """Puts cells that Python has read into a table of texts; false where one of them is no text at all."""
    if any(isinstance(text, Refused) for cells in raw.columns.values() for text in cells):
        return False
    names = [column_name(number) for number in range(len(raw.columns))]
    database.execute(f"CREATE TEMP TABLE {table} ({', '.join(f'{name} VARCHAR' for name in names)})")
    given = ", ".join("unnest(?::VARCHAR[])" for _ in names)
    try:
        for start in range(0, len(raw.lines), _ROWS_AT_ONCE):
            some = [cells[start : start + _ROWS_AT_ONCE] for cells in raw.columns.values()]
            database.execute(f"INSERT INTO {table} SELECT {given}", some)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can spell and no text has
        database.execute(f"DROP TABLE {table}")
        return False
    return True
