"""The interpreter against the oracle, on any graph, however its cells are asked for."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planlang.core.invariants import violations
from planlang.core.printer import print_graph
from planlang.engines.interpreter import Evaluator

from .oracle import Oracle
from .strategies import graphs

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making a graph smaller takes minutes: switch on to debug
)


def cells(values: Any) -> list[Any]:
    return [values.at(i) for i in range(len(values.items))]


@quick
@given(graphs())
def test_every_cell_is_the_oracles(made: Any) -> None:
    graph, data = made
    evaluator, oracle = Evaluator(graph, data), Oracle(graph, data)
    for name, table in graph.tables.items():
        assert evaluator.count(name) == len(oracle.rows(name))
        for column in table.columns:
            assert cells(evaluator.column(name, column)) == oracle.column(name, column), (name, column, table)


@quick
@given(graphs(), st.data())
def test_any_rows_in_any_order_are_those_of_the_whole_column(made: Any, data_of: st.DataObject) -> None:
    graph, data = made
    whole, asked = Evaluator(graph, data), Evaluator(graph, data)
    every = [(table.name, column) for table in graph.tables.values() for column in table.columns]
    for _ in range(12):
        name, column = data_of.draw(st.sampled_from(every))
        count = whole.count(name)
        if not count:
            continue
        rows = data_of.draw(st.none() | st.lists(st.integers(0, count - 1), max_size=6))
        expected = cells(whole.column(name, column))
        found = cells(asked.column(name, column, rows))
        assert found == (expected if rows is None else [expected[r] for r in rows])
        row = data_of.draw(st.integers(0, count - 1))
        assert asked.value(name, column, row) == expected[row]
        asked.behind(name, column, row)


@quick
@given(graphs())
def test_generated_graphs_are_sound_and_print(made: Any) -> None:
    graph, _ = made
    assert [v for v in violations(graph) if "multiplier" not in v] == []
    assert print_graph(graph) == print_graph(graph)


@quick
@given(graphs())
def test_row_ids_find_their_rows(made: Any) -> None:
    graph, data = made
    evaluator, oracle = Evaluator(graph, data), Oracle(graph, data)
    for name in graph.tables:
        for row in range(evaluator.count(name)):
            assert evaluator.row_id(name, row) == oracle.row_id(name, row)
            assert evaluator.find(name, evaluator.row_id(name, row)) == row
        assert evaluator.find(name, "nobody") is None
