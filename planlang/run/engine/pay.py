"""One run in an engine, from checked input tables to tables of results.

The engine finds whether something is wrong; what it is, the reference says: then the caller has the interpreter do the same
run and shows its findings. If the interpreter finds nothing, the two differ, and that is a bug of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.data.engine.tables import Pending
from planlang.engines.sql.evaluate import start
from planlang.engines.sql.executors.base import DoesNotFit, Executor
from planlang.engines.sql.inputs import TableFacts, known_in
from planlang.engines.sql.passes import EVERY
from planlang.engines.sql.program import Groups, Program, compiled
from planlang.engines.sql.values import NotCompiled, WrongData
from planlang.run.credited import credited_tables
from planlang.run.engine.checks import VALUES, checks
from planlang.run.engine.select import Cellar, NotInEngine, Query
from planlang.run.engine.tables import RunQueries
from planlang.run.engine.uncredited import Uncredited
from planlang.run.engine.wanted import wanted
from planlang.run.paid import ordered
from planlang.run.reasons import Unexplained
from planlang.run.result import Summary
from planlang.run.tables import Output, OutputColumn
from planlang.slotted import frozen


class Doubt(Exception):
    """A check of the engine's found something; the interpreter has to say what.

    ``sure``: it has to find something. Else a value may be missing that nobody asks for: what is wrong with rows is gathered for whole tables.
    """

    def __init__(self, what: str, sure: bool) -> None:
        super().__init__(what)
        self.sure = sure


@frozen
class EngineRun:
    """A run whose rows are in the engine: ``queries`` are its tables."""

    executor: Executor
    program: Program
    queries: tuple[Query, ...]
    summary: Summary
    settled: tuple[Pending, ...] = ()
    """What the loader had left open about the data, and the run has found to hold."""

    def table(self, name: str) -> Output:
        """A table of the run, fetched, in its order."""
        query = self._query(name)
        names = ", ".join(self.executor.dialect.quoted(column.name) for column in query.columns)
        text = f"SELECT {names} FROM (\n{query.sql}\n) AS result ORDER BY {', '.join(query.order)}"
        rows = self.executor.fetch(text).rows
        cells: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in query.columns]
        return Output(
            name,
            tuple(
                OutputColumn(
                    c.name, c.kind, Values(items, 10**c.digits if c.kind == "money" else None), c.digits, c.currency
                )
                for c, items in zip(query.columns, cells, strict=True)
            ),
        )

    def count(self, name: str) -> int:
        """How many rows a table of the run has."""
        rows = self.executor.fetch(f"SELECT count(*) AS n FROM (\n{self._query(name).sql}\n) AS result").rows
        return int(rows[0][0] or 0)

    def _query(self, name: str) -> Query:
        return next(query for query in self.queries if query.name == name)


def pay_in_engine(
    executor: Executor,
    graph: g.Graph,
    inputs: Mapping[str, TableFacts],
    chosen: Sequence[int],
    passes: Collection[str] = EVERY,
    pending: Sequence[Pending] = (),
) -> EngineRun:
    """Pays everybody for some periods. ``pending`` is what the loader has left open about the data.

    Where some value may be missing, and it isn't known whether anybody asks for it, all is done again without the pass ``gathered``;
    where a number did not fit, without ``narrow``.
    Raises ``Doubt`` where the data can't be paid, ``NotInEngine`` where this engine can't pay it, and ``compiler.Overflow``.
    """
    left_out = "gathered"
    try:
        return _pay(executor, graph, inputs, chosen, passes, pending)
    except Doubt as doubt:
        if doubt.sure or "gathered" not in passes:
            raise
    except DoesNotFit:  # perhaps in a row that nobody asks for
        if "narrow" not in passes:
            raise
        left_out = "narrow"
    return _pay(executor, graph, inputs, chosen, frozenset(passes) - {left_out}, pending)


def _pay(
    executor: Executor,
    graph: g.Graph,
    inputs: Mapping[str, TableFacts],
    chosen: Sequence[int],
    passes: Collection[str],
    pending: Sequence[Pending],
) -> EngineRun:
    nodes = wanted(graph)
    try:
        known = known_in(lambda sql: executor.fetch(sql).rows, executor.dialect.quoted, inputs)
        program = compiled(
            graph, inputs, executor.dialect, nodes, credited_tables(graph), _looked_at(graph), passes, known
        )
    except WrongData as wrong:
        raise Doubt(wrong.why, True) from None
    except NotCompiled as wrong:
        raise NotInEngine(wrong.why) from None
    checked = _Grouped(executor, program, pending, {name: table.rows for name, table in inputs.items()})
    try:
        start(executor, program, checked.after)
        return _checked(executor, graph, inputs, chosen, program, checked.settled, "added" not in passes)
    except (Doubt, DoesNotFit):
        for name in (*(one.name for one in program.statements), *(one.name for one in program.prepared)):
            executor.drop(name)
        raise


def _checked(
    executor: Executor,
    graph: g.Graph,
    inputs: Mapping[str, TableFacts],
    chosen: Sequence[int],
    program: Program,
    settled: Callable[[], tuple[Pending, ...]],
    added: bool,
) -> EngineRun:
    cellar = Cellar(program, executor.dialect)
    queries = RunQueries(graph, cellar, chosen, days_of(graph, inputs))
    known = settled()
    for check in checks(graph, cellar, queries, _identified(inputs), False, added):
        if executor.fetch(f"SELECT 1 AS one FROM ({check.sql}) AS found LIMIT 1").rows:
            raise Doubt(check.what, check.what != VALUES)
    try:
        left = Uncredited(graph, cellar, executor, {name: table.rows for name, table in inputs.items()})
    except Unexplained as row:  # as where a reference that was left open leads nowhere
        raise Doubt(str(row), True) from None
    tables: tuple[Query, ...] = (queries.credits(), queries.lines(), queries.payouts(), left.query())
    due = queries.due()
    own = queries.paid_in()
    tables = (*tables, *(query for query in (due, queries.balances(), own) if query is not None))
    totals, people, paid = _summed(executor, graph, queries)
    label = graph.calendar.label
    periods = tuple(label(graph.payout.unit, number) for number in chosen) if graph.payout else ()
    counts = tuple(left.counts)
    left_over = Fraction(0) if due is None else _total(executor, graph, due)
    in_each = () if own is None else _in_each(executor, own)
    summary = Summary(
        graph.name, graph.currency, graph.digits, periods, counts, totals, people, paid, left_over, in_each
    )
    return EngineRun(executor, program, tables, summary, known)


class _Grouped:
    """The checks that are made group by group: each as soon as the table that it reads is there, before there are more of them."""

    def __init__(
        self, executor: Executor, program: Program, pending: Sequence[Pending], rows: Mapping[str, int]
    ) -> None:
        self.executor, self.pending, self.rows = executor, pending, rows
        self.left = list(program.groups)
        self.kept = {statement.name for statement in program.statements}
        self.known: set[tuple[str, str | None]] = set()

    def after(self, name: str) -> None:
        """Makes those that read a table."""
        for groups in [one for one in self.left if one.after == name]:
            self._make(groups)

    def settled(self) -> tuple[Pending, ...]:
        """Makes all others; what of that which was left open about the data all of them have settled."""
        for groups in list(self.left):
            self._make(groups)
        return tuple(one for one in self.pending if (one.record, one.column) in self.known)

    def _make(self, groups: Groups) -> None:
        self.left.remove(groups)
        failed, lost, twice, bare = _found(self.executor, groups)
        if failed:
            raise Doubt(f"the checks of {groups.table}", True)
        reference, record, named = groups.proves
        if reference is not None and not lost:
            self.known.add(reference)
        if record is not None and not lost and not twice:
            self.known.add((record, None))
        if named is not None and not lost and not bare and self._meets_one(groups):
            self.known.add((named, None))

    def _meets_one(self, groups: Groups) -> bool:
        """Whether the table that a check reads has as many rows as the record: no row of it was joined with two that it names."""
        reference, _, _ = groups.proves
        if reference is None or groups.read not in self.kept:
            return False
        quoted = self.executor.dialect.quoted(groups.read)
        return self.executor.fetch(f"SELECT count(*) AS n FROM {quoted}").rows == [(self.rows[reference[0]],)]


def _found(executor: Executor, groups: Groups) -> tuple[bool, ...]:
    """What a check of groups finds, by the quick query where that is sure."""
    if groups.quick is not None:
        *found, sure = executor.fetch(groups.quick).rows[0]
        if sure:
            return tuple(bool(one) for one in found)
    return tuple(bool(one) for one in executor.fetch(groups.query).rows[0])


def _looked_at(graph: g.Graph) -> set[str]:
    """Tables of which no row is written: those that only checks and reasons look at."""
    written = {credit.table for credit in graph.credits} | {component.table for component in graph.components}
    if graph.payout is not None:
        written.add(graph.payout.table)
    return set(graph.tables) - written


def _identified(inputs: Mapping[str, TableFacts]) -> set[str]:
    """The records whose rows differ in what identifies them, as the loader has found."""
    return {
        name for name, table in inputs.items() if getattr(table, "identified", False) or table.record.key is not None
    }


def days_of(graph: g.Graph, inputs: Mapping[str, TableFacts]) -> tuple[int, int]:
    """From when to when there may be days in the data, what the plan covers included."""
    first, last = graph.covers
    for table in inputs.values():
        for column in table.columns.values():
            if column.kind == "date" and column.low is not None and column.high is not None:
                first, last = min(first, column.low), max(last, column.high)
    if graph.payout is not None:
        rows = graph.tables[graph.payout.table].rows
        if isinstance(rows, g.Spine) and rows.unit is not None:
            first = min(first, graph.calendar.first_day(rows.unit, rows.first))
            last = max(last, graph.calendar.last_day(rows.unit, rows.last))
    return first, last


def _total(executor: Executor, graph: g.Graph, query: Query) -> Fraction:
    """The total of a table's amounts."""
    text = f"SELECT {executor.dialect.total('amount', True)} AS t FROM (\n{query.sql}\n) AS result"
    return Fraction(int(executor.fetch(text).rows[0][0] or 0), 10**graph.digits)


def _in_each(executor: Executor, query: Query) -> tuple[tuple[str, Fraction], ...]:
    """What is paid of each currency."""
    digits = query.columns[-1].digits
    text = f"SELECT currency, {executor.dialect.total('paid', True)} AS t FROM (\n{query.sql}\n) AS result GROUP BY currency"
    return ordered((str(code), Fraction(int(amount or 0), 10**digits)) for code, amount in executor.fetch(text).rows)


def _summed(
    executor: Executor, graph: g.Graph, queries: RunQueries
) -> tuple[tuple[tuple[str, Fraction], ...], int, int]:
    """The total of each component, how many participants there are, and how many of them get something."""
    query = queries.payouts()
    total = executor.dialect.total("amount", True)
    names = queries.names()
    found = {
        int(part or 0): Fraction(int(amount or 0), 10**graph.digits)
        for part, amount in executor.fetch(
            f"SELECT part, {total} AS t FROM (\n{query.sql}\n) AS result GROUP BY part"
        ).rows
    }
    some = f"SELECT participant, max(CASE WHEN amount <> 0 THEN 1 ELSE 0 END) AS paid FROM (\n{query.sql}\n) AS result GROUP BY participant"
    people = executor.fetch(f"SELECT count(participant) AS a, sum(paid) AS b FROM (\n{some}\n) AS people").rows[0]
    sums = tuple((name, found.get(number, Fraction(0))) for number, name in enumerate(names))
    return sums, int(people[0] or 0), int(people[1] or 0)
