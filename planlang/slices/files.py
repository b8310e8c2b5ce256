"""Rows of a record's files by key: of Parquet files in place, of any other from their texts."""

from __future__ import annotations

import glob
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from planlang.core.dataset import NEXT_FILE
from planlang.core.records import RecordSpec
from planlang.data.engine import ids
from planlang.data.engine.shapes import Cell, cell
from planlang.data.engine.sources import Source, open_lines
from planlang.data.engine.sqltext import balanced, identifier, literal
from planlang.data.files import Place, ending
from planlang.data.given import Given
from planlang.data.load import read_file, read_files
from planlang.data.parquetfile import READ, marked, wrong_type
from planlang.data.raw import RawTable, place_columns
from planlang.data.report import Cell as Text
from planlang.data.report import Findings
from planlang.duck import duckdb
from planlang.slotted import define, field, frozen

KEYS = frozenset({"text", "row", "one-of"})
"""Kinds of columns that rows are looked up by: their values are the texts in the file, or what the plan reads them as."""

Row = tuple[int, tuple[Text, ...]]
"""A row: its place as in ``DataPlace.row``, and its cells in the order of ``Rows.names``."""

_LINE = "file_row_number"


class Rows(Protocol):
    """The rows of a record. ``names`` are its columns, ``counts`` how many rows each file has."""

    @property
    def spec(self) -> RecordSpec: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def counts(self) -> tuple[int, ...]: ...

    def by(self, column: str, texts: Collection[str]) -> Iterable[Row]:
        """At least the rows whose value of a key column is one of these, and those alike in what tells rows apart."""

    def every(self) -> Iterable[Row]:
        """All rows."""


@define
class TextRows:
    """Files whose cells have been read as texts."""

    spec: RecordSpec
    raw: RawTable
    files: int
    names: tuple[str, ...] = field(init=False)
    counts: tuple[int, ...] = field(init=False)
    _places: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = field(factory=dict)

    def __post_init__(self) -> None:
        self.names = tuple(self.raw.columns)
        per = Counter(line // NEXT_FILE for line in self.raw.lines)
        self.counts = tuple(per[number] for number in range(self.files))

    def by(self, column: str, texts: Collection[str]) -> Iterable[Row]:
        """The rows with these values."""
        index = self._index((column,))
        found = [row for text in texts for row in index.get((text,), ())]
        if must_complete(self.spec, column):
            alike = self._index(self.spec.identity)
            identity = [self._texts(name) for name in self.spec.identity]
            parts = {tuple(texts[row] for texts in identity) for row in found}
            found = [row for part in parts for row in alike[part]]
        return [self._row(row) for row in found]

    def every(self) -> Iterable[Row]:
        """All rows."""
        return map(self._row, range(len(self.raw.lines)))

    def _row(self, row: int) -> Row:
        return self.raw.lines[row], tuple(self.raw.columns[name][row] for name in self.names)

    def _index(self, columns: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        if columns not in self._places:
            index: dict[tuple[str, ...], list[int]] = {}
            for row, texts in enumerate(zip(*(self._texts(name) for name in columns), strict=True)):
                index.setdefault(texts, []).append(row)
            self._places[columns] = index
        return self._places[columns]

    def _texts(self, column: str) -> list[str]:
        """What the cells of a column say, after what the plan reads them as."""
        texts = [text if isinstance(text, str) else "" for text in self.raw.columns[column]]
        aliases = dict(self.spec.by_name[column].reads)
        return [aliases.get(text, text) for text in texts] if aliases else texts


@frozen
class EngineRows:
    """Rows in the engine, or Parquet files where they lie: a query reads the key's column, and of the others what it finds."""

    spec: RecordSpec
    database: duckdb.DuckDBPyConnection
    relation: str
    cells: dict[str, Cell]
    counts: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the record."""
        return tuple(self.cells)

    def by(self, column: str, texts: Collection[str]) -> Iterable[Row]:
        """The rows with these values."""
        wanted = f"{_said(self.cells[column])} IN (SELECT unnest(?::VARCHAR[]))"
        if must_complete(self.spec, column):
            parts = ", ".join(f"coalesce({self.cells[name].text}, '')" for name in self.spec.identity)
            wanted = f"({parts}) IN (SELECT ({parts}) FROM {self.relation} WHERE {wanted})"
        return self._rows(f" WHERE {wanted}", [sorted(texts)])

    def every(self) -> Iterable[Row]:
        """All rows."""
        return self._rows("", [])

    def _rows(self, where: str, given: Sequence[object]) -> Iterable[Row]:
        texts = ", ".join([_LINE, *(one.written for one in self.cells.values())])
        found = self.database.execute(f"SELECT {texts} FROM {self.relation}{where}", list(given)).fetchall()
        return [(line + 1, tuple(row)) for line, *row in found]


def _said(one: Cell) -> str:
    """The text of a key's cell; its column alone where that is the same, so that the file's statistics help."""
    return one.written if not one.column.reads else f"coalesce({one.text}, '')"


def must_complete(spec: RecordSpec, column: str) -> bool:
    """Whether rows found by a column may be alike, in what tells rows apart, to rows that have another value there."""
    return ids.apart(spec) and column not in spec.identity


def open_rows(
    spec: RecordSpec, place: Place, database: duckdb.DuckDBPyConnection, table: str, found: Findings
) -> TextRows | EngineRows | None:
    """The rows of a record's files; ``None`` where ``found`` says why there are none. ``table`` is a bare name for a table of texts."""
    if ending(place.files[0].path) == ".parquet" and (rows := _parquets(spec, place, database)) is not None:
        return rows
    if ending(place.files[0].path) == ".csv" and (rows := _csvs(spec, place, database, table)) is not None:
        return rows
    if place.several:
        raw = read_files(spec, place.files, found)
    else:
        raw = read_file(spec, place.files[0].path, found)
    if raw is None or found.found or any(column.name not in raw.columns for column in spec.columns):
        return None
    return TextRows(spec, raw, len(place.files))


def given_rows(
    spec: RecordSpec, given: Given, database: duckdb.DuckDBPyConnection, table: str, found: Findings
) -> TextRows | EngineRows | None:
    """The rows of a database's table, in the engine; ``None`` where ``found`` says why there are none."""
    source = given.open(database, spec, table)
    if source is None or source.faulty or source.numbered is None:
        raw = given.read(spec, found)
        if raw is None or found.found or any(column.name not in raw.columns for column in spec.columns):
            return None
        return TextRows(spec, raw, 1)
    relation = f"(SELECT row_number - 1 AS {_LINE}, * EXCLUDE (row_number) FROM {source.numbered})"
    return EngineRows(spec, database, relation, source.cells, (source.rows,))


def _csvs(spec: RecordSpec, place: Place, database: duckdb.DuckDBPyConnection, table: str) -> EngineRows | None:
    """CSV files as tables of texts in the engine; ``None`` where Python's reader is needed for one of them."""
    parts: list[Source] = []
    for number, file in enumerate(place.files):
        part = open_lines(database, spec, file.path, f"{table}_{number}")
        if part is None:
            return None
        parts.append(part)
    names = list(parts[0].cells)
    selects = []
    for number, part in enumerate(parts):
        texts = ", ".join(f"{part.cells[name].written} AS f{n}" for n, name in enumerate(names))
        selects.append(f"(SELECT rowid + {number * NEXT_FILE + 1} AS {_LINE}, {texts} FROM {part.relation})")
    cells = {name: cell(spec.by_name[name], f"f{n}", "VARCHAR") for n, name in enumerate(names)}
    relation = balanced(selects, "UNION ALL", "")
    return EngineRows(spec, database, relation, cells, tuple(part.rows for part in parts))


def _parquets(spec: RecordSpec, place: Place, database: duckdb.DuckDBPyConnection) -> EngineRows | None:
    """The files in place; see ``_parquet``."""
    parts: list[EngineRows] = []
    for file in place.files:
        part = _parquet(spec, file.path, database)
        if part is None:
            return None
        parts.append(part)
    if not place.several:
        return parts[0]
    names = parts[0].names
    types = [
        [row[1] for row in database.execute(f"DESCRIBE SELECT {_given(part)} FROM {part.relation}").fetchall()]
        for part in parts
    ]
    same = [len(set(column)) == 1 for column in zip(*types, strict=True)]
    cells = {
        name: cell(spec.by_name[name], f"f{n}", types[0][n] if same[n] else "VARCHAR") for n, name in enumerate(names)
    }
    selects = []
    for number, part in enumerate(parts):
        chosen = [
            f"{one.given if same[n] else one.written} AS f{n}"
            for n, one in enumerate(part.cells[name] for name in names)
        ]
        line = f"{number * NEXT_FILE} + {_LINE} AS {_LINE}"
        selects.append(f"(SELECT {', '.join([line, *chosen])} FROM {part.relation})")
    together = balanced(selects, "UNION ALL", "")
    return EngineRows(spec, database, together, cells, tuple(count for part in parts for count in part.counts))


def _given(part: EngineRows) -> str:
    return ", ".join(one.given for one in part.cells.values())


def _parquet(spec: RecordSpec, path: Path, database: duckdb.DuckDBPyConnection) -> EngineRows | None:
    """The file in place; ``None`` where there is anything unusual about it, which the reference loader's own reader then says."""
    if not marked_well(path):
        return None
    relation = READ.replace("?", literal(glob.escape(str(path))), 1)
    try:
        described = database.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        counted = database.execute(f"SELECT count(*) FROM {relation}").fetchone()
    except (duckdb.Error, UnicodeDecodeError):
        return None
    found = Findings(path.name)
    at = place_columns(spec, [row[0] for row in described], found)
    types = {name: described[index][1] for name, index in at.items()}
    wrong = any(wrong_type(spec.by_name[name], type_) is not None for name, type_ in types.items())
    if found.found or wrong or any(row[0].lower() == _LINE for row in described):
        return None
    cells = {name: cell(spec.by_name[name], identifier(spec.by_name[name].header), types[name]) for name in at}
    numbered = f"{relation[:-1]}, {_LINE} = true)"
    return EngineRows(spec, database, numbered, cells, (int(counted[0]) if counted else 0,))


def marked_well(path: Path) -> bool:
    """Whether a file can be opened and begins as Parquet files do."""
    try:
        return marked(path)
    except OSError:
        return False


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
