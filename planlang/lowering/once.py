"""`, once for each credit` behind an amount: it is paid whole with each credit, which is what a rule for each credit does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def check_once_for(steps: Steps, step: tree.Start | tree.Change) -> None:
    """Refuses it where a rule has no result for each credit, behind a factor, and for another row than a credit."""
    if step.once_for is None or (step.once_for == "credit" and step.word != "times" and steps.scope.kind == "credit"):
        return
    words = steps.low.words(step)
    without = words.replace(f", once for each {step.once_for}", "")
    each = words.replace(f"once for each {step.once_for}", "once for each credit")
    if step.word == "times":
        message = "a factor is not paid, so it can't be once for anything"
    else:
        message = f"this rule has one result for each {steps.scope.grain}, and no amount of it is once for each {step.once_for}"
    whole = steps.scope.kind == "credit" and step.word != "times" and each != words
    raise steps.low.fail(
        "once-for-what",
        message,
        step.span,
        f"once for each {step.once_for}",
        repairs=(
            *((Repair("Whole with each credit:", each, (Edit(step.span, each),)),) if whole else ()),
            *(
                (Repair("Or a share of it with each, or with one of the credits alone:", "when split.primary is yes"),)
                if whole
                else ()
            ),
            *(() if whole else (Repair("Without these words:", without, (Edit(step.span, without),)),)),
        ),
    )
