"""Operations within a row, at and around the places where they change."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.values import Scalar
from planlang.engines.interpreter import Evaluator

from .build import DATE, FLAG, MONTH, NUMBER, QUARTER, TEXT, col, const, day, one_table, ref
from .oracle import Oracle


def results(op: g.Op, **columns: Any) -> list[Scalar]:
    made, data = one_table(col("out", op), **columns)
    values = Evaluator(made, data).column("rows", "out")
    found = [values.at(i) for i in range(len(values.items))]
    assert found == Oracle(made, data).column("rows", "out")
    return found


EDGES = ["-1", "-0.5", "-0.499", "0", "0.499", "0.5", "0.501", "1", "1.5"]


@pytest.mark.parametrize("quotients", [False, True])
@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([("-0.5", True), ("0.5", True), ("1", True)], [0, 1, 1, 1, 1, 2, 2, 3, 3]),
        ([("-0.5", False), ("0.5", False), ("1", False)], [0, 0, 1, 1, 1, 1, 2, 2, 3]),
        ([("-0.5", True), ("0.5", False), ("1", True)], [0, 1, 1, 1, 1, 1, 2, 3, 3]),
    ],
)
def test_a_band_owns_its_boundary(edges: list[tuple[str, bool]], expected: list[int], quotients: bool) -> None:
    band = g.Band(ref("v"), tuple(g.Edge(const(bound), included) for bound, included in edges))
    value = g.Ratio(ref("x"), ref("one")) if quotients else g.Same(ref("x"))
    scaled = [Fraction(edge) * (3 + i if quotients else 1) for i, edge in enumerate(EDGES)]
    made, data = one_table(col("v", value), col("out", band), x=(NUMBER, scaled),
                           one=(NUMBER, [3 + i for i in range(len(EDGES))]))  # fmt: skip
    assert Evaluator(made, data).column("rows", "out").items == expected


def test_a_band_by_columns() -> None:
    band = g.Band(ref("x"), (g.Edge(ref("low"), True), g.Edge(ref("high"), False)))
    expected = [0, 1, 1, 1, 2]
    assert results(band, x=(NUMBER, ["0.9", 1, 2, 3, "3.1"]), low=(NUMBER, [1] * 5), high=(NUMBER, [3] * 5)) == expected


def test_a_band_of_dates() -> None:
    first = day("2025-01-31")
    band = g.Band(ref("on"), (g.Edge(const(first, DATE), True), g.Edge(const(first + 1, DATE), True)))
    assert results(band, on=(DATE, [first - 1, first, first + 1])) == [0, 1, 2]


def test_a_negative_divisor() -> None:
    expected = [Fraction(-1, 2), Fraction(1, 2), Fraction(3, 4)]
    assert results(g.Ratio(ref("x"), ref("y")), x=(NUMBER, [1, -1, "0.3"]), y=(NUMBER, [-2, -2, "0.4"])) == expected
    made, data = one_table(col("out", g.Ratio(ref("x"), ref("y"))), x=(NUMBER, [1]), y=(NUMBER, [-2]))
    assert Evaluator(made, data).column("rows", "out").den == [2]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(None, None, [10, -10, 4, 0]), (2, None, [8, -8, 4, 0]), (None, 6, [6, -6, 1, 0]), (2, 6, [4, -4, 1, 0]),
     (6, 8, [2, -2, 2, 0]), (20, 30, [0, 0, 0, 0])],
)  # fmt: skip
def test_a_cut(low: int | None, high: int | None, expected: list[int]) -> None:
    columns = {"before": (NUMBER, [0, 10, 5, 3]), "after": (NUMBER, [10, 0, 9, 3]),
               "low": (NUMBER, [low or 0] * 4), "high": (NUMBER, [high or 0] * 4)}  # fmt: skip
    for as_columns in (False, True):
        bounds = [
            None if bound is None else ref(name) if as_columns else const(bound)
            for name, bound in (("low", low), ("high", high))
        ]
        assert results(g.Cut(ref("before"), ref("after"), *bounds), **columns) == expected


def test_all_slices_of_a_move_make_the_move() -> None:
    edges = [None, const(2), const("4.5"), const(8), None]
    made, data = one_table(
        *(col(f"cut{i}", g.Cut(ref("before"), ref("after"), edges[i], edges[i + 1])) for i in range(4)),
        col("sum", g.Add(tuple((1, ref(f"cut{i}")) for i in range(4)))),
        before=(NUMBER, [-1, 0, 9, 3, 2]), after=(NUMBER, [10, 2, 1, 3, "4.5"]),
    )  # fmt: skip
    values = Evaluator(made, data).column("rows", "sum")
    assert [values.at(i) for i in range(5)] == [11, 2, -8, 0, Fraction(5, 2)]


def test_operations_of_constants_only() -> None:
    x = (NUMBER, [1, 2])
    assert results(g.Add(((1, const("0.5")), (-1, const(2)))), x=x) == [Fraction(-3, 2)] * 2
    assert results(g.Multiply((const("0.5"), const(4))), x=x) == [2, 2]
    assert results(g.Ratio(const(1), const(-3)), x=x) == [Fraction(-1, 3)] * 2
    assert results(g.Extreme("least", (const(3), const("2.5"))), x=x) == [Fraction(5, 2)] * 2
    assert results(g.Cut(const(1), const(5), const(2), const(3)), x=x) == [1, 1]
    assert results(g.Compare(const(1), "<", const("1.5")), x=x) == [True, True]
    assert results(g.Round(const("1.5"), const(1), "half-even"), x=x) == [2, 2]


@pytest.mark.parametrize("relation", ["==", "!="])
def test_texts_and_flags_are_the_same_or_not(relation: Any) -> None:
    same = relation == "=="
    assert results(g.Compare(ref("t"), relation, const("a", TEXT)), t=(TEXT, ["a", "b"])) == [same, not same]
    assert results(g.Compare(ref("f"), relation, const(True)), f=(FLAG, [True, False])) == [same, not same]


def test_one_of_numbers_compares_values_not_forms() -> None:
    op = g.OneOf(ref("x"), (const("0.50"), const(2)))
    assert results(op, x=(NUMBER, ["0.5", "2.00", "5"])) == [True, True, False]


DAYS = st.integers(day("1900-01-01"), day("2199-12-31"))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(("days_between", "days_both", "month_number", "add_months", "add_days", "day_of_month", "period")),
    st.lists(st.tuples(DAYS, DAYS, st.integers(-600, 600)), min_size=1, max_size=5),
    st.sampled_from(("month", "quarter", "half", "year", "day")),
)
def test_calendar_functions(function: Any, rows: list[tuple[int, int, int]], unit: Any) -> None:
    arguments: tuple[g.Operand, ...] = {
        "add_months": (ref("a"), ref("n")), "add_days": (ref("a"), ref("n")), "day_of_month": (ref("a"),),
        "period": (ref("a"),),
    }.get(function, (ref("a"), ref("b")))  # fmt: skip
    op = g.OnCalendar(function, arguments, unit if function == "period" else None)
    results(op, a=(DATE, [a for a, _, _ in rows]), b=(DATE, [b for _, b, _ in rows]), n=(NUMBER, [n for *_, n in rows]))


def test_both_ends_count_and_a_turned_span_has_no_days() -> None:
    first = day("2025-01-01")
    op = g.OnCalendar("days_both", (ref("a"), ref("b")))
    assert results(op, a=(DATE, [first] * 3), b=(DATE, [first + 30, first, first - 2])) == [31, 1, 0]


def test_months_later() -> None:
    op = g.OnCalendar("add_months", (ref("a"), ref("n")))
    found = results(op, a=(DATE, [day("2024-01-31")] * 3), n=(NUMBER, [1, 13, -2]))
    dates = [datetime.date.fromordinal(int(n)).isoformat() for n in found]  # type: ignore[arg-type]
    assert dates == ["2024-02-29", "2025-02-28", "2023-11-30"]


def test_periods_of_periods() -> None:
    month = 2025 * 12 + 4
    assert results(g.OnCalendar("within", (ref("m"),), "month", "quarter"), m=(MONTH, [month])) == [2025 * 4 + 1]
    assert results(g.OnCalendar("shift", (ref("q"), const(-5)), "quarter"), q=(QUARTER, [2025 * 4])) == [2023 * 4 + 3]
