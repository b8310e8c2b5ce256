"""Balances: the one thing that is carried from one payout to the next.

A balance is owed by a participant (a draw) or kept for them (an excess, what a gate holds). Rules and the payout put into it, and
the payout takes out of it. ``books`` says how one payout follows the other.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import (
    Add,
    Choose,
    Compare,
    Const,
    Extreme,
    Logic,
    Operand,
    Ref,
    Round,
    Spine,
)
from planlang.diagnostics.place import Span
from planlang.lowering.context import Lowering, Typed, constant, exact
from planlang.lowering.scope import Scope
from planlang.lowering.values import computed, number
from planlang.questions.balances import ask_whole, direction, refuse_elsewhere, refuse_measure
from planlang.semantics import types
from planlang.slotted import define, field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

NAME = "payout"


@frozen(eq=False, repr=False)
class Inflow:
    """A column of a rule's table with what the rule puts into a balance; ``returns``: it may be negative, as room under a cap comes back."""

    rule: str
    column: str
    returns: bool
    place: Span


@define(eq=False, repr=False)
class Book:
    """A balance while the payout is lowered: ``now`` is what is in it after the steps so far.

    ``let_go`` are what lapsed and the rest when it closes; ``kept`` what came in with earlier payouts that has not lapsed yet.
    """

    decl: tree.Balance
    owed: bool
    now: Typed
    brought: str
    closing: Operand | None
    closed: Operand | None
    ins: list[Operand] = field(factory=list)
    outs: list[Operand] = field(factory=list)
    let_go: list[Operand] = field(factory=list)
    kept: list[Operand] = field(factory=list)

    @property
    def rest(self) -> str:
        """What becomes of the rest when it closes."""
        return self.decl.rest or ""


# --- what goes in -----------------------------------------------------------------------------


def put_into(steps: Steps, name: tree.Name, step: tree.Node, before: Typed, after: Typed, returns: bool) -> None:
    """What a step cuts off goes into a balance, or what it adds."""
    low, scope = steps.low, steps.scope
    decl = declared(low, name)
    if not steps.pays:
        raise refuse_measure(low, step, decl)
    owed = direction(low, decl) == "owed"
    ask_whole(low, steps, step, decl, types.joined(before.scale, after.scale), before.scale)
    terms: tuple[tuple[Literal[1, -1], Operand], ...] = ((1, before.operand), (-1, after.operand))
    if owed:
        terms = ((1, after.operand), (-1, before.operand))
    scale = types.joined(before.scale, after.scale)
    moved = computed(scope, step, Add(terms), before.type, scale, "total", f"into {decl.name}: {low.words(step)}")
    if isinstance(steps.decl, tree.Payout):
        book = low.books[decl.name]
        moved = unless_closed(scope, step, book, moved)
        op = Add(((1, book.now.operand), (1, moved.operand)))
        book.now = computed(scope, step, op, book.now.type, scale, "total", f"{decl.name} with {low.words(step)}")
        book.ins.append(moved.operand)
        return
    assert isinstance(moved.operand, Ref)
    low.inflows.setdefault(decl.name, []).append(Inflow(steps.name, moved.operand.column, returns, step.span))


def unless_closed(scope: Scope, step: tree.Node, book: Book, moved: Typed) -> Typed:
    """What goes into a balance that has been closed is refused: nothing says what becomes of it."""
    if book.closed is None:
        return moved
    nothing = Const(Fraction(0), moved.type.unit(scope.low.model.header.digits))
    some = computed(scope, step, Compare(moved.operand, "!=", nothing), types.YESNO, types.WHOLE, "condition")
    op = Logic("and", (book.closed, some.operand))
    late = computed(scope, step, op, types.YESNO, types.WHOLE, "condition", f"{book.decl.name} is closed")
    words = f"{book.decl.name} is closed, and `{scope.low.words(step)}` puts something into it{_until(scope, book)}"
    return computed(
        scope, step, Choose(((late.operand, None),), moved.operand, words), moved.type, moved.scale, "total", moved.says
    )


def _until(scope: Scope, book: Book) -> str:
    """How a step ends with its balance, as a part of the message."""
    rows = scope.table.table.rows
    if not isinstance(rows, Spine) or rows.unit is None or book.decl.closes is None:
        return ""
    closes = scope.low.words(book.decl.closes)
    return f"; to end the step with it, let it say `when the last day of the {rows.unit} is at most {closes}`"


# --- what comes out ---------------------------------------------------------------------------


def settle(steps: Steps, step: tree.Settle) -> None:
    """``repay B``, ``release B``."""
    from planlang.lowering.conditions import condition

    low, scope = steps.low, steps.scope
    decl = declared(low, step.balance)
    if not isinstance(steps.decl, tree.Payout):
        raise refuse_elsewhere(low, step)
    book, before = low.books[decl.name], steps.current(step)
    owed = direction(low, decl) == "owed"
    holds = None if step.when is None else condition(step.when, scope)
    inner = scope if holds is None else scope.knowing(holds[1])
    most = most_settled(steps, step, owed, before, inner)
    now = book.now
    if most is not None:
        words = f"{'repaid to' if owed else 'released from'} {decl.name}"
        scale = types.joined(now.scale, most.scale)
        ask_whole(low, steps, step, decl, scale, before.scale)
        op: Extreme | Choose = Extreme("least", (now.operand, most.operand))
        moved = computed(scope, step, op, before.type, scale, "limit", words)
    else:
        moved = now
    gates = [holds[0]] if holds is not None else []
    nothing = Const(Fraction(0), before.type.unit(low.model.header.digits))
    if book.closed is not None and book.rest == "due":
        moved = computed(
            scope, step, Choose(((book.closed, nothing),), moved.operand), moved.type, moved.scale, "limit"
        )
    for gate in gates:
        moved = computed(scope, step, Choose(((gate, moved.operand),), nothing), moved.type, moved.scale, "limit")
    signed: Literal[1, -1] = -1 if owed else 1
    scale = types.joined(before.scale, moved.scale)
    op_amount = Add(((1, before.operand), (signed, moved.operand)))
    steps.amount = computed(scope, step, op_amount, before.type, scale, "amount", low.words(step))
    op_now = Add(((1, now.operand), (-1, moved.operand)))
    book.now = computed(scope, step, op_now, now.type, scale, "total", f"{decl.name} after {low.words(step)}")
    book.outs.append(moved.operand)


def most_settled(steps: Steps, step: tree.Settle, owed: bool, before: Typed, scope: Scope) -> Typed | None:
    """The most that a step may settle, at least 0: of what is owed no more than there is to pay; ``None``: all that there is."""
    found: list[Typed] = [before] if owed else []
    if step.limit is not None:
        negated = scope.negated
        limit = number(step.limit, scope, "an amount")
        scope.negated = negated  # below 0 it takes nothing out
        kind = types.alike(before.type, limit.type)
        if isinstance(kind, str):
            from planlang.lowering.mismatches import mismatch

            raise mismatch(scope, kind, step, before, limit, "comparing")
        found.append(_in_cents(limit, step, scope) if step.rounded else limit)
    if not found:
        return None
    fixed = constant(found[0]) if len(found) == 1 else None
    if fixed is not None and exact(fixed) >= 0:
        return found[0]
    digits = scope.low.model.header.digits
    nothing = Const(Fraction(0), before.type.unit(digits))
    scale = types.WHOLE
    for one in found:
        scale = types.joined(scale, one.scale)
    least = found[0].operand
    if len(found) > 1:
        op = Extreme("least", tuple(one.operand for one in found))
        least = computed(scope, step, op, before.type, scale, "limit", f"the most that {scope.low.words(step)}").operand
    op = Extreme("greatest", (least, nothing))
    return computed(scope, step, op, before.type, scale, "limit", f"the most for `{scope.low.words(step)}`")


def _in_cents(limit: Typed, step: tree.Settle, scope: Scope) -> Typed:
    """A bound by the plan's rounding: a share of what is in the balance is worked out here, and nowhere above."""
    rounding = scope.low.model.header.rounding
    unit = Fraction(rounding.unit)
    op = Round(limit.operand, Const(unit, limit.type.unit(scope.low.model.header.digits)), rounding.settled)
    words = f"{limit.says}, rounded"
    return computed(scope, step, op, limit.type, types.exact_scale(unit), "rounding", words)


# --- names ------------------------------------------------------------------------------------


def declared(low: Lowering, name: tree.Name) -> tree.Balance:
    """The balance of a name."""
    decl = low.declared(name.name, name.span, "a balance")
    if not isinstance(decl, tree.Balance):
        from planlang.questions.balances import not_a_balance

        raise not_a_balance(low, name, decl)
    return decl


def touched(low: Lowering, item: tree.Node) -> dict[str, int]:
    """The balances that a step names, and how often."""
    found: dict[str, int] = {}
    todo: list[tree.Node] = [item]
    while todo:
        node = todo.pop()
        if isinstance(node, tree.Name) and isinstance(low.model.names.get(node.name), tree.Balance):
            found[node.name] = found.get(node.name, 0) + 1
        todo.extend(tree.children(node))
    return found
