"""Rules whose amounts are in payouts by what the graph says, and graphs that don't say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.core import graph as g
from planlang.run.engine.added import adds_up
from planlang.run.engine.wanted import paid
from planlang.slotted import evolve

PLANS = Path(__file__).parents[2] / "stdlib_plans"
LIMITED = "Base: at most 3 * participant.variable for each participant eac…"


def graph_of(name: str) -> g.Graph:
    path = PLANS / name / f"{name}.plan"
    graph = compile_text(path.read_bytes(), path.name).graph
    assert graph is not None
    return graph


def proven(graph: g.Graph) -> dict[str, bool]:
    assert graph.payout is not None
    return {one.name: adds_up(graph, graph.payout, one) for one in paid(graph, graph.payout)}


def test_totals_limits_and_rules_for_each_period_add_up() -> None:
    assert proven(graph_of("quarterly_ae")) == {"Base": True, "NewProductPush": True, "Team": True}


def test_payments_and_people_who_come_and_go_are_looked_at() -> None:
    assert not any(proven(graph_of("enterprise_ae")).values())
    assert not any(proven(graph_of("spring_contest")).values())


def other_op(graph: g.Graph, table: str, column: str, change: Callable[[g.Op], g.Op]) -> g.Graph:
    spec = graph.tables[table]
    columns = {**spec.columns, column: evolve(spec.columns[column], op=change(spec.columns[column].op))}
    return evolve(graph, tables={**graph.tables, table: evolve(spec, columns=columns)})


def other_component(graph: g.Graph, **changes: object) -> g.Graph:
    first, *rest = graph.components
    return evolve(graph, components=(evolve(first, **changes), *rest))


def without_limit(graph: g.Graph) -> g.Graph:
    return other_component(graph, lines=graph.components[0].lines[:1])


def twice(graph: g.Graph) -> g.Graph:
    return other_component(graph, lines=(graph.components[0].lines[0], *graph.components[0].lines))


def more_than_nothing(graph: g.Graph) -> g.Graph:
    def change(op: g.Op) -> g.Op:
        assert isinstance(op, g.Choose) and isinstance(op.otherwise, g.Const)
        return evolve(op, otherwise=evolve(op.otherwise, value=1))

    return other_op(graph, "Bookings", "Base: Base where the rule applies", change)


def on_another_condition(graph: g.Graph) -> g.Graph:
    return other_component(graph, applies="NewProductPush: deal.product is New")


def of_days(graph: g.Graph) -> g.Graph:
    first, last = graph.covers
    return evolve(graph, covers=(first, last + 1))


def of_some(graph: g.Graph) -> g.Graph:
    return other_op(graph, "participant x quarter", "payout of Base", lambda op: evolve(op, where="Team"))


def of_another_column(graph: g.Graph) -> g.Graph:
    return other_op(graph, "participant x quarter", "payout of Base", lambda op: evolve(op, value=LIMITED + " (2)"))


def of_nobody(graph: g.Graph) -> g.Graph:
    """As if a split needn't name anybody."""
    record = next(spec for spec in graph.records if spec.name == "splits")
    columns = tuple(evolve(one, optional=one.optional or one.name == "to") for one in record.columns)
    records = tuple(evolve(spec, columns=columns) if spec is record else spec for spec in graph.records)
    return evolve(graph, records=records)


def of_a_known_manager(graph: g.Graph) -> g.Graph:
    return other_component(graph, participant="TeamBookings: the manager of split.to on deal.closed")


@pytest.mark.parametrize(
    "change",
    (
        without_limit, twice, more_than_nothing, on_another_condition, of_days, of_some, of_another_column, of_nobody,
        of_a_known_manager,
    ),
)  # fmt: skip
def test_another_graph_does_not_say_so(change: Callable[[g.Graph], g.Graph]) -> None:
    assert not proven(change(graph_of("quarterly_ae")))["Base"]


def test_a_rule_for_each_period_that_is_not_covered() -> None:
    graph = graph_of("quarterly_ae")
    rows = graph.tables["participant x quarter"].rows
    assert isinstance(rows, g.Spine)
    later = evolve(graph.tables["participant x quarter"], rows=evolve(rows, last=rows.last + 1))
    assert not proven(evolve(graph, tables={**graph.tables, later.name: later}))["Team"]
