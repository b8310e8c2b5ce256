"""A balance without looking back at itself: the closed form that engines need, where there is one.

With what the payout takes out and puts in right after one another, the balance follows ``s = max(0, s + x)`` for an ``x`` that
does not depend on it, which is a ``Level``:

- taken out at most ``c``, then put in by how much the rest passes a bound (``g`` without what was taken): ``x = max(g, -c)``
- put in first, then taken out: ``x = max(g, 0) - c``, where ``c`` may see what was put in
- everything taken out and nothing put in: the level starts anew in that row

Anything else (steps between, a bound that reads the balance) has no closed form, and the balance stays a ``Fold``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from planlang.core.graph import (
    Add,
    Choose,
    Compare,
    Const,
    Extreme,
    Level,
    Logic,
    Operand,
    Previous,
    Ref,
    Running,
    Unit,
)
from planlang.lowering.balances import most_settled, touched
from planlang.lowering.conditions import condition
from planlang.lowering.context import Poison, Typed
from planlang.lowering.scope import Scope
from planlang.lowering.values import computed, number
from planlang.questions.limits import row_words
from planlang.semantics import types
from planlang.slotted import define, evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def closed_form(
    steps: Steps,
    decl: tree.Balance,
    owed: bool,
    opening: Typed,
    came: Typed | None,
    returns: bool,
    closes: tuple[Operand | None, Operand | None],
    following: list[tree.Step],
) -> str | None:
    """The column with what is brought forward; ``None`` where no window says it."""
    pattern = _pattern(steps, decl, following)
    if pattern is None or (returns and not any(isinstance(step, tree.Settle) for step in pattern)):
        return None
    found = len(steps.low.report.found)
    try:
        return _Form(steps, decl, owed, opening, came, closes).brought(pattern)
    except Poison:
        return None
    finally:
        steps.low.report.back_to(found)  # the steps are lowered once more, and say it then


def _pattern(steps: Steps, decl: tree.Balance, following: list[tree.Step]) -> list[tree.Step] | None:
    """The steps that move the balance, if they stand first, one after the other, and name it nowhere else."""
    counts = [touched(steps.low, step).get(decl.name, 0) for step in following]
    at = [place for place, count in enumerate(counts) if count]
    if at not in ([], [0], [0, 1]) or any(count > 1 for count in counts):
        return None
    pattern = [following[place] for place in at]
    outs = [step for step in pattern if isinstance(step, tree.Settle)]
    ins = [step for step in pattern if _puts_in(steps, step)]
    if len(outs) > 1 or len(ins) > 1 or len(outs) + len(ins) < len(pattern):
        return None
    return pattern


def _puts_in(steps: Steps, step: tree.Step) -> bool:
    if isinstance(step, tree.OnlyIf):
        return step.held_in is not None
    if not isinstance(step, tree.Limit) or step.excess is None or step.excess.balance is None:
        return False
    return step.each in row_words(steps.scope) and step.whose in (None, "participant")


@define(eq=False, repr=False)
class _Form:
    """The columns of one closed form."""

    steps: Steps
    decl: tree.Balance
    owed: bool
    opening: Typed
    came: Typed | None
    closes: tuple[Operand | None, Operand | None]
    reset: Operand | None = None

    @property
    def scope(self) -> Scope:
        return self.steps.scope

    @property
    def nothing(self) -> Const:
        return Const(Fraction(0), self.opening.type.unit(self.scope.low.model.header.digits))

    def column(self, op: Any, says: str, kind: types.Type | None = None) -> Operand:
        """A column of the closed form; its scale plays no part, since nothing that is paid is read from it."""
        found = computed(self.scope, self.decl, op, kind or self.opening.type, types.WHOLE, "total", says)
        return found.operand

    def brought(self, pattern: list[tree.Step]) -> str:
        name, (_, closed) = self.decl.name, self.closes
        flow = self.flow(pattern)
        if self.came is not None:
            flow = self.column(Add(((1, flow), (1, self.came.operand))), f"{name}: what moves it, with what came in")
        by: tuple[str, ...] = ("participant",)
        order = (self.scope.unit or "",)
        first: Operand | None = None
        if not (isinstance(self.opening.operand, Const) and self.opening.operand.value == 0):
            one = self.column(
                Previous(Const(Fraction(1), Unit("count")), by, order), "payouts before this", types.COUNT
            )
            zero = Const(Fraction(0), Unit("count"))
            first = self.column(Compare(one, "==", zero), "the first payout", types.YESNO)
            start = self.column(
                Choose(((first, self.opening.operand),), self.nothing), f"{name}: opening, in the first payout"
            )
            flow = self.column(Add(((1, flow), (1, start))), f"{name}: what moves it, with the opening")
        frozen_rest = self.decl.rest == "due"
        if closed is not None and frozen_rest:
            flow = self.column(Choose(((closed, self.nothing),), flow), f"{name}: what moves it until it closes")
        parts = by
        if self.reset is not None:
            flow = self.column(
                Choose(((self.reset, self.nothing),), flow), f"{name}: what moves it, or 0 where it is emptied"
            )
            one_or_none = Choose(((self.reset, Const(Fraction(1), Unit("count"))),), Const(Fraction(0), Unit("count")))
            emptied = self.column(one_or_none, f"{name} is emptied", types.COUNT)
            times = self.column(Running(emptied, by, order, True), f"how often {name} was emptied", types.COUNT)
            assert isinstance(times, Ref)
            parts = (*parts, times.column)
        if isinstance(closed, Ref) and not frozen_rest:
            parts = (*parts, closed.column)
        level = self.column(Level(flow, self.nothing, "floor", parts, order), f"{name}, in closed form")
        cases: list[tuple[Operand, Operand | None]] = []
        before = self.column(Previous(level, by, order), f"{name} of the payout before, in closed form")
        if first is not None:
            cases.append((first, self.opening.operand))
        if closed is not None and not frozen_rest:
            cases.append((closed, self.nothing))
        if cases:
            before = self.column(Choose(tuple(cases), before), f"{name} brought forward, in closed form")
        assert isinstance(before, Ref)
        return before.column

    # --- what moves it ------------------------------------------------------------------------

    def flow(self, pattern: list[tree.Step]) -> Operand:
        if not pattern:
            return self.nothing
        amount = self.steps.current(pattern[0])
        first, second = pattern[0], pattern[1] if len(pattern) > 1 else None
        if isinstance(first, tree.Settle):
            return self.out_first(first, second, amount)
        gap, applies = self.passes(first, amount)
        comes = self.gated(
            self.column(Extreme("greatest", (gap, self.nothing)), f"{self.decl.name}: comes in"), applies
        )
        if not isinstance(second, tree.Settle):
            return comes
        sign: Literal[1, -1] = 1 if self.owed else -1
        after = self.column(Add(((1, amount.operand), (sign, comes))), f"{self.decl.name}: the amount with it")
        most, holds = self.most(second, evolve(amount, operand=after))
        if most is None:
            self.reset = holds or self.always()
            return comes
        return self.column(Add(((1, comes), (-1, self.gated(most, holds)))), f"{self.decl.name}: what moves it")

    def out_first(self, out: tree.Settle, second: tree.Step | None, amount: Typed) -> Operand:
        most, holds = self.most(out, amount)
        gap, applies = self.passes(second, amount) if second is not None else (None, None)
        name = self.decl.name
        if most is not None:
            taken = self.column(Add(((-1, self.gated(most, holds)),)), f"{name}: at most this is taken out")
            if gap is None:
                return taken
            both = self.column(Extreme("greatest", (gap, taken)), f"{name}: taken out and put in")
            return both if applies is None else self.column(Choose(((applies, both),), taken), f"{name}: what moves it")
        emptied = holds or self.always()
        if gap is None:
            self.reset = emptied
            return self.nothing
        comes = self.column(Extreme("greatest", (gap, self.nothing)), f"{name}: comes in")
        put_in = (
            comes
            if holds is None
            else self.column(Choose(((holds, gap),), comes), f"{name}: comes in, less what is free")
        )
        if holds is None:
            put_in = gap
        if applies is None:
            return put_in
        idle = self.column(Logic("not", (applies,)), f"{name}: nothing is put in", types.YESNO)
        self.reset = self.column(Logic("and", (emptied, idle)), f"{name}: emptied, and nothing is put in", types.YESNO)
        return self.gated(put_in, applies)

    def always(self) -> Operand:
        return self.column(
            Compare(self.nothing, "==", self.nothing), f"{self.decl.name} is emptied each time", types.YESNO
        )

    def gated(self, value: Operand, holds: Operand | None) -> Operand:
        if holds is None:
            return value
        return self.column(Choose(((holds, value),), self.nothing), f"{self.decl.name}: where that applies")

    def most(self, step: tree.Settle, amount: Typed) -> tuple[Operand | None, Operand | None]:
        """The most that a step takes out (``None``: all), and when."""
        scope, holds = self.scope, None
        if step.when is not None:
            holds, known = condition(step.when, scope)
            scope = scope.knowing(known)
        found = most_settled(self.steps, step, self.owed, amount, scope)
        return None if found is None else found.operand, holds

    def passes(self, step: tree.Step, amount: Typed) -> tuple[Operand, Operand | None]:
        """By how much an amount passes a step's bound (below 0: not at all), and when the step applies."""
        scope, holds = self.scope, None
        if isinstance(step, tree.OnlyIf):
            met, _ = condition(step.condition, scope)
            return amount.operand, self.column(Logic("not", (met,)), f"{self.decl.name}: the gate is shut", types.YESNO)
        assert isinstance(step, tree.Limit)
        if step.when is not None:
            holds, known = condition(step.when, scope)
            scope = scope.knowing(known)
        bound = number(step.value, scope, "an amount")
        sign: Literal[1, -1] = -1 if self.owed else 1
        other: Literal[1, -1] = 1 if self.owed else -1
        gap = Add(((sign, amount.operand), (other, bound.operand)))
        return self.column(gap, f"{self.decl.name}: past the bound"), holds
