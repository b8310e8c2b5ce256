"""A whole run on DuckDB beside the interpreter's: the tables that are written, row by row and in their order.

Cell by cell comparisons ask for every column, so that each is a column of its own in the query. A run asks for what it writes, and what
lies on the way is written in place: other texts, with other brackets.
"""

from __future__ import annotations

from planlang.core.dataset import Dataset
from planlang.core.graph import Fold, Graph, Spine
from planlang.engines.sql.inputs import from_dataset
from planlang.run.engine.pay import Doubt, pay_in_engine
from planlang.run.engine.select import NotInEngine
from planlang.run.pay import pay
from planlang.run.periods import selected
from planlang.run.result import Rejected
from tests.conformance import counting
from tests.conformance.comparing import Differs, beside
from tests.conformance.engines import duckdb


def pays_alike(graph: Graph, data: Dataset) -> int:
    """Compares the rows of all tables that a run writes; gives how many cells those have.

    In a session of its own with the database that this process keeps: opening one takes a third of it all.
    """
    executor = beside(duckdb())
    loaded = from_dataset(data)
    try:
        expected = pay(graph, data)
    except Rejected:
        expected = None
    try:
        for one in loaded:
            executor.create(one.table.relation, one.types, one.cells)
        inputs = {one.table.record.name: one.table for one in loaded}
        try:
            run = pay_in_engine(executor, graph, inputs, selected(graph, None))
        except Doubt:
            if expected is not None:
                raise
            return 0
        except NotInEngine as why:
            assert _open(graph), why
            return 0
        if expected is None:
            raise Differs(f"{executor.dialect.name} pays what the interpreter refuses")
        cells = 0
        for output in expected.outputs:
            here, there = list(output.rows()), list(run.table(output.name).rows())
            if here != there:
                raise Differs(f"{executor.dialect.name}: {output.name}: {[*zip(here, there)][:20]}")
            cells += len(here) * len(output.columns)
        assert run.summary == expected.summary
        return counting.count(executor.dialect.name, cells)
    finally:
        executor.close()


def _open(graph: Graph) -> bool:
    """Whether a rule goes on from its own result, from credit to credit: only the interpreter pays that."""
    return any(
        isinstance(column.op, Fold)
        for table in graph.tables.values()
        if not isinstance(table.rows, Spine)
        for column in table.columns.values()
    )
