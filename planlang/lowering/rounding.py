"""Rounding: where the plan says, to what it says, and nowhere else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Const, Round
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.context import Typed
from planlang.lowering.tiers import Slice
from planlang.lowering.values import computed
from planlang.questions.limits import ask_rounded_each, row_words
from planlang.semantics import types
from planlang.semantics.header import check_rounding
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def rounded(steps: Steps, step: tree.Rounded) -> None:
    """``rounded each …``."""
    each = ask_rounded_each(steps.low, step, steps.scope, steps.slices is not None)
    if step.remainder is not None:
        raise steps.low.not_built("sharing out a rounding's remainder is", step.span)
    if each == "slice":
        if steps.slices is None:
            raise steps.low.fail(
                "no-slices",
                "there are no slices to round here",
                step.span,
                repairs=(Repair("Round the result:", f"rounded  each {row_words(steps.scope)[0]}"),),
            )
        steps.slices = [Slice(s.says, _round(steps, step, s.value, f"{s.says}, rounded")) for s in steps.slices]
        return
    if each not in row_words(steps.scope):
        raise steps.low.fail(
            "rounding-place",
            f"this rule has one result for each {steps.scope.grain}, which can't be rounded each {each}",
            step.span,
            repairs=tuple(
                instead("Round each result:", step.span, f"rounded  each {word}")
                if step.rounding is None and step.remainder is None
                else Repair("Round each result:", f"rounded  each {word}")
                for word in row_words(steps.scope)
            ),
        )
    before = steps.current(step)
    unit, _ = _unit(steps, step, before)
    if steps.lines or (before.scale.decimal and steps.guarded):
        steps.adjusted(step, before, _round(steps, step, before, "rounded"), "rounding", f"rounded to {unit}")
    else:
        steps.amount = _round(steps, step, before, "rounded")


def _unit(steps: Steps, step: tree.Rounded, found: Typed) -> tuple[str, tree.Rounding]:
    rounding = step.rounding or steps.low.model.header.rounding
    if step.rounding is not None:
        check_rounding(step.rounding, steps.low.model.header.currency, steps.low.report)
    is_money = found.type.kind == "money"
    if found.type.kind != "unknown" and (rounding.currency is not None and not is_money):
        if steps.pays and step.rounding is None:
            raise steps.pays_no_money(found.type, found.span)
        unit = "0.01" if found.type.kind == "percent" else "1"
        raise steps.low.fail(
            "rounding-unit",
            f"the rounding is to {rounding.unit} {rounding.currency}, and this is {found.type.words()}",
            step.span,
            repairs=(
                Repair("Say to what it is rounded:", f"rounded  each {step.each}, nearest {unit}, halves to even"),
            ),
        )
    return f"{rounding.unit}{' ' + rounding.currency if rounding.currency else ''}", rounding


def _round(steps: Steps, step: tree.Rounded, found: Typed, says: str) -> Typed:
    _, rounding = _unit(steps, step, found)
    exact = Fraction(rounding.unit)
    unit = Const(exact, found.type.unit(steps.digits(found)), rounding.span)
    return computed(
        steps.scope,
        step,
        Round(found.operand, unit, rounding.mode or "half-even"),
        found.type,
        types.exact_scale(exact.denominator),
        "rounding",
        f"{found.says}, {says}" if "rounded" not in says else says,
    )
