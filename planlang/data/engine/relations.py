"""A measured source becomes the relation that queries read: values for texts, one column for each of the record."""

from __future__ import annotations

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import NUMERIC, PERIODS, RecordSpec
from planlang.data.engine import columns, ids, numbers
from planlang.data.engine.checks import Rows
from planlang.data.engine.measure import Measured
from planlang.data.engine.sources import Source
from planlang.data.engine.sqltext import balanced
from planlang.data.engine.tables import InputColumn, InputTable
from planlang.duck import duckdb
from planlang.slotted import evolve

NUMBER = "n"
"""The number of a row in its source, where it has one."""

ID = "id"
"""The identity text where no column is the identity by itself."""


def relate(
    database: duckdb.DuckDBPyConnection,
    spec: RecordSpec,
    source: Source,
    found: dict[str, Measured],
    name: str,
    file: str,
    calendar: FiscalCalendar,
) -> tuple[InputTable, bool]:
    """Makes the relation ``name`` of a source without a fault; whether it is a view, so that the source has to stay.

    A Parquet file whose columns are typed stays where it is, behind a view, so that a query reads no more of it than it needs. So does a table of
    texts beside which numbers and days are. Where they must be read from texts they are read once, into a table.
    """
    made = {n: _column(f"c{number}", one) for number, (n, one) in enumerate(found.items(), 1)}
    values = ", ".join(
        f"{columns.value(one.cell, one.decimals, one.scaled.widest, calendar)} AS {made[n].sql}"
        for n, one in found.items()
    )
    numbered = NUMBER if source.number is not None and spec.identity else None
    if numbered is not None:
        values += f", CAST({source.number} AS {_integer(source.rows)}) AS {numbered}"
    table = InputTable(spec, name, made, ID, source.rows, file, number=numbered)
    bare = source.in_place or source.number is not None
    view = bare and not any(_converted(one) for one in found.values())
    body = f"SELECT {values} FROM {source.relation}"
    alone = spec.by_name[spec.identity[0]] if len(spec.identity) == 1 else None
    if alone is not None and alone.kind in columns.TEXTS | {"one-of"} and not made[alone.name].absent:
        table = evolve(table, id=made[alone.name].sql)
    elif spec.identity:
        rows = rows_of(table)
        if not view:  # the texts of several columns are not stored beside them
            database.execute(f"CREATE TEMP TABLE {name}_rows AS {body}")
            body, view = f"SELECT * FROM {name}_rows", True
        body = f"SELECT *, {ids.joined([rows.part(n, calendar) for n in spec.identity])} AS {ID} FROM ({body})"
    else:
        body, view = _numbered(database, table, body), False
    database.execute(f"CREATE TEMP {'VIEW' if view else 'TABLE'} {name} AS {body}")
    return table, view


def rows_of(table: InputTable) -> Rows:
    """The rows of a relation, for the checks."""
    values = {name: column.sql for name, column in table.columns.items()}
    powers = {name: len(str(column.den)) - 1 for name, column in table.columns.items()}
    return Rows(table.relation, table.record, values, powers, table.id)


def told_apart(
    database: duckdb.DuckDBPyConnection, table: InputTable, name: str, calendar: FiscalCalendar
) -> InputTable | None:
    """The relation ``name`` in which rows alike in their identity have longer ones; ``None`` where nothing makes them longer."""
    others = ids.rest(table.record)
    if not ids.apart(table.record) or not table.record.identity or not others:
        return None
    rows = rows_of(table)
    longer = ids.joined([table.id, *(rows.part(n, calendar) for n in others)])
    shared = f"CASE WHEN count(*) OVER (PARTITION BY {table.id}) > 1 THEN {longer} ELSE {table.id} END"
    all_columns = ", ".join(column.sql for column in table.columns.values())
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT {all_columns}, {shared} AS {ID} FROM {table.relation}")
    return evolve(table, relation=name, id=ID, identified=False, number=None)


def _integer(rows: int) -> str:
    return "INTEGER" if rows < 2**31 else "BIGINT"


def _column(sql: str, one: Measured) -> InputColumn:
    column = one.cell.column
    whole = column.kind in NUMERIC or column.kind in PERIODS or column.kind == "date"
    den = one.scaled.den if column.kind in NUMERIC else 1
    return InputColumn(
        column.name, sql, column.kind, den, one.low if whole else None, one.high if whole else None, bool(one.absent),
        one.form,
    )  # fmt: skip


def _converted(one: Measured) -> bool:
    cell, kind = one.cell, one.cell.column.kind
    if cell.form != "text":
        return False
    if cell.cast is not None:
        return kind in NUMERIC and not (
            numbers.is_short(cell, one.decimals) and one.decimals == numbers.decimals_of(cell)
        )
    return kind in NUMERIC or kind in PERIODS or kind == "date"


def _numbered(database: duckdb.DuckDBPyConnection, table: InputTable, body: str) -> str:
    """Rows that nothing tells apart are numbered in the order of all that they hold, as Python writes it."""
    items = [_repr(database, column, body) for column in table.columns.values()]
    text = balanced(items, "|| ', ' ||", "''")
    width = len(str(table.rows))
    end = ")" if len(items) > 1 else ",)"
    number = f"lpad(CAST(row_number() OVER (ORDER BY '(' || {text} || '{end}') AS VARCHAR), {width}, '0')"
    return f"SELECT *, {number} AS {ID} FROM ({body})"


def _repr(database: duckdb.DuckDBPyConnection, column: InputColumn, body: str) -> str:
    if column.kind == "yes/no":
        return f"coalesce(CASE WHEN {column.sql} THEN 'True' WHEN NOT {column.sql} THEN 'False' END, 'None')"
    if column.kind not in NUMERIC:
        return f"coalesce(CAST({column.sql} AS VARCHAR), 'None')"
    power = len(str(column.den)) - 1
    least = power if column.kind in ("money", "count") else 2 if column.kind == "percent" else 0
    if power > least:  # the reference loader takes the least power of ten that the numbers need
        decimals = f"rtrim(right(lpad(CAST(abs({column.sql}) AS VARCHAR), 40 + {power}, '0'), {power}), '0')"
        row = database.execute(f"SELECT max(strlen({decimals})) FROM ({body})").fetchone()
        least = max(least, int(row[0]) if row and row[0] is not None else 0)
    return f"coalesce(CAST({column.sql} // {10 ** (power - least)} AS VARCHAR), 'None')"
