"""The cells behind payouts on their way to files: gathered part by part as lines of text on disk, so that memory stays bounded.

A table for each table of the core, with a row for each of its rows in each part, and the texts of the cells that were computed. DuckDB
reads the lines once, when it writes the files.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path

from planlang.core.graph import Graph, Input
from planlang.data.csvsql import line as csv_line
from planlang.data.csvsql import text_cell
from planlang.data.engine.sqltext import balanced, identifier, literal
from planlang.data.outputs import QUOTED_SIGNS, Format, harmful, harmless
from planlang.data.parquetfile import connect
from planlang.data.write import not_written
from planlang.explain.model import Reader
from planlang.run.explained.names import LINE, NUMBER, PART, FileTable, tables_of
from planlang.run.explained.texts import TEXTS, written

_LONGEST = 2_000_000
"""Lines may be as long as this, which is what DuckDB expects, or as the longest that there is."""
_NUMBERS = {PART: "INTEGER", NUMBER: "INTEGER", LINE: "BIGINT"}


class Staged:
    """All tables, growing. They belong to whoever made them, to be closed."""

    def __init__(self, graph: Graph, scratch: Path, memory: str | None = None) -> None:
        self._database = connect(memory)
        self._database.execute("SET threads = 1")  # so that row groups are always cut alike
        self._database.execute(f"SET temp_directory = {literal(str(scratch / 'spilled'))}")
        self.tables = [StagedTable(self, scratch / f"t{number}", one) for number, one in enumerate(tables_of(graph))]

    def run(self, sql: str, given: list[object] | None = None) -> list[tuple[object, ...]]:
        """Runs a statement."""
        return self._database.execute(sql, given or []).fetchall()

    def add(self, part: int, evaluator: Reader) -> None:
        """All cells that an evaluator has computed."""
        done = evaluator.evaluated()
        for table in self.tables:
            table.add(part, evaluator, done)

    def close(self) -> None:
        """Ends the session."""
        self._database.close()


class StagedTable:
    """One of the tables; ``seen`` are the columns of which there are cells, by their names in the file."""

    def __init__(self, staged: Staged, path: Path, of: FileTable) -> None:
        """The lines are written to files whose names begin as ``path`` does: a new one whenever there are more columns."""
        self._staged, self._path, self.of = staged, path, of
        self.count = 0
        self.seen: dict[str, None] = {}
        self._pieces: list[tuple[Path, tuple[str, ...]]] = []
        self._longest = _LONGEST

    def add(self, part: int, evaluator: Reader, done: dict[tuple[str, str], int]) -> None:
        """The rows of an evaluator's table, with the cells that were computed."""
        table = self.of.table
        cells: dict[str, list[str]] = {}
        for name, column in self.of.columns.items():
            if (table.name, column.name) in done:
                cells[name] = _cells(evaluator, table.name, column.name)
        if not cells and not isinstance(table.rows, Input):
            return
        self.seen.update(dict.fromkeys(cells))
        ids = [evaluator.row_id(table.name, row) for row in range(evaluator.count(table.name))]
        lists: list[Iterable[str]] = [repeat(str(part), len(ids)), map(str, range(len(ids))), _quoted_all(ids)]
        if isinstance(table.rows, Input):
            lists.append(map(str, evaluator.data[table.rows.record].lines))
        path, columns = self._piece()
        lists += [cells[name] if name in cells else repeat("", len(ids)) for name in columns[len(self.of.head) :]]
        lines = list(map(",".join, zip(*lists, strict=True)))
        self._longest = max([self._longest, *(4 * len(line) for line in lines)])
        with path.open("a", encoding="utf-8", newline="") as file:
            file.writelines(f"{line}\n" for line in lines)
        self.count += len(ids)

    def _piece(self) -> tuple[Path, tuple[str, ...]]:
        """The file for lines with all columns that have been seen: that of the part before, or a new one."""
        columns = (*self.of.head, *self.seen)
        if not self._pieces or self._pieces[-1][1] != columns:
            self._pieces.append((self._path.with_name(f"{self._path.name}-{len(self._pieces)}"), columns))
        return self._pieces[-1]

    def _rows(self, names: Sequence[str]) -> str:
        """All lines, one piece after the other, as a query; columns that a piece doesn't have are blank."""
        selects = []
        for path, columns in self._pieces:
            types = ", ".join(f"{literal(name)}: '{_NUMBERS.get(name, 'VARCHAR')}'" for name in columns)
            chosen = ", ".join(
                identifier(name) if name in columns else f"NULL::VARCHAR AS {identifier(name)}" for name in names
            )
            selects.append(
                f"SELECT {chosen} FROM read_csv({literal(glob.escape(str(path)))}, auto_detect = false, header = false, delim = ',',"
                f" quote = '\"', escape = '\"', columns = {{{types}}}, max_line_size = {self._longest}, parallel = false,"
                " compression = 'none', allow_quoted_nulls = false)"
            )
        return balanced(selects, "UNION ALL", "")

    def write(self, path: Path, form: Format) -> None:
        """Writes the file, in the order of the parts."""
        from planlang.duck import duckdb

        try:
            self._write(path, form)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise not_written(error, path) from error

    def _write(self, path: Path, form: Format) -> None:
        names = [*self.of.head, *(name for name in self.of.columns if name in self.seen)]
        if form == "parquet":
            self._staged.run(f"COPY ({self._rows(names)}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(path)])
            return
        line = csv_line(_csv(name) for name in names)
        header = ",".join(_quoted(harmless(name)) for name in names).replace("'", "''")
        self._staged.run(
            f"COPY (SELECT '{header}' AS line UNION ALL SELECT {line} FROM ({self._rows(names)}) AS cells) "
            "TO ? (FORMAT csv, HEADER false, QUOTE '', ESCAPE '')",
            [str(path)],
        )


def _cells(evaluator: Reader, table: str, column: str) -> list[str]:
    """A column's cells as they stand in lines, blank where none was computed."""
    rows, values = evaluator.known(table, column)
    unit = evaluator.graph.tables[table].columns[column].unit
    texts = written(values, unit, evaluator.graph.calendar)
    if unit.kind in TEXTS:
        texts = _quoted_all(texts)
    if rows is None:
        return texts
    cells = [""] * evaluator.count(table)
    for row, text in zip(rows, texts, strict=True):
        cells[row] = text
    return cells


def _quoted_all(texts: Sequence[str]) -> list[str]:
    """Texts as cells of lines: an empty one is quoted, since a blank one is none."""
    known = {text: _quoted(text) if text else '""' for text in set(texts)}
    return [known[text] for text in texts]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(sign in name for sign in QUOTED_SIGNS) else name


def _csv(name: str) -> str:
    """A cell of a CSV file, as ``planlang.data.outputs`` writes it. A plain number is no formula; an empty text is quoted, a blank is none."""
    cell = identifier(name)
    if name in _NUMBERS:
        return f"{cell}::VARCHAR"
    return text_cell(cell, telling=True)


def plain(text: str) -> str:
    """A text of a CSV file as it was before it was made harmless."""
    return harmful(text)
