"""Two steps of one rule under conditions that overlap in part (a day in two windows, a product in two lists), or leave one value out."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.regions import BOTTOM, TOP, Names, Set, Spans, meet
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.questions.contradictory.holes import on_column
from planlang.questions.contradictory.reaches import one_span, within
from planlang.questions.contradictory.relations import rows_where
from planlang.questions.contradictory.spoken import Spoken
from planlang.questions.suspicious.fixed import fixed
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.regions import Box
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


def ask_steps(low: Lowering, rule: tree.Rule) -> None:
    """Asks about two steps with the same word whose conditions differ in one column and share some of its values, and not all of either's.

    Where all rows of one are rows of the other, as at 100% and at 120%, the second is meant on top, as steps are done in order; but of two
    multiples, such as 1.1x from two years on and 1.2x from three on, it is asked whether 1.2x or 1.32x is meant.
    """
    known = low.rules.get(rule.name)
    steps = [step for step in rule.steps if isinstance(step, tree.Change) and step.when is not None]
    if known is None or len(steps) < 2:
        return
    spoken: dict[str, Spoken] = {}
    boxes: list[tuple[tree.Change, Box]] = []
    for step in steps:
        found = rows_where(step.when, evolve(known.scope), spoken) if step.when is not None else None
        if found is not None and len(found) == 1:
            boxes.append((step, found[0]))
    for (a, x), (b, y) in itertools.combinations(boxes, 2):
        differ = [column for column in x if x.keys() == y.keys() and x[column] != y[column]]
        if len(differ) != 1 or a.word != b.word:
            continue
        both = meet(x, y)
        if both is None:
            from planlang.questions.contradictory.left_between import ask_left_between

            ask_left_between(
                low, rule, known.scope, (a, b), (x, y), differ[0], spoken[differ[0]], [one for _, one in boxes]
            )
            continue
        (column,) = differ
        nested = within(x[column], y[column]) or within(y[column], x[column])
        if spoken[column].nothing_in(both[column]) or (nested and not _ladder(a, b, x[column], y[column])):
            continue
        _ask(low, rule, known.scope, (a, b), (x[column], y[column]), column, spoken[column], both[column])


def _ladder(a: tree.Change, b: tree.Change, x: Set, y: Set) -> bool:
    """Whether two steps multiply by fixed numbers from two places of one column on, both upwards or both downwards."""
    ends = [one_span(one) for one in (x, y)]
    if a.word != "times" or None in (fixed(a.value), fixed(b.value)) or x == y:
        return False
    return any(all(end is not None and end[side] == open_ for end in ends) for side, open_ in ((1, TOP), (0, BOTTOM)))


def _ask(
    low: Lowering,
    rule: tree.Rule,
    scope: Scope,
    steps: tuple[tree.Change, tree.Change],
    allowed: tuple[Set, Set],
    column: str,
    spoken: Spoken,
    shared: Set,
) -> None:
    a, b = steps
    first, second = (_only(step, one, shared, scope, column, spoken) for step, one in zip(steps, allowed))
    below = [
        _below(low, step, shared, scope, column, spoken) if one != shared else None for step, one in zip(steps, allowed)
    ]
    repairs: list[Repair] = []
    lines = [line for line in below if line is not None]
    narrowed = tuple(edit for edit in (first, second) if edit is not None)
    if len(lines) == len(narrowed) == 2 - (shared in allowed):
        said = "\n".join(line.words.strip() for line in lines)
        repairs.append(Repair("Both are done there, one after the other:", said, (*narrowed, *lines)))
    if second is not None:
        repairs.append(Repair(f"Only the first, `{low.words(a)}`:", second.words, (second,)))
    if first is not None:
        repairs.append(Repair(f"Only the second, `{low.words(b)}`:", first.words, (first,)))
    low.report.add(
        "both-pay",
        f"two steps of {rule.name} are both done where {spoken.says(shared)}, and nothing says whether that is meant",
        b.span,
        "this step",
        also=(Label(a.span, "and this one"),),
        consequence="One may be meant in the place of the other, and mostly a bound is off by one."
        if shared not in allowed
        else "One may be meant in the place of the other; done one after the other, the two are multiplied with each other.",
        repairs=(*repairs, Repair("Or let `highest match` take the higher, or `every match` their sum.")),
    )


def _only(step: tree.Change, allowed: Set, shared: Set, scope: Scope, column: str, spoken: Spoken) -> Edit | None:
    """The condition of a step without what it shares with the other one."""
    left = _less(allowed, shared)
    place = place_of(step, scope, column)
    said = None if left is None else said_of(spoken, left)
    return None if place is None or said is None else Edit(place.span, said)


def _below(low: Lowering, step: tree.Change, shared: Set, scope: Scope, column: str, spoken: Spoken) -> Edit | None:
    """The same step for what is shared, on a line of its own."""
    place, said = place_of(step, scope, column), said_of(spoken, shared)
    if place is None or said is None:
        return None
    line = low.words(step).replace(low.words(place), said, 1)
    return Edit(step.span.after(), "\n" + " " * (step.span.column - 1) + line)


def _less(allowed: Set, shared: Set) -> Set | None:
    if isinstance(allowed, Names):
        return allowed.less(shared) if isinstance(shared, Names) else None
    return allowed.less(shared) if isinstance(shared, Spans) else None


def place_of(step: tree.Change, scope: Scope, column: str) -> tree.Condition | None:
    found = list(on_column(step.when, scope, column)) if step.when is not None else []
    return found[0] if len(found) == 1 else None


def said_of(spoken: Spoken, allowed: Set) -> str | None:
    """A condition for some values, as a plan writes it."""
    if isinstance(allowed, Spans):
        return spoken.says(allowed).replace(" is exactly ", " is ") if len(allowed.parts) == 1 else None
    if allowed.without or spoken.kind == "holds":
        return None
    names = sorted(spoken.value(one) for one in allowed.members)
    return f"{spoken.words} is {names[0]}" if len(names) == 1 else f"{spoken.words} is one of {', '.join(names)}"
