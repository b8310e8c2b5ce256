"""The short infix form of every operation, and values as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.printer import op_text, shown
from planlang.core.values import Scalar
from tests.engines.build import DATE, FLAG, MONEY, MONTH, NUMBER, PERCENT, QUARTER, TEXT, const, day, ref

CALENDAR = FiscalCalendar()
A, B = ref("a"), ref("b c")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(2500000), MONEY, "2,500,000.00 USD"), (Fraction(-1, 8), MONEY, "-0.125 USD"),
        (Fraction(1000, 3), MONEY, "1,000/3 USD"), (Fraction(6, 10), PERCENT, "60%"),
        (Fraction(1, 800), PERCENT, "0.125%"), (Fraction(3, 2), g.Unit("multiplier"), "1.5x"), (7, NUMBER, "7"),
        (1, g.Unit("days"), "1 day"), (30, g.Unit("days"), "30 days"), ("New", g.Unit("member"), "New"),
        (True, FLAG, "yes"), (False, FLAG, "no"), (None, MONEY, "none"), (day("2025-02-10"), DATE, "2025-02-10"),
        (2025 * 12 + 1, MONTH, "2025-02"), (2025 * 4, QUARTER, "2025-Q1"), (Fraction(0), MONEY, "0.00 USD"),
        (Fraction(5), g.Unit("money", "JPY", 0), "5 JPY"),
    ],
)  # fmt: skip
def test_values(value: Scalar, unit: g.Unit, text: str) -> None:
    assert shown(value, unit, CALENDAR) == text


@pytest.mark.parametrize(
    ("op", "text"),
    [
        (g.Cell("x"), "cell x"), (g.Carried("x"), "carried x"), (g.Stacked(("x", None)), "stacked x, none"),
        (g.SpineKey("person"), "the person"), (g.RowId(), "row id"), (g.Same(B), "`b c`"),
        (g.Add(((1, A), (-1, B), (1, const(2)))), "a - `b c` + 2"), (g.Add(((-1, A),)), "- a"),
        (g.Multiply((A, const("0.02", PERCENT))), "a * 2%"), (g.Ratio(A, B), "a / `b c`"),
        (g.Round(A, const("0.01", MONEY), "half-even"), "round a to 0.01 USD half-even"),
        (g.Compare(A, ">=", B), "a >= `b c`"), (g.OneOf(A, (const("New", TEXT),)), 'a in {"New"}'),
        (g.Logic("and", (A, B)), "a and `b c`"), (g.Logic("not", (A,)), "not a"), (g.IsKnown(A), "known a"),
        (g.Choose(((A, B),), None, "no row"), 'choose {a: `b c`; otherwise: refused "no row"}'),
        (g.Extreme("least", (A, B)), "least(a, `b c`)"),
        (g.Band(A, (g.Edge(const(1), True), g.Edge(const(2), False))), "band of a [from 1, above 2]"),
        (g.Cut(A, B, const(1), None), "a -> `b c` within [1, …]"),
        (g.OnCalendar("within", (A,), "month", "quarter"), "within[month in quarter](a)"),
        (g.Lookup("t", (("k", A),), "v", (B, "f", "l"), "none"), "t.v where k = a on `b c` in f to l or none"),
        (g.Total("total", "t", "v", (("k", A),), ("d", A, None), "w"), "total t.v where k = a, d in [a, …], w"),
        (g.Total("count", "t", None, ()), "count t where all"),
        (g.Running(A, ("k",), ("d", "b c"), False, "w"), "running a before this where w by (k) order (d, `b c`)"),
        (g.Within(A, B, ("k",), ()), "a within `b c` by (k) order ()"),
        (g.Level(A, B, "floor", (), ("d",)), "level of a floor `b c` by () order (d)"),
        (g.Previous(A, (), ("d",)), "previous a by () order (d)"),
        (g.Fold("b", A, (), ("d",)), "b of the row before, first a by () order (d)"),
        (g.Fold("b", A, (), ("d",), "c"), "b of the row before, first a by () order (d), also c"),
        (g.Allocate(A, const("0.01", MONEY), "half-even", ("k",), "b c", "column", ()),
         "allocate a to 0.01 USD half-even, remainder to `b c` by (k) order ()"),
    ],
)  # fmt: skip
def test_operations(op: g.Op, text: str) -> None:
    assert op_text(op, CALENDAR) == text


def test_what_is_no_operation_is_a_bug() -> None:
    with pytest.raises(NotImplementedError):
        op_text(object(), CALENDAR)
