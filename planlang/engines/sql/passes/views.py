"""A table to which only few rows are joined at the end is a view of what it is until then, not a copy.

Where the last levels of a table join nothing but tables of few rows (``Join.among``) and work out columns row by row, they are not kept:
whoever reads such columns joins the few rows, and whoever doesn't reads the levels before. Each has the same rows.

Where the dialect numbers the rows of what is kept by itself, the few rows are found again by their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.engines.sql.layout_reads import join_reads, join_reads_there
from planlang.engines.sql.numbers import Name, reads
from planlang.engines.sql.tables import FromRelation, Join
from planlang.engines.sql.values import Column

if TYPE_CHECKING:
    from planlang.engines.sql.layout import Layout

SLOTS = 3
"""How many levels may stand between what is kept and the joins, for columns worked out of what is kept."""


def open_up(layout: Layout) -> None:
    """Finds such tables, and moves their columns that need no join before the joins."""
    for table in layout.bodies:
        first = _first_join(layout, table) if layout.movable(table) else None
        if first is None:
            continue
        kept = max(level for level in _levels(layout, table) if level < first)
        if kept == layout.base(table) and isinstance(layout.bodies[table].source, FromRelation):
            continue  # rows of an input are not kept again
        if any(layout.level(table, name) > kept for join in _few(layout, table) for name in _reads(layout, join)):
            continue
        layout.open[table] = layout.kept[table] = kept
        names = [name for name in layout.bodies[table].columns if name in layout.needed]
        for name in sorted(names, key=lambda one: layout.level(table, one)):
            column = layout.columns[name]
            if column.sql is None or layout.level(table, name) < first:
                continue
            above = max([kept, *(layout.level(table, other) for other in reads(layout.texts[name]))])
            level = max(above, first - SLOTS - 1) + 1
            if level < first:
                layout.levels_of[table, name] = level
                layout.open[table] = max(layout.open[table], level)
        layout.levels_of.pop((table, ""), None)
        _by_number(layout, table, first - SLOTS)


def _by_number(layout: Layout, table: str, level: int) -> None:
    """Joins by the numbers of rows instead of by what tells them apart; a level directly above what is kept reads them."""
    compiler, body = layout.compiler, layout.bodies[table]
    number = compiler.dialect.row_number
    if number is None:
        return
    name = compiler.names.new(f"{body.sql} row")
    here = Column(name, table, "narrow", (number,), 0, body.rows, says="the number of the row")
    body.columns[name] = compiler.columns[name] = here
    layout.needed.add(name)
    layout.texts[name] = (number,)
    layout.levels_of[table, name] = level
    layout.open[table] = max(layout.open[table], level)
    for join in _few(layout, table):
        for _, old in join.keys:
            del join.outputs[old]
        there = compiler.names.new(f"{body.sql} row")
        join.outputs[there] = (number,)
        join.keys = (((Name(name),), there),)


def _first_join(layout: Layout, table: str) -> int | None:
    """The level of the first join of few rows, if only such joins and plain columns come from there on."""
    joins = {n: layout.join_level(table, n) for n in layout.joins[table]}
    few = [level for n, level in joins.items() if layout.bodies[table].joins[n].among is not None]
    if not few:
        return None
    first = min(few)
    others = [level for n, level in joins.items() if layout.bodies[table].joins[n].among is None]
    windows = [
        layout.level(table, name)
        for name, column in layout.bodies[table].columns.items()
        if name in layout.needed and column.window
    ]
    return None if any(level >= first for level in (*others, *windows)) else first


def _few(layout: Layout, table: str) -> list[Join]:
    joins = layout.bodies[table].joins
    return [joins[number] for number in sorted(layout.joins[table]) if joins[number].among is not None]


def _reads(layout: Layout, join: Join) -> list[str]:
    return [*join_reads(join), *join_reads_there(join, layout.columns)]


def _levels(layout: Layout, table: str) -> set[int]:
    names = [name for name in layout.bodies[table].columns if name in layout.needed]
    joins = [layout.join_level(table, number) for number in layout.joins[table]]
    return {layout.base(table), *(layout.level(table, name) for name in names), *joins}
