"""Many slices added up before they are rounded: the difference of one function at both ends of a move, whatever the tiers are."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from tests.conformance.comparing import PASSES, compare, program_of
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.engines.build import NUMBER, col, const, one_table, ref
from tests.servers import Engines

Moves = list[tuple[int, int, int]]


def made(
    moves: Moves, edges: list[int], rates: list[Fraction], open_low: bool, open_high: bool, attained: bool
) -> tuple[g.Graph, Dataset]:
    """Moves over tiers; the first and the last may have no bound.

    The tiers end at multiples of a number of each row; or, ``attained``, the moves are quotients by it, and the tiers end at numbers.
    """
    ends = [col(f"end {number}", g.Multiply((ref("size"), const(edge)))) for number, edge in enumerate(edges)]
    bounds: list[g.Operand | None] = [ref(end.name) for end in ends]
    start, end = "before", "after"
    if attained:
        moves = [(low, high, max(size, 1)) for low, high, size in moves]
        ends = [col("start", g.Ratio(ref(start), ref("size"))), col("end", g.Ratio(ref(end), ref("size")))]
        start, end = "start", "end"
        bounds = [const(Fraction(edge, 2)) for edge in edges]
    if open_low:
        bounds = [None, *bounds]
    if open_high:
        bounds = [*bounds, None]
    slices = []
    for number, (low, high) in enumerate(pairwise(bounds)):
        slices.append(col(f"part {number}", g.Cut(ref(start), ref(end), low, high)))
        slices.append(col(f"slice {number}", g.Multiply((ref(f"part {number}"), const(rates[number]), ref("pay")))))
    terms = tuple((1, ref(f"slice {number}")) for number in range(len(bounds) - 1))
    total = col("all", g.Add(terms))
    rounded = col("paid", g.Round(ref("all"), const("0.01"), "half-even"))
    before, after, size = zip(*moves)
    return one_table(
        *ends, *slices, total, rounded,
        before=(NUMBER, list(before)), after=(NUMBER, list(after)), size=(NUMBER, list(size)),
        pay=(NUMBER, [Fraction(n % 7 - 2, 10) for n in range(len(moves))]),
    )  # fmt: skip


RATES = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(7, 3), Fraction(-2)])


@some(25)
@given(
    moves=st.lists(st.tuples(st.integers(-40, 90), st.integers(-40, 90), st.integers(0, 9)), min_size=1, max_size=20),
    edges=st.lists(st.integers(-3, 20), min_size=13, max_size=15).map(sorted),
    rates=st.lists(RATES, min_size=16, max_size=16),
    open_low=st.booleans(),
    open_high=st.booleans(),
    attained=st.booleans(),
)
def test_moves(
    moves: Moves, edges: list[int], rates: list[Fraction], open_low: bool, open_high: bool, attained: bool, engines: Engines
) -> None:  # fmt: skip
    graph, data = made(moves, edges, rates, open_low, open_high, attained)
    with sessions(engines, "duckdb") as session:
        compare(session, graph, data, wanted=[("rows", "paid"), ("rows", "all")], passes=PASSES)


@pytest.mark.parametrize("attained", [False, True])
def test_the_tier_is_found_by_halves(attained: bool, engines: Engines) -> None:
    edges = list(range(1, 33))
    rates = [Fraction(n + 1, 20) for n in range(33)]
    graph, data = made([(0, 5, 3), (2, 40, 3)], edges, rates, True, True, attained)
    with sessions(engines, "duckdb") as session:
        text = program_of(session, graph, data, [("rows", "paid")]).text(session.dialect)
        assert "greatest(" not in text and text.count("CASE WHEN") < 80
        plain = program_of(session, graph, data, [("rows", "paid")], PASSES - {"pieces"}).text(session.dialect)
        assert "greatest(" in plain
