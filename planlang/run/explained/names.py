"""What the tables and columns of explanations are called in files: names of our own for those of a plan's core graph."""

from __future__ import annotations

import re

from planlang.core.graph import Column, Graph, Input, Table
from planlang.engines.interpreter.kept import COPIES
from planlang.slotted import frozen

PART, NUMBER, ROW, LINE = "part", "number", "row", "line"
"""Columns that each table has; ``line`` only those of the data: where a row stands in its file."""
COLUMNS, PAYOUTS, PLAN = "explained_columns", "explained_payouts", "explained_plan"
_SIGNS = re.compile(r"[^a-z0-9]+")


@frozen
class FileTable:
    """A table of the core in a file: its own ``columns`` by the names that they have there."""

    name: str
    table: Table
    columns: dict[str, Column]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns before those of the core."""
        return (PART, NUMBER, ROW, LINE) if isinstance(self.table.rows, Input) else (PART, NUMBER, ROW)


def tables_of(graph: Graph) -> list[FileTable]:
    """The tables of a graph that hold more than copies, in its order; the same names for the same graph."""
    taken = {COLUMNS, PAYOUTS, PLAN}
    found = []
    for table in graph.tables.values():
        own = [column for column in table.columns.values() if not isinstance(column.op, COPIES)]
        if own or isinstance(table.rows, Input):
            name = _unused(f"explained_{_SIGNS.sub('_', table.name.lower()).strip('_') or 'table'}", taken)
            heads = {PART, NUMBER, ROW, LINE}
            found.append(FileTable(name, table, {_unused(column.name, heads): column for column in own}))
    return found


def _unused(name: str, taken: set[str]) -> str:
    """A name that differs from those taken by more than the case of its letters."""
    number, unique = 1, name
    while unique.lower() in taken:
        number += 1
        unique = f"{name} {number}"
    taken.add(unique.lower())
    return unique
