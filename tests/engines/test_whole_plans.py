"""A graph of the account-executive plan's shape; and the same interpreter on numbers of another sort."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from benchmarks.interpreter_ops import ae_graph, data
from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter import Arithmetic, Evaluator, check_data

from .build import FLAG, NUMBER, TEXT, col, const, one_table, ref
from .oracle import Oracle


def test_every_cell_of_the_account_executive_graph_is_the_oracles() -> None:
    graph, dataset = ae_graph(), data(40)
    evaluator, oracle = Evaluator(graph, dataset), Oracle(graph, dataset)
    assert check_data(evaluator) == ()
    for name, table in graph.tables.items():
        for column in table.columns:
            if column.startswith("ratio"):  # computed only where the measure moves
                continue
            values = evaluator.column(name, column)
            assert [values.at(i) for i in range(len(values.items))] == oracle.column(name, column), (name, column)


def test_one_payout_reads_no_row_of_another_person_but_to_share_deals() -> None:
    graph, dataset = ae_graph(), data(2600)
    whole, asked = Evaluator(graph, dataset), Evaluator(graph, dataset)
    assert asked.value("payout", "pay", 3) == whole.column("payout", "pay").at(3)
    own = len([who for who in dataset["splits"].columns["to"].items if who == asked.value("payout", "who", 3)])
    evaluated = asked.evaluated()
    assert 0 < evaluated["credits", "base"] == own
    assert evaluated["credits", "cents0"] == own
    assert evaluated["splits", "exact"] < 3 * own


class Line:
    """``a + b*t`` near a sample of t, where comparisons are decided."""

    def __init__(self, a: Any, b: Any, t: int) -> None:
        self.a, self.b, self.t = Fraction(a), Fraction(b), t

    def _of(self, other: Any) -> Line:
        return other if isinstance(other, Line) else Line(other, 0, self.t)

    def __add__(self, other: Any) -> Line:
        return Line(self.a + self._of(other).a, self.b + self._of(other).b, self.t)

    __radd__ = __add__

    def __mul__(self, other: int | Fraction) -> Line:
        return Line(self.a * other, self.b * other, self.t)

    __rmul__ = __mul__

    def __sub__(self, other: Any) -> Line:
        return self + self._of(other) * -1

    def __rsub__(self, other: Any) -> Line:
        return self._of(other) - self

    def __neg__(self) -> Line:
        return self * -1

    def at(self) -> Fraction:
        return self.a + self.b * self.t

    def __lt__(self, other: Any) -> bool:
        return self.at() < self._of(other).at()

    def __gt__(self, other: Any) -> bool:
        return self.at() > self._of(other).at()

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __eq__(self, other: object) -> bool:
        return other is not None and self.at() == self._of(other).at()

    __hash__ = None  # type: ignore[assignment]


class Unrounded(Arithmetic):
    """Rounding as the identity, as the analysis of a payout as a function of one amount needs it."""

    def rounded(self, items: list[Any], divisor: Any, mode: g.Mode) -> list[Any]:
        return [n * Fraction(1, divisor) for n in items]


@pytest.mark.parametrize("t", [0, 3, 11])
def test_the_interpreter_runs_on_linear_forms(t: int) -> None:
    window: dict[str, Any] = {"by": ("who",), "order": ("id",)}
    made, dataset = one_table(
        col("after", g.Running(ref("x"), **window, inclusive=True)),
        col("before", g.Running(ref("x"), **window, inclusive=False)),
        col("top", g.Cut(ref("before"), ref("after"), const("10.5"), None)),
        col("ratio", g.Ratio(ref("top"), const(3))),
        col("pay", g.Multiply((ref("ratio"), const("0.3")))),
        col("big", g.Compare(ref("after"), ">", const(12)), FLAG),
        col("bonus", g.Choose(((ref("big"), ref("pay")),), const(0))),
        col("cents", g.Round(ref("bonus"), const("0.01"), "half-even")),
        col("within", g.Within(ref("cents"), const(1), **window)),
        col("sum", g.Total("total", "rows", "within", ())),
        id=(TEXT, ["1", "2"]), who=(TEXT, ["a", "a"]), x=(NUMBER, [0, 8]),
    )  # fmt: skip
    line = Line(0, 1, t)  # the first row's amount is t
    dataset["rows"].columns["x"] = Values([line, Line(8, 0, t)], 1)
    values = Evaluator(made, dataset, Unrounded()).column("rows", "sum")
    for item in values.items:
        item = item if isinstance(item, Line) else Line(item, 0, t)
        assert isinstance(values.den, int)
        top = max(Fraction(t) + 8 - Fraction(21, 2), Fraction(0)) if t + 8 > 12 else Fraction(0)
        first = max(Fraction(t) - Fraction(21, 2), Fraction(0)) if t > 12 else Fraction(0)
        second = top - max(Fraction(t) - Fraction(21, 2), Fraction(0)) if top else Fraction(0)
        expected = min((first + second) * Fraction(1, 10), Fraction(1))
        assert (item.a + item.b * t) / values.den == expected
