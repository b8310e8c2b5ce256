"""``running highest``, ``running lowest`` and ``running average``: of the credits so far, made of the core's other running operations.

The highest so far is the first value, and by how much a later one was above it: a level that is kept from falling. So values below zero need
no bound that nobody said. Where there is no credit yet, there is no value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Protocol

from planlang.core.graph import (
    Add,
    Choose,
    Compare,
    Const,
    Level,
    Logic,
    Op,
    Operand,
    Previous,
    Ratio,
    Ref,
    RowId,
    Running,
    Same,
    Total,
    Unit,
)
from planlang.lowering.context import Typed
from planlang.lowering.scope import Scope
from planlang.questions.aggregates import ask_rounding
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

YES_NO, COUNT, TEXT = Unit("yes/no"), Unit("count"), Unit("text")
ONE = Const(Fraction(1), COUNT)


class Column(Protocol):
    """Adds a column of the phrase that is lowered: what it is called and what it says begin with the phrase's words."""

    def __call__(self, part: str, op: Op, of: Unit, says: str, role: str) -> Ref:
        """The column."""


def running_extreme(
    item: tree.Aggregate, scope: Scope, what: Typed | None, by: tuple[str, ...], order: tuple[str, ...], inclusive: bool,
    where: str | None,
) -> Typed:  # fmt: skip
    """The highest, lowest or average value of the credits up to this one; absent where there is none."""
    assert what is not None  # the grammar asks for a column
    low, table = scope.low, scope.table
    ask_rounding(low, item, what)
    words = low.words(item).replace(" not counting this credit", "").replace(" counting this credit", "")
    end = f"{'with' if inclusive else 'before'} this credit"
    name = f"{words if len(words) <= 60 else f'{words[:57]}…'}, {end}"
    kind, scale = evolve(what.type.required(), optional=True), what.scale
    unit = kind.unit(low.digits(kind))

    def column(part: str, op: Op, of: Unit, says: str, role: str) -> Ref:
        return table.once(f"{name}: {part}", op, of, f"{words}: {says}", role, scope.rule, item.span)

    counted = Running(ONE, by, order, inclusive, where)
    many = column("how many", counted, COUNT, "how many there are", "total")
    some = column("any", Compare(many, ">=", ONE), YES_NO, "there is one", "condition")
    if item.function == "average":
        total = column("in all", Running(what.operand, by, order, inclusive, where), unit, "what they come to", "total")
        shared = column("each", Ratio(total, many), unit, "what they come to, by how many they are", "share")
        average = Choose(((some, shared),), Const(None, unit))
        ref = table.once(name, average, unit, f"{words}, {end}", "share", scope.rule, item.span)
        return Typed(ref, kind, types.QUOTIENT, item.span, f"{words}, {end}")
    else:
        kept: Literal["floor", "cap"] = "floor" if item.function == "highest" else "cap"
        best = _furthest(kept, column, what.operand, unit, by, order, inclusive, where)
    # Where there is none yet, a row that is not there is asked for, and is absent.
    value = column("so far", Same(best), unit, "so far, or 0", "total")
    mine = table.once("row", RowId(), TEXT, "the row", "key")
    key = column("its row", Choose(((some, mine),), Const("", TEXT)), TEXT, "the row, if there is one", "key")
    op = Total("only", table.name, value.column, ((mine.column, key),))
    ref = table.once(name, op, unit, f"{words}, {end}", "total", scope.rule, item.span)
    return Typed(ref, kind, scale, item.span, f"{words}, {end}")


def _furthest(
    kept: Literal["floor", "cap"], make: Column, value: Operand, unit: Unit, by: tuple[str, ...], order: tuple[str, ...], inclusive: bool,
    where: str | None,
) -> Operand:  # fmt: skip
    """The first value, and the furthest that another went from it."""
    nothing = Const(Fraction(0), unit)
    number: Ref = make("number", Running(ONE, by, order, True, where), COUNT, "which of them it is", "total")
    is_first: Operand = make("first", Compare(number, "==", ONE), YES_NO, "it is the first", "condition")
    if where is not None:
        is_first = make(
            "first of them", Logic("and", (is_first, Ref(where))), YES_NO, "it is the first of them", "condition"
        )
    alone = make("first value", Choose(((is_first, value),), nothing), unit, "the value, if it is the first", "amount")
    first = make("from", Running(alone, by, order, True, None), unit, "the first value", "total")
    apart = make("apart", Add(((1, value), (-1, first))), unit, "how far it is from the first", "amount")
    furthest = make(
        "furthest", Level(nothing, apart, kept, by, order, where), unit, "the furthest from the first", "total"
    )
    so_far = make("best", Add(((1, first), (1, furthest))), unit, "so far, with this credit", "total")
    if inclusive:
        return so_far
    return make("best before", Previous(so_far, by, order), unit, "so far, before this credit", "total")
