"""Only what is asked for, and what it needs, is computed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter import Evaluator, Refusal

from .build import DATE, FLAG, NUMBER, TEXT, col, const, day, graph, input_table, one_table, plain, ref, table


def test_a_row_operation_computes_the_rows_asked_for() -> None:
    double = g.Multiply((ref("x"), const(2)))
    made, data = one_table(col("double", double), col("more", g.Add(((1, ref("double")), (1, const(1))))),
                           x=(NUMBER, [1, 2, 3, 4]))  # fmt: skip
    evaluator = Evaluator(made, data)
    assert evaluator.column("rows", "more", [3, 1]).items == [9, 5]
    assert evaluator.evaluated() == {("rows", "x"): 2, ("rows", "double"): 2, ("rows", "more"): 2}
    assert evaluator.value("rows", "more", 3) == 9
    assert evaluator.evaluated()["rows", "more"] == 2
    assert evaluator.column("rows", "more").items == [3, 5, 7, 9]
    assert evaluator.evaluated()["rows", "double"] == 4


def test_a_choice_computes_only_the_branch_that_is_taken() -> None:
    half = g.Ratio(const(1), ref("x"))  # of 0 it would be refused
    made, data = one_table(
        col("some", g.Compare(ref("x"), "!=", const(0)), FLAG), col("inverse", half),
        col("safe", g.Choose(((ref("some"), ref("inverse")),), const(7))), x=(NUMBER, [2, 0, 4]),
    )  # fmt: skip
    evaluator = Evaluator(made, data)
    values = evaluator.column("rows", "safe")
    assert [values.at(i) for i in range(3)] == [Fraction(1, 2), 7, Fraction(1, 4)]
    assert evaluator.evaluated()["rows", "inverse"] == 2


@pytest.mark.parametrize(("word", "computed"), [("and", 1), ("or", 2)])
def test_logic_stops_where_it_is_settled(word: Any, computed: int) -> None:
    made, data = one_table(
        col("second", g.Compare(ref("x"), ">", const(0)), FLAG),
        col("both", g.Logic(word, (ref("first"), ref("second"))), FLAG),
        first=(FLAG, [True, False, False]), x=(NUMBER, [1, 2, -3]),
    )  # fmt: skip
    evaluator = Evaluator(made, data)
    expected = [True, False, False] if word == "and" else [True, True, False]
    assert evaluator.column("rows", "both").items == expected
    assert evaluator.evaluated()["rows", "second"] == computed


def window(by: str = "who") -> dict[str, Any]:
    return {"by": (by,), "order": ("x",)}


@pytest.mark.parametrize(
    "op",
    [
        g.Running(ref("y"), **window(), inclusive=True), g.Within(ref("y"), const(3), **window()),
        g.Level(ref("y"), const(0), "floor", **window()), g.Previous(ref("y"), **window()),
        g.Allocate(ref("y"), const(1), "half-even", owner=None, kind="largest", **window()),
    ],
)  # fmt: skip
def test_an_operation_across_rows_computes_its_partition(op: g.Op) -> None:
    made, data = one_table(col("y", g.Add(((1, ref("x")), (1, const("0.5"))))), col("out", op),
                           who=(TEXT, ["a", "b", "a", "b", "c"]), x=(NUMBER, [5, 4, 3, 2, 1]))  # fmt: skip
    evaluator = Evaluator(made, data)
    evaluator.value("rows", "out", 2)
    assert evaluator.evaluated()["rows", "y"] == 2
    assert evaluator.evaluated()["rows", "out"] == 2
    evaluator.value("rows", "out", 0)  # the same partition: nothing new
    assert evaluator.evaluated()["rows", "out"] == 2


def test_a_condition_keeps_cells_from_being_computed() -> None:
    running = g.Running(ref("y"), (), ("x",), True, "counts")
    made, data = one_table(col("y", g.Ratio(const(1), ref("x"))), col("sum", running),
                           counts=(FLAG, [False, True, True]), x=(NUMBER, [0, 1, 2]))  # fmt: skip
    evaluator = Evaluator(made, data)
    values = evaluator.column("rows", "sum")
    assert [values.at(i) for i in range(3)] == [0, 1, Fraction(3, 2)]
    assert evaluator.evaluated()["rows", "y"] == 2


def two_tables(op: g.Op) -> tuple[g.Graph, Any]:
    data, units = plain(who=(TEXT, ["a", "b", "a", "c"]), x=(NUMBER, [1, 2, 3, 0]), on=(DATE, [10, 20, 30, 40]),
                        counts=(FLAG, [True, True, False, True]))  # fmt: skip
    rows = input_table(data, units, col("y", g.Ratio(const(6), ref("x"))))
    people = table("people", g.Derive("rows", None), col("who", g.Carried("who"), TEXT), col("out", op))
    return graph(rows, people, data={"rows": data}), {"rows": data}


@pytest.mark.parametrize(
    ("op", "cells", "value"),
    [
        (g.Total("total", "rows", "y", (("who", ref("who")),)), 2, 8),
        (g.Total("total", "rows", "y", (("who", ref("who")),), None, "counts"), 1, 6),
        (g.Total("total", "rows", "y", (("who", ref("who")),), ("on", const(20, DATE), None)), 1, 2),
        (g.Total("highest", "rows", "y", (("who", ref("who")),), ("on", None, const(20, DATE))), 1, 6),
        (g.Total("average", "rows", "y", (("who", ref("who")),)), 2, 4),
        (g.Total("only", "rows", "y", (("who", ref("who")),), None, "counts"), 1, 6),
        (g.Lookup("rows", (("x", const(3)),), "y"), 1, 2),
    ],
)
def test_an_aggregate_computes_the_rows_that_match(op: g.Op, cells: int, value: int) -> None:
    made, data = two_tables(op)
    evaluator = Evaluator(made, data)
    assert evaluator.value("people", "out", 0) == value
    assert evaluator.evaluated()["rows", "y"] == cells  # never the row where x is 0
    if not isinstance(op, g.Lookup):
        assert evaluator.behind("people", "out", 0) == [("rows", [0, 2][:cells] if cells == 2 or value == 6 else [2])]


def test_a_refused_row_leaves_the_others_to_be_asked_for() -> None:
    made, data = two_tables(g.Total("count", "rows", None, ()))
    evaluator = Evaluator(made, data)
    for _ in range(2):
        with pytest.raises(Refusal):
            evaluator.column("rows", "y")
    assert evaluator.column("rows", "y", [0, 1]).at(0) == 6


def test_hundreds_of_columns_need_no_recursion() -> None:
    columns = [col("c0", g.Same(ref("x")))]
    for i in range(1, 3000):
        previous = ref(f"c{i - 1}")
        columns.append(
            col(f"c{i}", g.Add(((1, previous), (1, const(1)))) if i % 3 else g.Choose(((ref("yes"), previous),), None))
        )
    made, data = one_table(*columns, x=(NUMBER, [1, 2]), yes=(FLAG, [True, True]))
    evaluator = Evaluator(made, data)
    assert evaluator.value("rows", "c2999", 1) == 2 + 2999 - 999
    assert evaluator.evaluated()["rows", "c1500"] == 1


def test_a_cycle_is_a_bug_and_named() -> None:
    made, data = one_table(col("a", g.Same(ref("b"))), col("b", g.Same(ref("a"))), x=(NUMBER, [1]))
    evaluator = Evaluator(made, data)
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"rows\.a depends on itself"):
            evaluator.column("rows", "a")


def test_absent_values_pass_through_and_can_be_asked_about() -> None:
    made, data = one_table(
        col("same", g.Same(ref("x"))), col("known", g.IsKnown(ref("same")), FLAG),
        col("or_0", g.Choose(((ref("known"), ref("same")),), const(0))), x=(NUMBER, [1, None, "0.5"]),
    )  # fmt: skip
    evaluator = Evaluator(made, data)
    assert evaluator.column("rows", "known").items == [True, False, True]
    assert evaluator.value("rows", "same", 1) is None
    values = evaluator.column("rows", "or_0")
    assert [values.at(i) for i in range(3)] == [1, 0, Fraction(1, 2)]


def test_denominators_are_reduced_before_they_become_huge() -> None:
    columns = [col("c0", g.Ratio(ref("x"), ref("y")))]
    for i in range(1, 40):
        columns.append(col(f"c{i}", g.Multiply((ref(f"c{i - 1}"), ref(f"c{i - 1}"))) if i < 3 else
                           g.Add(((1, ref(f"c{i - 1}")), (1, ref("c0"))))))  # fmt: skip
    made, data = one_table(*columns, x=(NUMBER, [1, 2]), y=(NUMBER, [7, 9]))
    values = Evaluator(made, data).column("rows", "c39")
    assert isinstance(values.den, list)
    assert max(values.den).bit_length() < 400
    assert values.at(0) == Fraction(1, 7) ** 4 + 37 * Fraction(1, 7)


def test_total_over_its_own_table_reads_other_rows() -> None:
    before = g.Total("total", "rows", "x", (("who", ref("who")),), ("on", None, ref("on")))
    made, data = one_table(col("so_far", before), who=(TEXT, ["a", "a", "b"]), x=(NUMBER, [1, 2, 4]),
                           on=(DATE, [day("2025-01-02"), day("2025-01-01"), day("2025-01-01")]))  # fmt: skip
    evaluator = Evaluator(made, data)
    assert evaluator.column("rows", "so_far") == Values([3, 2, 4], 1)
