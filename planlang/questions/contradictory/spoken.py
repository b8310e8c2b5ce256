"""How findings speak of a part of the rows that a rule is about, in the plan's own words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.core.regions import BOTTOM, TOP, Cut, Names, Set, Spans
from planlang.questions.unreachable import _facts
from planlang.semantics.types import PERIODS
from planlang.slotted import evolve, field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.calendar import FiscalCalendar
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


@frozen(eq=False, repr=False)
class Spoken:
    """A column or measure that conditions speak of: the plan's words for it, its kind, and its values as the plan wrote them.

    All its values are multiples of ``step``, such as whole cents; ``None`` where that is not known. None lies outside of ``ends``. ``here``
    is the period in which the row itself lies, such as `the month`; of how far a day is behind
    another, ``behind`` is the unit and ``anchor`` that other day.
    """

    words: str
    kind: str
    written: dict[Any, str] = field(factory=dict)
    calendar: FiscalCalendar | None = None
    step: Fraction | None = None
    ends: tuple[Cut, Cut] = (BOTTOM, TOP)
    here: bool = False
    behind: str = ""
    anchor: str = ""

    @property
    def whole(self) -> bool:
        """Whether only whole numbers or days occur."""
        return self.kind in ("count", "date", "days") or self.kind in PERIODS

    def values(self, stretch: tuple[Cut, Cut]) -> int | None:
        """How many values lie between two cuts; ``None`` where that is not known, or they are not to be counted."""
        start, end = stretch
        step = Fraction(1) if self.whole else self.step
        if start[0] or end[0]:
            return None
        if not step:
            return 1 if start[1] == end[1] else None
        first, behind = (-(-Fraction(cut[1]) // step) + (cut[2] and cut[1] % step == 0) for cut in stretch)
        return int(behind - first)

    def nothing_in(self, allowed: Set) -> bool:
        """Whether a set holds no value that occurs, as one between two cents does."""
        return isinstance(allowed, Spans) and all(self.values(part) == 0 for part in allowed.parts)

    def value(self, value: Any) -> str:
        """A value as the plan writes it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if self.kind == "date":
            return date.fromordinal(int(value)).isoformat()
        if self.kind in PERIODS and self.calendar is not None:
            return self.calendar.label(self.kind, int(value))  # type: ignore[arg-type]
        if self.kind == "days" and value not in self.written:
            return f"{value} day{'' if abs(value) == 1 else 's'}"
        return self.written.get(value) or str(value)

    def _apart(self, value: int) -> str:
        """So long after the other day, or before it."""
        return f"{abs(value)} {self.behind}{'' if abs(value) == 1 else 's'} {'before' if value < 0 else 'after'} {self.anchor}"

    def _day(self, value: int) -> str:
        """The day that is so far from the other one."""
        sign = "-" if value < 0 else "+"
        return (
            f"{self.anchor} {sign} {abs(value)} {self.behind}{'' if abs(value) == 1 else 's'}" if value else self.anchor
        )

    def _how_far(self, first: int | None, last: int | None) -> str:
        """How far a day is from another, as a condition says it."""
        if first is None or last is None:
            only, word = (first, "at least") if last is None else (last, "at most")
            return f"{self.words} is {word} {self._day(only or 0)}"
        if 0 in (first, last) and first != last:
            return f"{self.words} is within {self._apart(first or last)}"
        return f"{self.words} is from ({self._day(first)}) through ({self._day(last)})"

    def says(self, allowed: Set) -> str:
        """A set of values: `deal.closed is 2025-02-15`."""
        if isinstance(allowed, Names) and self.kind == "holds":
            return self.written[True in allowed.members]
        if isinstance(allowed, Names):
            names = sorted(self.value(one) for one in allowed.members)
            return f"{self.words} is {'none of ' if allowed.without else ''}{' or '.join(names)}"
        low, high = allowed.parts[0]
        if self.whole:
            first, last = (None if low == BOTTOM else low[1]), (None if high == TOP else high[1] - 1)
            if first is not None and first == last:
                return f"{self.words} is {self._apart(first) if self.anchor else self.value(first)}"
            if self.anchor:
                return self._how_far(first, last)
            if first is None or last is None:
                only, word = (first, "at least") if last is None else (last, "at most")
                return f"{self.words} is {word} {self.value(only)}"
            return f"{self.words} is from {self.value(first)} through {self.value(last)}"
        if high == TOP:
            return f"{self.words} is {'above' if low[2] else 'at least'} {self.value(low[1])}"
        if low == BOTTOM:
            return f"{self.words} is {'at most' if high[2] else 'below'} {self.value(high[1])}"
        if low[1] == high[1]:
            return f"{self.words} is exactly {self.value(low[1])}"
        start, end = ("above" if low[2] else "from"), ("through" if high[2] else "below")
        return f"{self.words} is {start} {self.value(low[1])} {end} {self.value(high[1])}"

    def says_not(self, left_out: Set) -> str | None:
        """All other values: `deal.product is not Upsell`; ``None`` where that is no single condition."""
        if not isinstance(left_out, Names) or left_out.without:
            return None
        names = [self.value(one) for one in sorted(left_out.members)]
        return (
            f"{self.words} is not {names[0]}" if len(names) == 1 else f"{self.words} is not one of {', '.join(names)}"
        )


def speak(item: tree.Condition, scope: Scope, spoken: dict[str, Spoken]) -> None:
    """Notes how a condition speaks of its columns."""
    if isinstance(item, tree.Junction):
        for part in item.parts:
            speak(part, scope, spoken)
        return
    if isinstance(item, tree.Applies):
        known = scope.low.rules.get(item.rule.name)
        for step in known.decl.steps if known is not None else ():
            if isinstance(step, tree.When):
                speak(step.condition, known.scope, spoken)  # type: ignore[union-attr]
        return
    from planlang.lowering.values import optional_value

    calendar = scope.low.model.header.calendar
    for fact in _facts(item, evolve(scope)):
        assert isinstance(item, (tree.Compare, tree.Between, tree.OneOf))
        one = spoken.get(fact.column)
        if one is None:
            counted = isinstance(item.left, (tree.Column, tree.Name, tree.Aggregate))
            unit = optional_value(item.left, evolve(scope)).scale.unit if counted else None
            ends, here = _ends(scope.low, item.left), isinstance(item.left, tree.PeriodHere)
            words = scope.low.words(item.left)
            if (not counted and not here) or isinstance(item.left, tree.Aggregate):
                words = f"({words})"  # it is open at its end
            one = Spoken(words, fact.kind, {}, calendar, unit, ends, here)
            spoken[fact.column] = one
        for literal in _literals(item):
            words = scope.low.words(literal)
            for value in (fact.low, fact.high, *(fact.only or ()), *fact.never):
                if value is not None and _is(literal, value):
                    one.written.setdefault(value, words)


def _ends(low: Lowering, item: tree.Value) -> tuple[Cut, Cut]:
    """The lowest and the highest value that a column of the data may have."""
    row, _, name = ".".join(item.parts).partition(".") if isinstance(item, tree.Column) else ("", "", "")
    record = low.model.rows.get(row)
    column = record.spec.by_name.get(name) if record is not None else None
    limits = column.limits if column is not None else None
    if limits is None:
        return BOTTOM, TOP
    return (
        BOTTOM if limits.low is None else (0, limits.low, 0 if limits.low_included else 1),
        TOP if limits.high is None else (0, limits.high, 1 if limits.high_included else 0),
    )


def _literals(item: tree.Compare | tree.Between | tree.OneOf) -> list[tree.Node]:
    if isinstance(item, tree.Compare):
        return [item.right]
    if isinstance(item, tree.OneOf):
        return list(item.members)
    return [bound for bound in (item.bounds.low, item.bounds.high) if bound is not None]


def _is(literal: tree.Node, value: Any) -> bool:
    from planlang.questions.suspicious.fixed import fixed

    number = fixed(literal)
    if number is not None:
        return bool(number == value)
    return isinstance(literal, (tree.Name, tree.TextLit)) and value in (
        getattr(literal, "name", None),
        getattr(literal, "value", None),
    )
