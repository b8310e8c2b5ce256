"""What is wrong with large data that an engine is sure can't be paid.

The reference says it, of some of the rows at fault and all that they depend on: the engine finds these rows, the interpreter
looks at them. Small data goes to the interpreter as a whole instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from planlang.core import graph as g
from planlang.core.calendar import MONTHS
from planlang.data.named import Sources
from planlang.diagnostics.model import Diagnostic
from planlang.engines.interpreter import Refusal
from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.evaluate import start
from planlang.engines.sql.executors.base import EngineError, Executor
from planlang.engines.sql.inputs import TableFacts
from planlang.engines.sql.passes import NONE
from planlang.engines.sql.program import compiled
from planlang.engines.sql.values import NotCompiled
from planlang.run.engine.select import Cellar, NotInEngine
from planlang.run.pay import refuse_negative
from planlang.run.result import Rejected
from planlang.slices import Demand, SliceRefused, slice_for
from planlang.slotted import frozen

MOST = 20
"""Of so many rows at fault it is said what is wrong with them."""

_FINDS = frozenset({"text", "row", "member", "date", *MONTHS})
"""Kinds of columns by whose values rows are found."""


@frozen
class Doubted:
    """Rows of a table that are at fault: cells of ``some`` of ``count``."""

    demand: Demand
    some: int
    count: int


@frozen
class _Test:
    """What may be wrong with rows of a table: cells that show it, columns by which such rows are found, the query for their values."""

    table: str
    shown: tuple[str, ...]
    keys: tuple[str, ...]
    query: Callable[[Cellar, str], str]


def doubted(executor: Executor, graph: g.Graph, inputs: Mapping[str, TableFacts]) -> list[Doubted]:
    """Rows that checks of the plan reject, whose order nothing decides, or whose payout is negative without an answer to that.

    Those that the engine can't find by themselves are left out.
    """
    found = []
    for test in _tests(graph):
        try:
            with _cells(executor, graph, inputs, test) as cellar:
                keys = ", ".join(f"{cellar.text((test.table, name))} AS k{n}" for n, name in enumerate(test.keys))
                query = f"SELECT DISTINCT * FROM ({test.query(cellar, keys)}) AS found"
                count = int(executor.fetch(f"SELECT count(*) AS n FROM ({query}) AS found").rows[0][0] or 0)
                rows = executor.fetch(f"{query} ORDER BY ALL LIMIT {MOST}").rows if count else []
        except (Overflow, NotCompiled, NotInEngine, EngineError):
            continue
        where = {name: {row[n] for row in rows if row[n] is not None} for n, name in enumerate(test.keys)}
        if all(where.values()):
            found.append(Doubted(Demand(test.table, test.shown, where), len(rows), count))
    return found


def said_of(graph: g.Graph, sources: Sources, rows: Sequence[Doubted]) -> tuple[Diagnostic, ...]:
    """What the interpreter finds wrong with these rows."""
    try:
        part = slice_for(graph, sources, [one.demand for one in rows])
        if not part.findings and graph.payout is not None:
            payouts = sorted(part.depended_on.get(graph.payout.table, ()))
            refuse_negative(part.evaluator, graph.payout, payouts)
    except (SliceRefused, Refusal, Rejected) as refused:
        return tuple(refused.diagnostics)
    return part.findings


def _tests(graph: g.Graph) -> Iterator[_Test]:
    for check in graph.checks:
        if keys := _keys(graph, check.table):
            yield _Test(check.table, (check.column,), keys, _failing(check))
    for order in graph.orders:
        if keys := tuple(name for name in order.by if _finds(graph, order.table, name)):
            yield _Test(order.table, tuple(dict.fromkeys((*order.by, *order.order))), keys, _tied(order))
    info = graph.payout
    if info is not None and not info.negative_answered:
        yield _Test(info.table, (info.result,), (info.participant, info.period), _negative(graph, info))


def _failing(check: g.DataCheck) -> Callable[[Cellar, str], str]:
    node = (check.table, check.column)
    return lambda cellar, keys: f"SELECT {keys} FROM {cellar.relation(check.table)} WHERE NOT {cellar.holds(node)}"


def _tied(order: g.OrderCheck) -> Callable[[Cellar, str], str]:
    def query(cellar: Cellar, keys: str) -> str:
        by = ", ".join(dict.fromkeys(cellar.key((order.table, name)) for name in (*order.by, *order.order)))
        ranked = f"SELECT {keys}, count(*) OVER (PARTITION BY {by}) AS alike FROM {cellar.relation(order.table)}"
        return f"SELECT * EXCLUDE (alike) FROM ({ranked}) AS ranked WHERE alike > 1"

    return query


def _negative(graph: g.Graph, info: g.PayoutInfo) -> Callable[[Cellar, str], str]:
    def query(cellar: Cellar, keys: str) -> str:
        result = cellar.money((info.table, info.result), graph.digits)
        return f"SELECT {keys} FROM {cellar.relation(info.table)} WHERE {result} < 0"

    return query


def _keys(graph: g.Graph, table: str) -> tuple[str, ...]:
    """The columns that tell whose row it is: of a record those that identify it, elsewhere the participant and the period."""
    rows = graph.tables[table].rows
    if isinstance(rows, g.Input):
        identity = next(spec.identity for spec in graph.records if spec.name == rows.record)
        cells = {
            column.op.column: name
            for name, column in graph.tables[table].columns.items()
            if isinstance(column.op, g.Cell)
        }
        names = [cells.get(name, "") for name in identity]
    elif graph.payout is not None and table == graph.payout.table:
        names = [graph.payout.participant, graph.payout.period]
    else:
        names = [credit.participant for credit in graph.credits if credit.table == table]
        names += [component.participant for component in graph.components if component.table == table]
        names = names[:1]
    return tuple(names) if all(_finds(graph, table, name) for name in names) else ()


def _finds(graph: g.Graph, table: str, name: str) -> bool:
    column = graph.tables[table].columns.get(name)
    return column is not None and column.unit.kind in _FINDS


@contextmanager
def _cells(executor: Executor, graph: g.Graph, inputs: Mapping[str, TableFacts], test: _Test) -> Iterator[Cellar]:
    """The cells of a test, in tables that are gone afterwards."""
    nodes = [(test.table, name) for name in dict.fromkeys((*test.keys, *test.shown))]
    program = compiled(graph, inputs, executor.dialect, nodes, passes=NONE)
    try:
        start(executor, program)
        yield Cellar(program, executor.dialect)
    finally:
        for name in (*(one.name for one in program.statements), *(one.name for one in program.prepared)):
            executor.drop(name)
