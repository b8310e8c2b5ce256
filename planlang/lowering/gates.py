"""Gates: what is paid only where a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Choose
from planlang.lowering.conditions import condition
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
    if step.held_in is not None:
        raise steps.low.not_built("balances are", step.span)
    assert step.otherwise is not None
    before = steps.guard(step)
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
