"""A table handed over by a caller, as the rows of a record: for the reference loader and for the engine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlang.core.records import RecordSpec
from planlang.data.frames.columns import Columns, Dicts, broken
from planlang.data.frames.values import cells_of, mended, refused_type
from planlang.data.jsonfile import misspelt
from planlang.data.parquetfile import reading, said, wrong_type
from planlang.data.raw import RawTable, place_columns
from planlang.data.report import Cell, Findings, Refused
from planlang.diagnostics.model import Repair
from planlang.slotted import define, field

if TYPE_CHECKING:
    import duckdb
    import pyarrow

    from planlang.data.engine.sources import Source


@define
class _Taken:
    """What a record reads of a table: Arrow data, cells that Python has read, and columns of a wrong type."""

    rows: int = 0
    arrow: dict[str, pyarrow.ChunkedArray] = field(factory=dict)
    cells: dict[str, list[Cell]] = field(factory=dict)
    wrong: dict[str, Refused] = field(factory=dict)
    broken: str = ""

    def table(self, names: list[str]) -> pyarrow.Table:
        """The Arrow columns under bare names."""
        import pyarrow as pa

        return pa.table({f"f{n}": self.arrow[name] for n, name in enumerate(names)})


class GivenTable:
    """The rows of a record that a caller hands over; see ``planlang.data.given.Given``. ``file`` is the record's name.

    Rows count from 1. The table is converted once, when it is first read, and only those columns that the plan reads.
    """

    def __init__(self, name: str, columns: Columns) -> None:
        self.file, self.columns = name, columns
        self.paths: tuple[Path, ...] = ()
        self.keyed = False
        self._taken: _Taken | None = None

    def read(self, spec: RecordSpec, found: Findings) -> RawTable | None:
        """See ``Given``."""
        taken = self._take(spec)
        if taken.broken:
            found.whole_file(
                "unreadable-data-file",
                f"{self.file} can't be read",
                taken.broken[:300],
                Repair("Make the table again."),
            )
            return None
        self.place(spec, found)
        raw = RawTable(self.file, {}, range(1, taken.rows + 1))
        if isinstance(self.columns, Dicts):
            self._misspelt(spec, found)
            if not self.columns.rows:
                raw.columns = {column.name: [] for column in spec.columns}
                return raw
        texts = self._texts(taken)
        for name in (column.name for column in spec.columns):
            if name in taken.cells:
                raw.columns[name] = list(taken.cells[name])
            elif name in texts:
                raw.columns[name] = texts[name]
        return raw

    def open(self, database: duckdb.DuckDBPyConnection, spec: RecordSpec, table: str) -> Source | None:
        """See ``Given``."""
        from planlang.data.engine.shapes import cell
        from planlang.data.engine.sources import Source, inserted

        taken = self._take(spec)
        if taken.cells or not taken.arrow:
            found = Findings(self.file)
            raw = self.read(spec, found)
            return None if raw is None or found.found else inserted(database, spec, raw, table)
        names = list(taken.arrow)
        database.execute("SELECT 1").fetchall()  # nothing is registered beside a result that isn't read to its end
        _register(database, table, taken.table(names))
        described = database.execute(f"DESCRIBE {table}").fetchall()
        found = Findings(self.file)
        self.place(spec, found)
        cells = {name: cell(spec.by_name[name], f"f{n}", described[n][1]) for n, name in enumerate(names)}
        return Source(table, cells, taken.rows, bool(found.found), True)

    def place(self, spec: RecordSpec, found: Findings) -> None:
        """See ``Given``."""
        if isinstance(self.columns, Dicts) and not self.columns.rows:
            return
        place_columns(spec, self.columns.headers, found)
        for name, wrong in self._take(spec).wrong.items():
            found.cell(wrong, spec.by_name[name], None, None)

    def digests(self) -> dict[str, str]:
        """See ``Given``: of the headers, and of the columns that the plan reads."""
        sha = hashlib.sha256()
        taken = self._taken or _Taken()
        for name in sorted(taken.arrow):
            _hash(sha, name, taken.arrow[name])
        for name in sorted(taken.cells):
            sha.update(json.dumps([name, [str(cell) for cell in taken.cells[name]]]).encode())
        return {self.file: sha.hexdigest()}

    def _take(self, spec: RecordSpec) -> _Taken:
        if self._taken is None:
            self._taken = self._converted(spec)
        return self._taken

    def _converted(self, spec: RecordSpec) -> _Taken:
        at = place_columns(spec, self.columns.headers, Findings(self.file))
        taken = _Taken()
        try:
            columns, taken.rows = self.columns.take(list(at.values()))
        except Exception as error:
            if (why := broken(error)) is None:
                raise
            taken.broken = why
            return taken
        types = _types([column for column in columns if not isinstance(column, (str, list))])
        for name, column in zip(at, columns, strict=True):
            wanted = spec.by_name[name]
            if isinstance(column, list):
                cells = cells_of(column, wanted)
                if not isinstance(self.columns, Dicts) and not any(isinstance(cell, Refused) for cell in cells):
                    import pyarrow as pa

                    try:
                        taken.arrow[name] = pa.chunked_array([pa.array(cells, pa.large_string())])
                        continue
                    except UnicodeEncodeError:
                        pass
                taken.cells[name] = cells
                continue
            type_ = column.upper()[:80] if isinstance(column, str) else next(types)
            if (wrong := refused_type(wanted, type_)) is not None:
                taken.wrong[name] = wrong
            elif isinstance(column, str):  # a type of its own name, such as ENUM…, which is none of DuckDB's
                taken.wrong[name] = mended(wrong_type(wanted, f"A {type_}") or Refused("wrong-column-type", type_))
            else:
                taken.arrow[name] = column
        return taken

    def _texts(self, taken: _Taken) -> dict[str, list[Cell]]:
        """The Arrow columns as texts, written as those of Parquet files are."""
        if not taken.arrow:
            return {}
        names = list(taken.arrow)
        with reading() as database:
            _register(database, "given", taken.table(names))
            types = [row[1] for row in database.execute("DESCRIBE given").fetchall()]
            chosen = ", ".join(said(f"f{n}", type_) for n, type_ in enumerate(types))
            rows = database.execute(f"SELECT {chosen} FROM given").fetchall()
        columns: Any = zip(*rows, strict=True) if rows else [()] * len(names)
        return {name: list(cells) for name, cells in zip(names, columns, strict=True)}

    def _misspelt(self, spec: RecordSpec, found: Findings) -> None:
        assert isinstance(self.columns, Dicts)
        rows: list[Any] = list(self.columns.rows)
        wanted = {column.header for column in spec.columns}
        for column in spec.columns:
            if not column.optional or column.header not in self.columns.headers:
                continue
            if lacking := [i for i, row in enumerate(rows) if column.header not in row]:
                misspelt(column, rows, range(1, len(rows) + 1), lacking, wanted, found)


def _types(columns: list[Any]) -> Any:
    """What DuckDB calls the types of Arrow columns."""
    if not columns:
        return iter(())
    import pyarrow as pa

    empty = pa.table({f"f{n}": column.slice(0, 0) for n, column in enumerate(columns)})
    with reading() as database:
        _register(database, "given", empty)
        return iter([row[1] for row in database.execute("DESCRIBE given").fetchall()])


def _register(database: duckdb.DuckDBPyConnection, name: str, table: Any) -> None:
    """Has a database read an Arrow table as one of its own; the package around DuckDB has connections know them."""
    import duckdb  # noqa: F401

    database.register(name, table)


def _hash(sha: Any, name: str, column: Any) -> None:
    """Adds an Arrow column as it would travel, one batch after the other."""
    import pyarrow as pa

    class Sink:
        closed = False

        def write(self, data: Any) -> int:
            sha.update(data)
            return len(data)

        def flush(self) -> None:
            pass

        def close(self) -> None:
            pass

    table = pa.table({name: column}).combine_chunks()
    with pa.ipc.new_stream(pa.PythonFile(Sink(), mode="w"), table.schema) as writer:
        writer.write_table(table, max_chunksize=1 << 20)
