"""Rows that a caller hands over for a record, instead of a file in a data directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from planlang.core.records import RecordSpec
from planlang.data.files import ENDINGS, DataFile, Place, directory_of, files_of
from planlang.data.patterns import matches
from planlang.data.report import Findings, quoted
from planlang.diagnostics.model import Diagnostic, Repair
from planlang.slotted import frozen

if TYPE_CHECKING:
    import duckdb

    from planlang.data.engine.sources import Source
    from planlang.data.raw import RawTable


class Given(Protocol):
    """The rows of one record. ``file`` is how findings, explanations and ``run.json`` call them."""

    @property
    def file(self) -> str: ...

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that they are read from, if any."""

    @property
    def keyed(self) -> bool:
        """Whether rows are found by their keys: see ``RawTable``."""

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """Their texts, for the reference loader; ``None`` if they can't be read at all."""

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """The same for the engine, under the bare name ``table`` or in place; ``None`` where the reference has to look."""

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """What there is to say about the columns themselves, where ``open`` gives rows in place."""

    def digests(self) -> dict[str, str]:
        """By name SHA-256 of what the rows come from: it changes when they are in another order or spelt otherwise."""


@frozen
class GivenFile:
    """A file that may lie anywhere, under any name with an ending that says what it is."""

    path: Path
    file: str

    @property
    def paths(self) -> tuple[Path, ...]:
        """See ``Given``."""
        return (self.path,)

    @property
    def keyed(self) -> bool:
        """See ``Given``."""
        return False

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
        """See ``Given``."""
        from planlang.data.parquetfile import place_parquet

        place_parquet(spec, self.path, found)

    def digests(self) -> dict[str, str]:
        """See ``Given``."""
        from planlang.data.engine.plaincsv import digest

        return {self.file: digest(self.path) if self.fine(Findings(self.file)) else ""}


@frozen
class GivenFiles:
    """Several files that are one table."""

    file: str
    files: tuple[DataFile, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """See ``Given``."""
        return tuple(file.path for file in self.files)

    @property
    def keyed(self) -> bool:
        """See ``Given``."""
        return False

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """See ``Given``."""
        from planlang.data.load import read_files

        return read_files(spec, self.files, found)

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """See ``Given``."""
        from planlang.data.engine.several import open_several

        return open_several(database, spec, self.paths, table)

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``."""
        from planlang.data.parquetfile import place_parquet

        found.files = tuple(file.name for file in self.files)
        for file in self.files:
            own = Findings(file.name)
            place_parquet(spec, file.path, own)
            found.take(own)

    def digests(self) -> dict[str, str]:
        """See ``Given``."""
        from planlang.data.engine.plaincsv import digest

        return {file.name: digest(file.path) for file in self.files}


@frozen
class GivenNothing:
    """No rows, and why."""

    file: str
    faults: tuple[Diagnostic, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """See ``Given``."""
        return ()

    @property
    def keyed(self) -> bool:
        """See ``Given``."""
        return False

    def read(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``."""
        for fault in self.faults:
            found.add(fault)

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> None:
        """See ``Given``."""

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``."""

    def digests(self) -> dict[str, str]:
        """See ``Given``."""
        return {}


def given_files(place: Place) -> Given:
    """The files of a record as what is given for it."""
    return GivenFiles(place.file, place.files) if place.several else GivenFile(place.files[0].path, place.file)


def given_below(directory: Path, pattern: str) -> Given:
    """All files of a directory (``.``), or those below it that a pattern means; their names begin with the directory's."""
    found, real = Findings(""), directory.resolve()
    if pattern == ".":
        place = directory_of(real.name, real.parent, found)
    else:
        called = f"{real.name}/{pattern}"
        place = files_of(called, real.parent, [f"{real.name}/{name}" for name in matches(real, pattern)], found)
    return GivenNothing(found.file, tuple(found.found)) if place is None else given_files(place)


def _mend() -> Repair:
    return Repair("Give the path of a file that ends in .csv, .parquet or .jsonl.")
