"""A DuckDB file as a source of rows: attached to be read, and read where it lies."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlang.core.records import RecordSpec
from planlang.data.databases.base import DatabaseError, TableColumn, in_order, quoted_name
from planlang.data.databases.streamed import placed
from planlang.data.parquetfile import connect, said
from planlang.data.raw import MAX_ROWS, RawTable
from planlang.data.report import Cell, Findings
from planlang.diagnostics.model import Repair

if TYPE_CHECKING:
    import duckdb

    from planlang.data.engine.sources import Source

MARK = b"DUCK"
MARK_AT = 8


class DuckFile:
    """A file; see ``Database``. ``alias`` is the bare name under which it is attached."""

    def __init__(self, path: Path, shown: str, number: int) -> None:
        self.path, self.title, self.shown = path.absolute(), shown, path.name
        self.alias = f"planlang_given_{number}"
        self._digest: str | None = None
        self._own: duckdb.DuckDBPyConnection | None = None

    def attach(self, database: duckdb.DuckDBPyConnection) -> None:
        """Attaches the file, if it isn't yet.

        That is asked first: told ``IF NOT EXISTS``, DuckDB waits without end where a database that is gone had the file attached under this name
        and is taken for this one. Told to attach it, it says so; what is left of the other is cleared away then, and it is told again.
        """
        from planlang.data.engine.sqltext import literal
        from planlang.duck import duckdb

        there = f"SELECT 1 FROM duckdb_databases() WHERE database_name = '{self.alias}'"
        if database.execute(there).fetchall():
            return
        attach = f"ATTACH {literal(str(self.path))} AS {self.alias} (READ_ONLY, TYPE duckdb)"
        try:
            database.execute(attach)
        except duckdb.Error:
            gc.collect()
            database.execute(attach)

    def names(self) -> Sequence[str]:
        """See ``Database``."""
        query = (
            "SELECT table_name FROM duckdb_tables() WHERE {0} UNION ALL SELECT view_name FROM duckdb_views() WHERE {0}"
        )
        where = f"database_name = '{self.alias}' AND schema_name = 'main' AND NOT internal"
        return sorted(str(row[0]) for row in self.ask(query.format(where)))

    def given(self, name: str) -> GivenAttached:
        """See ``Database``."""
        rows = self.ask(f"DESCRIBE {self.relation(name)}")
        return GivenAttached(self, name, [TableColumn(str(row[0]), str(row[1]), str(row[1])) for row in rows])

    def relation(self, name: str) -> str:
        """How queries name a table."""
        return f"{self.alias}.main.{quoted_name(name)}"

    def close(self) -> None:
        """See ``Database``."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def digest(self) -> str:
        """SHA-256 of the file's bytes, and of what is not yet written into it."""
        if self._digest is None:
            sha = hashlib.sha256()
            for path in self.paths:
                if path.exists():
                    with path.open("rb") as file:
                        while chunk := file.read(1 << 20):
                            sha.update(chunk)
            self._digest = sha.hexdigest()
        return self._digest

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file, and that of what is not yet written into it."""
        return self.path, self.path.with_name(self.path.name + ".wal")

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query in a database of our own, which reads nothing but the file; raises ``DatabaseError``."""
        from planlang.data.engine.seal import seal
        from planlang.duck import duckdb

        try:
            if self._own is None:
                self._own = connect()
                seal(self._own, self.paths)
                self.attach(self._own)
            return self._own.execute(query).fetchall()
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise DatabaseError(told(error)) from None


class GivenAttached:
    """A table or view of a DuckDB file; see ``planlang.data.given.Given``."""

    keyed = True

    def __init__(self, database: DuckFile, name: str, columns: Sequence[TableColumn]) -> None:
        self.database, self.name, self.columns = database, name, columns
        self.file = f"{database.shown}/{name}"

    @property
    def paths(self) -> tuple[Path, ...]:
        """See ``Given``."""
        return self.database.paths

    def rows(self) -> int:
        """How many there are."""
        counted = self.database.ask(f"SELECT count(*) FROM {self.database.relation(self.name)}")[0][0]
        return counted if isinstance(counted, int) else 0

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """See ``Given``."""
        at = placed(spec, self.columns, found)
        relation = self.database.relation(self.name)
        try:
            count = self.rows()
            if count > MAX_ROWS:
                _unreadable(found, f"{self.file} has more than {MAX_ROWS:,} rows", "")
                return None
            if not at:
                return RawTable(self.file, {}, range(1, count + 1), keyed=True)
            chosen = ", ".join(said(self._given(number), self.columns[number].type) for number in at.values())
            rows = self.database.ask(f"SELECT {chosen} FROM {relation} AS given ORDER BY {self._by(spec, at)}")
        except DatabaseError as error:
            _unreadable(found, f"{self.file} can't be read", str(error))
            return None
        cells: Any = zip(*rows, strict=True) if rows else [()] * len(at)
        columns: list[list[Cell]] = [list(column) for column in cells]
        return RawTable(self.file, dict(zip(at, columns, strict=True)), range(1, len(rows) + 1), keyed=True)

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """See ``Given``."""
        from planlang.data.engine.shapes import cell
        from planlang.data.engine.sources import Source, column_name
        from planlang.duck import duckdb

        found = Findings(self.file)
        at = placed(spec, self.columns, found)
        relation = self.database.relation(self.name)
        try:
            self.database.attach(database)
            counted = database.execute(f"SELECT count(*) FROM {relation}").fetchone()
        except (duckdb.Error, UnicodeDecodeError):
            return None
        if not at:
            return None
        cells = {
            name: cell(spec.by_name[name], column_name(n), self.columns[number].type)
            for n, (name, number) in enumerate(at.items())
        }
        chosen = ", ".join(f"{self._given(number)} AS {column_name(n)}" for n, number in enumerate(at.values()))
        number = f"row_number() OVER (ORDER BY {self._by(spec, at)}) AS row_number"
        rows = int(counted[0]) if counted else 0
        return Source(
            f"(SELECT {chosen} FROM {relation} AS given)", cells, rows, bool(found.found), True,
            numbered=f"(SELECT {number}, {chosen} FROM {relation} AS given)",
        )  # fmt: skip

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``."""
        placed(spec, self.columns, found)

    def digests(self) -> dict[str, str]:
        """See ``Given``: of the whole file."""
        return {self.file: self.database.digest()}

    def _given(self, number: int) -> str:
        return f"given.{quoted_name(self.columns[number].header)}"

    def _by(self, spec: RecordSpec, at: dict[str, int]) -> str:
        return ", ".join(self._given(number) for number in in_order(spec, at))


def told(error: Exception) -> str:
    """The first line of what DuckDB says."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _unreadable(found: Findings, message: str, why: str) -> None:
    found.whole_file("unreadable-data-file", message, why[:300], Repair("Look at the table or view in DuckDB."))
