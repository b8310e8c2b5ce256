"""Why a rule paid nothing, in a few words."""

from __future__ import annotations

from fractions import Fraction

from planlang.explain.model import Explanation, FromStep, Step, Unpaid
from planlang.explain.numbers import shown
from planlang.explain.words import formula
from planlang.slotted import frozen


@frozen
class Reason:
    """What failed, and what was there instead or by how much it failed."""

    failed: str
    detail: str = ""
    short: Fraction | None = None

    @property
    def text(self) -> str:
        """Both."""
        return f"{self.failed}{', ' if self.detail else ''}{self.detail}"


def reason(explanation: Explanation, note: Unpaid) -> Reason:
    """The condition that failed, what was there instead, and by how much; or that there was nothing to pay on."""
    if note.because:
        return _failed(explanation, explanation.by_id[note.because[0]])
    step = explanation.by_id[note.step]
    if note.row:
        return _not_about(explanation, step)
    return Reason(_nothing(explanation, step))


def _before(explanation: Explanation, step: Step, part: str) -> list[Step]:
    origins = [found.origin for found in step.inputs if found.part == part]
    return [explanation.by_id[o.step] for o in origins if isinstance(o, FromStep) and not o.carried]


def _failed(explanation: Explanation, step: Step) -> Reason:
    """The innermost condition that failed."""
    while step.op in ("logic", "same") and step.how.get("word") != "not":
        inner = [
            found
            for found in _before(explanation, step, "condition" if step.op == "logic" else "value")
            if found.result is False
        ]
        if not inner or (step.how.get("word") == "or" and len(step.inputs) > 1):
            break
        step = inner[-1]
    details = []
    if step.op in ("compare", "one of"):
        is_ = step.inputs[0]
        details.append(f"it is {shown(is_.value, is_.unit, explanation.calendar)}")
    for margin in step.margins:
        details.append(f"short by {shown(margin.by, margin.unit, explanation.calendar)}")
    short = step.margins[0].by if step.margins else None
    return Reason(
        f"{step.says}: no", ", ".join(details), Fraction(short) if isinstance(short, (int, Fraction)) else None
    )


def _not_about(explanation: Explanation, step: Step) -> Reason:
    """A row that the rule is not about: follow the result to the condition that kept it out."""
    while True:
        failed = [found for found in _before(explanation, step, "condition") if found.result is False]
        if failed:
            return _failed(explanation, failed[0])
        onward = [
            found for part in ("this", "value", "otherwise", "then") for found in _before(explanation, step, part)
        ]
        if not onward:
            return Reason("the rule is not about it")
        step = onward[0]


def _nothing(explanation: Explanation, step: Step) -> str:
    """A rule whose rows come to nothing, or that has none."""
    parts = _before(explanation, step, "part")
    if step.op == "total" and not parts:
        return "nothing counted for it in this period"
    while True:
        onward = [
            found
            for part in ("part", "this", "value", "then", "otherwise")
            for found in _before(explanation, step, part)
        ]
        if len(onward) != 1:
            return formula(step, explanation.calendar) if step.op == "multiply" else "all of it comes to 0"
        step = onward[0]
        if step.op not in ("same", "round", "choose", "within", "extreme"):
            inner = [found for part in ("factor",) for found in _before(explanation, step, part)]
            none = [found for found in inner if found.op == "total" and not _before(explanation, found, "part")]
            more = f" ({none[0].says}: nothing counted)" if none else ""
            return formula(step, explanation.calendar) + more
