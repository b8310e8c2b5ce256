"""Gates: what is paid only where a condition holds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Choose, Const, Extreme
from planlang.lowering.conditions import condition
from planlang.lowering.context import Typed
from planlang.lowering.mismatches import mismatch
from planlang.lowering.values import computed, number
from planlang.questions.limits import ask_gate
from planlang.semantics import types
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def only_if(steps: Steps, step: tree.OnlyIf) -> None:
    """``only if COND, otherwise E``."""
    ask_gate(steps.low, step)
    before = steps.guard(step)
    if step.held_in is not None:
        _held(steps, step, step.held_in, before)
        return
    assert step.otherwise is not None
    holds, _ = condition(step.condition, steps.scope)
    other = number(step.otherwise, steps.scope, "an amount")
    kind = types.alike(before.type, other.type)
    if isinstance(kind, str):
        raise mismatch(steps.scope, kind, step, before, other, "choosing between")
    after = computed(
        steps.scope,
        step,
        Choose(((holds, before.operand),), other.operand),
        before.type,
        types.joined(before.scale, other.scale),
        "gate",
    )
    steps.adjusted(step, before, steps.still_guarded(step, after), "gate", steps.low.words(step))


def _held(steps: Steps, step: tree.OnlyIf, balance: tree.Name, before: Typed) -> None:
    """``otherwise held in B``: what is above 0 waits in the balance; what is below 0 is taken off all the same."""
    holds, _ = condition(step.condition, steps.scope)
    nothing = Const(Fraction(0), before.type.unit(steps.digits(before)))
    least = computed(
        steps.scope, step, Extreme("least", (before.operand, nothing)), before.type, before.scale, "gate",
        f"{steps.name}, what of it is below 0",
    )  # fmt: skip
    op = Choose(((holds, before.operand),), least.operand)
    after = computed(steps.scope, step, op, before.type, before.scale, "gate")
    from planlang.lowering.balances import put_into

    put_into(steps, balance, step, before, after, returns=False)
    steps.adjusted(step, before, after, "gate", steps.low.words(step))
