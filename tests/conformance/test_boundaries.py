"""Numbers where a width ends: equal cells or ``Overflow``, never a wrong number or an engine's error."""

from __future__ import annotations

from typing import Any

import pytest

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Values
from planlang.engines.sql.compiler import Overflow
from planlang.engines.sql.evaluate import every_column
from planlang.engines.sql.executors import Executor
from tests.conformance.comparing import compare, program_of
from tests.conformance.engines import FAST, sessions
from tests.engines.build import FLAG, NUMBER, TEXT, col, const, one_table, ref
from tests.servers import Engines

EDGES = (2**31, 2**62, 2**63 - 1, 2**63, 2**64, 10**19, 10**37, 5 * 10**37, 10**38 - 1)
MODES: tuple[g.Mode, ...] = (
    "half-even", "half-away", "half-toward", "half-up", "half-down", "cut", "raised", "ceiling", "floor", "exact",
)  # fmt: skip


def made(numbers: list[int], den: int = 1) -> tuple[g.Graph, Dataset]:
    """One operation of each sort over numbers as they are, in two partitions."""
    window: dict[str, Any] = {"by": ("who",), "order": ("id",)}
    x, y = ref("x"), ref("y")
    graph, data = one_table(
        col("plus", g.Add(((1, x), (1, y)))), col("minus", g.Add(((-1, x),))), col("less", g.Add(((1, x), (-1, y)))),
        col("times", g.Multiply((x, y))), col("half", g.Multiply((x, const("0.5")))),
        col("known", g.Compare(y, "!=", const(0)), FLAG), col("over", g.Ratio(x, y)),
        col("share", g.Choose(((ref("known"), ref("over")),), const(0))),
        *(col(f"{mode} {unit}", g.Round(ref("half"), const(unit), mode)) for mode in MODES for unit in ("1", "100", "1/3")),
        *(col(f"share {mode}", g.Round(ref("share"), const("0.01"), mode)) for mode in MODES),
        col("more", g.Compare(x, ">", y), FLAG), col("same", g.Compare(ref("share"), "==", const("0.5")), FLAG),
        col("least", g.Extreme("least", (x, y, const(2**63)))),
        col("band", g.Band(x, (g.Edge(const(-(10**20)), True), g.Edge(const(0), False), g.Edge(const(2**63 - 1), True)))),
        col("cut", g.Cut(y, x, const(-5), const(2**63))), col("up", g.Cut(x, y, const(0), None)),
        col("so far", g.Running(x, **window, inclusive=True)), col("before", g.Running(x, **window, inclusive=False)),
        col("within", g.Within(x, const(2**62), **window)), col("floor", g.Level(x, const(0), "floor", **window)),
        col("previous", g.Previous(x, **window)), col("total", g.Total("total", "rows", "x", (("who", ref("who")),))),
        col("average", g.Total("average", "rows", "x", ())), col("highest", g.Total("highest", "rows", "x", ())),
        col("part", g.Allocate(ref("half"), const(1), "half-even", owner=None, kind="largest", **window)),
        id=(TEXT, [f"r{n}" for n in range(len(numbers))]), who=(TEXT, ["ab"[n % 2] for n in range(len(numbers))]),
        x=(NUMBER, [*numbers]), y=(NUMBER, [*reversed(numbers)]),
    )  # fmt: skip
    if den != 1:
        rows = data["rows"].columns
        rows["x"], rows["y"] = Values(rows["x"].items, den), Values(rows["y"].items, den)
    return graph, data


def compilable(session: Executor, graph: g.Graph, data: Dataset) -> list[tuple[str, str]]:
    """The columns that are not refused."""
    found = []
    for node in every_column(graph):
        try:
            program_of(session, graph, data, [node])
        except Overflow:
            continue
        found.append(node)
    return found


@pytest.mark.parametrize("engine", FAST)
def test_near_the_end_of_each_width(engine: str, engines: Engines) -> None:
    refused = 0
    for edge in EDGES if engine == "duckdb" else EDGES[2::3]:
        for numbers in ([edge, -edge, 0, 1], [edge - 1, edge, 3], [-edge, -1, 0], [edge]):
            graph, data = made(numbers, 100 if edge < 2**63 else 1)
            with sessions(engines, engine) as session:
                wanted = compilable(session, graph, data)
                refused += len(every_column(graph)) - len(wanted)
                compare(session, graph, data, wanted=wanted, plans=engine == "duckdb")
    assert refused > 30


def test_what_is_too_large_is_refused_with_its_column(engines: Engines) -> None:
    with sessions(engines, "duckdb") as session:
        graph, data = made([10**38 - 1, 1])
        with pytest.raises(Overflow) as caught:
            program_of(session, graph, data, [("rows", "plus")])
        assert (caught.value.table, caught.value.column.name) == ("rows", "plus")
        graph, data = made([10**38, 1])
        with pytest.raises(Overflow):
            program_of(session, graph, data, [("rows", "x")])


@pytest.mark.parametrize("engine", FAST)
def test_zero_and_exact_boundaries(engine: str, engines: Engines) -> None:
    for numbers in ([0, 0, 0], [], [5, 5, -5, -5], [50, 100, 150, 250, 350, -50, -150], [1, 2, 3]):
        for den in (1, 100, 3):
            graph, data = made(numbers, den)
            with sessions(engines, engine) as session:
                compare(session, graph, data, plans=engine == "duckdb")


@pytest.mark.parametrize("engine", FAST)
def test_a_total_of_quotients_without_rows(engine: str, engines: Engines) -> None:
    graph, data = one_table(
        col("part", g.Ratio(ref("x"), ref("y"))),
        col("found", g.Total("total", "rows", "part", (("y", ref("other")),), None, None)),
        col("more", g.Compare(ref("found"), "<", const("0.1")), FLAG),
        other=(NUMBER, [3, 7, 9]), x=(NUMBER, [1, 2, 3]), y=(NUMBER, [7, 3, 7]),
    )  # fmt: skip
    with sessions(engines, engine) as session:
        assert compare(session, graph, data) > 0


@pytest.mark.parametrize("engine", FAST)
def test_what_is_chosen_is_no_larger_than_what_it_is_chosen_from(engine: str, engines: Engines) -> None:
    """A cap in proportion: over the total of all, the amount itself would be a number of 20 digits, and nothing is as large as that."""
    limit = const(1_000_000)
    built, data = one_table(
        col("all", g.Total("total", "rows", "x", (("who", ref("who")),))),
        col("more", g.Compare(ref("all"), ">", limit), FLAG),
        col("share", g.Ratio(limit, ref("all"))),
        col("cut", g.Multiply((ref("x"), ref("share")))),
        col("what", g.Choose(((ref("more"), ref("cut")),), ref("x"))),
        col("less", g.Extreme("least", (ref("x"), ref("cut")))),
        col("cents", g.Round(ref("what"), const("0.01"), "half-even")),
        col("fewer", g.Round(ref("less"), const("0.01"), "half-even")),
        col("twice", g.Multiply((ref("what"), ref("two")))),
        col("twice cents", g.Round(ref("twice"), const("0.01"), "floor")),
        col("shared", g.Allocate(ref("what"), const("0.01"), "half-even", ("who",), None, "last", ("x",))),
        who=(TEXT, ["a", "a", "a", "b", "c", "c"]), x=(NUMBER, [10**9, -(10**9) + 7, 1, 2, 10**9, 123_456_789]), two=(NUMBER, [2, 1, 1, 1, 2, 2]),
    )  # fmt: skip
    with sessions(engines, engine) as session:
        assert compare(session, built, data) == 6 * 14
        assert compare(session, built, data, passes=frozenset()) == 6 * 14
