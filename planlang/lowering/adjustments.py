"""What the steps of a payout change, line by line, for the books."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Add, Line, Operand, Ref
from planlang.lowering.context import Typed
from planlang.lowering.rounding import to_cents
from planlang.lowering.values import computed
from planlang.semantics import types
from planlang.slotted import define, evolve, field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

Terms = tuple[tuple[Literal[1, -1], Typed], ...]


@frozen
class Adjustment:
    """A step that changed the amount, from what to what."""

    kind: str
    before: Typed
    after: Typed
    says: str
    step: tree.Node
    rest: Terms = ()
    """What the change is made of, where it is not the one less the other."""

    def terms(self) -> Terms:
        """The change, as a sum."""
        return self.rest or ((1, self.after), (-1, self.before))


@define
class Adjustments:
    """The adjustments of a payout, in the order of its steps.

    Where a step rounds, what the steps above it have changed is from then on told to the cent, so that no statement has a line of a
    thousandth of one; what that leaves over is the line of the step that rounds. ``start`` is the first sum of rules; ``added`` are the
    amounts before and after rules that are added below it, which the statement has lines for already.
    """

    steps: Steps
    start: Typed
    cent: Fraction
    made: list[Adjustment] = field(factory=list)
    added: list[tuple[Typed, Typed]] = field(factory=list)

    def add(self, kind: str, before: Typed, after: Typed, says: str, step: tree.Node) -> None:
        """Takes in what a step has made of the amount."""
        if after.operand != before.operand:
            self.made.append(Adjustment(kind, before, after, says, step))

    def rounded(self, before: Typed, after: Typed, says: str, step: tree.Rounded) -> None:
        """Takes in a step that rounds. A remainder goes to one person of several, which the lines of one can't show to the cent."""
        if step.remainder is not None or all(one.after.scale.whole(self.cent) for one in self.made):
            self.add("rounding", before, after, says, step)
            return
        cents: dict[Operand, Typed] = {before.operand: after} if after.scale.unit == self.cent else {}
        above = [one if one.rest else self._in_cents(one, step, cents) for one in self.made]
        if not self._goes_through(after):
            rest: Terms = ((1, after), (-1, self.start))
            rest += tuple(term for low, high in self.added for term in ((-1, high), (1, low)))
            rest += tuple((-sign, amount) for one in above for sign, amount in one.terms())
            above.append(Adjustment("rounding", before, after, says, step, rest))
        self.made = above

    def _goes_through(self, after: Typed) -> bool:
        """Whether each step begins where the one above it ended, in cents, so that together they come to what is rounded."""
        in_cents = after.scale.unit == self.cent and self.start.scale.whole(self.cent)
        return in_cents and not self.added and not any(one.rest for one in self.made)

    def _in_cents(self, one: Adjustment, step: tree.Rounded, cents: dict[Operand, Typed]) -> Adjustment:
        for amount in (one.before, one.after):
            if amount.operand not in cents:
                cents[amount.operand] = to_cents(self.steps, step, amount, self.cent)
        return evolve(one, before=cents[one.before.operand], after=cents[one.after.operand])

    def lines(self) -> list[Line]:
        """A line for each adjustment."""
        found = []
        for one in self.made:
            terms = one.terms()
            scale = terms[0][1].scale
            for _, amount in terms[1:]:
                scale = types.joined(scale, amount.scale)
            op = Add(tuple((sign, amount.operand) for sign, amount in terms))
            change = computed(self.steps.scope, one.step, op, one.after.type, scale, "adjustment", one.says)
            assert isinstance(change.operand, Ref)
            found.append(Line(one.kind, change.operand.column, one.says))
        return found
