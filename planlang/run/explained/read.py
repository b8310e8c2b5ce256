"""Explanations of a run that were written beside its results: the cells of one payout, as a reader that an explanation asks."""

from __future__ import annotations

import csv
import glob
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.graph import Cell, Graph, Input, Unit
from planlang.core.values import Values
from planlang.data.engine.sqltext import identifier, literal
from planlang.data.parquetfile import reading
from planlang.data.raw import MAX_CELL
from planlang.duck import duckdb
from planlang.engines.interpreter.kept import KeptEvaluator
from planlang.explain.model import Reader
from planlang.run.explained import texts
from planlang.run.explained.names import LINE, PART, PAYOUTS, PLAN, ROW, FileTable, tables_of
from planlang.run.explained.staged import plain
from planlang.run.explained.write import WRITTEN
from planlang.slotted import frozen


class NoExplanations(Exception):
    """The directory holds none, or not as we write them; the text says which."""


@frozen
class Explained:
    """What a run says of its explanations: its plan, its data as documents name them, and its periods."""

    directory: Path
    file: str
    text: str
    modules: dict[str, str]
    data: str | dict[str, Any]
    periods: tuple[str, ...]
    version: str
    made: Mapping[str, Any]

    def participants(self) -> list[str]:
        """Everybody of whom there are explanations."""
        return list(dict.fromkeys(row[0] for row in _rows(self.directory, PAYOUTS, WRITTEN[PAYOUTS])))

    def reader(self, graph: Graph, participant: str) -> Reader:
        """The cells behind a participant's payouts. ``graph`` is that of the plan's text."""
        rows = _rows(self.directory, PAYOUTS, WRITTEN[PAYOUTS], ("participant", participant))
        parts = {part for person, _, part in rows if person == participant}
        if len(parts) != 1:
            raise NoExplanations(f"`{self.directory}` explains no payout of `{participant}`")
        return _reader(graph, self.directory, str(parts.pop()), self.made)


def open_explained(directory: Path) -> Explained:
    """What a run wrote there; raises ``NoExplanations``."""
    try:
        made: dict[str, Any] = json.loads((directory / "run.json").read_bytes())
        data = made["explained"]["data"]
        periods, version = tuple(made["periods"]), str(made["planlang"])
        (file, text), *modules = _rows(directory, PLAN, WRITTEN[PLAN])
    except FileNotFoundError:
        raise NoExplanations(f"`{directory}` holds no run: there is no run.json in it") from None
    except KeyError:
        raise NoExplanations(f"the run in `{directory}` was made without `--explain-all`") from None
    except (OSError, ValueError, TypeError) as error:
        raise NoExplanations(f"the run in `{directory}` can't be read: {error}") from None
    return Explained(
        directory, file, text, dict(modules), data.get("digest") or data["files"], periods, version, made["explained"]
    )


def _reader(graph: Graph, directory: Path, part: str, made: Mapping[str, Any]) -> KeptEvaluator:
    kept: dict[tuple[str, str], Callable[[], tuple[list[int], Values]]] = {}
    data: Dataset = {}
    for one in tables_of(graph):
        headers = _headers(directory, one.name)
        if headers is None:
            continue
        known = [header for header in headers if header in one.head or header in one.columns]
        rows = _rows(directory, one.name, headers, (PART, part), known)
        rows.sort(key=lambda row: int(row[1]))
        cells = dict(zip(known, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(known, ())
        for header in known:
            if header in one.columns:
                column = one.columns[header]
                kept[one.table.name, column.name] = _lazily(cells[header], column.unit, graph.calendar)
        if isinstance(one.table.rows, Input):
            record = one.table.rows.record
            data[record] = _record(graph, record, one, cells, made["records"][record])
    for spec in graph.records:
        data.setdefault(spec.name, RecordData(spec, {}, [], [], made["records"][spec.name]["file"]))
    return KeptEvaluator(graph, data, kept)


def _record(
    graph: Graph, record: str, one: FileTable, cells: Mapping[str, tuple[Any, ...]], named: Mapping[str, Any]
) -> RecordData:
    """The rows of a record, with the columns that refer to others: an unknown deal is looked for in them."""
    spec = next(spec for spec in graph.records if spec.name == record)
    columns = {
        column.op.column: texts.read(cells[header], column.unit, graph.calendar)
        for header, column in one.columns.items()
        if isinstance(column.op, Cell) and column.unit.kind == "row" and header in cells
    }
    lines = [int(line) for line in cells[LINE]]
    return RecordData(spec, columns, [*cells[ROW]], lines, named["file"], tuple(named["files"]), named["keyed"])


def _lazily(
    cells: tuple[str | None, ...], unit: Unit, calendar: FiscalCalendar
) -> Callable[[], tuple[list[int], Values]]:
    def known() -> tuple[list[int], Values]:
        rows = [row for row, text in enumerate(cells) if text is not None]
        return rows, texts.read([text for text in cells if text is not None], unit, calendar)

    return known


def _headers(directory: Path, name: str) -> tuple[str, ...] | None:
    """The columns of a table's file; ``None`` where there is no such file."""
    path = _path(directory, name)
    if path is None:
        return None
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(map(plain, next(csv.reader(file))))
    with reading() as database:
        return tuple(
            row[0] for row in database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        )


def _path(directory: Path, name: str) -> Path | None:
    paths = (directory / f"{name}.{form}" for form in ("parquet", "csv"))
    return next((path for path in paths if path.exists()), None)


def _rows(
    directory: Path,
    name: str,
    columns: Sequence[str],
    where: tuple[str, str] | None = None,
    wanted: Sequence[str] | None = None,
) -> list[tuple[Any, ...]]:
    """Rows of one of the tables, as texts; ``columns`` are all of the file."""
    path = _path(directory, name)
    if path is None:
        raise FileNotFoundError(2, "no such file", name)
    parquet = path.suffix == ".parquet"
    read = f"read_parquet({literal(glob.escape(str(path)))}, hive_partitioning = false)"
    if not parquet:
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
        read = (
            f"read_csv({literal(glob.escape(str(path)))}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
            f" columns = {{{types}}}, max_line_size = {MAX_CELL}, parallel = false, compression = 'none',"
            " allow_quoted_nulls = false)"
        )
    chosen = ", ".join(map(identifier, columns if wanted is None else wanted))
    query, given = f"SELECT {chosen} FROM {read}", list[object]()
    if where is not None and parquet:
        query += f" WHERE {identifier(where[0])} = ?"
        given = [int(where[1]) if where[0] == PART else where[1]]
    elif where is not None:
        query += f" WHERE {identifier(where[0])} IN (?, ?)"
        given = [where[1], f"'{where[1]}"]
    try:
        with reading() as database:
            found = database.execute(query, given).fetchall()
    except duckdb.Error as error:
        raise NoExplanations(f"`{path}` can't be read: {str(error).splitlines()[0]}") from None
    return found if parquet else [tuple(None if text is None else plain(text) for text in row) for row in found]
