"""Input files become checked rows: all of them, or the reasons why not.

``load`` reads the file of each record, reads each cell as its column's kind, and then checks what goes beyond a
cell: identities, dates of validity, references. Every problem of every file comes out of one call, and
where there is any there is no data: nothing is dropped, defaulted or guessed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.records import RecordSpec
from planlang.core.values import Values
from planlang.data.cells import Read, read_column
from planlang.data.digest import record_digest, whole_digest
from planlang.data.files import DataFile, expected_name, find_files
from planlang.data.given import Given
from planlang.data.identity import check_one_for, check_unique, check_validity, identities
from planlang.data.raw import RawTable, joined, keys_of
from planlang.data.references import check_references
from planlang.data.report import Cell, Findings
from planlang.diagnostics.model import Diagnostic
from planlang.slotted import define, field, frozen


@frozen
class LoadResult:
    """The data, or (``None``) what is wrong with it.

    ``digests`` has a digest of the content of each record by its name, and ``digest`` one of all of them; they
    don't depend on the order of rows. ``unlisted`` is how many findings beyond the most of a file were only counted.
    """

    data: Dataset | None
    diagnostics: tuple[Diagnostic, ...]
    digests: dict[str, str]
    digest: str = ""
    unlisted: int = 0


@frozen
class Grid:
    """Rows that stand in a plan instead of a file: the tables of an example.

    ``rows`` are by the columns' names in the plan; a column that a row lacks is absent there. ``lines`` are the rows'
    places in ``file``, for findings.
    """

    spec: RecordSpec
    rows: Sequence[Mapping[str, str | None]]
    file: str
    lines: Sequence[int]


@define
class _Table:
    """A record on its way: what was read of it so far, in the order of the file."""

    spec: RecordSpec
    found: Findings
    raw: RawTable | None = None
    columns: dict[str, Read] | None = None
    ids: list[str | None] | None = None


def load(
    records: Sequence[RecordSpec],
    directories: Sequence[Path],
    calendar: FiscalCalendar,
    given: Mapping[str, Given] | None = None,
) -> LoadResult:
    """Reads and checks the file of every record in the data directories, or what is ``given`` for a record instead."""
    collecting = gc.isenabled()
    gc.disable()  # millions of texts, none of them in a cycle: looking for cycles would double the time
    try:
        return _load(records, directories, calendar, given or {})
    finally:
        if collecting:
            gc.enable()


def _load(
    records: Sequence[RecordSpec], directories: Sequence[Path], calendar: FiscalCalendar, given: Mapping[str, Given]
) -> LoadResult:
    tables = []
    for spec in records:
        found = Findings(expected_name(spec))
        table = _Table(spec, found)
        if (rows := given.get(spec.name)) is not None:
            found.file = rows.file
            table.raw = rows.read(spec, found)
        elif (place := find_files(spec, directories, found)) is not None:
            found.file = place.file
            if place.several:
                table.raw = read_files(spec, place.files, found)
            else:
                table.raw = read_file(spec, place.files[0].path, found)
        tables.append(table)
    return _finish(tables, calendar)


def load_grids(grids: Sequence[Grid], calendar: FiscalCalendar) -> LoadResult:
    """The same checks for rows that stand in a plan."""
    return _finish([_grid_table(grid) for grid in grids], calendar)


def _grid_table(grid: Grid) -> _Table:
    columns: dict[str, list[Cell]] = {c.name: [row.get(c.name) for row in grid.rows] for c in grid.spec.columns}
    return _Table(grid.spec, Findings(grid.file), RawTable(grid.file, columns, grid.lines))


@define(eq=False, repr=False)
class Reread:
    """Small data of a plan's records, again and again, most of which is as it was before: rows of a table that were read are not read anew.

    What comes out is what ``load_grids`` gives, without digests, and without what is wrong where something is.
    """

    calendar: FiscalCalendar
    known: dict[tuple[object, ...], tuple[_Table, RecordData | None]] = field(factory=dict)

    def data(self, grids: Sequence[Grid]) -> Dataset | None:
        """The checked rows; ``None`` where they are refused."""
        read = [self._read(grid) for grid in grids]
        found = {table.spec.name: record for table, record in read if record is not None}
        if len(found) < len(read):
            return None
        by_name = {table.spec.name: table for table, _ in read}
        for table, _ in read:
            again = _Table(table.spec, Findings(table.found.file), table.raw, table.columns, table.ids)
            _check_references(again, by_name)
            if again.found.found:
                return None
        return found

    def _read(self, grid: Grid) -> tuple[_Table, RecordData | None]:
        names = [column.name for column in grid.spec.columns]
        key = (grid.spec.name, tuple(grid.lines), *(tuple(map(row.get, names)) for row in grid.rows))
        if (known := self.known.get(key)) is None:
            table = _grid_table(grid)
            _read_cells(table, self.calendar)
            known = self.known[key] = (table, None if table.found.found else _in_order(table))
        return known


def load_raw(tables: Sequence[tuple[RecordSpec, Findings, RawTable | None]], calendar: FiscalCalendar) -> LoadResult:
    """The same checks for rows that have been read, with what was found while reading them."""
    return _finish([_Table(spec, found, raw) for spec, found, raw in tables], calendar)


def load_rows(spec: RecordSpec, raw: RawTable, found: Findings, calendar: FiscalCalendar) -> RecordData | None:
    """Some rows of a record: each is checked, and they are together; what only all rows can tell is not asked.

    References are not looked up, as what they point to may be among the rows that are not here. ``None`` where ``found`` has findings.
    """
    table = _Table(spec, found, raw)
    _read_cells(table, calendar, whole=False)
    return None if found.found else _in_order(table)


def read_file(spec: RecordSpec, path: Path, found: Findings) -> RawTable | None:
    """The texts of a file, or ``None`` if it can't be read at all."""
    return _reader(path)(spec, path, found)


def read_files(spec: RecordSpec, files: Sequence[DataFile], found: Findings) -> RawTable | None:
    """The texts of several files as one table; the numbers of rows count through the files."""
    found.files = tuple(file.name for file in files)
    tables = []
    for file in files:
        own = Findings(file.name)
        tables.append(read_file(spec, file.path, own))
        found.take(own)
    return joined(found.file, tables)


def _reader(path: Path) -> Callable[[RecordSpec, Path, Findings], RawTable | None]:
    """How a file is read; each way is imported when there is such a file."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        from planlang.data.parquetfile import read_parquet

        return read_parquet
    if ending == ".jsonl":
        from planlang.data.jsonfile import read_jsonl

        return read_jsonl
    from planlang.data.csvfile import read_csv

    return read_csv


def _finish(tables: list[_Table], calendar: FiscalCalendar) -> LoadResult:
    for table in tables:
        _read_cells(table, calendar)
    by_name = {table.spec.name: table for table in tables}
    for table in tables:
        _check_references(table, by_name)
    diagnostics = tuple(d for table in tables for d in table.found.all())
    if diagnostics:
        return LoadResult(None, diagnostics, {}, unlisted=sum(table.found.dropped for table in tables))
    data = {table.spec.name: _in_order(table) for table in tables}
    digests = {name: record_digest(record, calendar) for name, record in data.items()}
    return LoadResult(data, (), digests, whole_digest(digests))


def _read_cells(table: _Table, calendar: FiscalCalendar, whole: bool = True) -> None:
    raw, spec, found = table.raw, table.spec, table.found
    if raw is None:
        return
    lines = raw.lines
    if raw.keyed:
        found.keys = keys_of(spec, raw)
    columns: dict[str, Read] = {}
    for column in spec.columns:
        if (cells := raw.columns.get(column.name)) is not None:
            identifies = column.name in spec.identity
            columns[column.name] = read_column(column, cells, lines, calendar, identifies, found, whole)
            if column.key:
                raw.hints.update(str(cells[i]).strip() for i in columns[column.name].bad)
    raw.columns.clear()  # the texts are not needed any more
    table.columns = columns
    if spec.identity and all(name in columns for name in spec.identity):
        table.ids = identities(spec, columns, calendar)
        check_unique(spec, table.ids, lines, found)
    check_validity(spec, columns, lines, calendar, found)
    check_one_for(spec, columns, lines, calendar, found)


def _check_references(table: _Table, by_name: Mapping[str, _Table]) -> None:
    for column in table.spec.columns:
        target = by_name.get(column.row or "") if column.kind == "row" else None
        if target is None or table.columns is None or table.raw is None or column.name not in table.columns:
            continue
        if target.raw is None or target.ids is None or not target.raw.whole:
            continue  # its own faults are reported; what it has is not known
        known = {text for text in target.ids if text is not None} | target.raw.hints
        check_references(column, table.columns[column.name], table.raw.lines, known, target.found.file, table.found)


def _in_order(table: _Table) -> RecordData:
    """The rows in the order of their identity texts."""
    assert table.columns is not None and table.raw is not None
    columns, lines = table.columns, table.raw.lines
    count = len(lines)
    if table.ids is None:  # nothing tells the rows apart: by all that they hold
        whole = list(zip(*(columns[c.name].values.items for c in table.spec.columns), strict=True))
        order = sorted(range(count), key=lambda i: repr(whole[i]))
        ids = [str(i + 1).rjust(len(str(count)), "0") for i in range(count)]
    else:
        texts = [text or "" for text in table.ids]
        order = sorted(range(count), key=texts.__getitem__)
        ids = list(map(texts.__getitem__, order))
    file, files, keyed = table.found.file, table.found.files, table.raw.keyed
    if order == list(range(count)):
        values = {name: read.values for name, read in columns.items()}
        return RecordData(table.spec, values, ids, list(lines), file, files, keyed)
    pick = itemgetter(*order)  # two rows at least, or they would be in order
    moved = {name: Values(list(pick(read.values.items)), read.values.den) for name, read in columns.items()}
    return RecordData(table.spec, moved, ids, list(pick(lines)), file, files, keyed)
