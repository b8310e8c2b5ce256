"""The rows of several files as one source: of Parquet files in place, of others in tables of texts."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

import duckdb

from planlang.core.dataset import NEXT_FILE
from planlang.core.records import RecordSpec
from planlang.data.engine.shapes import cell
from planlang.data.engine.sources import Source, column_name, open_source
from planlang.data.engine.sqltext import balanced, literal
from planlang.data.parquetfile import READ


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
    selects = [_select(one, names, same) for one in sources]
    in_place = all(one.in_place for one in sources)
    relation = (_together(database, paths, sources[0], names) if in_place else None) or _union(selects)
    numbered = [
        f"SELECT {number * NEXT_FILE} + row_number() OVER () AS row_number, * FROM ({select})"
        for number, select in enumerate(selects)
    ]
    return Source(
        f"({relation})", cells, sum(one.rows for one in sources), any(one.faulty for one in sources), in_place,
        tables=tuple(one.relation for one in sources if not one.in_place),
        numbered=f"({_union(numbered)})" if in_place else None,
    )  # fmt: skip


def _types(database: duckdb.DuckDBPyConnection, source: Source, names: Sequence[str]) -> list[str]:
    if not source.in_place or not names:
        return ["VARCHAR"] * len(names)
    given = ", ".join(source.cells[name].given for name in names)
    return [row[1] for row in database.execute(f"DESCRIBE SELECT {given} FROM {source.relation}").fetchall()]


def _select(source: Source, names: Sequence[str], same: Sequence[bool]) -> str:
    chosen = [
        f"{source.cells[name].given if same[n] else source.cells[name].written} AS {column_name(n)}"
        for n, name in enumerate(names)
    ]
    return f"SELECT {', '.join(chosen) or '1 AS one'} FROM {source.relation}"


def _together(
    database: duckdb.DuckDBPyConnection, paths: Sequence[Path], first: Source, names: Sequence[str]
) -> str | None:
    """Parquet files read as one, if all have the same columns of the same types in the same order."""
    shapes = set()
    for path in paths:
        relation = READ.replace("?", literal(glob.escape(str(path))), 1)
        shapes.add(str(database.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()))
        if len(shapes) > 1:
            return None
    listed = ", ".join(literal(glob.escape(str(path))) for path in paths)
    chosen = ", ".join(f"{first.cells[name].given} AS {column_name(n)}" for n, name in enumerate(names))
    return f"SELECT {chosen or '1 AS one'} FROM {READ.replace('?', f'[{listed}]', 1)}"


def _union(selects: Sequence[str]) -> str:
    return balanced([f"({select})" for select in selects], "UNION ALL", "")
