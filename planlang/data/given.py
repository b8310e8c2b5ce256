"""Rows that a caller hands over for a record, instead of a file in a data directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from attr import frozen

from planlang.core.records import RecordSpec
from planlang.data.files import ENDINGS
from planlang.data.report import Findings, quoted
from planlang.diagnostics.model import Repair

if TYPE_CHECKING:
    import duckdb

    from planlang.data.engine.sources import Source
    from planlang.data.raw import RawTable


class Given(Protocol):
    """The rows of one record. ``file`` is how findings, explanations and ``run.json`` call them."""

    @property
    def file(self) -> str: ...

    @property
    def path(self) -> Path | None:
        """The file that they are read from, if any."""

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """Their texts, for the reference loader; ``None`` if they can't be read at all."""

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """The same for the engine, under the bare name ``table`` or in place; ``None`` where the reference has to look."""

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """What there is to say about the columns themselves."""

    def digest(self) -> str:
        """SHA-256 of the rows as they are: it changes when they are in another order or spelt otherwise."""


@frozen
class GivenFile:
    """A file that may lie anywhere, under any name with an ending that says what it is."""

    path: Path
    file: str

    def fine(self, found: Findings) -> bool:
        """Whether there is a file of a kind that is read."""
        if not os.path.lexists(self.path):
            found.whole_file("data-file-missing", f"there is no file {quoted(self.file)}", "", _mend())
        elif not self.path.is_file():
            kind = "a directory" if self.path.is_dir() else ""
            found.whole_file("unreadable-data-file", f"{self.file} is not a file", kind, _mend())
        elif self.path.suffix.lower() not in ENDINGS:
            found.whole_file("unreadable-data-file", f"{self.file} is of a kind that is not read", "", _mend())
        else:
            return True
        return False

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """See ``Given``."""
        from planlang.data.load import read_file

        return read_file(spec, self.path, found) if self.fine(found) else None

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """See ``Given``."""
        from planlang.data.engine.sources import open_source

        return open_source(database, spec, self.path, table) if self.fine(Findings(self.file)) else None

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``. Files say it when they are read."""

    def digest(self) -> str:
        """See ``Given``."""
        from planlang.data.engine.plaincsv import digest

        return digest(self.path) if self.fine(Findings(self.file)) else ""


def _mend() -> Repair:
    return Repair("Give the path of a file that ends in .csv, .parquet or .jsonl.")
