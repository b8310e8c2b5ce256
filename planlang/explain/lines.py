"""What a rule paid on one row, as lines of plain arithmetic: ``200,000.00 x 10% x 17.5% x 1.5x = 5,250.00``."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Unit
from planlang.core.values import Scalar
from planlang.explain.model import Explanation, FromStep, Input, Step
from planlang.explain.numbers import grouped, plain
from planlang.explain.relevant import relevant
from planlang.explain.totals import credit_totals
from planlang.explain.words import formula
from planlang.explain.working import easy, total_says, working
from planlang.slotted import evolve, frozen

LIMITS = ("within", "extreme")
"""The operations of a step that may take something off, or add up to a floor."""
AMENDED = " as amended from "
"""How the lowering calls the result of a rule that an amendment restated."""
SHARE = "share of the move"
"""How the lowering calls what of a move lies in a tier."""


@frozen
class Line:
    """One line: the tier it is of, its factors, what they make, and what that is after rounding."""

    label: str
    factors: tuple[str, ...]
    amounts: tuple[Fraction | None, ...]
    exact: Fraction
    result: Fraction
    text: str
    notes: tuple[str, ...] = ()
    """Where factors come from that are neither in the plan nor on the page."""


@frozen
class Piece:
    """A factor: as it is shown; its value if it is an amount of money; what it is a share of if it is the share of a tier."""

    text: str
    amount: Fraction | None = None
    share: Fraction | None = None


@frozen
class Limit:
    """What a limit did on a row: took something, or left room. ``sign``: -1 where what is limited is taken away from what is paid."""

    says: str
    bound: Fraction
    bound_says: str
    kind: str
    by: Fraction
    sign: int = 1


@frozen
class Rounded:
    """The last rounding above a step, and whether what it rounds is added to what is paid (1) or taken away (-1)."""

    step: Step
    sign: int


class Reading:
    """Reads an explanation's steps as lines."""

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        self.calendar = explanation.calendar
        measures = {(measure.table, measure.value) for measure in explanation.graph.measures}
        rules = {(rule.table, rule.result) for rule in explanation.graph.components}
        payout = explanation.graph.payout
        totals = {(payout.table, column) for _, column in payout.components} if payout is not None else set()
        self.listed = frozenset(
            {step.id for step in explanation.steps if step.at[:2] in measures | rules | totals}
            | set(explanation.facts.credited.values())
        )
        """The steps of measures, rules and credits, whose figures the page lists."""
        self.among = relevant(explanation)
        """The steps that are not told on the page of another period."""
        self.totals = credit_totals(explanation, self.among)
        """The totals whose parts the page lists."""
        self.told = frozenset(step.id for steps in self.totals.values() for step in steps)

    def step(self, found: Input) -> Step | None:
        """The step that an input comes from."""
        if isinstance(found.origin, FromStep) and not found.origin.carried:
            return self.explanation.by_id[found.origin.step]
        return None

    def lines(self, step: Step) -> tuple[list[Line], list[Limit]]:
        """The lines behind a result that are not 0, and the limits on the way."""
        lines: list[Line] = []
        limits: list[Limit] = []
        waiting: list[tuple[Step, int, str, Rounded | None] | Line] = [(step, 1, "", None)]
        while waiting:
            following = waiting.pop()
            if isinstance(following, Line):  # what rounding changed, below what was added up
                lines.append(following)
                continue
            here, sign, label, rounded = following
            label = here.says.removeprefix("slice ") if here.says.startswith("slice ") else label
            if AMENDED in here.says:
                label = here.says[here.says.index(AMENDED) + 1 :]
            met: list[Limit] = []
            on = self._onward(here, met)
            limits += [evolve(limit, sign=sign) for limit in met]
            if here.op == "add":
                inner = [(self.step(i), sign if i.part == "plus" else -sign) for i in here.inputs]
                if all(found is not None for found, _ in inner):
                    if rounded is not None and sum(1 for found, _ in inner if found is not None and found.result) > 1:
                        waiting += self._rounding(rounded, here)
                        rounded = None
                    waiting += [
                        (f, s, label, rounded if f.result else None) for f, s in reversed(inner) if f is not None
                    ]
                    continue
            if on is not None:
                if rounded is not None and here.op in LIMITS and on.result != here.result:
                    lines += self._rounding(
                        rounded, here
                    )  # what the limit took off was taken off before it was rounded
                    rounded = None
                waiting.append((on, sign, label, Rounded(here, sign) if here.op in ("round", "allocate") else rounded))
                continue
            value = sign * _number(here.result)
            last = value if rounded is None else rounded.sign * _number(rounded.step.result)
            if value or last:
                line = self._line(here, label, value, last)
                if rounded is not None and _has_rest(rounded.step):
                    line = evolve(line, notes=(*line.notes, formula(rounded.step, self.calendar)))
                lines.append(line)
        return lines, limits

    def _rounding(self, rounded: Rounded, exact: Step) -> list[Line]:
        """The line of what rounding a sum changed."""
        to = rounded.step
        change = rounded.sign * (_number(to.result) - _number(exact.result))
        text = f"{plain(exact.result, exact.unit, self.calendar)} in all, rounded to {plain(to.result, to.unit, self.calendar)}"
        return [Line("", (text,), (None,), change, change, text)] if change else []

    def _onward(self, step: Step, limits: list[Limit]) -> Step | None:
        """The step whose value this one passes on, perhaps limited or rounded."""
        parts = {found.part: found for found in step.inputs}
        if step.op in ("same", "round"):
            return self.step(parts["value"])
        if step.op == "allocate":
            return self.step(parts["this"])
        if step.op == "level":
            held = next((i for i in step.inputs if i.part in ("floor", "cap") and i.value == step.result), None)
            return None if held is None else self.step(held)
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
            found = working(self, step)
            text = (
                found.text
                if found and found.text
                else f"{_case(step) or step.says}: {plain(step.result, step.unit, self.calendar)}"
            )
            money = exact if step.unit.kind == "money" else None
            return Line(label, (text,), (money,), exact, result, text, found.notes if found else ())
        notes: dict[str, None] = {}
        pieces = _parts_of(self._factors(step, notes))
        factors = tuple(piece.text for piece in pieces)
        amounts = tuple(piece.amount for piece in pieces)
        return Line(label, factors, amounts, exact, result, " x ".join(factors), tuple(notes))

    def _factors(self, step: Step, notes: dict[str, None]) -> list[Piece]:
        found: list[Piece] = []
        for factor in step.inputs:
            inner = self.step(factor)
            if self._listed(factor) and easy(factor.value, factor.unit):
                found.append(Piece(plain(factor.value, factor.unit, self.calendar), _money(factor)))
                continue
            while inner is not None and inner.op in ("same", "choose"):
                following = self._onward(inner, [])
                if following is None:
                    break
                inner = following
            if inner is not None and inner.op == "multiply":
                found += self._factors(inner, notes)
            elif inner is not None and inner.op == "ratio":
                found.append(self._ratio(inner, notes))
            else:
                text = plain(factor.value, factor.unit, self.calendar)
                if inner is not None and not self._listed(factor):
                    self._explained(inner, notes)
                if inner is not None and inner.op == "cut":
                    self._begins(inner, notes)
                if inner is not None and (case := _case(inner)):
                    notes.setdefault(f"{text}: {case}")
                found.append(Piece(text, _money(factor)))
        return found

    def _ratio(self, step: Step, notes: dict[str, None]) -> Piece:
        value = _number(step.result)
        if step.says.startswith(SHARE):
            return Piece(self._quotient(step), None, value)
        if easy(value, step.unit):
            text = plain(value, step.unit, self.calendar)
            notes.setdefault(f"{text} is {step.says}: {formula(step, self.calendar)}")
            return Piece(text)
        return Piece(self._quotient(step))

    def _quotient(self, step: Step) -> str:
        """A quotient as the easiest figures that are exact."""
        value = _number(step.result)
        if easy(value, step.unit):
            return plain(value, step.unit, self.calendar)
        top, bottom = step.inputs
        if easy(top.value, top.unit) and easy(bottom.value, bottom.unit):
            return f"{plain(top.value, top.unit, self.calendar)} / {plain(bottom.value, bottom.unit, self.calendar)}"
        return f"{value.numerator:,} / {value.denominator:,}"

    def _begins(self, step: Step, notes: dict[str, None]) -> None:
        """Where the result of a rule stood whose tiers are measured by it: no measure on the page says that."""
        for found in self.explanation.steps:
            if found.op == "fold" and (found.at.row, found.rule) == (step.at.row, step.rule):
                says = found.says.replace("this credit", step.id.rpartition("@")[2])
                notes.setdefault(f"{says}: {plain(found.result, found.unit, self.calendar)}")

    def _listed(self, found: Input) -> bool:
        """Whether the page lists what an input is."""
        return isinstance(found.origin, FromStep) and found.origin.step in self.listed

    def _explained(self, step: Step, notes: dict[str, None]) -> None:
        """Where a factor comes from: the rows of a total, or the arithmetic."""
        said = total_says(self, step)
        if said:
            notes.setdefault(said)
        found = None if step.op == "total" else working(self, step)
        if found is not None:
            rounded = (
                f" = {plain(found.exact, step.unit, self.calendar)}, rounded" if found.exact != step.result else ""
            )
            notes.setdefault(f"{plain(step.result, step.unit, self.calendar)} is {found.text}{rounded}")
            notes.update(dict.fromkeys(found.notes))


def _parts_of(pieces: list[Piece]) -> list[Piece]:
    """An amount and the share of it that lies in a tier as one figure, ``30,000.00 of 90,000.00``, where that figure is easy."""
    shares = [piece for piece in pieces if piece.share is not None]
    amounts = [piece for piece in pieces if piece.amount is not None]
    if len(shares) != 1 or len(amounts) != 1:
        return pieces
    share, amount = shares[0], amounts[0]
    assert share.share is not None and amount.amount is not None
    part = share.share * amount.amount
    rest = [piece for piece in pieces if piece is not share]
    if share.share == 1:
        return rest
    if not easy(part, Unit("money")):
        return pieces
    joined = Piece(f"{grouped(part, 2)} of {amount.text}", part)
    return [joined if piece is amount else piece for piece in rest]


def _case(step: Step) -> str:
    """The condition that chose a constant of the plan, such as the tier of a rate."""
    if step.op != "choose" or not step.how["case"]:
        return ""
    return [found.name for found in step.inputs if found.part == "condition"][-1]


def _money(found: Input) -> Fraction | None:
    return _number(found.value) if found.unit.kind == "money" else None


def _number(value: Scalar) -> Fraction:
    return Fraction(value) if isinstance(value, (int, Fraction)) else Fraction(0)


def _has_rest(step: Step) -> bool:
    """Whether what rounding leaves of several shares is in this one."""
    if step.op != "allocate" or not step.how.get("owner") or step.rounding is None:
        return False
    shares = (found.value for found in step.inputs if found.part in ("this", "other"))
    return any(_number(share) % _number(step.rounding.unit) for share in shares)
