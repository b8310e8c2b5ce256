"""Years in the tables of examples: a number there is a year where the data says that its column has years, and has no commas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planlang.slotted import evolve
from planlang.syntax import tree


def year_of(value: tree.Value | None) -> tree.Value | None:
    """``2025`` as a year, if it is a number that can be one."""
    if not isinstance(value, tree.NumberLit) or value.unit != "number":
        return value
    year = value.value
    return tree.PeriodLit(value.span, int(year), "year", 1) if year == int(year) and 1 <= year <= 9999 else value


def years_in_examples(lines: Sequence[Any]) -> tuple[Any, ...]:
    """The lines of a plan, the numbers in columns of years being years."""
    years = {
        (record.row, column.name)
        for record in lines
        if isinstance(record, tree.Data)
        for column in record.lines
        if isinstance(column, tree.ColumnDecl) and column.type.kind == "year"
    }
    if not years:
        return tuple(lines)
    return tuple(_example(line, years) if isinstance(line, tree.Example) else line for line in lines)


def _example(example: tree.Example, years: set[tuple[str, str]]) -> tree.Example:
    return evolve(example, givens=tuple(_given(given, years) for given in example.givens))


def _given(given: tree.Given, years: set[tuple[str, str]]) -> tree.Given:
    columns = {place for place, name in enumerate(given.columns, 1) if (given.row, name) in years}
    if not columns:
        return given
    rows = (
        evolve(row, cells=tuple(year_of(cell) if place in columns else cell for place, cell in enumerate(row.cells)))
        for row in given.rows
    )
    return evolve(given, rows=tuple(rows))
