"""Which columns of several graphs mean the same, and what a column is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planlang.core import graph as g
from planlang.core.reads import Node, operands, other_columns, own_columns


class Meanings:
    """A number for each meaning: two columns have the same one if and only if they are made the same way of the same input cells."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._known: dict[tuple[int, str, str], int] = {}

    def of(self, graph: g.Graph, table: str, column: str) -> int:
        """The number of a column's meaning."""
        key = (id(graph), table, column)
        known = self._known.get(key)
        if known is None:
            of = graph.tables[table]
            op = of.columns[column].op
            reads = [(table, name) for name in own_columns(op)] + list(other_columns(of, op))
            parts = tuple(self.of(graph, *read) for read in reads)
            tables = tuple(self.rows(graph, name) for name in (table, *_tables(op)))
            known = self._known[key] = self._number((op, parts, tables))
        return known

    def rows(self, graph: g.Graph, table: str) -> int:
        """The number of what the rows of a table are."""
        key = (id(graph), table, "")
        known = self._known.get(key)
        if known is None:
            rows = graph.tables[table].rows
            parts = tuple(self.of(graph, *read) for read in _read_by_rows(rows))
            tables = tuple(self.rows(graph, name) for name in _below(rows))
            known = self._known[key] = self._number((rows, parts, tables))
        return known

    def _number(self, key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers))


def _tables(op: g.Op) -> tuple[str, ...]:
    return (op.table,) if isinstance(op, (g.Lookup, g.Total)) else ()


def _below(rows: g.Input | g.Derive | g.Stack | g.Spine) -> tuple[str, ...]:
    """The tables that the rows of a table come from."""
    if isinstance(rows, g.Derive):
        return (rows.source,)
    if isinstance(rows, g.Stack):
        return rows.sources
    return (rows.people,) if isinstance(rows, g.Spine) and rows.people is not None else ()


def _read_by_rows(rows: g.Input | g.Derive | g.Stack | g.Spine) -> Iterator[Node]:
    """The columns that decide which rows a table has."""
    if isinstance(rows, g.Derive) and rows.keep is not None:
        yield rows.source, rows.keep
    elif isinstance(rows, g.Spine) and rows.people is not None and rows.valid is not None:
        yield from ((rows.people, column) for column in rows.valid if column is not None)


def paying_columns(graph: g.Graph) -> dict[str, list[Node]]:
    """The columns that decide what each component pays, and those of the payout itself, by name."""
    found: dict[str, list[Node]] = {}
    for component in graph.components:
        names = (component.result, component.applies, component.participant, component.date, component.covered)
        found[component.name] = [(component.table, name) for name in names if name is not None]
    if graph.payout is not None:
        info = graph.payout
        paid = {name for name, _ in info.components}
        found = {name: columns for name, columns in found.items() if name in paid}
        for name, column in info.components:
            found.setdefault(name, []).append((info.table, column))
        found["payout"] = [(info.table, info.result)]
    return found


def different(graphs: Iterable[g.Graph]) -> list[str]:
    """The components (and ``payout``) that do not mean the same in all of these graphs; none is a proof that all pay the same."""
    meanings = Meanings()
    made: list[dict[str, tuple[object, ...]]] = []
    for graph in graphs:
        checks = tuple(sorted(meanings.of(graph, check.table, check.column) for check in graph.checks))
        made.append(
            {
                name: (checks, graph.covers, graph.calendar, *(meanings.of(graph, *column) for column in columns))
                for name, columns in paying_columns(graph).items()
            }
        )
    names = list(dict.fromkeys(name for one in made for name in one))
    return [name for name in names if len({one.get(name) for one in made}) > 1]


def cone(graph: g.Graph, columns: Iterable[Node]) -> set[Node]:
    """Every column that some columns are made of, themselves included; an empty name stands for the rows of a table."""
    found: set[Node] = set()
    waiting = list(columns)
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        table, column = node
        of = graph.tables[table]
        if not column:
            waiting += [*_read_by_rows(of.rows), *((name, "") for name in _below(of.rows))]
            continue
        op = of.columns[column].op
        waiting += [(table, ""), *((table, name) for name in own_columns(op)), *other_columns(of, op)]
        waiting += [(name, "") for name in _tables(op)]
    return found


def constants(graph: g.Graph, nodes: Iterable[Node]) -> list[g.Const]:
    """The values of the plan that some columns are made of, in the order of their places."""
    found: dict[tuple[str, object], g.Const] = {}
    for table, column in sorted(nodes):
        if column:
            for operand in operands(graph.tables[table].columns[column].op):
                if isinstance(operand, g.Const) and operand.value is not None:
                    found.setdefault((operand.unit.kind, operand.value), operand)
    return sorted(found.values(), key=lambda const: (const.unit.kind, str(type(const.value)), const.value))


def cells(graph: g.Graph, nodes: Iterable[Node]) -> set[tuple[str, str]]:
    """The columns of input records that some columns are made of."""
    found = set()
    for table, column in nodes:
        rows = graph.tables[table].rows
        if column and isinstance(rows, g.Input):
            op = graph.tables[table].columns[column].op
            if isinstance(op, g.Cell):
                found.add((rows.record, op.column))
    return found
