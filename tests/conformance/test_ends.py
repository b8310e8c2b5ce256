"""Many slices that are rounded one by one: the two at the ends of a move, and whole tiers added up once for each question."""

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
MODES: list[g.Mode] = [
    "half-even", "half-away", "half-toward", "half-up", "half-down", "cut", "raised", "ceiling", "floor",
]  # fmt: skip
RATES = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(7, 3), Fraction(-2)])


def made(
    moves: Moves, edges: list[int], rates: list[Fraction], open_low: bool, open_high: bool, kind: str, mode: g.Mode
) -> tuple[g.Graph, Dataset]:
    """Moves over tiers, each slice rounded; the first and the last tier may have no bound.

    The tiers end at multiples of a number of each row (``size``); the moves are quotients by it, and the tiers end at numbers
    (``attained``); or tiers and rates are the same for all rows (``same``).
    """
    ends = [col(f"end {number}", g.Multiply((ref("size"), const(edge)))) for number, edge in enumerate(edges)]
    bounds: list[g.Operand | None] = [ref(end.name) for end in ends]
    start, end, pay = "before", "after", ref("pay")
    if kind != "size":
        ends, bounds = [], [const(Fraction(edge, 2)) for edge in edges]
    if kind == "attained":
        moves = [(low, high, max(size, 1)) for low, high, size in moves]
        ends = [col("start", g.Ratio(ref(start), ref("size"))), col("end", g.Ratio(ref(end), ref("size")))]
        start, end = "start", "end"
    bounds = [*([None] if open_low else []), *bounds, *([None] if open_high else [])]
    slices = []
    for number, (low, high) in enumerate(pairwise(bounds)):
        factors = (ref(f"part {number}"), const(rates[number] / 100), *(() if kind == "same" else (pay,)))
        slices += [
            col(f"part {number}", g.Cut(ref(start), ref(end), low, high)),
            col(f"slice {number}", g.Multiply(factors)),
            col(f"paid {number}", g.Round(ref(f"slice {number}"), const("0.01"), mode)),
        ]
    total = col("all", g.Add(tuple((1, ref(f"paid {number}")) for number in range(len(bounds) - 1))))
    before, after, size = zip(*moves)
    return one_table(
        *ends, *slices, total,
        before=(NUMBER, list(before)), after=(NUMBER, list(after)), size=(NUMBER, list(size)),
        pay=(NUMBER, [Fraction(n % 5 - 1, 10) for n in range(len(moves))]),
    )  # fmt: skip


@some(25)
@given(
    moves=st.lists(st.tuples(st.integers(-40, 90), st.integers(-40, 90), st.integers(0, 9)), min_size=1, max_size=20),
    edges=st.lists(st.integers(-3, 20), min_size=11, max_size=13).map(sorted),
    rates=st.lists(RATES, min_size=16, max_size=16),
    open_low=st.booleans(),
    open_high=st.booleans(),
    kind=st.sampled_from(["size", "attained", "same"]),
    mode=st.sampled_from(MODES),
    forward=st.booleans(),
)
def test_moves(
    moves: Moves, edges: list[int], rates: list[Fraction], open_low: bool, open_high: bool, kind: str, mode: g.Mode,
    forward: bool, engines: Engines,
) -> None:  # fmt: skip
    if forward:  # and proven to be: the bounds of the two ends do not overlap
        moves = [(min(low, 20), max(high, 20), size) for low, high, size in moves]
    graph, data = made(moves, edges, rates, open_low, open_high, kind, mode)
    with sessions(engines, "duckdb") as session:
        compare(session, graph, data, wanted=[("rows", "all")], passes=PASSES)


EDGES = list(range(1, 33))
DIFFERENT = [Fraction(n + 1, 20) for n in range(33)]


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
@pytest.mark.parametrize("kind", ["size", "attained", "same"])
def test_tiers_in_between_are_added_up_once(name: str, kind: str, engines: Engines) -> None:
    moves = [(0, 5, 3), (2, 40, 3), (90, 1, 2), (7, 7, 1), (3, 6, 3), (-5, 200, 4)]
    graph, data = made(moves, EDGES, DIFFERENT, True, True, kind, "half-even")
    with sessions(engines, name) as session:
        text = program_of(session, graph, data, [("rows", "all")], PASSES).text(session.dialect)
        divisions, cases = text.count("//") + text.count("div("), text.count("CASE WHEN")
        assert divisions < 40 and cases < 150
        assert ("asked" in text) == (kind != "same")
        compare(session, graph, data, wanted=[("rows", "all")], passes=PASSES)


@pytest.mark.parametrize("mode", ["half-up", "floor"])
def test_backwards_only_where_rounding_treats_both_signs_alike(mode: g.Mode, engines: Engines) -> None:
    back, forward = [(90, 1, 2), (0, 5, 3)], [(0, 40, 2), (1, 50, 3)]
    with sessions(engines, "duckdb") as session:
        for moves, applies in ((back, False), (forward, True)):
            graph, data = made(moves, EDGES, DIFFERENT, True, True, "size", mode)
            text = program_of(session, graph, data, [("rows", "all")], PASSES).text(session.dialect)
            assert ("tier_until" in text) == applies


def test_tiers_that_reach_into_each_other_are_left_alone(engines: Engines) -> None:
    graph, data = made([(0, 60, 2)], EDGES, DIFFERENT, False, False, "size", "half-even")
    columns = graph.tables["rows"].columns
    columns["part 3"] = col("part 3", g.Cut(ref("before"), ref("after"), ref("end 1"), ref("end 6")))
    with sessions(engines, "duckdb") as session:
        text = program_of(session, graph, data, [("rows", "all")], PASSES).text(session.dialect)
        assert "tier_until" not in text
        compare(session, graph, data, wanted=[("rows", "all")], passes=PASSES)
