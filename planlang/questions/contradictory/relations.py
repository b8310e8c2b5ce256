"""Conditions between two values of a row, or of one that may be missing, as regions: whether two rules are about the same rows.

`deal.closed is within 30 days after participant.hired` says between which days a difference lies, `credit.amount is at least
participant.quota / 10` which part one value is of another. What can't be taken apart either holds or not: rules that say the same of it are
about the same rows, and rules that say other things of it may be.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.regions import Box, Names, Spans, TooMany, meet, span, uncovered
from planlang.questions.contradictory.spoken import Spoken, speak
from planlang.questions.known import limits_of
from planlang.questions.matching import region_of
from planlang.questions.suspicious.fixed import fixed, measured_by
from planlang.questions.unreachable import HIGHEST, LOWEST
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.scope import Scope

HOLDS = "holds"
"""The kind of what a condition says as a whole: it holds, or it doesn't."""
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def all_rows_where(
    items: tuple[tree.Condition, ...], scope: Scope, spoken: dict[str, Spoken]
) -> tuple[Box, ...] | None:
    """The rows for which all of some conditions hold; ``None`` where one speaks of a rule whose rows aren't known."""
    parts = [rows_where(item, scope, spoken) for item in items]
    known = [part for part in parts if part is not None]
    return _all_of(known) if len(known) == len(parts) else None


def rows_where(item: tree.Condition, scope: Scope, spoken: dict[str, Spoken]) -> tuple[Box, ...] | None:
    """The rows for which a condition holds; ``None`` where it speaks of a rule whose rows aren't known. ``spoken`` gets the columns."""
    if isinstance(item, tree.Junction):
        if item.word == "and":
            return all_rows_where(item.parts, scope, spoken)
        parts = [rows_where(part, scope, spoken) for part in item.parts]
        known = [part for part in parts if part is not None]
        return tuple(box for part in known for box in part) if len(known) == len(parts) else None
    if isinstance(item, tree.Applies):
        return _rows_of_rule(item, scope, spoken)
    counted = _days_counted(item, scope, spoken)
    if counted is not None:
        return counted
    region = region_of(item, scope)
    if region.boxes != ({},):
        # A blank of an optional column is spoken of by `is known` beside it, or the plan is asked.
        speak(item, scope, spoken)
        return region.boxes
    return _related(item, scope, spoken)


def _all_of(parts: list[tuple[Box, ...]]) -> tuple[Box, ...]:
    boxes: list[Box] = [{}]
    for part in parts:
        boxes = [both for a in boxes for b in part if (both := meet(a, b)) is not None]
    return tuple(boxes)


def _rows_of_rule(item: tree.Applies, scope: Scope, spoken: dict[str, Spoken]) -> tuple[Box, ...] | None:
    """The rows that another rule is about, or is not."""
    made = scope.low.rules.get(item.rule.name)
    if made is None or made.scope.table is not scope.table or item.rule.name in scope.low.model.changes:
        return None
    when = tuple(step.condition for step in made.decl.steps if isinstance(step, tree.When))
    found = all_rows_where(when, made.scope, spoken)
    if found is None or item.applies:
        return found
    sets: Box = {column: every for part in when for column, every in region_of(part, made.scope).sets.items()}
    try:
        return tuple(uncovered([sets], found))
    except TooMany:
        return None


def _related(item: tree.Condition, scope: Scope, spoken: dict[str, Spoken]) -> tuple[Box, ...]:
    """A condition that compares no column of the row with fixed values."""
    low = scope.low
    if isinstance(item, tree.Known):
        return _holds(f"{low.words(item.value)} is known", item.known, spoken, f"{low.words(item.value)} is missing")
    if isinstance(item, tree.WithinDays):
        sign = 1 if item.direction == "after" else -1
        ends = sorted((0, sign * _length(item.duration)))
        found = span(ends[0], True, ends[1], True, whole=True)
        return _apart(item.left, item.anchor, item.duration, found, item.negated, scope, spoken)
    if isinstance(item, tree.Between):
        between = _between(item, scope, spoken)
        if between is not None:
            return between
    if isinstance(item, tree.Compare):
        later = _later(item.right)
        if later is not None and item.relation in (*LOWEST, *HIGHEST):
            anchor, duration, sign = later
            at = sign * _length(duration)
            found = _side(item.relation, Fraction(at), whole=True)
            return _apart(item.left, anchor, duration, found, False, scope, spoken)
        if item.relation in ("is", "is not") and not _counted(item.left, scope):
            left, right = low.words(item.left), low.words(item.right)
            return _holds(f"{left} is {right}", item.relation == "is", spoken, f"{left} is not {right}")
        part, whole = _part_of(item.right, scope)
        found = _side(item.relation, part)
        column = f"{low.words(item.left)} of {low.words(whole) if whole is not None else ''}"
        one = spoken.setdefault(column, Spoken(_closed(low.words(item.left), item.left), "number"))
        one.written.setdefault(part, low.words(item.right))
        return () if found.empty else ({column: found},)
    words = low.words(item)
    if isinstance(item, tree.OneOf) and item.negated:
        return _holds(words.replace(" is not one of ", " is one of ", 1), False, spoken, words)
    return _holds(words, True, spoken, f"not {words}")


def _between(item: tree.Between, scope: Scope, spoken: dict[str, Spoken]) -> tuple[Box, ...] | None:
    """`d is from (e + 91 days) through (e + 180 days)`: how far one day is behind another."""
    low, high = _behind(item.bounds.low), _behind(item.bounds.high)
    if low is None or high is None or not tree.same_text(low[0], high[0]):
        return None
    counted = [duration for _, duration in (low, high) if duration.count]
    units = {duration.unit in DAYS for duration in counted}
    if len(units) != 1:
        return None
    first, last = (Fraction(_length(duration)) for _, duration in (low, high))
    found = span(first, item.bounds.low_word == "from", last, item.bounds.high_word == "through", whole=True)
    return _apart(item.left, low[0], counted[0], found, False, scope, spoken)


def _behind(item: tree.Value | None) -> tuple[tree.Value, tree.DurationLit] | None:
    """A day, or one so long after it or before."""
    if item is None:
        return None
    later = _later(item)
    if later is None:
        return (item, tree.DurationLit(item.span, 0, "day")) if isinstance(item, tree.Column) else None
    anchor, duration, sign = later
    return anchor, evolve(duration, count=sign * duration.count)


def _days_counted(item: tree.Condition, scope: Scope, spoken: dict[str, Spoken]) -> tuple[Box, ...] | None:
    """`calendar days from A through B is above 91 days`: how far B is behind A, as `within 90 days after` says it, which is one day less."""
    if not isinstance(item, tree.Compare) or item.relation not in (*LOWEST, *HIGHEST):
        return None
    days, right = measured_by(scope.low, item.left), item.right
    at = Fraction(_length(right)) if isinstance(right, tree.DurationLit) and right.unit in DAYS else fixed(right)
    days = measured_by(scope.low, days.value) if isinstance(days, tree.Fallback) else days
    if not isinstance(days, tree.DaysOf) or days.working or days.unit is not None or at is None or at < 1:
        return None
    if days.start is None or days.end is None or not isinstance(days.end, tree.Column):
        return None
    found = _side(item.relation, at - 1, whole=True)
    return _apart(days.end, days.start, tree.DurationLit(item.span, 1, "day"), found, False, scope, spoken)


def _closed(words: str, item: tree.Value) -> str:
    return words if isinstance(item, (tree.Column, tree.Name)) else f"({words})"


def _holds(words: str, holds: bool, spoken: dict[str, Spoken], otherwise: str) -> tuple[Box, ...]:
    spoken.setdefault(words, Spoken(words, HOLDS, {True: words, False: otherwise}))
    return ({words: Names(frozenset({holds}))},)


def _apart(
    item: tree.Value,
    anchor: tree.Value,
    duration: tree.DurationLit,
    found: Spans,
    negated: bool,
    scope: Scope,
    spoken: dict[str, Spoken],
) -> tuple[Box, ...]:
    """How far one day is behind another: in days, or in months, whose lengths differ."""
    unit = "day" if duration.unit in DAYS else "month"
    words, by = scope.low.words(item), scope.low.words(anchor)
    column = f"{unit}s from {by} to {words}"
    spoken.setdefault(column, Spoken(words, "days", behind=unit, anchor=by))
    if negated:
        found = span(None, True, None, True).less(found)
    return () if found.empty else ({column: found},)


def _length(duration: tree.DurationLit) -> int:
    return duration.count * {**DAYS, **MONTHS}[duration.unit]


def _later(item: tree.Value) -> tuple[tree.Value, tree.DurationLit, int] | None:
    """A day so long after another, or before it."""
    if isinstance(item, tree.Binary) and item.op in ("+", "-") and isinstance(item.right, tree.DurationLit):
        return item.left, item.right, 1 if item.op == "+" else -1
    return None


def _side(relation: str, at: Fraction, whole: bool = False) -> Spans:
    if relation in LOWEST:
        return span(at, LOWEST[relation], None, True, whole)
    if relation in HIGHEST:
        return span(None, True, at, HIGHEST[relation], whole)
    point = span(at, True, at, True, whole)
    return point if relation == "is" else span(None, True, None, True).less(point)


def _counted(item: tree.Value, scope: Scope) -> bool:
    """Whether a value has an order: an amount, a number, a day."""
    from planlang.lowering.values import optional_value

    kind = optional_value(item, evolve(scope)).type.kind
    return kind not in ("text", "member", "row", "yes/no")


def _part_of(item: tree.Value, scope: Scope) -> tuple[Fraction, tree.Value | None]:
    """A value as so many times another one that is never below 0; one that is fixed is so many times nothing else."""
    number = fixed(item)
    if number is not None:
        return number, None
    part, whole = _times(item)
    if part is not None and part > 0:
        limits = limits_of(scope.low, whole)
        if limits is not None and limits.low is not None and limits.low >= 0:
            return part, whole
    return Fraction(1), item


def _times(item: tree.Value) -> tuple[Fraction | None, tree.Value]:
    if isinstance(item, tree.Of):
        return fixed(item.share), item.whole
    if isinstance(item, tree.Binary) and item.op == "*":
        left = fixed(item.left)
        return (left, item.right) if left is not None else (fixed(item.right), item.left)
    if isinstance(item, tree.Binary) and item.op == "/":
        right = fixed(item.right)
        return (1 / right if right else None), item.left
    return Fraction(1), item
