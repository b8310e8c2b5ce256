"""What is carried from payout to payout, in plans that nobody wrote: every cell of every engine is the interpreter's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given

from planlang.core import graph as g
from planlang.core.graph import Fold, Graph, Spine
from planlang.core.invariants import violations
from planlang.engines.interpreter import Evaluator
from planlang.engines.sql.executors import Executor
from planlang.engines.sql.unfolded import MOST, unfolded
from planlang.slotted import evolve
from tests.conformance import sources
from tests.conformance.bent import without
from tests.conformance.comparing import compare, expected, given_in
from tests.conformance.engines import sessions
from tests.conformance.paying import pays_alike
from tests.conformance.profiles import some
from tests.engines.build import NUMBER, TEXT, col, const, one_table, ref
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


@pytest.mark.parametrize("plan", ["bonus_bank", "lapses", "amended_balance", "added_later", "own_result"])
def test_unfolded_is_a_sound_graph_with_the_same_cells(plan: str) -> None:
    for case in sources.of_plan(LOWERING / f"{plan}.plan"):
        graph = unfolded(case.graph, given_in(case.data))
        assert _open(case.graph) and not _open(graph)
        assert violations(graph) == []
        one, other = Evaluator(case.graph, case.data), Evaluator(graph, case.data)
        for table in case.graph.tables.values():
            for name in table.columns:
                here, there = one.column(table.name, name), other.column(table.name, name)
                rows = range(one.count(table.name))
                assert [here.at(row) for row in rows] == [there.at(row) for row in rows], (table.name, name)


def test_what_goes_from_credit_to_credit_is_unfolded_while_credits_are_few() -> None:
    (case,) = sources.of_plan(LOWERING / "own_result.plan")
    assert _open(case.graph), "from credit to credit: how many there are, only data knows"
    assert not any(isinstance(case.graph.tables[table].rows, Spine) for table, _ in _open(case.graph))
    few = given_in(case.data)
    many = {name: evolve(one, rows=MOST + 1) for name, one in few.items()}
    assert _open(unfolded(case.graph, few)) == []
    assert unfolded(case.graph, many) is case.graph


def test_what_goes_from_credit_to_credit_is_paid_to_nobody_where_there_are_no_credits() -> None:
    (case,) = sources.of_plan(LOWERING / "own_result.plan")
    for record in case.data:
        pays_alike(case.graph, without(case.data, record, lambda row: True))
    nothing = {name: evolve(one, rows=0) for name, one in given_in(case.data).items()}
    graph = unfolded(case.graph, nothing)
    assert _open(graph) == [] and violations(graph) == []
    assert all(table.rows.sources for table in graph.tables.values() if isinstance(table.rows, g.Stack))


def test_two_ways_through_the_rows_that_need_each_other_stay_what_they_are() -> None:
    """Each would be looked up in tables of the other, which look it up in tables of the first."""
    a = g.Fold("with a", const(0), ("who",), ("id",))
    b = g.Fold("with b", const(0), (), ("id",))
    for second, open_ in ((ref("a"), 2), (const(1), 0)):
        graph, data = one_table(
            col("a", a), col("b", b), col("with a", g.Add(((1, ref("b")), (1, ref("x"))))),
            col("with b", g.Add(((1, second), (1, ref("x"))))),
            id=(TEXT, ["1", "2"]), who=(TEXT, ["p", "q"]), x=(NUMBER, [1, 2]),
        )  # fmt: skip
        assert len(_open(unfolded(graph, given_in(data)))) == open_
