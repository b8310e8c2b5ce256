"""Rows of `first match`: those that are never reached because rows above hold for everything, and what no row holds for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planlang.core.regions import Box, Names, Set, Spans, TooMany, meet, span, uncovered
from planlang.diagnostics.model import Label, Repair
from planlang.questions.unreachable import SPOKEN_OF, Fact, _facts
from planlang.semantics.types import PERIODS
from planlang.slotted import field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.scope import Scope

WHOLE = frozenset({"count", "date", "days"}) | PERIODS


@frozen(eq=False, repr=False)
class Region:
    """What a condition holds for. Where it is not ``exact``, some part of the condition was not understood, and it may hold for less.

    ``sets`` are all members of the closed sets that it speaks of, by column.
    """

    boxes: tuple[Box, ...]
    exact: bool
    sets: Box = field(factory=dict)


EVERYTHING = Region(({},), False)


def region_of(item: tree.Condition, scope: Scope) -> Region:
    """The region of a condition."""
    if isinstance(item, tree.Junction):
        parts = [region_of(part, scope) for part in item.parts]
        if item.word == "or":
            exact, sets = _known(parts)
            return Region(tuple(box for part in parts for box in part.boxes), exact, sets)
        return _all_of(parts)
    if isinstance(item, tree.Applies):
        return _region_of_rule(item, scope)
    if not isinstance(item, (tree.Compare, tree.Between, tree.OneOf)) or not isinstance(item.left, SPOKEN_OF):
        return EVERYTHING
    from planlang.lowering.values import optional_value

    facts = list(_facts(item, scope))
    if len(facts) != 1:
        return EVERYTHING
    kind = optional_value(item.left, scope).type
    members: frozenset[Any] | None = frozenset(kind.members) if kind.kind == "member" and kind.members else None
    if kind.kind == "yes/no":
        members = frozenset({True, False})
    allowed = _allowed(facts[0], members)
    every: Box = {} if members is None else {facts[0].column: Names(members)}
    return Region(() if allowed.empty else ({facts[0].column: allowed},), not kind.optional, every)


def _known(parts: Sequence[Region]) -> tuple[bool, Box]:
    """Whether all of several regions are exact, and all members of the closed sets that they speak of."""
    return all(part.exact for part in parts), {c: every for part in parts for c, every in part.sets.items()}


def _all_of(parts: Sequence[Region]) -> Region:
    boxes: list[Box] = [{}]
    for part in parts:
        boxes = [both for a in boxes for b in part.boxes if (both := meet(a, b)) is not None]
    return Region(tuple(boxes), *_known(parts))


def _region_of_rule(item: tree.Applies, scope: Scope) -> Region:
    """The rows that a rule is about, or is not, where they are rows of the same table."""
    made = scope.low.rules.get(item.rule.name)
    if made is None or made.scope.table is not scope.table or item.rule.name in scope.low.model.changes:
        return EVERYTHING
    found = _all_of([region_of(s.condition, made.scope) for s in made.decl.steps if isinstance(s, tree.When)])
    if item.applies:
        return found
    try:
        return Region(tuple(uncovered([found.sets], found.boxes)), True, found.sets) if found.exact else EVERYTHING
    except TooMany:
        return EVERYTHING


def _allowed(fact: Fact, members: frozenset[Any] | None) -> Set:
    """The values that a fact allows its column."""
    if fact.kind in ("text", "member", "row", "yes/no"):
        if fact.only is not None:
            return Names(fact.only)
        return Names(fact.never, True) if members is None else Names(members - fact.never)
    whole = fact.kind in WHOLE
    if fact.only is not None:
        points = (part for value in sorted(fact.only) for part in span(value, True, value, True, whole).parts)
        return Spans(tuple(points))
    allowed = span(fact.low, fact.low_in, fact.high, fact.high_in, whole)
    for value in fact.never:
        allowed = allowed.less(span(value, True, value, True, whole))
    return allowed


def check_reached(rows: Sequence[tree.Row], scope: Scope, first: bool) -> bool:
    """Warns of rows that are never reached where the ``first`` decides; gives whether the rows together certainly hold for everything."""
    regions = [(row, region_of(row.key.condition, scope)) for row in rows if isinstance(row.key, tree.WhenKey)]
    full: Box = {column: every for _, region in regions for column, every in region.sets.items()}
    above: list[Box] = []
    places: list[tree.Row] = []
    for row, region in regions:
        try:
            left = uncovered([box for one in region.boxes if (box := meet(one, full)) is not None], above)
        except TooMany:
            return False
        if first and not left and above:
            scope.low.report.add(
                "never-reached",
                f"the rows above hold for everything that `{scope.low.words(row.key)}` holds for",
                row.key.span,
                "never reached",
                also=tuple(Label(other.key.span, "is asked first") for other in places),
                consequence="In `first match` the first row that holds decides, so nobody is paid by this one.",
                repairs=(
                    Repair("Move it above them, if it is the exception."),
                    Repair("Or drop it, or correct its condition."),
                ),
            )
        if region.exact:
            above.extend(region.boxes)
            places.append(row)
    try:
        return not uncovered([full], above) if above else False
    except TooMany:
        return False
