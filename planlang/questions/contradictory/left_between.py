"""One value between two steps of a rule, for which neither is done: below 80%, and above 80%."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.core.regions import Spans, meet
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.questions.contradictory.reaches import one_span
from planlang.questions.suspicious.fixed import fixed
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.regions import Box, Cut
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope
    from planlang.questions.contradictory.spoken import Spoken

NOTHING = {"times": "1x", "plus": "0 USD", "minus": "0 USD"}


def ask_left_between(
    low: Lowering,
    rule: tree.Rule,
    scope: Scope,
    steps: tuple[tree.Change, tree.Change],
    boxes: tuple[Box, Box],
    column: str,
    spoken: Spoken,
    others: Sequence[Box],
) -> None:
    """Asks about two steps with the same word that follow each other in one column, where a single value is left out and no step is for it."""
    stretches = [one_span(box[column]) for box in boxes]
    first, last = stretches
    if first is None or last is None:
        return
    order = (0, 1) if first[0] < last[0] else (1, 0)
    (a, b), (x, y) = (steps[at] for at in order), (stretches[at] for at in order)
    assert x is not None and y is not None
    hole = (x[1], y[0])
    if not hole[0] < hole[1] or spoken.values(hole) != 1 or all(spoken.values(one) == 1 for one in (x, y)):
        return
    given = [fixed(step.value) for step in (a, b)]
    if None not in given and min(given) < (a.word == "times") < max(given):  # type: ignore[type-var, operator]
        return  # 0.9x below ten seats, 1.1x above: at ten it is as it is
    missing: Box = {**boxes[0], column: Spans((hole,))}
    if any(meet(missing, other) is not None for other in others):
        return
    case = spoken.says(Spans((hole,)))
    low.report.add(
        "neither-pays",
        f"where {case}, neither of two steps of {rule.name} is done, and nothing says whether that is meant",
        b.span,
        "begins after it",
        also=(Label(a.span, "ends before it"),),
        consequence="Mostly a bound is off by one: `below` and `above` both leave the bound itself out.",
        repairs=(
            _reaching("The first goes on until the second begins:", a, scope, column, spoken, (x[0], hole[1])),
            _reaching("The second begins where the first ends:", b, scope, column, spoken, (hole[0], y[1])),
            _neither(low, b, scope, column, spoken, hole),
        ),
    )


def _reaching(text: str, step: tree.Change, scope: Scope, column: str, spoken: Spoken, span: tuple[Cut, Cut]) -> Repair:
    from planlang.questions.contradictory.steps import place_of, said_of

    place, said = place_of(step, scope, column), said_of(spoken, Spans((span,)))
    if place is None or said is None:
        return Repair(text.replace(":", "."))
    return Repair(text, said, (Edit(place.span, said),))


def _neither(
    low: Lowering, step: tree.Change, scope: Scope, column: str, spoken: Spoken, hole: tuple[Cut, Cut]
) -> Repair:
    """A step of its own for the value, which changes nothing."""
    from planlang.questions.contradictory.steps import place_of, said_of

    text = "Nothing is changed there, which a step for it says:"
    place, said = place_of(step, scope, column), said_of(spoken, Spans((hole,)))
    if place is None or said is None or step.when is None:
        return Repair(text.replace(":", "."))
    nothing = NOTHING[step.word].replace("USD", low.model.header.currency)
    condition = low.words(step.when).replace(low.words(place), said, 1)
    line = f"{step.word} {nothing} when {condition}"
    return Repair(text, line, (Edit(step.span.before(), f"{line}\n{' ' * (step.span.column - 1)}"),))
