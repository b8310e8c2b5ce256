"""Which columns of several graphs mean the same, and what a column is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planlang.core import graph as g
from planlang.core.reads import Node, met, operands, other_columns, own_columns


class Meanings:
    """A number for each meaning: columns with the same one are made in the same way of the same input cells.

    What columns are called, where they stand in the plan and in which words a refusal is put makes no difference.
    """

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._known: dict[tuple[int, str, str], int] = {}

    def of(self, graph: g.Graph, table: str, column: str) -> int:
        """The number of a column's meaning."""
        key = (id(graph), table, column)
        known = self._known.get(key)
        if known is None:
            of = graph.tables[table]
            said = (self.rows(graph, table), *self._operation(graph, of, of.columns[column].op))
            known = self._known[key] = self._number(said)
        return known

    def rows(self, graph: g.Graph, table: str) -> int:
        """The number of what the rows of a table are."""
        key = (id(graph), table, "")
        known = self._known.get(key)
        if known is None:
            rows = graph.tables[table].rows
            reads = tuple(self.of(graph, *read) for read in _read_by_rows(rows))
            below = tuple(self.rows(graph, name) for name in _below(rows))
            known = self._known[key] = self._number((_plain_rows(rows), reads, below))
        return known

    def _number(self, key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _operation(self, graph: g.Graph, of: g.Table, op: g.Op) -> tuple[object, ...]:
        """An operation with the meanings of what it reads in the place of their names."""

        def own(name: str | None) -> object:
            return None if name is None else self.of(graph, of.name, name)

        def plain(value: object) -> object:
            if isinstance(value, g.Ref):
                return ("column", own(value.column))
            if isinstance(value, g.Const):
                return ("constant", type(value.value).__name__, value.value, value.unit.kind)
            if isinstance(value, g.Edge):
                return (plain(value.bound), value.included)
            return tuple(plain(item) for item in value) if isinstance(value, tuple) else value

        if isinstance(op, g.Fold):  # without a closed form it is taken to be unlike any other
            return ("Fold", id(graph), of.name, op.state) if op.closed is None else ("Fold", own(op.closed))
        if isinstance(op, (g.Carried, g.Stacked)):
            return (type(op).__name__, *(self.of(graph, *node) for node in other_columns(of, op)))
        if isinstance(op, (g.Lookup, g.Total)):
            there = {name: self.of(graph, op.table, name) for _, name in other_columns(of, op)}
            match = tuple(sorted((there[name], repr(plain(operand))) for name, operand in op.match))
            rows = self.rows(graph, op.table)
            if isinstance(op, g.Lookup):
                on = None if op.on is None else (plain(op.on[0]), there[op.on[1]], there[op.on[2]])
                return ("Lookup", rows, match, there[op.column], on, op.missing)
            days = None if op.between is None else (there[op.between[0]], plain(op.between[1:]))
            value, where = (None if name is None else there[name] for name in (op.value, op.where))
            return ("Total", rows, op.function, value, match, days, where)
        if isinstance(op, g.Choose):
            return ("Choose", plain(op.cases), plain(op.otherwise))
        names = {"by", "order", "where", "owner"} if isinstance(op, ORDERED) else set()
        fields = []
        for name, value in zip(type(op)._fields, op.said()):
            if name not in names:
                fields.append(plain(value))
            else:
                fields.append(tuple(map(own, value)) if isinstance(value, tuple) else own(value))
        return (type(op).__name__, *fields)


ORDERED = (g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate)
"""Operations that go through the rows of a partition, by the names of columns."""


def depends_on_order(graph: g.Graph, table: str) -> bool:
    """Whether anything that is paid, or any other credit, depends on the order in which a table's rows come."""
    paid = [column for columns in paying_columns(graph).values() for column in columns]
    credits = [
        (credit.table, name) for credit in graph.credits for name in (credit.amount, credit.quota_credit) if name
    ]
    for name, column in cone(graph, [*paid, *credits]):
        if column:
            op = graph.tables[name].columns[column].op
            by_mark = isinstance(op, g.Allocate) and op.kind == "column"
            if isinstance(op, ORDERED) and not by_mark and _comes_from(graph, name, table):
                return True
    return False


def _comes_from(graph: g.Graph, table: str, source: str) -> bool:
    return table == source or any(_comes_from(graph, name, source) for name in _below(graph.tables[table].rows))


def _tables(op: g.Op) -> tuple[str, ...]:
    return (op.table,) if isinstance(op, (g.Lookup, g.Total)) else ()


def _plain_rows(rows: g.Rows) -> tuple[object, ...]:
    """How rows come about, without the names of tables and columns."""
    if isinstance(rows, g.Input):
        return ("Input", rows.record)
    if isinstance(rows, g.Spine):
        return ("Spine", rows.people is None, rows.unit, rows.first, rows.last, rows.valid is None)
    if isinstance(rows, g.RollUp):
        return ("RollUp", rows.keep is None, rows.valid is None, rows.levels)
    if isinstance(rows, g.Everyone):
        return ("Everyone", rows.keep is None)
    return (type(rows).__name__, isinstance(rows, g.Derive) and rows.keep is None)


def _below(rows: g.Rows) -> tuple[str, ...]:
    """The tables that the rows of a table come from."""
    if isinstance(rows, g.Derive):
        return (rows.source,)
    if isinstance(rows, g.Stack):
        return rows.sources
    if isinstance(rows, g.RollUp):
        return (rows.source, rows.links)
    if isinstance(rows, g.Everyone):
        return (rows.source, rows.people)
    return (rows.people,) if isinstance(rows, g.Spine) and rows.people is not None else ()


def _read_by_rows(rows: g.Rows) -> Iterator[Node]:
    """The columns that decide which rows a table has."""
    if isinstance(rows, (g.Derive, g.RollUp, g.Everyone)) and rows.keep is not None:
        yield rows.source, rows.keep
    if isinstance(rows, (g.RollUp, g.Everyone)):
        yield from met(rows)
    if isinstance(rows, g.Spine) and rows.people is not None and rows.valid is not None:
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
        if isinstance(op, g.Fold):
            waiting.append((table, op.state))
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
