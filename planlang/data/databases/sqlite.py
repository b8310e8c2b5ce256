"""A SQLite file as a source of rows. SQLite has no types of columns but of values, so each value is looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast
from urllib.parse import quote

from planlang.core.records import NUMERIC, ColumnSpec
from planlang.data.databases.base import Batch, DatabaseError, TableColumn, quoted_name
from planlang.data.databases.streamed import BATCH, Streamed
from planlang.data.raw import MAX_CELL
from planlang.data.report import Cell, Refused, kind_words, quoted, repair
from planlang.slotted import frozen

MARK = b"SQLite format 3\0"
_PLAIN = {str, type(None)}


@frozen
class _NoText:
    """Bytes that a text has and that are not UTF-8."""

    bytes: bytes


class Sqlite:
    """A file, opened to be read; see ``Database``. All that it reads is of one moment."""

    def __init__(self, path: Path, shown: str) -> None:
        self.path, self.title, self.shown = path, shown, path.name
        self._connection: sqlite3.Connection | None = None

    def names(self) -> Sequence[str]:
        """See ``Database``."""
        query = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return sorted(str(row[0]) for row in self.ask(query))

    def given(self, name: str) -> Streamed:
        """See ``Database``."""
        rows = self.ask("SELECT name, type FROM pragma_table_xinfo(?) WHERE hidden <> 1", name)
        columns = [TableColumn(str(row[0]), str(row[1] or ""), "VARCHAR") for row in rows]
        return Streamed(SqliteTable(self, name, columns))

    def ask(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """The rows of a small query; raises ``DatabaseError``."""
        return [row for batch in self.stream(query, *parameters) for row in batch]

    def stream(self, query: str, *parameters: object) -> Iterator[list[tuple[object, ...]]]:
        """The rows of a query; raises ``DatabaseError``."""
        try:
            cursor = self._session().execute(query, parameters)
            while batch := cursor.fetchmany(BATCH):
                yield batch
        except (sqlite3.Error, UnicodeError) as error:
            raise DatabaseError(" ".join(str(error).split())) from None

    def close(self) -> None:
        """See ``Database``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _session(self) -> sqlite3.Connection:
        if self._connection is None:
            address = f"file:{quote(str(self.path.absolute()))}?mode=ro"
            made = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            try:
                made.text_factory = _text
                made.execute("PRAGMA query_only = ON")
                made.execute("PRAGMA trusted_schema = OFF")  # views call no function that does anything
                made.execute("BEGIN")
                made.execute("SELECT 1 FROM sqlite_master").fetchall()
            except BaseException:
                made.close()
                raise
            self._connection = made
        return self._connection


@frozen
class SqliteTable:
    """A table or view; see ``Table``."""

    database: Sqlite
    name: str
    columns: Sequence[TableColumn]

    @property
    def file(self) -> str:
        """See ``Table``."""
        return f"{self.database.shown}/{self.name}"

    def rows(self, wanted: Sequence[tuple[ColumnSpec, int]], order: Sequence[int]) -> Iterator[Batch]:
        """See ``Table``."""
        named = [f"given.{quoted_name(column.header)}" for column in self.columns]
        chosen, by = ", ".join(named[number] for _, number in wanted), ", ".join(named[number] for number in order)
        specs = [(spec, self.columns[number].type.upper().startswith("BOOL")) for spec, number in wanted]
        for batch in self.database.stream(f"SELECT {chosen} FROM {quoted_name(self.name)} AS given ORDER BY {by}"):
            yield [_cells(column, *spec) for column, spec in zip(zip(*batch, strict=True), specs, strict=True)]

    def count(self) -> int:
        """See ``Table``."""
        count = self.database.ask(f"SELECT count(*) FROM {quoted_name(self.name)}")[0][0]
        return count if isinstance(count, int) else 0


def _cells(values: Sequence[object], column: ColumnSpec, boolean: bool) -> Sequence[Cell]:
    """A column's cells. Most are texts, which stand as they are."""
    if set(map(type, values)) <= _PLAIN:
        texts = cast("Sequence[str | None]", values)
        if max(map(len, filter(None, texts)), default=0) <= MAX_CELL:
            return texts
    return [None if value is None else cell_of(value, column, boolean) for value in values]


def cell_of(value: object, column: ColumnSpec, boolean: bool) -> Cell:
    """The text that a file would have there. A column that the table calls ``BOOLEAN`` has 1 and 0 for yes and no."""
    if isinstance(value, int):
        if boolean and column.kind == "yes/no" and value in (0, 1):
            return "yes" if value else "no"
        return str(value)
    if isinstance(value, float):
        return _refused(
            column,
            "a floating-point number (REAL)",
            str(value),
            "this is not a decimal: 0.1 is stored as 0.1000000000000000055…",
            "Store amounts as text, such as '1234.50', in a column of the type TEXT: SQLite makes floating-point numbers of them in a "
            "column of the type DECIMAL or NUMERIC."
            if column.kind in NUMERIC
            else "Store the value as text.",
        )
    if isinstance(value, bytes):
        return _refused(column, "bytes (a BLOB)", f"{len(value):,} bytes", "", "Store the value as text.")
    if isinstance(value, _NoText):
        return _refused(column, "a text that is not UTF-8", repr(value.bytes[:60])[2:-1], "", "Store the text again.")
    if isinstance(value, str) and len(value) <= MAX_CELL:
        return value
    return _refused(column, "a longer text than is read", str(value)[:100], "", "Store the value itself.")


def _text(given: bytes) -> str | _NoText:
    try:
        return given.decode()
    except UnicodeDecodeError:
        return _NoText(given)


def _refused(column: ColumnSpec, what: str, value: str, label: str, mend: str) -> Refused:
    return Refused(
        "wrong-column-type",
        f"{quoted(column.header)} holds {what}, not {kind_words(column)}",
        label,
        repair(mend),
        consequence="Whoever turns it back into cents has to round, and no rule of the plan says how."
        if "floating" in what and column.kind in NUMERIC
        else None,
        value=value,
    )
