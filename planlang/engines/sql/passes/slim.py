"""Rows are as narrow as can be where they are sorted and kept.

What is narrower than the columns whose last reader it is, is worked out where the others have read them, and carried in their
place. Of what stands at one level windows come first, so that what a join brings is not carried through the sort of a window that doesn't
read it. A column may stand at any level between those of what it reads and those of what reads it: its cells are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.layout_reads import join_reads, join_reads_there
from planlang.engines.sql.numbers import reads

if TYPE_CHECKING:
    from planlang.engines.sql.layout import Layout

WIDTHS: dict[SqlType, int] = {"narrow": 8, "wide": 16, "text": 16, "yes/no": 1}
"""Bytes that a cell takes on its way, about."""


def advanced(layout: Layout) -> set[str]:
    """Moves columns to where they are narrower than what they read; which of them moved. Their levels have windows before joins then."""
    return {name for table in layout.bodies if layout.movable(table) for name in _advanced(layout, table)}


def _advanced(layout: Layout, table: str) -> Iterable[str]:
    """Gives each column of a table the level at which least is carried; which of them moved."""
    body = layout.bodies[table]
    end = layout.final(table)
    last: dict[str, dict[str, int]] = {}  # for each column the level of each of its readers

    def read(names: Iterable[str], reader: str, level: int) -> None:
        for name in names:
            last.setdefault(name, {})[reader] = level

    own = [name for name in body.columns if name in layout.needed]
    for name in own:
        read(reads(layout.texts.get(name, ())), name, layout.level(table, name))
    for number in layout.joins[table]:
        names = [*join_reads(body.joins[number]), *join_reads_there(body.joins[number], layout.columns)]
        read(names, f" join {number}", layout.join_level(table, number))
    read(layout.seen_outside(table), " outside", end + 1)
    for name in sorted(own, key=lambda one: layout.level(table, one)):
        column = layout.columns[name]
        if column.sql is None or column.window or not last.get(name):
            continue
        inputs = reads(layout.texts[name])
        now = layout.level(table, name)
        first = 1 + max([layout.base(table), *(layout.level(table, other) for other in inputs)])
        others = {one: max([0, *(at for who, at in last[one].items() if who != name)]) for one in inputs}
        carried = [
            WIDTHS[column.kind] * (now - level)
            + sum(WIDTHS[layout.columns[one].kind] * max(others[one], level) for one in inputs)
            for level in range(first, now + 1)
        ]
        best = max((level for level in range(first, now + 1) if carried[level - first] == min(carried)), default=now)
        if best < now:
            layout.levels_of[table, name] = best
            read(inputs, name, best)
            yield name
