"""Shares of one pot that stand over divisors of their own, each person's quota: their sum is rounded exactly, or the interpreter pays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.engines.sql.evaluate import every_column
from planlang.engines.sql.executors import Executor
from tests.conformance.comparing import compare, evaluated, expected
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.servers import Engines

PLAN = """plan Pot "Shares of one pot" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-01-31
    rounding     {mode}
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id:       text, key
        store:    one of North, South
        variable: money
        quota:    count, from 1
        reached:  count, from 0
    }}

    bonus Share for each participant once on 2025-01-31 {{
        pay      participant.variable * (participant.reached / participant.quota)
        rounded  each participant, {among}, remainder to the largest, among equals the first by participant.id
    }}

    payout for each participant each month, by credit date {{
        add          Share
        if negative  collected
    }}
}}
"""
MODES = ("nearest 0.01 USD, halves to even", "nearest 0.01 USD, halves away from zero", "cut to 0.01 USD")
Person = tuple[str, int, int, int]
people = st.lists(
    st.tuples(
        st.sampled_from(("North", "South")),
        st.integers(-900, 90_000) | st.integers(10**7, 10**11),
        st.integers(1, 13) | st.integers(1, 10_000) | st.integers(10**8, 10**11),
        st.integers(0, 9) | st.integers(10**8, 10**11),
    ),
    min_size=1,
    max_size=8,
)


def made(rows: list[Person], mode: str, among: str) -> tuple[Graph, Dataset]:
    """The plan with such people."""
    graph = compile_text(PLAN.format(mode=mode, among=among), "pot.plan").graph
    assert graph is not None
    lines = [
        f"p{n},{store},{cents / 100:.2f},{quota},{reached}" for n, (store, cents, quota, reached) in enumerate(rows)
    ]
    with TemporaryDirectory() as name:
        (Path(name) / "participants.csv").write_text("\n".join(["id,store,variable,quota,reached", *lines]) + "\n")
        loaded = load(graph.records, [Path(name)], graph.calendar)
    assert loaded.data is not None, loaded.diagnostics
    return graph, loaded.data


def on_the_edge(rows: list[Person], mode: str) -> bool:
    """Whether some store's sum, or everybody's, is where rounding leaps: only there may a database leave it to the interpreter.

    Of small divisors all sums are told.
    """
    if max(quota for _, _, quota, _ in rows) <= 13:
        return False
    sums: dict[str, Fraction] = {}
    for store, cents, quota, reached in rows:
        for key in (store, "everyone"):
            sums[key] = sums.get(key, Fraction(0)) + Fraction(cents * reached, quota)
    return any((one * (1 if mode.startswith("cut") else 2)).denominator == 1 for one in sums.values())


def alike(session: Executor, rows: list[Person], mode: str, among: str) -> None:
    graph, data = made(rows, mode, among)
    if on_the_edge(rows, mode) and evaluated(session, graph, data, every_column(graph)).faulty:
        return
    compare(session, graph, data, expected(graph, data), plans=session.dialect.name == "duckdb")


AMONG = st.sampled_from(("among everyone", "within each participant.store"))


@some(25)
@given(rows=people, mode=st.sampled_from(MODES), among=AMONG)
def test_shares_over_quotas_of_their_own_on_duckdb(rows: list[Person], mode: str, among: str, engines: Engines) -> None:
    with sessions(engines, "duckdb") as session:
        alike(session, rows, mode, among)


@pytest.mark.postgres
@some(8)
@given(rows=people, mode=st.sampled_from(MODES), among=AMONG)
def test_shares_over_quotas_of_their_own_on_postgres(
    rows: list[Person], mode: str, among: str, engines: Engines
) -> None:
    with sessions(engines, "postgres") as session:
        alike(session, rows, mode, among)


def test_thirds_that_make_whole_cents_are_told(engines: Engines) -> None:
    rows = [("North", 100, 3, 1), ("North", 100, 3, 1), ("South", 200, 6, 2)]
    with sessions(engines, "duckdb") as session:
        graph, data = made(rows, MODES[0], "among everyone")
        assert compare(session, graph, data, expected(graph, data)) > 0


def test_where_a_sum_can_not_be_told_nothing_is_paid_by_the_database(engines: Engines) -> None:
    rows = [
        ("North", 100, 101, 1),
        ("North", 10_000, 101, 1),
        ("North", 100, 103, 1),
        ("North", 10_200, 103, 1),
    ]  # 2.00
    graph, data = made(rows, MODES[2], "among everyone")
    with sessions(engines, "duckdb") as session:
        found = evaluated(session, graph, data, every_column(graph))
    assert any("Share" in column for _, column in found.faulty)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_shares_over_quotas_of_their_own_on_spark(engines: Engines) -> None:
    with sessions(engines, "spark") as session:
        alike(
            session,
            [("North", 1_000, 7, 3), ("South", -250, 1_001, 8), ("North", 999, 13, 5)],
            MODES[0],
            "among everyone",
        )
