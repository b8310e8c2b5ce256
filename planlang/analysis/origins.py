"""Where in the data a plan's dates and amounts come from, and which rows a person is credited for."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.reads import operands, other_columns, own_columns
from planlang.engines.interpreter import Evaluator

Place = tuple[str, str]
"""A column of the data: record and column."""


def dates(graph: g.Graph) -> list[Place]:
    """The columns that say when something is credited."""
    return _places(graph, [(credit.table, credit.date) for credit in graph.credits], "date")


def amounts(graph: g.Graph) -> list[Place]:
    """The columns that say how much is credited."""
    asked = [(credit.table, credit.amount) for credit in graph.credits]
    return _places(graph, asked, "money")


def _places(graph: g.Graph, asked: list[tuple[str, str]], kind: str) -> list[Place]:
    found: dict[Place, None] = {}
    seen: set[tuple[str, str]] = set()
    while asked:
        at = asked.pop()
        if at in seen:
            continue
        seen.add(at)
        table = graph.tables[at[0]]
        column = table.columns[at[1]]
        if isinstance(column.op, g.Cell) and isinstance(table.rows, g.Input):
            spec = next(record for record in graph.records if record.name == table.rows.record)
            if spec.by_name[column.op.column].kind == kind and spec.valid is None:
                found[spec.name, column.op.column] = None
        asked.extend(_behind(table, column.op))
    return list(found)


def _behind(table: g.Table, op: g.Op) -> Iterator[tuple[str, str]]:
    """The columns that an operation takes its value from, as far as they are of the same sort of thing."""
    if isinstance(op, g.Carried) and isinstance(table.rows, g.Derive):
        yield table.rows.source, op.column
    elif isinstance(op, g.Stacked) and isinstance(table.rows, g.Stack):
        yield from ((name, column) for name, column in zip(table.rows.sources, op.columns, strict=True) if column)
    elif isinstance(op, g.Lookup):
        yield op.table, op.column
    else:
        yield from ((table.name, one.column) for one in operands(op) if isinstance(one, g.Ref))


def credited_rows(reader: Evaluator, person: str) -> dict[str, list[int]]:
    """The rows of the data that a person is credited for, and those that they point to: row numbers by record."""
    graph = reader.graph
    found: dict[tuple[str, int], None] = {}
    for credit in graph.credits:
        people = reader.column(credit.table, credit.participant).items
        for row, name in enumerate(people):
            if name == person:
                _follow(graph, reader.data, _input(reader, credit.table, row), found)
    rows: dict[str, list[int]] = {}
    for record, row in sorted(found):
        rows.setdefault(record, []).append(row)
    return rows


def credits_behind(graph: g.Graph, table: str, column: str) -> list[g.CreditInfo]:
    """The credits whose amounts a column is made of."""
    amounts = {(one.table, name): one for one in graph.credits for name in (one.amount, one.quota_credit) if name}
    asked, seen, found = [(table, column)], set(), {}
    while asked:
        at = asked.pop()
        if at in amounts:
            found[amounts[at].name] = amounts[at]
        elif at not in seen and at[1]:
            seen.add(at)
            here = graph.tables[at[0]]
            op = here.columns[at[1]].op
            asked += [(at[0], name) for name in own_columns(op)]
            asked += other_columns(here, op)
    return [one for one in graph.credits if one.name in found]


def rows_by_day(reader: Evaluator, person: str, credits: list[g.CreditInfo]) -> list[tuple[int, str, int]]:
    """The rows of the data behind some credits of a person, with the day of the credit: day, record and row number."""
    graph = reader.graph
    made: list[tuple[int, str, int]] = []
    for credit in credits:
        people = reader.column(credit.table, credit.participant).items
        rows = [row for row, name in enumerate(people) if name == person]
        for row, day in zip(rows, reader.column(credit.table, credit.date, rows).items, strict=True):
            found: dict[tuple[str, int], None] = {}
            _follow(graph, reader.data, _input(reader, credit.table, row), found)
            made += [(day, record, number) for record, number in found]
    return made


def _input(reader: Evaluator, table: str, row: int) -> tuple[str, int] | None:
    """The row of a file that a row comes from."""
    while True:
        rows = reader.graph.tables[table].rows
        if isinstance(rows, g.Input):
            return rows.record, row
        if isinstance(rows, g.Spine):
            return None
        table, row = reader.source(table, row)


def _follow(graph: g.Graph, data: Dataset, start: tuple[str, int] | None, found: dict[tuple[str, int], None]) -> None:
    waiting = [] if start is None else [start]
    while waiting:
        record, row = at = waiting.pop()
        if at in found:
            continue
        found[at] = None
        for column in data[record].spec.columns:
            if column.kind != "row":
                continue
            other = next(spec for spec in graph.records if spec.name == column.row)
            name = data[record].columns[column.name].items[row]
            if name is not None and other.key is not None and name in data[other.name].ids:
                waiting.append((other.name, data[other.name].ids.index(name)))
