"""What is carried from payout to payout, in plans that nobody wrote: every cell of every engine is the interpreter's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given

from planlang.compile import compile_text
from planlang.core.graph import Fold, Graph, Spine
from planlang.core.invariants import violations
from planlang.engines.interpreter import Evaluator
from planlang.engines.sql.executors import Executor
from planlang.engines.sql.unfolded import unfolded
from tests.conformance import sources
from tests.conformance.comparing import compare, expected
from tests.conformance.engines import sessions
from tests.conformance.paying import pays_alike
from tests.conformance.profiles import some
from tests.servers import Engines
from tests.strategies.balances import Carried, carried

LOWERING = Path(__file__).resolve().parents[1] / "lowering"


def _open(graph: Graph) -> list[tuple[str, str]]:
    """The folds that no window says."""
    return [
        (table.name, name)
        for table in graph.tables.values()
        for name, column in table.columns.items()
        if isinstance(column.op, Fold) and column.op.closed is None
    ]


def _compared(session: Executor, made: Carried) -> None:
    """Compares cell by cell what can be paid; a refused run is compared as a run, since a closed form need not see what is refused behind it."""
    known = expected(made.graph, made.data)
    if None not in known.values():
        compare(session, made.graph, made.data, known, plans=session.dialect.name == "duckdb")


@some(25)
@given(made=carried())
def test_made_up_balances_on_duckdb(made: Carried | None, engines: Engines) -> None:
    assume(made is not None)
    assert made is not None
    with sessions(engines, "duckdb") as session:
        _compared(session, made)
    pays_alike(made.graph, made.data)


@pytest.mark.postgres
@some(10)
@given(made=carried())
def test_made_up_balances_on_postgres(made: Carried | None, engines: Engines) -> None:
    assume(made is not None)
    assert made is not None
    with sessions(engines, "postgres") as session:
        _compared(session, made)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_a_balance_that_reads_itself_on_spark(engines: Engines) -> None:
    (case,) = sources.of_plan(LOWERING / "bonus_bank.plan")
    with sessions(engines, "spark") as session:
        compare(session, case.graph, case.data)


@pytest.mark.parametrize("plan", ["bonus_bank", "lapses", "amended_balance", "added_later"])
def test_unfolded_is_a_sound_graph_with_the_same_cells(plan: str) -> None:
    for case in sources.of_plan(LOWERING / f"{plan}.plan"):
        graph = unfolded(case.graph)
        assert _open(case.graph) and not _open(graph)
        assert violations(graph) == []
        one, other = Evaluator(case.graph, case.data), Evaluator(graph, case.data)
        for table in case.graph.tables.values():
            for name in table.columns:
                here, there = one.column(table.name, name), other.column(table.name, name)
                rows = range(one.count(table.name))
                assert [here.at(row) for row in rows] == [there.at(row) for row in rows], (table.name, name)


def test_a_plan_that_carries_nothing_on_is_left_as_it_is() -> None:
    graph = compile_text((LOWERING / "own_result.plan").read_bytes(), "own.plan").graph
    assert graph is not None
    assert _open(graph), "from credit to credit: how many there are, only data knows"
    assert not any(isinstance(graph.tables[table].rows, Spine) for table, _ in _open(graph))
    assert unfolded(graph) is graph
