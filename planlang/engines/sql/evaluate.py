"""A whole plan on an engine, cell by cell: what conformance compares, and what small results are read from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.reads import Node
from planlang.core.values import Scalar
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.executors.base import Executor, Value
from planlang.engines.sql.inputs import from_dataset, known_of
from planlang.engines.sql.passes import EVERY
from planlang.engines.sql.program import Cells, Program, compiled
from planlang.slotted import frozen


@frozen
class Evaluated:
    """The cells of some columns by the identity texts of their rows.

    ``faulty`` says of which columns some row has no value: the data is refused, and ``cells`` has nothing of them.
    """

    program: Program
    cells: dict[Node, dict[str, Scalar]]
    faulty: tuple[Node, ...]


def every_column(graph: g.Graph) -> list[Node]:
    """All columns of a plan."""
    return [(table.name, name) for table in graph.tables.values() for name in table.columns]


def run_on(
    executor: Executor,
    graph: g.Graph,
    data: Dataset,
    wanted: Iterable[Node],
    passes: Collection[str] = EVERY - {"gathered"},
) -> Evaluated:
    """Loads checked data into a session, computes some columns there, and fetches them.

    With the pass ``gathered``, a fault anywhere makes every column faulty: which cell it belongs to isn't known then.
    """
    loaded = from_dataset(data)
    for one in loaded:
        executor.create(one.table.relation, one.types, one.cells)
    inputs = {one.table.record.name: one.table for one in loaded}
    program = compiled(graph, inputs, executor.dialect, wanted, passes=passes, known=known_of(data))
    start(executor, program)
    return fetched(executor, program)


def start(executor: Executor, program: Program, then: Callable[[str], None] = lambda name: None) -> None:
    """Makes the prepared tables and runs the statements; ``then`` is told the name of each table as soon as it is there.

    Tables that only other statements read are dropped after the last of these.
    """
    spent = program.spent(executor.dialect)
    for prepared in program.prepared:
        executor.create(prepared.name, prepared.columns, prepared.cells)
    for statement in program.statements:
        executor.keep(statement.name, statement.select)
        then(statement.name)
        for name in spent.get(statement.name, ()):
            executor.drop(name)


def fetched(executor: Executor, program: Program) -> Evaluated:
    """All wanted cells."""
    dialect = executor.dialect
    lost = {number for number, (relation, flag) in enumerate(program.keeps) if _any(executor, program, relation, flag)}
    if any(_any(executor, program, relation, flag) for relation, flag in program.gathered):
        return Evaluated(program, {}, tuple(program.cells))
    cells: dict[Node, dict[str, Scalar]] = {}
    faulty: list[Node] = []
    tables: dict[str, list[Node]] = {}
    for node in program.cells:
        tables.setdefault(node[0], []).append(node)
    for table, nodes in tables.items():
        relation, key = program.ids[table]
        names = dict.fromkeys([key, *(name for node in nodes for name in _columns(program.cells[node]))])
        text = ", ".join(dialect.quoted(name) for name in names)
        rows = executor.fetch(f"SELECT {text} FROM {program.source(relation, dialect)}").rows
        at = {name: number for number, name in enumerate(names)}
        for node in nodes:
            cell = program.cells[node]
            if not lost.isdisjoint(program.behind.get(node, ())) or any(
                row[at[fault]] for fault in cell.faults for row in rows
            ):
                faulty.append(node)
            else:
                cells[node] = {str(row[at[key]]): _scalar(cell, row, at) for row in rows}
    return Evaluated(program, cells, tuple(faulty))


def _any(executor: Executor, program: Program, relation: str, flag: str) -> bool:
    quoted = executor.dialect.quoted
    text = f"SELECT 1 AS one FROM {program.source(relation, executor.dialect, [flag])} WHERE {quoted(flag)} LIMIT 1"
    return bool(executor.fetch(text).rows)


def _columns(cell: Cells) -> list[str]:
    top = [cell.top] if isinstance(cell.top, str) else []
    return [*top, *cell.divisors, *cell.faults]


def _scalar(cell: Cells, row: tuple[Value, ...], at: dict[str, int]) -> Scalar:
    top = row[at[cell.top]] if isinstance(cell.top, str) else cell.top
    if top is None or cell.kind != "number":
        return top
    below = cell.den
    for divisor in cell.divisors:
        below *= int(row[at[divisor]] or 0)
    return Fraction(int(top), below)


def sql_text(graph: g.Graph, data: Dataset, dialect: Dialect, wanted: Iterable[Node]) -> str:
    """The text that ``run_on`` runs, for reading."""
    inputs = {one.table.record.name: one.table for one in from_dataset(data)}
    return compiled(graph, inputs, dialect, wanted).text(dialect)
