"""Rounding modes against their definition."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.engines.interpreter import EXACT, Evaluator, Refusal

from .build import MONEY, NUMBER, col, const, one_table, ref
from .oracle import slow_round
from .strategies import MODES

ALL: list[g.Mode] = [*MODES]


@pytest.mark.parametrize("mode", ALL)
def test_every_small_quotient(mode: g.Mode) -> None:
    """Halves, exact ones and all between, of either sign, over one divisor and over one each."""
    for divisor in range(1, 13):
        items = list(range(-40, 41))
        expected = [slow_round(Fraction(n, divisor), Fraction(1), mode) for n in items]
        assert EXACT.rounded(items, divisor, mode) == expected
        assert EXACT.rounded(items, [divisor] * len(items), mode) == expected


@given(st.integers(), st.integers(min_value=1), st.sampled_from(ALL))
def test_any_quotient(n: int, divisor: int, mode: g.Mode) -> None:
    expected = slow_round(Fraction(n, divisor), Fraction(1), mode)
    assert EXACT.rounded([n], divisor, mode) == [expected]
    assert EXACT.rounded([n], [divisor], mode) == [expected]


@pytest.mark.parametrize(
    ("mode", "cents"),
    [
        ("half-even", ["0.00", "0.02", "-0.02", "0.00"]), ("half-away", ["0.01", "0.02", "-0.02", "-0.01"]),
        ("half-toward", ["0.00", "0.01", "-0.01", "0.00"]), ("half-up", ["0.01", "0.02", "-0.01", "0.00"]),
        ("half-down", ["0.00", "0.01", "-0.02", "-0.01"]), ("cut", ["0.00", "0.01", "-0.01", "0.00"]),
        ("raised", ["0.01", "0.02", "-0.02", "-0.01"]), ("ceiling", ["0.01", "0.02", "-0.01", "0.00"]),
        ("floor", ["0.00", "0.01", "-0.02", "-0.01"]),
    ],
)  # fmt: skip
def test_half_cents(mode: g.Mode, cents: list[str]) -> None:
    op = g.Round(ref("x"), const("0.01", MONEY), mode)
    graph, data = one_table(col("cents", op), x=(NUMBER, ["0.005", "0.015", "-0.015", "-0.005"]))
    values = Evaluator(graph, data).column("rows", "cents")
    assert [values.at(i) for i in range(4)] == [Fraction(cent) for cent in cents]
    assert values.den == 100


def test_exact_passes_multiples_and_refuses_every_other_row() -> None:
    op = g.Round(ref("x"), const("0.05", MONEY), "exact")
    graph, data = one_table(col("paid", op, MONEY), x=(MONEY, ["0.10", "0.11", "-0.05", "-0.01"]))
    evaluator = Evaluator(graph, data)
    assert evaluator.value("rows", "paid", 0) == Fraction(1, 10)
    assert evaluator.value("rows", "paid", 2) == Fraction(-5, 100)
    with pytest.raises(Refusal) as refusal:
        evaluator.column("rows", "paid")
    assert ["0.11 USD" in d.message or "-0.01 USD" in d.message for d in refusal.value.diagnostics] == [True, True]


def test_a_column_of_cents_stays_integers_over_100() -> None:
    op = g.Round(ref("x"), const("0.01", MONEY), "half-even")
    graph, data = one_table(col("cents", op), x=(MONEY, ["0.10", "0.11"]))
    values = Evaluator(graph, data).column("rows", "cents")
    assert (values.items, values.den) == ([10, 11], 100)
