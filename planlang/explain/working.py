"""How a figure came about, as arithmetic for a pocket calculator: ``452,000.50 / 350,000.00``, ``600,000.00 / 12 x 50%``.

Arithmetic is followed until it meets figures that a reader finds elsewhere: cells of the data, constants of the plan, totals, and measures
that the page itself lists. What would make it long, or be rounded on the way, becomes a figure with a note of its own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from planlang.core.graph import Unit
from planlang.core.values import Scalar
from planlang.explain.model import Explanation, FromData, FromForm, FromPlan, FromStep, Input, Step
from planlang.explain.numbers import decimals_of, plain
from planlang.explain.words import formula, signed
from planlang.slotted import frozen

LONGEST = 56
"""Arithmetic of so many characters still stands within other arithmetic."""
SHORT = 40
"""Names of so many characters stand beside their figures."""
FEW = 8
"""Totals of so few parts show them."""
ENOUGH = 6
"""So many decimals are still easy to type."""

VALUE, PRODUCT, SUM, WORDS = 3, 2, 1, 0
"""How tightly arithmetic holds together: what binds less than what it stands in is put in parentheses."""


@frozen
class Working:
    """Arithmetic (none where the figure is a row's or a total's), its result before the last rounding, and notes on its figures."""

    text: str
    exact: Scalar
    notes: tuple[str, ...]


class Page(Protocol):
    """What arithmetic asks of the page it stands on: the steps whose figures it lists, and the totals whose parts it lists."""

    explanation: Explanation
    listed: frozenset[str]
    told: frozenset[str]


def working(page: Page, step: Step) -> Working | None:
    """The arithmetic of a step, or ``None`` where there is none to do and nothing to say."""
    reader = _Arithmetic(page, step)
    while step.op in ("same", "choose", "round") and (on := reader.onward(step)) is not None and not reader.shown(on):
        step = on
    text, binds = reader.of(step)
    parts = [found for found in step.inputs if found.part == "part"]
    if step.op == "total" and step.how["function"] == "total" and 1 < len(parts) <= FEW:
        text = signed([("+", plain(found.value, found.unit, reader.calendar)) for found in parts])
        reader.notes.clear()
    elif binds == VALUE:
        text = ""
    return Working(text, step.result, tuple(reader.notes)) if text or reader.notes else None


class _Arithmetic:
    def __init__(self, page: Page, of: Step) -> None:
        self.page, self._of = page, of
        self.explanation, self.calendar = page.explanation, page.explanation.calendar
        self.notes: dict[str, None] = {}

    def shown(self, step: Step) -> bool:
        """Whether the page lists a step's figure, and it is not the one in question."""
        return step.id in self.page.listed and step.id != self._of.id

    def step(self, found: Input) -> Step | None:
        """The step that an input is the result of."""
        if isinstance(found.origin, FromStep) and not found.origin.carried:
            return self.explanation.by_id[found.origin.step]
        return None

    def onward(self, step: Step) -> Step | None:
        """The step whose value a step passes on."""
        part = next((i for i in step.inputs if i.part in ("value", "then", "otherwise")), None)
        return None if part is None else self.step(part)

    def of(self, step: Step) -> tuple[str, int]:
        """The arithmetic that makes a step's result, and how tightly it binds; days are counted, not calculated."""
        if step.unit.kind == "days" and step.op not in ("same", "choose", "total"):
            return self.value(step)
        match step.op:
            case "same" | "choose":
                on = self.onward(step)
                return self.value(step) if on is None else self.within(step, on)
            case "round":
                return self._rounded(step)
            case "add":
                return self._sum([(i.part == "plus", i) for i in step.inputs], step)
            case "level":
                return self._level(step)
            case "running":
                return self._running(step)
            case "multiply":
                return " x ".join(self._part(i, PRODUCT, not n) for n, i in enumerate(step.inputs)), PRODUCT
            case "ratio":
                top, bottom = step.inputs
                return f"{self._part(top, PRODUCT, True)} / {self._part(bottom, VALUE)}", PRODUCT
            case "extreme":
                return self._extreme(step)
            case "total":
                if said := total_says(self.page, step):
                    self.notes.setdefault(said)
        return self.value(step)

    def within(self, step: Step, on: Step) -> tuple[str, int]:
        """Another step's arithmetic, or its result where the page shows that."""
        return self.value(step) if self.shown(on) else self.of(on)

    def value(self, step: Step) -> tuple[str, int]:
        """The result alone, with a note where it comes from days of a calendar."""
        if step.op == "calendar" and step.unit.kind in ("days", "number"):
            made, _, value = formula(step, self.calendar).rpartition(" = ")
            self.notes.setdefault(f"{value}: {made.removeprefix('days ')}")
        elif step.unit.kind == "days" and step.inputs and not isinstance(step.inputs[0].origin, FromData):
            self.notes.setdefault(f"{plain(step.result, step.unit, self.calendar)} is {step.says}")
        return self._shown(step.result, step.unit), VALUE

    def _shown(self, value: Scalar, unit: Unit) -> str:
        """A value as it stands in arithmetic; one whose decimals never end as the division it is."""
        if easy(value, unit):
            return plain(value, unit, self.calendar)
        assert isinstance(value, Fraction)
        return f"({value.numerator:,} / {value.denominator:,})"

    def _part(self, found: Input, binds: int, first: bool = False) -> str:
        """An input as it stands in other arithmetic; a calculator goes from left to right, so only what comes ``first`` needs no parentheses."""
        step = self.step(found)
        if step is None or self.shown(step):
            return self._shown(found.value, found.unit)
        text, own = self.of(step)
        if own == VALUE:
            return text
        if (len(text) > LONGEST or own == WORDS) and easy(found.value, found.unit):
            self.notes.setdefault(f"{self._shown(found.value, found.unit)} is {text}")
            return self._shown(found.value, found.unit)
        return f"({text})" if own < binds or not first else text

    def _rounded(self, step: Step) -> tuple[str, int]:
        on = self.onward(step)
        if on is None:
            return self.value(step)
        if on.result == step.result:
            return self.within(step, on)
        text, binds = self.within(step, on)
        if binds != VALUE:
            exact = plain(on.result, on.unit, self.calendar)
            self.notes.setdefault(f"{plain(step.result, step.unit, self.calendar)} is {text} = {exact}, rounded")
        return self.value(step)

    def _sum(self, terms: list[tuple[bool, Input]], step: Step) -> tuple[str, int]:
        """Terms with their signs; without those that are nothing."""
        kept = [(plus, found) for plus, found in terms if found.value] or terms[:1]
        if len(kept) == 1 and kept[0][0]:
            on = self.step(kept[0][1])
            return self.value(step) if on is None else self.within(step, on)
        parts = [("+" if plus else "-", self._part(found, SUM, not n and plus)) for n, (plus, found) in enumerate(kept)]
        return signed(parts), SUM

    def _level(self, step: Step) -> tuple[str, int]:
        """What goes on from the row before, perhaps held at a bound."""
        bound = next((i for i in step.inputs if i.part in ("floor", "cap") and i.value == step.result), None)
        moved = [i for i in step.inputs if i.part in ("before", "this") and i.value]
        if bound is not None and sum(Fraction(i.value or 0) for i in moved) != step.result:
            on = self.step(bound)
            return self.value(step) if on is None else self.within(step, on)
        if len(moved) < 2:
            return self.value(step)
        parts = [self._shown(i.value, i.unit) if i.part == "before" else self._part(i, SUM) for i in moved]
        return signed([("+", part) for part in parts]), SUM

    def _running(self, step: Step) -> tuple[str, int]:
        """A running total, whose rows the page lists unless they are no credits of a rule."""
        if all(table != step.at.table for table, _ in self.explanation.facts.credited):
            self.notes.setdefault(f"{plain(step.result, step.unit, self.calendar)} is {step.says}")
        return self.value(step)

    def _extreme(self, step: Step) -> tuple[str, int]:
        """The lower or higher of values, with what each is called; of dates just the date."""
        if step.unit.kind == "date":
            return self.value(step)
        found = self._compared(step, str(step.how["which"])) or list(step.inputs)
        if len(found) == 1:
            on = self.step(found[0])
            return self.value(step) if on is None else self.within(step, on)
        names = {"least": ("lower", "lowest"), "greatest": ("higher", "highest")}[str(step.how["which"])]
        *most, last = [self._named(one) for one in found]
        return f"the {names[len(most) > 1]} of {', '.join(most)} and {last}", WORDS

    def _compared(self, step: Step, which: str) -> list[Input]:
        """What a highest or lowest value is among; without a floor of 0 that nothing is below."""
        found: list[Input] = []
        for one in step.inputs:
            inner = self.step(one)
            while inner is not None and inner.op in ("same", "extreme") and not self.shown(inner):
                kept = [i for i in inner.inputs if not (isinstance(i.origin, (FromForm, FromPlan)) and i.value == 0)]
                if len(kept) != 1 or kept[0].value != inner.result or inner.how.get("which") == which:
                    break
                one, inner = kept[0], self.step(kept[0])
            if inner is not None and inner.op == "extreme" and inner.how["which"] == which and not self.shown(inner):
                found += self._compared(inner, which)
            elif one.value or len(step.inputs) == 1 or step.result == 0 or self.step(one) is not None:
                found.append(one)
        return found

    def _named(self, found: Input) -> str:
        figure = self._part(found, SUM, True)
        short = (
            len(found.name) <= SHORT and isinstance(found.origin, FromStep) and not found.name.startswith("the most ")
        )
        return f"{figure} ({found.name})" if short else figure


def total_says(page: Page, step: Step) -> str:
    """Of which rows a total is, and their sum where they are few and not listed; nothing of other steps, or where there are none."""
    parts = [found for found in step.inputs if found.part in ("part", "row")] if step.op == "total" else []
    if not parts:
        return ""
    calendar = page.explanation.calendar
    said = f"{plain(step.result, step.unit, calendar)} is {step.says}, {len(parts)} row{'' if len(parts) == 1 else 's'}"
    if step.how["function"] == "total" and 1 < len(parts) <= FEW and step.id not in page.told:
        said += ": " + signed([("+", plain(found.value, found.unit, calendar)) for found in parts])
    return said


def easy(value: Scalar, unit: Unit) -> bool:
    """Whether a value has so few decimals that it is easy to type, as it is shown."""
    shown = (
        Fraction(value) * (100 if unit.kind == "percent" else 1) if isinstance(value, (int, Fraction)) else Fraction(0)
    )
    places = decimals_of(shown)
    return places is not None and places <= ENOUGH
