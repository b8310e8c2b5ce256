"""Moves through tiers, within one or across several, to the edge and over it, up and down: the sum of the slices, by every rounding."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.engines.sql.evaluate import every_column
from tests.conformance.comparing import PASSES, compare, program_of
from tests.conformance.engines import sessions
from tests.conformance.profiles import some
from tests.conformance.test_boundaries import MODES
from tests.engines.build import NUMBER, col, const, one_table, ref
from tests.servers import Engines

RATES = (Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(-2))


def made(moves: list[tuple[int, int, int]], mode: g.Mode, edges: list[int], unit: str) -> tuple[g.Graph, object]:
    """Moves from one number to another over tiers that end at multiples of a number of each row."""
    bounds = [*(g.Multiply((ref("size"), const(edge))) for edge in edges)]
    ends = [col(f"end {number}", bound) for number, bound in enumerate(bounds)]
    lows = [None, *(ref(end.name) for end in ends)]
    highs = [*(ref(end.name) for end in ends), None]
    slices = []
    for number, (low, high, rate) in enumerate(zip(lows, highs, RATES)):
        slices.append(col(f"part {number}", g.Cut(ref("before"), ref("after"), low, high)))
        slices.append(col(f"times {number}", g.Multiply((ref(f"part {number}"), const(rate)))))
        slices.append(col(f"over {number}", g.Ratio(ref(f"times {number}"), ref("size"))))
        slices.append(col(f"slice {number}", g.Round(ref(f"over {number}"), const(unit), mode)))
    total = col("all", g.Add(tuple((1, ref(f"slice {number}")) for number in range(len(lows)))))
    before, after, size = zip(*moves)
    return one_table(
        *ends, *slices, total,
        before=(NUMBER, list(before)), after=(NUMBER, list(after)), size=(NUMBER, list(size)),
    )  # fmt: skip


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode not in ("cut", "exact")])
@some(6)
@given(
    moves=st.lists(st.tuples(st.integers(-40, 60), st.integers(-40, 60), st.integers(1, 9)), min_size=1, max_size=30),
    edges=st.lists(st.integers(-2, 6), min_size=3, max_size=3).map(sorted),
    unit=st.sampled_from(("0.01", "1", "1/3")),
)
def test_moves(
    mode: g.Mode, moves: list[tuple[int, int, int]], edges: list[int], unit: str, engines: Engines
) -> None:  # fmt: skip
    graph, data = made(moves, mode, edges, unit)
    with sessions(engines, "duckdb") as session:
        compare(session, graph, data, passes=PASSES)  # type: ignore[arg-type]


def test_one_division_is_what_is_written(engines: Engines) -> None:
    graph, data = made([(0, 5, 3), (2, 40, 3)], "half-even", [1, 2, 3], "0.01")
    with sessions(engines, "duckdb") as session:
        program = program_of(session, graph, data, [("rows", "all")])  # type: ignore[arg-type]
        other = program_of(session, graph, data, every_column(graph), PASSES - {"bands"})  # type: ignore[arg-type]
        assert "all_rate" in program.text(session.dialect)
        assert "all_rate" not in other.text(session.dialect)
