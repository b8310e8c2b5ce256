"""The rows that rules pay for, as regions of exact algebra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Union

from planlang.core.regions import Box, Cut, Names, Set, Spans, meet
from planlang.diagnostics.place import Span
from planlang.questions.contradictory.spoken import Spoken, speak
from planlang.questions.matching import region_of
from planlang.questions.suspicious.fixed import fixed
from planlang.slotted import define, field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


Gate = Union[tree.When, tree.OnlyIf, tree.Choice]
"""What keeps rows out of a rule: `when`, a gate behind which there is nothing, or an amount that is nothing otherwise."""


@frozen(eq=False, repr=False)
class Reach:
    """The rows that a rule is about: boxes, and the columns that it and the rules beside it speak of.

    ``when`` are the lines that say it; ``gates`` those and what else leaves nothing of the amount. ``exact``: all of them are comparisons of
    one value of the row with fixed ones.
    """

    rule: tree.Rule
    when: tuple[tree.When, ...]
    boxes: tuple[Box, ...]
    spoken: dict[str, Spoken]
    gates: tuple[Gate, ...] = ()
    exact: bool = True


@define(eq=False, repr=False)
class Asked:
    """Rules that have been asked about, by their names and by their places, and the days of which it is asked now."""

    days: Box = field(factory=dict)
    names: set[tuple[str, str]] = field(factory=set)
    places: set[tuple[Span, Span]] = field(factory=set)

    def anew(self, a: tree.Rule, b: tree.Rule, shared: Sequence[Box]) -> bool:
        """Whether some of the rows lie in the days, and nobody has asked about these two versions of rules before."""
        places = (a.span, b.span)
        if places in self.places or all(meet(one, self.days) is None for one in shared):
            return False
        self.places.add(places)
        self.names.add((a.name, b.name))
        return True

    def about(self, a: tree.Rule, b: tree.Rule) -> bool:
        """Whether some versions of two rules have been asked about."""
        return (a.name, b.name) in self.names or (b.name, a.name) in self.names


def reach_of(low: Lowering, rule: tree.Rule, spoken: dict[str, Spoken]) -> Reach | None:
    """The rows of a rule; ``None`` where its conditions aren't understood. ``spoken`` gets the columns that it speaks of."""
    known = low.rules.get(rule.name)
    if known is None:
        return None
    when = tuple(step for step in rule.steps if isinstance(step, tree.When))
    gates = gates_of(rule)
    boxes = boxes_of(gates, known.scope, spoken) if len(gates) == len(when) else None
    if boxes is not None:
        return Reach(rule, when, boxes, spoken, gates)
    from planlang.questions.contradictory.relations import all_rows_where

    boxes = all_rows_where(tuple(gate.condition for gate in gates), known.scope, spoken)
    return None if boxes is None else Reach(rule, when, boxes, spoken, gates, exact=False)


def gates_of(rule: tree.Rule) -> tuple[Gate, ...]:
    """The conditions without which a rule pays nothing: none of those behind which something is added."""
    found: list[Gate] = []
    for at, step in enumerate(rule.steps):
        gate = _gate(step)
        if gate is not None and (isinstance(gate, tree.When) or not any(_adds(one) for one in rule.steps[at + 1 :])):
            found.append(gate)
    return tuple(found)


def _gate(step: tree.Step) -> Gate | None:
    if isinstance(step, tree.When):
        return step
    if isinstance(step, tree.OnlyIf):
        return step if fixed(step.otherwise) == 0 else None
    amount = step.value if isinstance(step, tree.Start) else None
    return amount if isinstance(amount, tree.Choice) and fixed(amount.otherwise) == 0 else None


def _adds(step: tree.Step) -> bool:
    """Whether a step may make something of nothing."""
    if isinstance(step, tree.Change):
        return step.word != "times"
    return isinstance(step, tree.MinusPaid) or (isinstance(step, tree.Limit) and step.word == "at least")


def boxes_of(when: Sequence[Gate], scope: Scope, spoken: dict[str, Spoken]) -> tuple[Box, ...] | None:
    """The rows for which conditions hold together; ``None`` where they aren't understood in full."""
    boxes: list[Box] = [{}]
    for line in when:
        region = region_of(line.condition, scope)
        if not region.exact:
            return None
        boxes = [both for box in boxes for part in region.boxes if (both := meet(box, part)) is not None]
        speak(line.condition, scope, spoken)
    return tuple(boxes)


def within(inner: Set, outer: Set) -> bool:
    """Whether all of one set is in the other."""
    if isinstance(inner, Names):
        return isinstance(outer, Names) and inner.less(outer).empty
    return isinstance(outer, Spans) and inner.less(outer).empty


def one_span(allowed: Set | None) -> tuple[Cut, Cut] | None:
    """The two ends of a set that is one stretch of numbers or days."""
    return allowed.parts[0] if isinstance(allowed, Spans) and len(allowed.parts) == 1 else None
