"""The cells behind payouts on their way to files: gathered part by part in a database on disk, so that memory stays bounded.

A table for each table of the core, with a row for each of its rows in each part, and the texts of the cells that were computed.
"""

from __future__ import annotations

from pathlib import Path

from planlang.core.graph import Graph, Input
from planlang.data.engine.sqltext import identifier
from planlang.data.outputs import FORMULA_STARTS, QUOTED_SIGNS, Format, harmless
from planlang.data.parquetfile import connect
from planlang.explain.model import Reader
from planlang.run.explained.names import LINE, NUMBER, PART, FileTable, tables_of
from planlang.run.explained.texts import written

_AT_ONCE = 200_000
"""So many cells are sent together: lists of them exist twice for a moment."""
_NUMBERS = {PART: "INTEGER", NUMBER: "INTEGER", LINE: "BIGINT"}


class Staged:
    """All tables, growing. They belong to whoever made them, to be closed."""

    def __init__(self, graph: Graph, file: Path, memory: str | None = None) -> None:
        self._database = connect(memory, file)
        self._database.execute("SET threads = 1")  # so that row groups are always cut alike
        self.tables = [StagedTable(self, number, one) for number, one in enumerate(tables_of(graph))]

    def run(self, sql: str, given: list[object] | None = None) -> list[tuple[object, ...]]:
        """Runs a statement."""
        return self._database.execute(sql, given or []).fetchall()

    def add(self, part: int, evaluator: Reader) -> None:
        """All cells that an evaluator has computed."""
        done = evaluator.evaluated()
        self.run("BEGIN")
        for table in self.tables:
            table.add(part, evaluator, done)
        self.run("COMMIT")

    def close(self) -> None:
        """Ends the session."""
        self._database.close()


class StagedTable:
    """One of the tables; ``seen`` are the columns of which there are cells, by their names in the file."""

    def __init__(self, staged: Staged, number: int, of: FileTable) -> None:
        self._staged, self._relation, self.of = staged, f"t{number}", of
        self.count = 0
        self.seen: dict[str, None] = {}
        head = ", ".join(f"{identifier(name)} {_NUMBERS.get(name, 'VARCHAR')}" for name in of.head)
        staged.run(f"CREATE TABLE {self._relation} ({head})")

    def add(self, part: int, evaluator: Reader, done: dict[tuple[str, str], int]) -> None:
        """The rows of an evaluator's table, with the cells that were computed."""
        table = self.of.table
        cells: dict[str, list[str | None]] = {}
        for name, column in self.of.columns.items():
            if (table.name, column.name) in done:
                cells[name] = _cells(evaluator, table.name, column.name)
        if not cells and not isinstance(table.rows, Input):
            return
        for name in cells.keys() - self.seen.keys():
            self._staged.run(f"ALTER TABLE {self._relation} ADD COLUMN {identifier(name)} VARCHAR")
        self.seen.update(dict.fromkeys(cells))
        ids = [evaluator.row_id(table.name, row) for row in range(evaluator.count(table.name))]
        lists: list[list[object]] = [[*ids]]
        if isinstance(table.rows, Input):
            lists.append([*evaluator.data[table.rows.record].lines])
        lists += [[*texts] for texts in cells.values()]
        names = [name for name in self.of.head if name not in (PART, NUMBER)] + list(cells)
        into = ", ".join(identifier(name) for name in (PART, NUMBER, *names))
        types = [_NUMBERS.get(name, "VARCHAR") for name in names]
        given = ", ".join(f"unnest(?::{type_}[])" for type_ in types)
        size = max(1, _AT_ONCE // len(names))
        for start in range(0, len(ids), size):
            some = [one[start : start + size] for one in lists]
            self._staged.run(
                f"INSERT INTO {self._relation} ({into}) SELECT {part}, unnest(range({start}, {start + len(some[0])})), {given}",
                [*some],
            )
        self.count += len(ids)

    def write(self, path: Path, form: Format) -> None:
        """Writes the file, in the order of the parts."""
        names = [*self.of.head, *(name for name in self.of.columns if name in self.seen)]
        if form == "parquet":
            columns = ", ".join(map(identifier, names))
            query = f"SELECT {columns} FROM {self._relation}"
            self._staged.run(f"COPY ({query}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(path)])
            return
        line = " || ',' || ".join(_csv(name) for name in names)
        header = ",".join(_quoted(harmless(name)) for name in names).replace("'", "''")
        self._staged.run(
            f"COPY (SELECT '{header}' AS line UNION ALL SELECT {line} FROM {self._relation}) "
            "TO ? (FORMAT csv, HEADER false, QUOTE '', ESCAPE '')",
            [str(path)],
        )


def _cells(evaluator: Reader, table: str, column: str) -> list[str | None]:
    """The texts of a column's cells, ``None`` where none was computed."""
    rows, values = evaluator.known(table, column)
    texts = written(values, evaluator.graph.tables[table].columns[column].unit, evaluator.graph.calendar)
    if rows is None:
        return list(texts)
    cells: list[str | None] = [None] * evaluator.count(table)
    for row, text in zip(rows, texts, strict=True):
        cells[row] = text
    return cells


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(sign in name for sign in QUOTED_SIGNS) else name


def _csv(name: str) -> str:
    """A cell of a CSV file, as ``planlang.data.outputs`` writes it. A plain number is no formula; an empty text is quoted, a blank is none."""
    cell = identifier(name)
    if name in _NUMBERS:
        return f"{cell}::VARCHAR"
    starts = "|".join(map(_escaped, FORMULA_STARTS))
    formula = f"regexp_matches(ltrim({cell}, ''''), '^(?:{starts})') AND NOT regexp_matches({cell}, '^-[0-9./]+$')"
    harmless = f"CASE WHEN {formula} THEN '''' || {cell} ELSE {cell} END"
    signs = f"{cell} = '' OR regexp_matches({cell}, '[{''.join(map(_escaped, QUOTED_SIGNS))}]')"
    quoted = f"'\"' || replace({harmless}, '\"', '\"\"') || '\"'"
    return f"CASE WHEN {cell} IS NULL THEN '' WHEN {signs} THEN {quoted} ELSE {harmless} END"


def _escaped(sign: str) -> str:
    codes = {"\t": "\\t", "\r": "\\r", "\n": "\\n"}
    return codes.get(sign, "\\" + sign if sign.isascii() else sign)


def plain(text: str) -> str:
    """A text of a CSV file as it was before it was made harmless."""
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare.startswith(FORMULA_STARTS) else text
