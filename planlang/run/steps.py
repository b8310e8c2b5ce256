"""Every step of a run as tables: one row for each row of a core table, one column for each operation.

The values are those that the interpreter worked with, exact to the last digit, so whoever has these tables can redo any cell from
its neighbours by the operation that ``steps_columns`` names. Cells that nothing needed, such as a branch that no row took, are blank.
"""

from __future__ import annotations

import re
from math import gcd
from typing import Any

from planlang.core.decimals import places
from planlang.core.graph import Carried, Cell, Column, RowId, Stacked
from planlang.core.printer import op_text
from planlang.core.values import Values
from planlang.data.outputs import AnyTable, OutputColumn, OutputColumns
from planlang.engines.interpreter import Evaluator
from planlang.explain.keep import keep_all

_CHOSEN_WORD = re.compile(r"[^a-z0-9]+")


def steps_tables(evaluator: Evaluator) -> dict[str, AnyTable]:
    """A table of steps for each core table in which something was worked out, and ``steps_columns`` that explains them."""
    graph = evaluator.graph
    kept = keep_all(evaluator).evaluated()
    found: dict[str, AnyTable] = {}
    described: list[tuple[str, str, str, str, int | None]] = []
    for table in graph.tables.values():
        chosen = [c for c in table.columns.values() if (table.name, c.name) in kept and not _copied(c)]
        if not chosen:
            continue
        name = _unused("steps_" + (_CHOSEN_WORD.sub("_", table.name.lower()).strip("_") or "table"), found)
        rows = range(evaluator.count(table.name))
        columns = [OutputColumn("row", "text")]
        cells: list[Any] = [[evaluator.row_id(table.name, row) for row in rows]]
        for column in chosen:
            shown, values = _column(column.name, evaluator.computed(table.name, column.name))
            columns.append(shown)
            cells.append(values)
            described.append(
                (
                    name,
                    column.name,
                    op_text(column.op, graph.calendar),
                    column.says,
                    column.place.line if column.place else None,
                )
            )
        found[name] = OutputColumns(tuple(columns), cells)
    names = ("table", "column", "operation", "says")
    explained: list[Any] = [[row[n] for row in described] for n in range(5)]
    found["steps_columns"] = OutputColumns(
        (*(OutputColumn(name, "text") for name in names), OutputColumn("plan_line", "int")),
        explained,
    )
    return found


def _copied(column: Column) -> bool:
    """What stands in the data, or in another of the tables, as it is."""
    return isinstance(column.op, (Cell, Carried, Stacked, RowId)) and column.role not in ("key", "date")


def _unused(name: str, taken: dict[str, AnyTable]) -> str:
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}_{number}"
    return unique


def _column(name: str, values: Values) -> tuple[OutputColumn, Any]:
    """Decimals where they have an end, ``n/d`` where they have none, yes and no, texts, and days as they are numbered."""
    items, den = values.items, values.den
    if den is None:
        words = {True: "yes", False: "no"}
        if any(item is True or item is False for item in items[:1000]):
            return OutputColumn(name, "text"), [words.get(item) for item in items]
        if any(isinstance(item, int) for item in items[:1000]):
            return OutputColumn(name, "int"), items
        return OutputColumn(name, "text"), items
    if isinstance(den, int):
        from fractions import Fraction

        digits = places(Fraction(1, den))
        if digits is not None:
            return OutputColumn(name, "decimal", digits), values
        den = [den] * len(items)
    return OutputColumn(name, "text"), [
        None if item is None else f"{item // (common := gcd(item, below))}/{below // common}"
        for item, below in zip(items, den, strict=True)
    ]
