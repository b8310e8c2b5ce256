"""Findings about tables too large to go through Python as a whole.

SQL names the rows that may be at fault, and those that a finding about them needs beside them: the other rows of the same thing, and
of a column of percentages those that show what it looks like. These rows alone, with their texts and numbers in the file, go through the
reference checks, which say about them what they would say about the whole file.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import NUMERIC, RecordSpec
from planlang.data.engine import checks, columns, ids, numbers
from planlang.data.engine.checks import Rows
from planlang.data.engine.measure import Measured, measure
from planlang.data.engine.sources import Source
from planlang.data.engine.sqltext import balanced
from planlang.data.given import Given
from planlang.data.load import LoadResult, load_raw
from planlang.data.raw import RawTable
from planlang.data.report import Findings
from planlang.duck import duckdb
from planlang.slotted import define

_ROW = "row_number"


@define
class Suspect:
    """A record on its way to its findings: what is given for it, if anything is, and its rows in the engine, if they are in place."""

    spec: RecordSpec
    found: Findings
    given: Given | None
    source: Source | None
    rows: Rows | None = None
    kept: str = ""


def diagnose(database: duckdb.DuckDBPyConnection, tables: Sequence[Suspect], calendar: FiscalCalendar) -> LoadResult:
    """What the reference loader would find in these files."""
    for number, table in enumerate(tables):
        if table.source is not None:
            _lay_out(database, table, f"suspects_{number}", calendar)
    by_name = {table.spec.name: table for table in tables}
    raws = []
    for table in tables:
        raw = None
        if table.rows is not None and table.source is not None and (table.source.in_place or table.source.numbered):
            raw = _narrowed(database, table, table.source, by_name, calendar)
        elif table.given is not None:
            raw = table.given.read(table.spec, table.found)
        raws.append((table.spec, table.found, raw))
    return load_raw(raws, calendar)


def _lay_out(database: duckdb.DuckDBPyConnection, table: Suspect, name: str, calendar: FiscalCalendar) -> None:
    """A table with the texts, the values and the state of each row; nothing where the file can't be read to its end."""
    assert table.source is not None
    spec, source = table.spec, table.source
    try:
        found = measure(database, source.relation, spec, source.cells, source.rows, calendar)
        texts = [f"{one.cell.written} AS t{n}" for n, one in enumerate(found.values())]
        values = [
            f"{columns.value(one.cell, one.decimals, None, calendar)} AS v{n}" for n, one in enumerate(found.values())
        ]
        bad = [
            f"{_bad(one, column in spec.identity, calendar)} AS b{n}" for n, (column, one) in enumerate(found.items())
        ]
        said = [f"{one.cell.text} AS s{n}" for n, one in enumerate(found.values()) if _is_number(one)]
        number = f"row_number() OVER () AS {_ROW}" if source.numbered is None else _ROW
        inner = ", ".join([number, *texts, *said, *values, *bad])
        limits = [_outside(one, n) for n, one in enumerate(found.values()) if _is_number(one)]
        any_bad = balanced([f"b{n}" for n in range(len(found))] + limits, "OR", "false")
        numbered = {column: n for n, column in enumerate(found)}
        select = f"SELECT *, coalesce({any_bad}, true) AS bad FROM (SELECT {inner} FROM {source.numbered or source.relation})"
        rows = Rows(
            name, spec, {column: f"v{n}" for column, n in numbered.items()},
            {column: one.scaled.power for column, one in found.items()}, None, _ROW,
        )  # fmt: skip
        with_ids = _with_ids(select, rows, numbered, calendar)
        select = with_ids or select
        database.execute(f"CREATE TEMP TABLE {name} AS {select}")
    except duckdb.Error:
        return
    table.rows = Rows(name, spec, rows.values, rows.powers, "id" if with_ids else None, _ROW)
    table.kept = balanced(["bad", *_witnesses(name, found)], "OR", "false")


def _bad(one: Measured, identifies: bool, calendar: FiscalCalendar) -> str:
    """Whether a cell may be refused, never ``NULL``."""
    refused = columns.refused(one.cell, identifies, one.odd, calendar)
    blank = f"{one.cell.text if one.cell.form == 'text' else one.cell.given} IS NULL"
    if one.cell.column.optional:
        return f"({f'coalesce({refused}, false)' if refused else 'false'})"
    return f"({blank} OR coalesce({refused}, false))" if refused else f"({blank})"


def _is_number(one: Measured) -> bool:
    return one.cell.column.kind in NUMERIC


def _outside(one: Measured, n: int) -> str:
    """Whether a number is out of bounds, or too wide to tell."""
    limits = one.cell.column.limits
    wide = f"(s{n} IS NOT NULL AND v{n} IS NULL)"
    return f"({wide} OR coalesce({numbers.outside(limits, one.scaled.den, f'v{n}')}, false))" if limits else wide


def _with_ids(select: str, rows: Rows, numbered: dict[str, int], calendar: FiscalCalendar) -> str | None:
    """The rows with their identity texts, ``NULL`` where a part is refused; ``None`` where there can't be any."""
    spec = rows.spec
    if not spec.identity or any(name not in numbered for name in spec.identity):
        return None
    whole = balanced([f"NOT b{numbered[name]}" for name in spec.identity], "AND", "true")
    short = ids.joined([rows.part(name, calendar) for name in spec.identity])
    select = f"SELECT *, CASE WHEN {whole} THEN {short} END AS short FROM ({select})"
    others = [name for name in ids.rest(spec) if name in numbered]
    if not ids.apart(spec) or not others:
        return f"SELECT *, short AS id, false AS shared FROM ({select})"
    longer = ids.joined(["short", *(rows.part(name, calendar) for name in others)])
    select = f"SELECT *, short IS NOT NULL AND count(*) OVER (PARTITION BY short) > 1 AS shared FROM ({select})"
    return f"SELECT *, CASE WHEN NOT shared THEN short WHEN NOT bad THEN {longer} END AS id FROM ({select})"


def _witnesses(name: str, found: dict[str, Measured]) -> list[str]:
    """The rows by which a column of percentages or fractions is judged."""
    parts = []
    for n, one in enumerate(found.values()):
        column = one.cell.column
        if column.kind not in ("percent", "fraction"):
            continue
        fine = f"NOT b{n} AND v{n} <> 0"
        if column.limits is not None:
            fine += f" AND NOT {numbers.outside(column.limits, one.scaled.den, f'v{n}')}"
        if column.kind == "percent" and one.cell.form == "text":
            fine += f" AND NOT ends_with(s{n}, '%')"
        picks = f"min({_ROW}), arg_max({_ROW}, abs(v{n})), arg_min({_ROW}, abs(v{n}))"
        over = f"SELECT min({_ROW}) FROM {name} WHERE {fine} AND abs(v{n}) > {one.scaled.den}"
        parts.append(f"{_ROW} IN (SELECT unnest([{picks}]) FROM {name} WHERE {fine})")
        parts.append(f"{_ROW} IN ({over})")
    return parts


def _narrowed(
    database: duckdb.DuckDBPyConnection,
    table: Suspect,
    source: Source,
    by_name: dict[str, Suspect],
    calendar: FiscalCalendar,
) -> RawTable:
    """The texts of the rows that matter, with the identities of all rows beside them."""
    rows, spec = table.rows, table.spec
    assert rows is not None
    queries = [checks.duplicates(rows), checks.backwards(rows), checks.together(rows, calendar)]
    for column in spec.columns:
        target = by_name.get(column.row or "") if column.kind == "row" else None
        if target is None or target.given is None or column.name not in rows.values:
            continue
        if target.rows is not None:
            queries.append(checks.dangling(rows, column.name, target.rows))
        else:  # what it has is known when Python has read it
            queries.append(f"SELECT {_ROW} FROM {rows.relation} WHERE {rows.values[column.name]} IS NOT NULL")
    kept = [table.kept, *(f"{_ROW} IN ({query})" for query in queries if query is not None)]
    if rows.id is not None:
        kept.append("shared")
    names = list(source.cells)
    chosen = ", ".join([_ROW, *(f"t{n}" for n in range(len(names)))])
    got = database.execute(
        f"SELECT {chosen} FROM {rows.relation} WHERE {balanced(kept, 'OR', 'false')} ORDER BY {_ROW}"
    ).fetchall()
    lines, *texts = zip(*got, strict=True) if got else ((), *(() for _ in names))
    raw = RawTable(table.found.file, {name: list(cells) for name, cells in zip(names, texts, strict=True)}, list(lines))
    if table.given is not None:
        raw.keyed = table.given.keyed
        table.given.place(table.spec, table.found)
    if rows.id is not None and _pointed_to(spec, by_name):
        known = database.execute(f"SELECT {rows.id} FROM {rows.relation} WHERE {rows.id} IS NOT NULL").fetchall()
        raw.hints.update(row[0] for row in known)
    return raw


def _pointed_to(spec: RecordSpec, by_name: dict[str, Suspect]) -> bool:
    return any(column.row == spec.name for table in by_name.values() for column in table.spec.columns)
