"""What a rule paid on one row, as lines of plain arithmetic: ``200,000.00 x 10% x 17.5% x 1.5x = 5,250.00``."""

from __future__ import annotations

from fractions import Fraction

from attr import frozen

from planlang.core.values import Scalar
from planlang.explain.model import Explanation, FromStep, Input, Step
from planlang.explain.numbers import decimals_of, plain
from planlang.explain.words import formula

ENOUGH = 6
"""So many decimals of a quotient are still easy to type; what has more is shown as the division it is."""


@frozen
class Line:
    """One line: the tier it is of, its factors, what they make, and what that is after rounding."""

    label: str
    factors: tuple[str, ...]
    amounts: tuple[Fraction | None, ...]
    exact: Fraction
    result: Fraction
    text: str


@frozen
class Limit:
    """What a limit did on a row: took something, or left room."""

    says: str
    bound: Fraction
    bound_says: str
    kind: str
    by: Fraction


class Reading:
    """Reads an explanation's steps as lines."""

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        self.calendar = explanation.calendar

    def step(self, found: Input) -> Step | None:
        """The step that an input comes from."""
        if isinstance(found.origin, FromStep) and not found.origin.carried:
            return self.explanation.by_id[found.origin.step]
        return None

    def lines(self, step: Step) -> tuple[list[Line], list[Limit]]:
        """The lines behind a result that are not 0, and the limits on the way."""
        lines: list[Line] = []
        limits: list[Limit] = []
        waiting: list[tuple[Step, int, str, Step | None]] = [(step, 1, "", None)]
        while waiting:
            here, sign, label, rounded = waiting.pop()
            label = here.says.removeprefix("slice ") if here.says.startswith("slice ") else label
            on = self._onward(here, limits)
            if here.op == "add":
                inner = [(self.step(i), sign if i.part == "plus" else -sign) for i in here.inputs]
                if all(found is not None for found, _ in inner):
                    waiting += [(found, s, label, rounded) for found, s in reversed(inner) if found is not None]
                    continue
            if on is not None:
                waiting.append((on, sign, label, here if here.op == "round" else rounded))
                continue
            value, last = _number(here.result), _number((rounded or here).result)
            if value or last:
                lines.append(self._line(here, label, sign * value, sign * last))
        return lines, limits

    def _onward(self, step: Step, limits: list[Limit]) -> Step | None:
        """The step whose value this one passes on, perhaps limited or rounded."""
        parts = {found.part: found for found in step.inputs}
        if step.op in ("same", "round"):
            return self.step(parts["value"])
        if step.op == "choose":
            return self.step(parts.get("then") or parts["otherwise"])
        if step.op == "within":
            self._limit(step, parts["cap"], limits)
            return self.step(parts["this"])
        if step.op == "extreme" and len(step.inputs) == 2:
            self._limit(step, step.inputs[1], limits)
            return self.step(step.inputs[0])
        return None

    def _limit(self, step: Step, bound: Input, limits: list[Limit]) -> None:
        for margin in step.margins:
            limits.append(Limit(step.says, _number(bound.value), bound.name, margin.kind, _number(margin.by)))
        if not step.margins:
            limits.append(Limit(step.says, _number(bound.value), bound.name, "left", Fraction(0)))

    def _line(self, step: Step, label: str, exact: Fraction, result: Fraction) -> Line:
        if step.op != "multiply":
            text = formula(step, self.calendar).rpartition(" = ")[0]
            if step.op in ("cell", "lookup", "allocate", "total") or text == plain(
                step.result, step.unit, self.calendar
            ):
                text = plain(step.result, step.unit, self.calendar)
            return Line(label, (text,), (exact,), exact, result, text)
        pieces = self._factors(step)
        factors = tuple(text for text, _ in pieces)
        return Line(label, factors, tuple(value for _, value in pieces), exact, result, " x ".join(factors))

    def _factors(self, step: Step) -> list[tuple[str, Fraction | None]]:
        found: list[tuple[str, Fraction | None]] = []
        for factor in step.inputs:
            inner = self.step(factor)
            while inner is not None and inner.op in ("same", "choose"):
                following = self._onward(inner, [])
                if following is None:
                    break
                inner = following
            if inner is not None and inner.op == "multiply":
                found += self._factors(inner)
            elif inner is not None and inner.op == "ratio":
                if inner.result != 1:
                    found.append((self._ratio(inner), None))
            else:
                found.append((plain(factor.value, factor.unit, self.calendar), _number(factor.value)))
        found.sort(key=lambda piece: piece[1] is None)
        return found

    def _ratio(self, step: Step) -> str:
        value = _number(step.result)
        if _easy(value):
            return plain(value, step.unit, self.calendar)
        top, bottom = step.inputs
        if _easy(_number(top.value)) and _easy(_number(bottom.value)):
            return f"{plain(top.value, top.unit, self.calendar)} / {plain(bottom.value, bottom.unit, self.calendar)}"
        return f"{value.numerator:,} / {value.denominator:,}"


def _easy(value: Fraction) -> bool:
    places = decimals_of(value)
    return places is not None and places <= ENOUGH


def _number(value: Scalar) -> Fraction:
    return Fraction(value) if isinstance(value, (int, Fraction)) else Fraction(0)
