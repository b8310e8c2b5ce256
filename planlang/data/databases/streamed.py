"""The rows of a database's table, streamed: for the reference loader as texts, for the engine into a table of texts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from planlang.core.records import RecordSpec
from planlang.data.databases.base import DatabaseError, Table, TableColumn, in_order, wrong_column
from planlang.data.raw import MAX_ROWS, RawTable, place_columns
from planlang.data.report import Cell, Findings, Refused
from planlang.diagnostics.model import Repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from planlang.data.databases.base import Batch
    from planlang.data.engine.sources import Source

BATCH = 20_000
"""Rows that travel together."""


class Streamed:
    """The rows of a table; see ``planlang.data.given.Given``. They are numbered from 1 in the order of what tells them apart."""

    paths: tuple[Path, ...] = ()
    keyed = True

    def __init__(self, table: Table) -> None:
        self.table = table
        self._digest: str | None = None

    @property
    def file(self) -> str:
        """See ``Given``."""
        return self.table.file

    def rows(self) -> int:
        """How many there are."""
        return self.table.count()

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """See ``Given``."""
        try:
            at = self._placed(spec, found)
            columns: dict[str, list[Cell]] = {name: [] for name in at}
            count = 0
            for batch in self._batches(spec, at):
                count += len(batch[0])
                if count > MAX_ROWS:
                    _unreadable(found, f"{self.file} has more than {MAX_ROWS:,} rows", "")
                    return None
                for cells, column in zip(columns.values(), batch, strict=True):
                    cells.extend(column)
            if not at:
                count = self.table.count()
        except DatabaseError as error:
            _unreadable(found, f"{self.file} can't be read", str(error))
            return None
        return RawTable(self.file, columns, range(1, count + 1), keyed=True)

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """See ``Given``. ``None`` also where a cell is of a type that no text stands for."""
        from planlang.data.engine.shapes import cell
        from planlang.data.engine.sources import Source, column_name

        try:
            found = Findings(self.file)
            at = self._placed(spec, found)
            if not at:
                return None
            names = [column_name(number) for number in range(len(at))]
            database.execute(f"CREATE TEMP TABLE {table} ({', '.join(f'{name} VARCHAR' for name in names)}, n BIGINT)")
            insert = (
                f"INSERT INTO {table} SELECT {', '.join('unnest(?::VARCHAR[])' for _ in names)}, unnest(range(?, ?))"
            )
            count = 0
            for batch in self._batches(spec, at):
                if any(Refused in set(map(type, column)) for column in batch):
                    database.execute(f"DROP TABLE {table}")
                    return None
                size = len(batch[0])
                database.execute(insert, [*(list(column) for column in batch), count, count + size])
                count += size
        except DatabaseError:
            return None
        except UnicodeEncodeError:  # half of a surrogate pair, which no text has
            database.execute(f"DROP TABLE {table}")
            return None
        cells = {name: cell(spec.by_name[name], names[n], "VARCHAR") for n, name in enumerate(at)}
        numbered = f"(SELECT n + 1 AS row_number, * FROM {table})"
        return Source(table, cells, count, bool(found.found), False, "n", numbered=numbered)

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``."""
        self._placed(spec, found)

    def digests(self) -> dict[str, str]:
        """See ``Given``: of the rows as they were read, in their order."""
        return {self.file: self._digest or ""}

    def _placed(self, spec: RecordSpec, found: Findings) -> dict[str, int]:
        """Where the columns of a right type are; the others are findings."""
        return placed(spec, self.table.columns, found)

    def _batches(self, spec: RecordSpec, at: dict[str, int]) -> Iterator[Batch]:
        sha = hashlib.sha256(json.dumps(list(at)).encode())
        if at:
            wanted = [(spec.by_name[name], number) for name, number in at.items()]
            for batch in self.table.rows(wanted, in_order(spec, at)):
                sha.update(json.dumps(batch, default=str, separators=(",", ":")).encode())
                yield batch
        if self._digest not in (None, sha.hexdigest()):
            raise DatabaseError("its rows have changed since they were read before; run again")
        self._digest = sha.hexdigest()


def placed(spec: RecordSpec, columns: Sequence[TableColumn], found: Findings) -> dict[str, int]:
    """Where the columns of a record are in a table, as far as they are there and of a right type; the others are findings."""
    at = place_columns(spec, [column.header for column in columns], found)
    for name, number in list(at.items()):
        if (wrong := wrong_column(spec.by_name[name], columns[number])) is not None:
            found.cell(wrong, spec.by_name[name], None, None)
            del at[name]
    return at


def _unreadable(found: Findings, message: str, why: str) -> None:
    mend = Repair(
        "Leave out what the plan doesn't need." if "more than" in message else "Ask whoever runs the database."
    )
    found.whole_file("unreadable-data-file", message, why[:300], mend)
