"""What is needed late is worked out and joined late, so that windows carry less and joins of a table with itself meet.

A column may stand at any level between those of what it reads and those of what reads it: its cells are the same. Tables that others
read while they read those in turn stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.engines.sql.layout_reads import join_reads, join_reads_there
from planlang.engines.sql.numbers import reads

if TYPE_CHECKING:
    from planlang.engines.sql.layout import Layout


def delay(layout: Layout, table: str) -> None:
    """Moves columns and joins of a table to the last level that will do, where nobody reads its earlier levels."""
    if not layout.movable(table):
        return
    body = layout.bodies[table]
    own = [name for name in body.columns if name in layout.needed]
    latest = {name: layout.final(table) for name in own}
    joins = {number: layout.final(table) for number in layout.joins[table]}

    def before(names: Iterable[str], level: int) -> None:
        for name in names:
            if name in latest:
                latest[name] = min(latest[name], level - 1)

    nodes: list[tuple[int, int, str | int]] = [(layout.level(table, name), 0, name) for name in own]
    nodes += [(layout.join_level(table, number), 1, number) for number in joins]
    # Later ones first; the columns of a join before the join itself.
    for _, _, node in sorted(nodes, key=lambda one: (-one[0], one[1])):
        if isinstance(node, int):
            join = body.joins[node]
            before(join_reads(join), joins[node])
            if join.table == table:
                before(join_reads_there(join, layout.columns), joins[node])
            continue
        column = layout.columns[node]
        if column.join is not None:
            joins[column.join] = min(joins[column.join], latest[node])
        elif column.sql is not None:
            before(reads(layout.texts[node]), latest[node])
    for name in own:
        column = layout.columns[name]
        if column.join is not None:
            layout.levels_of[table, name] = joins[column.join]
        elif column.sql is not None:
            layout.levels_of[table, name] = latest[name]
    for number, level in joins.items():
        layout.levels_of[table, f" join {number}"] = level
