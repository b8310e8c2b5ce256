"""Where a row, or a cell, stands in the input files; and what cells say, in words."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.core import graph as g
from planlang.core.printer import shown
from planlang.diagnostics.place import DataPlace
from planlang.engines.interpreter.frame import Machine, source
from planlang.engines.interpreter.groups import together


def place_of(machine: Machine, table: str, row: int) -> DataPlace | None:
    """The line of an input file that a row comes from, if it comes from one."""
    while True:
        rows = machine.graph.tables[table].rows
        if isinstance(rows, g.Input):
            record = machine.data[rows.record]
            return record.place(row)
        found = source(machine.shapes[table], row)
        if found is None:
            return None
        table, row = found


def origin(machine: Machine, table: str, column: str, row: int) -> DataPlace | None:
    """The cell of an input file whose value a cell passes on unchanged, if it does."""
    for _ in range(1000):
        op = machine.graph.tables[table].columns[column].op
        if isinstance(op, g.Cell):
            rows = machine.graph.tables[table].rows
            assert isinstance(rows, g.Input)
            record = machine.data[rows.record]
            spec = record.spec.by_name[op.column]
            unit = machine.graph.tables[table].columns[column].unit
            value = shown(record.columns[op.column].at(row), unit, machine.graph.calendar)
            return record.place(row, spec.header, value)
        if isinstance(op, g.Same) and isinstance(op.value, g.Ref):
            column = op.value.column
        elif isinstance(op, (g.Carried, g.Stacked)):
            found = source(machine.shapes[table], row)
            if found is None:
                return None
            name: str | None
            if isinstance(op, g.Stacked):
                rows = machine.graph.tables[table].rows
                assert isinstance(rows, g.Stack)
                name = op.columns[rows.sources.index(found[0])]
            else:
                name = op.column
            if name is None:
                return None
            (table, row), column = found, name
        elif isinstance(op, g.Lookup) and op.on is None:
            hit = _hit(machine, table, op, row)
            if hit is None:
                return None
            table, column, row = op.table, op.column, hit
        else:
            return None
    return None


def _hit(machine: Machine, table: str, op: g.Lookup, row: int) -> int | None:
    """The row that a look-up has found, if it is the only one of its key."""
    rows = machine.indexes.get(("unique", op.table, tuple(column for column, _ in op.match)))
    if rows is None:
        return None
    try:
        key = [o.value if isinstance(o, g.Const) else machine.peek(table, o.column, row) for _, o in op.match]
    except KeyError:
        return None
    found: int | None = rows.get(together([[part] for part in key], 1)[0])
    return found


def values_at(machine: Machine, table: g.Table, columns: Iterable[str], row: int) -> str:
    """``SalesSoFar is 25,000.00 USD``, for those of the cells that have been computed."""
    parts: list[str] = []
    for column in columns:
        try:
            value = machine.peek(table.name, column, row)
        except KeyError:
            continue
        parts.append(
            f"{table.columns[column].says} is {shown(value, table.columns[column].unit, machine.graph.calendar)}"
        )
    return ", ".join(parts)
