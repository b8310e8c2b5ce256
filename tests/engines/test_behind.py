"""Which rows a cell was made from."""

from __future__ import annotations

from typing import Any

import pytest

from planlang.core import graph as g
from planlang.engines.interpreter import Evaluator

from .build import FLAG, NUMBER, TEXT, col, const, graph, input_table, one_table, plain, ref, table

WINDOW: dict[str, Any] = {"by": ("who",), "order": ("x",)}


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("op", "rows"),
    [
        (g.Running(ref("x"), **WINDOW, inclusive=True), [4, 2, 0]),
        (g.Running(ref("x"), **WINDOW, inclusive=False), [4, 2]),
        (g.Running(ref("x"), **WINDOW, inclusive=True, where="flag"), [4, 0]),
        (g.Within(ref("x"), const(3), **WINDOW), [4, 2, 0]),
        (g.Level(ref("x"), const(0), "floor", **WINDOW, where="flag"), [4, 0]),
        (g.Previous(ref("x"), **WINDOW), [2]),
        (g.Previous(ref("x"), **WINDOW, where="flag"), [4]),
        (g.Fold("x", const(0), **WINDOW), [2]),
        (g.Allocate(ref("x"), const(1), "half-even", ("who",), None, "largest", ("x",)), [4, 2, 0]),
        (g.Lookup("rows", (("x", const(4)),), "x"), [1]),
        (g.Lookup("rows", (("x", const(99)),), "x", None, "none"), []),
        (g.Add(((1, ref("x")),)), None),
    ],
)
def test_rows_behind(op: g.Op, rows: list[int] | None, whole: bool) -> None:
    made, data = one_table(col("out", op), who=(TEXT, ["a", "b", "a", "b", "a"]), x=(NUMBER, [5, 4, 3, 2, 1]),
                           flag=(FLAG, [True, True, False, True, True]))  # fmt: skip
    evaluator = Evaluator(made, data)
    if whole:
        evaluator.column("rows", "out")
    assert evaluator.behind("rows", "out", 0) == ([] if rows is None else [("rows", rows)])


def test_the_first_of_a_partition_has_none_before_it() -> None:
    made, data = one_table(col("out", g.Previous(ref("x"), **WINDOW)), who=(TEXT, ["a", "a"]), x=(NUMBER, [1, 2]))
    assert Evaluator(made, data).behind("rows", "out", 0) == [("rows", [])]


def test_sources_and_places_lead_back_to_the_file() -> None:
    data, units = plain(x=(NUMBER, [1, 2, 3]), flag=(FLAG, [False, True, True]))
    made = graph(
        input_table(data, units),
        table("kept", g.Derive("rows", "flag"), col("x", g.Carried("x"))),
        table("both", g.Stack(("rows", "kept")), col("x", g.Stacked(("x", "x")))),
        data={"rows": data},
    )
    evaluator = Evaluator(made, {"rows": data})
    assert [evaluator.source("kept", row) for row in range(2)] == [("rows", 1), ("rows", 2)]
    assert [evaluator.source("both", row) for row in (0, 2, 3, 4)] == [
        ("rows", 0),
        ("rows", 2),
        ("kept", 0),
        ("kept", 1),
    ]
    assert evaluator.row_id("both", 4) == "r2 / kept"
    assert evaluator.find("both", "r2 / rows") == 2
    place = evaluator.place("both", 4)
    assert place is not None and (place.file, place.row) == ("rows.csv", 8)
    origin = evaluator.origin("both", "x", 4)
    assert origin is not None and (origin.row, origin.column, origin.value) == (8, "X", "3")
    with pytest.raises(LookupError):
        evaluator.source("rows", 0)
