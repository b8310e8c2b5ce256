"""What is carried from row to row: columns that depend on themselves, a row earlier."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.core import graph as g
from planlang.core.invariants import violations
from planlang.engines.interpreter import Evaluator
from tests.engines.build import FLAG, NUMBER, TEXT, col, const, one_table, ref

WHO = ["b", "a", "a", "b", "a", "b", "a"]
AT = [1, 4, 2, 9, 3, 2, 1]
X = [5, -3, 7, 2, -9, 1, 4]
WINDOW = {"by": ("who",), "order": ("at",)}
CELLS = {"who": (TEXT, WHO), "at": (NUMBER, AT), "x": (NUMBER, X)}


def by_hand(step: object, start: Fraction) -> dict[int, Fraction]:
    """The state after each row, one row after the other."""
    found: dict[int, Fraction] = {}
    for who in "ab":
        state = start
        for row in sorted((r for r, name in enumerate(WHO) if name == who), key=lambda r: AT[r]):
            state = step(state, Fraction(X[row]))  # type: ignore[operator]
            found[row] = state
    return found


def interest() -> tuple[g.Column, ...]:
    """No window says it: half of what there is, and what comes."""
    return (
        col("brought", g.Fold("carried", const("1/3"), **WINDOW)),
        col("half", g.Multiply((const("1/2"), ref("brought")))),
        col("carried", g.Add(((1, ref("half")), (1, ref("x"))))),
    )


@pytest.mark.parametrize("rows", [None, [2], [3, 0], [6, 1, 4], [5]])
def test_each_row_sees_what_the_row_before_left(rows: list[int] | None) -> None:
    made, data = one_table(*interest(), **CELLS)
    assert violations(made) == []
    wanted = by_hand(lambda state, x: state / 2 + x, Fraction(1, 3))
    asked = list(range(len(X))) if rows is None else rows
    found = Evaluator(made, data).column("rows", "carried", rows)
    assert [found.at(i) for i in range(len(asked))] == [wanted[row] for row in asked]


def test_a_row_asks_for_no_later_row() -> None:
    made, data = one_table(*interest(), **CELLS)
    evaluator = Evaluator(made, data)
    evaluator.value("rows", "carried", 2)  # the second of a's
    assert evaluator.evaluated()["rows", "brought"] == 2


def test_two_states_may_depend_on_each_other() -> None:
    made, data = one_table(
        col("one brought", g.Fold("one", const(1), **WINDOW)),
        col("other brought", g.Fold("other", const(2), **WINDOW)),
        col("one", g.Add(((1, ref("other brought")), (1, ref("x"))))),
        col("other", g.Add(((1, ref("one brought")), (1, ref("one"))))),
        **CELLS,
    )
    assert violations(made) == []
    states: dict[int, tuple[int, int]] = {}
    for who in "ab":
        one, other = 1, 2
        for row in sorted((r for r, name in enumerate(WHO) if name == who), key=lambda r: AT[r]):
            after = other + X[row]
            one, other = after, one + after
            states[row] = (one, other)
    evaluator = Evaluator(made, data)
    for place, name in enumerate(("one", "other")):
        found = evaluator.column("rows", name)
        assert [found.at(row) for row in range(len(X))] == [states[row][place] for row in range(len(X))]
    alone = Evaluator(made, data)
    assert alone.value("rows", "other", 1) == states[1][1]


def test_only_operations_within_a_row_stand_between_a_fold_and_its_state() -> None:
    made, _ = one_table(
        col("brought", g.Fold("carried", const(0), **WINDOW)),
        col("flag", g.Compare(ref("x"), ">", const(0)), FLAG),
        col("so far", g.Running(ref("brought"), **WINDOW, inclusive=True)),
        col("carried", g.Add(((1, ref("so far")), (1, ref("x"))))),
        **CELLS,
    )
    assert violations(made) == ["rows.so far stands in the loop of brought and reads other rows"]
