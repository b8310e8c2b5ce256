"""What data is called in a run's ``run.json``: a digest of what it says, or of the bytes of its files.

Of small data the digest is that of ``planlang.data.digest``: whatever order rows are in and however numbers are spelt, and whichever
engine pays. Of large data it would cost more than paying; then each file has the SHA-256 of its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import RecordData
from planlang.core.records import NUMERIC, ColumnSpec
from planlang.core.values import Values
from planlang.data.digest import record_digest, whole_digest
from planlang.data.engine.sqltext import identifier as quoted
from planlang.data.engine.tables import InputTable
from planlang.duck import duckdb

MOST_ROWS = 20_000
"""With more rows than this in all, files are named by their bytes; explanations of slices name them so, too."""


def named(
    database: duckdb.DuckDBPyConnection,
    tables: Mapping[str, InputTable],
    digests: Mapping[str, Mapping[str, str]],
    calendar: FiscalCalendar,
) -> dict[str, Any]:
    """``{"digest": …}`` of all that the data says, or ``{"files": {name: …}}``."""
    small = sum(table.rows for table in tables.values()) <= MOST_ROWS
    if small and all(table.record.identity for table in tables.values()):
        found = {name: record_digest(_record(database, table), calendar) for name, table in tables.items()}
        return {"digest": f"sha256:{whole_digest(found)}"}
    files = {file: digest for name in tables for file, digest in digests[name].items()}
    return {"files": {file: f"sha256:{digest}" for file, digest in sorted(files.items())}}


def _record(database: duckdb.DuckDBPyConnection, table: InputTable) -> RecordData:
    """A table's rows, in the order of their identity texts, over the denominators that the reference loader takes."""
    names = [column.name for column in table.record.columns]
    cells = ", ".join(quoted(table.columns[name].sql) for name in names)
    key = quoted(table.id)
    rows = database.execute(f"SELECT {key}, {cells} FROM {quoted(table.relation)} ORDER BY {key}").fetchall()
    whole: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(len(names) + 1)]
    columns = {
        name: _values(table.record.by_name[name], items, table.columns[name].den)
        for name, items in zip(names, whole[1:], strict=True)
    }
    return RecordData(table.record, columns, whole[0], [], table.file)


def _values(spec: ColumnSpec, items: list[Any], den: int) -> Values:
    if spec.kind not in NUMERIC:
        return Values(items)
    if spec.kind == "money":
        return Values(items, den)
    known = [item for item in items if item is not None]
    least = 100 if spec.kind == "percent" and known else 1
    while den > least and all(item % 10 == 0 for item in known):
        known = [item // 10 for item in known]
        items = [None if item is None else item // 10 for item in items]
        den //= 10
    if den < least:
        items = [None if item is None else item * (least // den) for item in items]
        den = least
    return Values(items, den)
