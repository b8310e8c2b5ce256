"""Quotients by which rows are put in order and together, the highest of them, over divisors of any size, and rounded quotients beyond 64 bits."""

from __future__ import annotations

from typing import Any

import pytest

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.engines.sql.compiler import Overflow
from tests.conformance.comparing import compare
from tests.conformance.engines import FAST, sessions
from tests.conformance.paying import pays_alike
from tests.conformance.sources import of_text
from tests.engines.build import FLAG, NUMBER, TEXT, col, const, one_table, ref
from tests.servers import ENGINES, Engines


def made(tops: list[int], bottoms: list[int]) -> tuple[g.Graph, Dataset]:
    """Quotients, how many rows come before each and are alike, and the highest and lowest of some."""
    ordered: dict[str, Any] = {"by": (), "order": ("part", "id")}
    return one_table(
        col("part", g.Ratio(ref("x"), ref("y"))),
        col("before", g.Running(const(1), **ordered, inclusive=False)),
        col("alike", g.Running(const(1), by=("part",), order=("id",), inclusive=True)),
        col("most", g.Total("highest", "rows", "part", (("who", ref("asked")),))),
        col("least", g.Total("lowest", "rows", "part", (("who", ref("asked")),), None, "counts")),
        col("last", g.Total("highest", "rows", "part", (), ("day", const(2), ref("day")))),
        col("single", g.Total("only", "rows", "part", (("id", ref("id")),))),
        id=(TEXT, [f"r{n}" for n in range(len(tops))]), who=(TEXT, ["ab"[n % 2] for n in range(len(tops))]),
        asked=(TEXT, ["bac"[n % 3] for n in range(len(tops))]), day=(NUMBER, list(range(len(tops)))),
        counts=(FLAG, [n % 4 != 1 for n in range(len(tops))]), x=(NUMBER, tops), y=(NUMBER, bottoms),
    )  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [1, 10**4, 10**10, 10**14, 10**17])
def test_order_of_quotients(size: int, engine: str, engines: Engines) -> None:
    """Among them quotients that are alike, and such as are next to each other: n / d and (n + 1) / (d + 1)."""
    if engine != "duckdb" and size != 10**14:
        pytest.skip("one size has all operations")
    tops = [size, size + 1, 2 * size, 2 * size + 2, -size, -size - 1, 0, size - 1, 3 * size + 1]
    bottoms = [size + 1, size + 2, 2 * size + 2, 2 * size + 4, size + 1, size + 2, 7, size, -size]
    graph, data = made(tops, bottoms)
    with sessions(engines, engine) as session:
        assert compare(session, graph, data) > 0
        assert compare(session, graph, data, passes=frozenset()) > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_share_of_a_large_pot_is_rounded_in_128_bits(engine: str, engines: Engines) -> None:
    """The bounds of what stands above and below a line know nothing of each other: a pot of 100 million, sales of 10 billion."""
    graph, data = one_table(
        col("all", g.Total("total", "rows", "x", ())), col("share", g.Ratio(ref("x"), ref("all"))),
        col("pay", g.Multiply((ref("pot"), ref("share")))),
        *(col(mode, g.Round(ref("pay"), const("0.01"), mode)) for mode in ("half-even", "raised", "floor", "half-down")),
        col("twice", g.Add(((1, ref("raised")), (1, ref("floor"))))),
        col("given", g.Allocate(ref("pay"), const("0.01"), "half-even", (), None, "largest", ("x",))),
        x=(NUMBER, [10**12 + 7, 33, 10**11, 1]), pot=(NUMBER, [10**10, 10**10 + 1, 10**10, 7]),
    )  # fmt: skip
    with sessions(engines, engine) as session:
        assert compare(session, graph, data) > 0


@pytest.mark.parametrize("engine", FAST)
def test_but_not_of_a_number_that_is_beyond_64_bits_in_the_data(engine: str, engines: Engines) -> None:
    graph, data = one_table(
        col("third", g.Ratio(ref("x"), const(3))), col("cents", g.Round(ref("third"), const("0.01"), "floor")),
        x=(NUMBER, [10**20, 1]),
    )  # fmt: skip
    with sessions(engines, engine) as session, pytest.raises(Overflow):
        compare(session, graph, data)


PLACES = """plan Contest "Places by hours, then by attainment" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-01-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id:    text, key
        hours: count
        quota: count, from 1
        done:  count
    }

    measure Reached for each participant = participant.done / participant.quota

    bonus Prize for each participant once on 2025-01-31 {
        pay      places by participant.hours, highest first, ties broken by Reached, highest first {
            1      : 100 USD
            2      : 50 USD
            above 2: 0 USD
        }
        rounded  each participant
    }

    payout for each participant each month, by credit date {
        add          Prize
        if negative  collected
    }

    example "shown" {
        given participant | hours | quota | done
            ana           | 8     | 3,000 | 2,000
            bo            | 8     | 9     | DONE
            cy            | 9     | 7     | 1
    }
}
"""


@pytest.mark.parametrize(("done", "cells"), [("7", 1), ("6", 0)])
def test_ties_broken_by_a_quotient_are_looked_for_in_the_database(done: str, cells: int) -> None:
    """2,000 of 3,000 and 6 of 9 are a tie, which all refuse; `pays_alike` gives 0 then, and fails where only one does."""
    (case,) = of_text(PLACES.replace("DONE", done), "contest.plan")
    assert min(pays_alike(case.graph, case.data), 1) == cells
