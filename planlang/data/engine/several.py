"""The rows of several files as one source: of Parquet files in place, of others in tables of texts."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from planlang.core.dataset import NEXT_FILE
from planlang.core.records import RecordSpec
from planlang.data.engine.shapes import cell
from planlang.data.engine.sources import Source, column_name, open_source
from planlang.data.engine.sqltext import balanced, literal
from planlang.data.parquetfile import READ
from planlang.duck import duckdb

_NUMBER = "n"


def open_several(
    database: duckdb.DuckDBPyConnection, spec: RecordSpec, paths: Sequence[Path], table: str
) -> Source | None:
    """The rows of files of one kind, in the order of the files; ``None`` where one of them can't be read.

    Each file is opened by itself, so that its columns are found in it whatever their order. A column whose type is not the same in
    all files is read as texts, which is what the reference loader does with every column.
    """
    sources = []
    for number, path in enumerate(paths):
        one = open_source(database, spec, path, f"{table}_{number}")
        if one is None:
            return None
        sources.append(one)
    names = [name for name in sources[0].cells if all(name in one.cells for one in sources)]
    types = [_types(database, one, names) for one in sources]
    same = [len(set(column)) == 1 for column in zip(*types, strict=True)]
    cells = {
        name: cell(spec.by_name[name], column_name(n), types[0][n] if same[n] else "VARCHAR")
        for n, name in enumerate(names)
    }
    in_place = all(one.in_place for one in sources)
    counted = in_place and all(one.number is not None for one in sources)
    selects = [
        _select(one, names, same, before if counted else None)
        for one, before in zip(sources, _before(sources), strict=True)
    ]
    relation = (_together(database, paths, sources, names) if counted else None) or _union(selects)
    numbered = [
        f"SELECT {number * NEXT_FILE} + row_number() OVER () AS row_number, * FROM ({_select(one, names, same, None)})"
        for number, one in enumerate(sources)
    ]
    return Source(
        f"({relation})", cells, sum(one.rows for one in sources), any(one.faulty for one in sources), in_place,
        number=_NUMBER if counted else None,
        tables=tuple(one.relation for one in sources if not one.in_place),
        numbered=f"({_union(numbered)})" if in_place else None,
    )  # fmt: skip


def _before(sources: Sequence[Source]) -> list[int]:
    """How many rows there are before each file."""
    return list(accumulate((one.rows for one in sources), initial=0))[:-1]


def _types(database: duckdb.DuckDBPyConnection, source: Source, names: Sequence[str]) -> list[str]:
    if not source.in_place or not names:
        return ["VARCHAR"] * len(names)
    given = ", ".join(source.cells[name].given for name in names)
    return [row[1] for row in database.execute(f"DESCRIBE SELECT {given} FROM {source.relation}").fetchall()]


def _select(source: Source, names: Sequence[str], same: Sequence[bool], before: int | None) -> str:
    """The cells of one file, and where ``before`` is given the number of each row through the files."""
    chosen = [
        f"{source.cells[name].given if same[n] else source.cells[name].written} AS {column_name(n)}"
        for n, name in enumerate(names)
    ]
    if before is not None:
        chosen.append(f"{before} + {source.number} AS {_NUMBER}")
    return f"SELECT {', '.join(chosen) or '1 AS one'} FROM {source.relation}"


def _together(
    database: duckdb.DuckDBPyConnection, paths: Sequence[Path], sources: Sequence[Source], names: Sequence[str]
) -> str | None:
    """Parquet files read as one, if all have the same columns of the same types in the same order."""
    shapes = {str(database.execute(f"DESCRIBE SELECT * FROM {one.relation}").fetchall()) for one in sources}
    if len(shapes) > 1 or "file_index" in shapes.pop().lower():
        return None
    listed = ", ".join(literal(glob.escape(str(path))) for path in paths)
    chosen = [f"{sources[0].cells[name].given} AS {column_name(n)}" for n, name in enumerate(names)]
    before = ", ".join(map(str, _before(sources)))
    chosen.append(f"[{before}][file_index::BIGINT + 1] + {sources[0].number} AS {_NUMBER}")
    return f"SELECT {', '.join(chosen)} FROM {READ.replace('?', f'[{listed}]', 1)}"


def _union(selects: Sequence[str]) -> str:
    return balanced([f"({select})" for select in selects], "UNION ALL", "")
