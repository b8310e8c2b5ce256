"""Graphs and plans that nobody wrote, on data that nobody has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.core.reads import Node
from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.evaluate import every_column
from planlang.engines.sql.executors import Executor
from planlang.engines.sql.values import NotCompiled
from tests.conformance.bent import extremes, flat, thinned
from tests.conformance.comparing import PASSES, compare, program_of
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.engines.strategies import graphs
from tests.properties.running import Run
from tests.servers import Engines
from tests.strategies.described import World
from tests.strategies.worlds import worlds

UNCHECKED = PASSES - {"proven"}
"""For data that may fail the plan's own checks: nothing may be concluded from them."""

REFUSED = (Overflow, NotCompiled)


def compiles(session: Executor, graph: Graph, data: Dataset, wanted: list[Node]) -> bool:
    """Whether there is a query for some columns."""
    try:
        program_of(session, graph, data, wanted)
    except REFUSED:
        return False
    return True


def compared(session: Executor, graph: Graph, data: Dataset, passes: Collection[str] = PASSES) -> int:
    """Compares all columns that there is a query for."""
    wanted, plans = every_column(graph), session.dialect.name == "duckdb"
    try:
        return compare(session, graph, data, wanted=wanted, plans=plans, passes=passes)
    except REFUSED:  # by the compiler, before anything was compared
        wanted = [node for node in wanted if compiles(session, graph, data, [node])]
    return compare(session, graph, data, wanted=wanted, plans=plans, passes=passes) if wanted else 0


def on(engine: str, engines: Engines, graph: Graph, data: Dataset, passes: Collection[str] = PASSES) -> int:
    """The same in a session with an engine."""
    with sessions(engines, engine) as session:
        return compared(session, graph, data, passes)


@some(40)
@given(made=graphs())
def test_random_graphs_on_duckdb(made: Any, engines: Engines) -> None:
    graph, data = made
    on("duckdb", engines, graph, flat(data))


@pytest.mark.postgres
@some(15)
@given(made=graphs())
def test_random_graphs_on_postgres(made: Any, engines: Engines) -> None:
    graph, data = made
    on("postgres", engines, graph, flat(data))


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@some(3)
@given(made=graphs())
def test_random_graphs_on_spark(made: Any, engines: Engines) -> None:
    graph, data = made
    on("spark", engines, graph, flat(data))


@some(20)
@given(made=graphs(), more=st.data())
def test_random_graphs_with_extreme_numbers(made: Any, more: st.DataObject, engines: Engines) -> None:
    graph, data = made
    on("duckdb", engines, graph, more.draw(extremes(data)))


@pytest.mark.postgres
@some(8)
@given(made=graphs(), more=st.data())
def test_random_graphs_with_extreme_numbers_on_postgres(made: Any, more: st.DataObject, engines: Engines) -> None:
    graph, data = made
    on("postgres", engines, graph, more.draw(extremes(data)))


@some(15)
@given(made=graphs(), more=st.data())
def test_random_graphs_with_tables_without_rows(made: Any, more: st.DataObject, engines: Engines) -> None:
    graph, data = made
    on("duckdb", engines, graph, more.draw(thinned(data)))


@some(15)
@given(worlds())
def test_generated_plans_on_duckdb(engines: Engines, world: World) -> None:
    with sessions(engines, "duckdb") as session:
        run = Run(world)
        compare(session, run.graph, run.data)


@pytest.mark.postgres
@some(15)
@given(worlds())
def test_generated_plans_on_postgres(engines: Engines, world: World) -> None:
    with sessions(engines, "postgres") as session:
        run = Run(world)
        compare(session, run.graph, run.data, plans=False)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@some(3)
@given(worlds())
def test_generated_plans_on_spark(engines: Engines, world: World) -> None:
    with sessions(engines, "spark") as session:
        run = Run(world)
        compare(session, run.graph, run.data, plans=False)


@some(15)
@given(worlds(), st.data())
def test_generated_plans_with_extreme_numbers(engines: Engines, world: World, more: st.DataObject) -> None:
    run = Run(world)
    on("duckdb", engines, run.graph, more.draw(extremes(run.data)), UNCHECKED)


@some(15)
@given(worlds(), st.data())
def test_generated_plans_with_tables_without_rows(engines: Engines, world: World, more: st.DataObject) -> None:
    run = Run(world)
    on("duckdb", engines, run.graph, more.draw(thinned(run.data)), UNCHECKED)
