"""Parquet files, through DuckDB, which is imported only when there is one."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlang import interrupts
from planlang.core.calendar import DAYS
from planlang.core.records import NUMERIC, ColumnSpec, RecordSpec
from planlang.data.raw import MAX_ROWS, RawTable, place_columns
from planlang.data.report import Cell, Findings, Refused, kind_words, quoted, repair
from planlang.data.textfile import cannot_open
from planlang.diagnostics.model import Repair
from planlang.slotted import frozen

if TYPE_CHECKING:
    import duckdb

_WHOLE = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
_PURE = re.compile(r"DECIMAL\((\d+),\1\)").fullmatch
_FLOATS = frozenset({"FLOAT", "DOUBLE", "REAL"})
READ = "read_parquet(?, hive_partitioning = false, union_by_name = false)"
"""How a Parquet file is read: as its own columns, and nothing taken from its name."""


_RENAMED = re.compile(r"(.*)_[0-9]+", re.DOTALL).fullmatch


@frozen
class Header:
    """A column of a Parquet file: its name in the file, its name in a query, and its type there."""

    written: str
    name: str
    type: str


def headers_of(database: duckdb.DuckDBPyConnection, pattern: str) -> list[Header]:
    """The columns of a file. DuckDB calls the second of two that differ in letter case only, or not at all, `amount_1`."""
    described = database.execute(f"DESCRIBE SELECT * FROM {READ}", [pattern]).fetchall()
    names = [row[0] for row in described]
    folded = {name.lower() for name in names}
    written = names
    if any((found := _RENAMED(name)) and found[1].lower() in folded for name in names):
        written = _written(database.execute("SELECT name, num_children FROM parquet_schema(?)", [pattern]).fetchall())
        assert len(written) == len(names), pattern
    return [Header(one, row[0], row[1]) for one, row in zip(written, described, strict=True)]


def _written(schema: Sequence[tuple[str, int | None]]) -> list[str]:
    """The names of the columns in a file's schema, which lists each with all that lies in it behind it, and the whole before all."""
    found, inside = [], 0
    for name, children in schema[1:]:
        if not inside:
            found.append(name)
        inside += (children or 0) - (1 if inside else 0)
    return found


def connect(memory: str | None = None, file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB of our own, in memory or in a ``file`` of its own, and without fetching extensions from anywhere."""
    from planlang.duck import duckdb

    config: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    if memory is not None:
        config["memory_limit"] = memory
    connection = duckdb.connect(":memory:" if file is None else str(file), config=config)
    interrupts.stops(connection)
    return connection


_readers: dict[int, duckdb.DuckDBPyConnection] = {}
"""By process: one that was forked has no thread of the database that it inherits."""


def reading() -> duckdb.DuckDBPyConnection:
    """A connection of one's own, to be closed, to a DuckDB in memory that this process keeps for reading; what it makes, others don't see.

    Opening a database takes longer than reading a small file. Nothing of a file is kept: it may be written anew.
    """
    kept = _readers.get(os.getpid())
    if kept is None:
        kept = _readers[os.getpid()] = connect()
        kept.execute("SET enable_external_file_cache = false")
    connection = kept.cursor()
    interrupts.stops(connection)
    return connection


def marked(path: Path) -> bool:
    """Whether a file begins as Parquet files do."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def read_parquet(spec: RecordSpec, path: Path, found: Findings) -> RawTable | None:
    """The rows of a Parquet file, or ``None`` if it can't be read at all."""
    try:
        parquet = marked(path)
    except OSError as error:
        cannot_open(found, error)
        return None
    if not parquet:
        found.whole_file(
            "unreadable-data-file",
            f"{found.file} is not a Parquet file",
            "",
            Repair("Export it again as Parquet, or as CSV under the ending .csv."),
        )
        return None
    from planlang.duck import duckdb

    try:
        return _read(spec, glob.escape(str(path)), found)
    except (duckdb.Error, UnicodeDecodeError, OverflowError) as error:
        why = str(error).splitlines()[0].replace(str(path), found.file).replace(glob.escape(str(path)), found.file)
        found.whole_file(
            "unreadable-data-file", f"{found.file} can't be read as Parquet", why[:300], Repair("Export it again.")
        )
        return None


def _read(spec: RecordSpec, pattern: str, found: Findings) -> RawTable | None:
    with reading() as database:
        headers = headers_of(database, pattern)
        counted = database.execute(f"SELECT count(*) FROM {READ}", [pattern]).fetchone()
        count = int(counted[0]) if counted else 0
        if count > MAX_ROWS:
            found.whole_file(
                "unreadable-data-file",
                f"{found.file} has more than {MAX_ROWS:,} rows",
                "",
                Repair("Leave out what the plan doesn't need, such as earlier years."),
            )
            return None
        table = RawTable(found.file, {}, range(1, count + 1))
        at = place_columns(spec, [one.written for one in headers], found)
        wanted: list[str] = []
        for name, index in at.items():
            column = spec.by_name[name]
            if wrong := _wrong_column(database, pattern, column, headers[index].type):
                found.cell(wrong, column, None, None)
            else:
                wanted.append(name)
        if not wanted:
            return table
        chosen = ", ".join(_select(headers[at[name]]) for name in wanted)
        rows = database.execute(f"SELECT {chosen} FROM {READ}", [pattern]).fetchall()
    columns: Sequence[Sequence[Cell]] = list(zip(*rows, strict=True)) if rows else [()] * len(wanted)
    for name, cells in zip(wanted, columns, strict=True):
        table.columns[name] = list(cells)
    return table


def place_parquet(spec: RecordSpec, path: Path, found: Findings) -> None:
    """What there is to say about the columns of a Parquet file that can be read."""
    with reading() as database:
        pattern = glob.escape(str(path))
        headers = headers_of(database, pattern)
        for name, index in place_columns(spec, [one.written for one in headers], found).items():
            column = spec.by_name[name]
            if (wrong := _wrong_column(database, pattern, column, headers[index].type)) is not None:
                found.cell(wrong, column, None, None)


def _wrong_column(database: duckdb.DuckDBPyConnection, pattern: str, column: ColumnSpec, type_: str) -> Refused | None:
    """``wrong_type`` of a file's column. Decimals of more than 38 digits are no floating-point numbers, though DuckDB makes them such."""
    wrong = wrong_type(column, type_)
    if wrong is None or type_ not in _FLOATS:
        return wrong
    asked = "SELECT precision, scale FROM parquet_schema(?) WHERE name = ?"
    stored = database.execute(asked, [pattern, column.header]).fetchall()
    if not stored or any(digits is None for digits, _ in stored):
        return wrong
    digits, scale = stored[0]
    return Refused(
        "wrong-column-type",
        f"{quoted(column.header)} holds DECIMAL({digits},{scale}), wider than is read",
        "a decimal has at most 38 digits",
        repair(f"Export the column as DECIMAL(38, {scale}), or as text."),
    )


def _select(header: Header) -> str:
    return said('"' + header.name.replace('"', '""') + '"', header.type)


def said(given: str, type_: str) -> str:
    """The text that a cell of a type stands for, in SQL."""
    if type_ == "BOOLEAN":
        return f"CASE WHEN {given} THEN 'yes' WHEN NOT {given} THEN 'no' END"
    if type_ == "VARCHAR":
        return given
    text = f"CAST({given} AS VARCHAR)"
    # Of a decimal that has no digit before its point DuckDB writes none there.
    if _PURE(type_):
        return rf"regexp_replace({text}, '^(-?)\.', '\10.')"
    # The point of a decimal stands before decimals; three with a zero at the end could be read as thousands.
    return rf"regexp_replace({text}, '^(-?[1-9][0-9]{{0,2}}\.[0-9]{{2}})0$', '\1')" if type_.endswith(",3)") else text


def wrong_type(column: ColumnSpec, type_: str) -> Refused | None:
    """Why a column of this type can't be what the plan says it is, or ``None``."""
    kind = column.kind
    if type_ == "VARCHAR" or type_.startswith("ENUM"):
        return None
    if type_ in _FLOATS and kind in NUMERIC:
        return Refused(
            "wrong-column-type",
            f"{quoted(column.header)} holds floating-point numbers ({type_})",
            "these are not decimals: 0.1 is stored as 0.1000000000000000055…",
            repair("Export the column as DECIMAL, such as DECIMAL(18, 2), or as text."),
            consequence="Whoever turns them back into cents has to round, and no rule of the plan says how.",
        )
    whole = bool(_WHOLE.fullmatch(type_))
    fits = (
        (whole or type_.startswith("DECIMAL"))
        if kind in NUMERIC
        else type_ == "DATE"
        if kind == "date" or kind in DAYS
        else type_ == "BOOLEAN"
        if kind == "yes/no"
        else whole
    )
    if fits:
        return None
    hint = "on which day a time is depends on the time zone" if "TIMESTAMP" in type_ else ""
    mend = {"date": "DATE", **dict.fromkeys(DAYS, "DATE"), "yes/no": "BOOLEAN"}.get(
        kind, "DECIMAL" if kind in NUMERIC else "VARCHAR"
    )
    return Refused(
        "wrong-column-type",
        f"{quoted(column.header)} holds {type_[:80]}, not {kind_words(column)}",
        hint,
        repair(f"Export the column as {mend}."),
    )
