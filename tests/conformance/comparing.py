"""An engine's cells beside the interpreter's: every column of every table, and which of them have no value."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy

from planlang.core.dataset import Dataset
from planlang.core.graph import Derive, Fold, Graph
from planlang.core.reads import Node, other_columns, own_columns
from planlang.core.values import Scalar
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.engines.sql.evaluate import Evaluated, every_column, fetched
from planlang.engines.sql.executors import EngineError, Executor
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from planlang.engines.sql.executors.postgres_executor import PostgresExecutor
from planlang.engines.sql.inputs import InputTable, from_dataset, known_of
from planlang.engines.sql.passes import EVERY
from planlang.engines.sql.program import Program, compiled
from planlang.engines.sql.unfolded import unfolded
from tests.conformance import counting

Expected = dict[Node, "dict[str, Scalar] | None"]
"""For each column its cells by the identity texts of the rows; ``None`` where the interpreter refuses."""


class Differs(AssertionError):
    """An engine says something else than the interpreter, or refuses what it does not."""


def given_in(data: Dataset) -> dict[str, InputTable]:
    """What an engine is told of the tables of some data."""
    return {one.table.record.name: one.table for one in from_dataset(data)}


def in_engines(graph: Graph, data: Dataset) -> list[Node]:
    """The columns that an engine has: all but those behind which a rule goes on from its own result, from credit to credit of many."""
    plain, graph = graph, unfolded(graph, given_in(data))
    open_ = {
        (table.name, name) for table in graph.tables.values() for name, column in table.columns.items()
        if isinstance(column.op, Fold) and column.op.closed is None
    }  # fmt: skip
    grown = bool(open_)
    while grown:
        more = {
            (table.name, name) for table in graph.tables.values() for name, column in table.columns.items()
            if any((table.name, own) in open_ for own in own_columns(column.op))
            or not open_.isdisjoint(other_columns(table, column.op))
        }  # fmt: skip
        grown = not more <= open_
        open_ |= more
    return [node for node in every_column(plain) if node not in open_]


def expected(graph: Graph, data: Dataset, wanted: Iterable[Node] | None = None) -> Expected:
    """What the interpreter says."""
    reader = Evaluator(graph, data)
    found: Expected = {}
    for table, column in wanted or every_column(graph):
        try:
            values = reader.column(table, column)
            found[table, column] = {
                reader.row_id(table, row): values.at(row) for row in range(reader.count(table))
            }  # fmt: skip
        except Refusal:
            found[table, column] = None
        except RuntimeError:
            if not _reads_what_is_absent(graph, reader, table, column):
                raise
    return found


def _reads_what_is_absent(graph: Graph, reader: Evaluator, table: str, column: str) -> bool:
    """Whether a column reads a value that some rows lack: it stands behind an `is known and …`, and is asked for only where it holds."""
    try:
        return any(
            None in reader.column(table, name).items for name in own_columns(graph.tables[table].columns[column].op)
        )
    except RuntimeError:  # so does what it reads
        return True


PASSES: frozenset[str] = EVERY - {"gathered"}
"""With ``gathered`` no column has faults of its own, and data that is wrong is refused as a whole."""


def program_of(
    executor: Executor, graph: Graph, data: Dataset, wanted: Iterable[Node], passes: Collection[str] = PASSES
) -> Program:
    """Compiled for an engine and the bounds of some data."""
    return compiled(graph, given_in(data), executor.dialect, wanted, passes=passes, known=known_of(data))


def evaluated(
    executor: Executor, graph: Graph, data: Dataset, wanted: Iterable[Node], *, plans: bool = True,
    passes: Collection[str] = PASSES,
) -> Evaluated:  # fmt: skip
    """Runs it, looks for floating-point numbers in each statement on the way (with ``plans`` also in its plan), and tidies up."""
    program = program_of(executor, graph, data, wanted, passes)
    loaded = from_dataset(data)
    made = []
    executor, given = beside(executor), executor
    try:
        for one in loaded:
            made.append(one.table.relation)
            executor.create(one.table.relation, one.types, one.cells)
        for prepared in program.prepared:
            made.append(prepared.name)
            executor.create(prepared.name, prepared.columns, prepared.cells)
        for statement in program.statements:
            made.append(statement.name)
            try:
                wrong = executor.floating(statement.select) if plans else []
                executor.keep(statement.name, statement.select)
            except EngineError as error:
                raise Differs(f"{executor.dialect.name}: {error}\n{statement.select}") from error
            if wrong:
                raise Differs(f"{executor.dialect.name}: {wrong}\n{statement.select}")
        _check_types(executor, [statement.name for statement in program.statements])
        return fetched(executor, program)
    finally:
        if executor is given:
            _drop(executor, made)
        else:
            executor.close()


def _check_types(executor: Executor, names: list[str]) -> None:
    """What was kept has the types of its query, and asking it takes no second planning of a long one. DuckDB is asked for all at once."""
    tables = [executor.dialect.quoted(name) for name in names]
    asked = [", ".join(tables)] if isinstance(executor, DuckDBExecutor) and tables else tables
    for one in asked:
        wrong = executor.check_types(f"SELECT * FROM {one}")
        if wrong:
            raise Differs(f"{executor.dialect.name}: {wrong} in {one}")


def beside(executor: Executor) -> Executor:
    """With DuckDB a session of its own in the same database, whose tables are gone when it is closed; else the same."""
    if not isinstance(executor, DuckDBExecutor):
        return executor
    own = copy(executor)
    own.connection = executor.connection.cursor()
    return own


def _drop(executor: Executor, names: list[str]) -> None:
    """Tidies up; on PostgreSQL, which is asked over a wire, all at once."""
    if isinstance(executor, PostgresExecutor) and names:
        executor._write(f"DROP TABLE IF EXISTS {', '.join(map(executor.dialect.quoted, reversed(names)))}")
        return
    for name in reversed(names):
        executor.drop(name)


def _rows_refused(graph: Graph, known: Expected) -> bool:
    """Whether some table's rows can't be told: the interpreter refuses the condition on them."""
    return any(
        isinstance(table.rows, Derive) and table.rows.keep is not None
        and known.get((table.rows.source, table.rows.keep), {}) is None
        for table in graph.tables.values()
    )  # fmt: skip


def compare(
    executor: Executor,
    graph: Graph,
    data: Dataset,
    known: Expected | None = None,
    wanted: Iterable[Node] | None = None,
    *,
    plans: bool = True,
    passes: Collection[str] = PASSES,
) -> int:
    """Compares every wanted column; gives the number of cells, and counts them.

    ``known`` is what the interpreter says, if that is known already.
    """
    if known is None:
        known = expected(graph, data, wanted)
    found = evaluated(executor, graph, data, list(known), plans=plans, passes=passes)
    if (
        "gathered" in passes and found.faulty and not found.cells
    ):  # a doubt about all of it: a run looks again cell by cell
        passes = frozenset(passes) - {"gathered"}
        found = evaluated(executor, graph, data, list(known), plans=plans, passes=passes)
    cells = 0
    for node, want in known.items():
        if want is None:
            if node not in found.faulty:
                raise Differs(f"{executor.dialect.name}: {node} has cells, and the interpreter refuses it")
            continue
        if node in found.faulty:
            if node in found.program.behind and _rows_refused(graph, known):
                continue  # nobody asked the interpreter which rows the other table has
            raise Differs(f"{executor.dialect.name}: {node} is refused, and the interpreter has its cells")
        have = found.cells[node]
        if have != want:
            op = graph.tables[node[0]].columns[node[1]].op
            different = [(key, want.get(key, "no row"), have.get(key, "no row")) for key in {**want, **have}
                         if want.get(key, "no row") != have.get(key, "no row")]  # fmt: skip
            raise Differs(
                f"{executor.dialect.name}: {node} {op}: of {len(want)} cells (row, wanted, found) {different[:3]}"
            )
        cells += len(want)
    return counting.count(executor.dialect.name, cells)
