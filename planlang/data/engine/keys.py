"""Keys as numbers that look like texts: an ENUM of the keys of a record that much larger ones point to.

An ENUM made of keys in order compares, sorts and joins as the texts do, in four bytes instead of sixteen, and what is
written of it are the texts. So nothing that reads the relations has to know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from planlang.data.engine.tables import InputTable
from planlang.duck import duckdb
from planlang.slotted import evolve

MOST_KEYS = 250_000
"""Of more keys than this a type is not made: it is kept for as long as the session lives."""

LEAST_ROWS = 50_000
"""Where fewer rows than this point to a record, its keys stay texts: there is nothing to gain."""

TIMES = 4
"""So many rows for each key must point to it, or the type costs more than it saves."""


def enumerate_keys(
    database: duckdb.DuckDBPyConnection, tables: dict[str, InputTable], least: int = LEAST_ROWS, times: int = TIMES
) -> dict[str, InputTable]:
    """The tables, in which keys and references to them are ENUMs where that pays."""
    types: dict[str, str] = {}
    for name, table in tables.items():
        if _has_keys(table) and _pointing(table, tables.values()) >= max(least, times * table.rows):
            types[name] = f"{table.relation}_keys"
            texts = f"SELECT {table.id} FROM {table.relation} ORDER BY {table.id}"
            database.execute(f"CREATE TEMP TYPE {types[name]} AS ENUM ({texts})")
    made = dict(tables)
    for name in types:  # those that are pointed to first: the others are joined with them
        made[name] = _as_table(database, tables[name], types)
    for name, table in tables.items():
        if name not in types and any(target in types for target in _references(table).values()):
            made[name] = _joined(database, table, {target: made[target] for target in types})
    return made


def pays(keys: int, rows: int, least: int = LEAST_ROWS, times: int = TIMES) -> bool:
    """Whether a type of so many keys pays where so many rows point to them."""
    return 0 < keys <= MOST_KEYS and rows >= max(least, times * keys)


def _has_keys(table: InputTable) -> bool:
    key = table.record.key
    alone = key is not None and table.record.identity == (key.name,) and table.id == table.columns[key.name].sql
    return alone and key is not None and key.kind == "text" and 0 < table.rows <= MOST_KEYS


def _pointing(table: InputTable, others: Iterable[InputTable]) -> int:
    """How many rows may point to those of a table."""
    return sum(other.rows for other in others if table.record.name in _references(other).values())


def _references(table: InputTable) -> dict[str, str]:
    """The columns that point to rows of a record, and to which."""
    return {column.name: column.row for column in table.record.columns if column.kind == "row" and column.row}


def _as_table(database: duckdb.DuckDBPyConnection, table: InputTable, types: dict[str, str]) -> InputTable:
    """A record whose own keys are numbers, kept as a table: it is small, and others are joined with it."""
    references = _references(table)
    key = table.record.key
    cells = []
    for name, column in table.columns.items():
        target = table.record.name if key is not None and name == key.name else references.get(name)
        cells.append(f"TRY_CAST({column.sql} AS {types[target]}) AS {column.sql}" if target in types else column.sql)
    relation = f"{table.relation}_keyed"
    database.execute(f"CREATE TEMP TABLE {relation} AS SELECT {', '.join(cells)} FROM {table.relation}")
    keyed = frozenset(name for name, target in references.items() if target in types)
    made = _without_forms(table, {*keyed, *({key.name} if key is not None and table.record.name in types else ())})
    return evolve(made, relation=relation, number="rowid", keyed=keyed)


def _joined(database: duckdb.DuckDBPyConnection, table: InputTable, targets: dict[str, InputTable]) -> InputTable:
    """A record whose references are numbers: a view, because nothing but the query that reads it should be kept."""
    cells = {column.sql: f"rows.{column.sql}" for column in table.columns.values()}
    joins: list[str] = []
    for name, target in _references(table).items():
        if target in targets:
            key, to, here = targets[target].id, f"k{len(joins)}", table.columns[name].sql
            known = f"(SELECT {key} AS key, CAST({key} AS VARCHAR) AS text FROM {targets[target].relation})"
            joins.append(f" LEFT JOIN {known} AS {to} ON rows.{here} = {to}.text")
            cells[here] = f"{to}.key AS {here}"
    more = [name for name in (table.id, table.number) if name is not None and name not in cells]
    chosen = ", ".join([*cells.values(), *(f"rows.{name}" for name in more)])
    relation = f"{table.relation}_keyed"
    database.execute(f"CREATE TEMP VIEW {relation} AS SELECT {chosen} FROM {table.relation} AS rows{''.join(joins)}")
    keyed = frozenset(name for name, target in _references(table).items() if target in targets)
    return evolve(_without_forms(table, keyed), relation=relation, keyed=keyed)


def _without_forms(table: InputTable, names: Collection[str]) -> InputTable:
    """The same table, where some columns are numbers already."""
    columns = {name: evolve(column, form=None) if name in names else column for name, column in table.columns.items()}
    return evolve(table, columns=columns)
