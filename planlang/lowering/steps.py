"""Lowering of the steps of a rule: one amount, changed line by line in the order written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeGuard

from planlang.core.graph import Add, Choose, Condition, Const, Line, Logic, Multiply, Operand, Ref, Same, Unit
from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.lowering.conditions import condition
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.limits import Kept
from planlang.lowering.mismatches import mismatch, not_of_its_period
from planlang.lowering.once import check_once_for
from planlang.lowering.own_result import own_slices
from planlang.lowering.scope import Scope
from planlang.lowering.tiers import Slice, own_total, slices
from planlang.lowering.values import a_date, computed, number, value
from planlang.questions.beginnings import beginnings
from planlang.questions.unreachable import report_never_applies
from planlang.semantics import types
from planlang.slotted import define, evolve, field, frozen
from planlang.syntax import tree

YES_NO = Unit("yes/no")


@frozen
class Noted:
    """An amount on the way to the result that the books tell from the one before it, and what kind of step came to it."""

    kind: str
    amount: Typed
    says: str
    step: tree.Node


@define(eq=False, repr=False)
class Steps:
    """The amount of a rule while its steps are lowered.

    While ``slices`` is set, the amount is divided over tiers and not yet added up. ``noted`` are the amounts that the books tell apart: the
    first, and what each limit, gate, rounding and true-up left of it. ``shared_by`` says which results a cap has cut by the same share.

    ``back`` is the last limit of an anniversary year, which may have begun before the first day that the plan covers: earlier credits fill it,
    and down to it the rule is about all of them for which its conditions hold (``whenever``). ``kept`` is what a cap in proportion keeps, until the
    step below rounds.

    ``filled`` is what each shared limit has left of the amount, by per what and for whom it is. ``earlier`` are the versions of an amended rule
    whose results fill such limits, too.
    """

    low: Lowering
    decl: tree.Rule | tree.Payout
    name: str
    scope: Scope
    amount: Typed | None = None
    slices: list[Slice] | None = None
    applies: Operand | None = None
    whenever: Operand | None = None
    back: tree.Limit | None = None
    conditions: list[Condition] = field(factory=list)
    noted: list[Noted] = field(factory=list)
    guarded: bool = False
    dated: Operand | None = None
    pays: bool = True
    first: tree.Start | None = None
    shared_by: tuple[str, ...] | None = None
    kept: Kept | None = None
    filled: dict[tuple[str | None, str | None], Typed] = field(factory=dict)
    earlier: tuple[Steps, ...] = ()

    # --- the amount ---------------------------------------------------------------------------

    def current(self, step: tree.Node) -> Typed:
        """The amount so far, slices added up."""
        if self.slices is not None:
            self.amount = self.still_guarded(step, self._added(step))
            self.slices = None
        if self.amount is None:
            raise self.low.fail(
                "no-amount-yet",
                f"{self.name} says when it holds, and no amount"
                if isinstance(step, tree.When)
                else "this step changes an amount, and there is none yet",
                step.span,
                repairs=beginnings(self.low, self.decl, self.scope, step, self.pays),
            )
        return self.amount

    def _added(self, step: tree.Node) -> Typed:
        assert self.slices is not None
        kind, scale = self.slices[0].value.type, self.slices[0].value.scale
        for part in self.slices[1:]:
            joint = types.alike(kind, part.value.type)
            if isinstance(joint, str):
                raise mismatch(self.scope, joint, step, self.slices[0].value, part.value, "adding")
            kind, scale = joint, types.joined(scale, part.value.scale)
        op = Add(tuple((1, part.value.operand) for part in self.slices))
        return computed(self.scope, step, op, kind, scale, "amount", f"{self.name}: all slices")

    def guard(self, step: tree.Node) -> Typed:
        """The amount so far, 0 in rows that the rule is not about."""
        amount = self.current(step)
        if self.applies is None or self.guarded:
            return amount
        self.guarded = True
        self.amount = self.where_about(step, amount)
        return self.amount

    def where_about(self, step: tree.Node, amount: Typed, covered: bool = False) -> Typed:
        """An amount in the rows that the rule is about, and 0 in others."""
        holds = self.applies if self.back is None or covered else self.whenever
        if holds is None:
            return amount
        nothing = Const(Fraction(0), amount.type.unit(self.digits(amount)))
        op = Choose(((holds, amount.operand),), nothing)
        says = f"{self.name} where the rule applies"
        return computed(self.scope, step, op, amount.type, amount.scale, "amount", says)

    def digits(self, found: Typed) -> int | None:
        return self.low.digits(found.type)

    def adjusted(self, step: tree.Node, before: Typed, after: Typed, kind: str, says: str) -> None:
        """Notes what a limit, gate, rounding or true-up changed, as a line of its own where both amounts have finite decimals."""
        self.amount = after
        if not (before.scale.decimal and after.scale.decimal):
            self.noted = []
            return
        if not self.noted:
            self.noted = [Noted("amount", before, before.says, step)]
        self.noted.append(Noted(kind, after, says, step))

    def rounded_off(self, before: Typed, rounded: Callable[[Typed, str], Typed]) -> None:
        """Rounds the amount. What steps above changed of it is from then on the difference of rounded amounts, so that a statement has no
        line of a thousandth of a cent."""
        self.amount = rounded(before, "rounded")
        if self.noted:
            *above, last = self.noted
            self.noted = [evolve(one, amount=rounded(one.amount, f"{one.amount.says}, rounded")) for one in above]
            self.noted.append(
                evolve(last, amount=self.amount)
            )  # whatever it was: lines are differences, and end with the amount

    def lines(self) -> list[Line]:
        """What the result is made of for the books: the first amount that was noted, and what each step below changed of it."""
        if not self.noted:
            return []
        first, *others = self.noted
        found = [Line(first.kind, self.column(first.amount, first.step), first.says)]
        before = first.amount
        for one in others:
            op = Add(((1, one.amount.operand), (-1, before.operand)))
            scale = types.joined(before.scale, one.amount.scale)
            change = computed(self.scope, one.step, op, one.amount.type, scale, "adjustment", one.says)
            found.append(Line(one.kind, self.column(change, one.step), one.says))
            before = one.amount
        return found

    def column(self, found: Typed, step: tree.Node) -> str:
        if isinstance(found.operand, Ref):
            return found.operand.column
        unit = found.type.unit(self.digits(found))
        return self.scope.table.add(
            f"{self.name}: amount", Same(found.operand), unit, found.says, "amount", self.name, step.span
        ).column

    # --- steps --------------------------------------------------------------------------------

    def when(self, step: tree.When) -> None:
        """``when COND``."""
        if not self.pays:
            raise self.low.fail(
                "when-in-measure",
                "a measure has a value in every row; it can't leave rows out",
                step.span,
                repairs=(Repair("Say what it is otherwise:", self._otherwise(step)),),
            )
        if self.amount is not None:
            raise self.low.fail(
                "when-too-late",
                "`when` says which rows a rule is about, so it stands above the amount",
                step.span,
                repairs=(
                    Repair("Move it to the top of the rule."),
                    Repair(
                        "For a gate on the amount write:",
                        f"only if  {self.low.words(step.condition)}, otherwise 0 {self.low.model.header.currency}",
                    ),
                ),
            )
        operand, known = condition(step.condition, self.scope)
        holds = _named(self.scope, operand, self.name)
        self.conditions.append(Condition(holds, self.low.words(step.condition), step.span))
        self.scope = evolve(self.scope.knowing(known), above=(*self.scope.above, holds))

    def _otherwise(self, step: tree.When) -> str:
        start = next((s for s in self.decl.steps if isinstance(s, tree.Start)), None)
        amount = self.low.words(start.value) if start is not None else "…"
        return f"start with  {amount} if {self.low.words(step.condition)}, otherwise …"

    def start(self, step: tree.Start) -> None:
        """``pay E``, ``start with E``, ``take back E``."""
        if self.amount is not None or self.slices is not None:
            raise self.low.fail(
                "said-twice",
                "a rule has one first amount, and this is the second",
                step.span,
                also=(Label(self.first.span, "the first"),) if self.first is not None else (),
                repairs=(
                    instead("To add to the amount so far:", step.span, f"plus  {self.low.words(step.value)}"),
                    *(
                        (
                            Repair("Or keep the first alone.", None, (Edit(step.span, ""),)),
                            Repair("Or keep the second alone.", None, (Edit(self.first.span, ""),)),
                        )
                        if self.first is not None
                        else (Repair("Or keep the one that is meant."),)
                    ),
                ),
            )
        self.first = step
        check_once_for(self, step)
        self.close_conditions()
        self.scope = evolve(self.scope, among=self.applies)
        if isinstance(step.value, tree.Tiers) and step.value.application == "slice":
            raise self.low.fail(
                "slices-of-nothing",
                "`each slice at its own tier` divides an amount over the tiers, and there is no amount yet to divide",
                step.value.span,
                repairs=(
                    Repair(
                        "Say the amount first:",
                        f"pay    {self.low.words(step.value.by)}\ntimes  {self.low.words(step.value).partition('{')[0]}{{ … }}",
                    ),
                ),
            )
        if step.word == "take back":
            from planlang.questions.payments import ask_taken_back

            ask_taken_back(self.low, step)
        amount = number(step.value, self.scope, "an amount")
        self._check_period(step.value, amount)
        if step.word == "take back":
            self.scope.negated = True
            amount = computed(self.scope, step, Add(((-1, amount.operand),)), amount.type, amount.scale, "amount")
        elif isinstance(amount.operand, Const):
            unit = amount.type.unit(self.digits(amount))
            ref = self.scope.table.add(
                f"{self.name}: {amount.says}", Same(amount.operand), unit, amount.says, "amount", self.name, step.span
            )
            amount = evolve(amount, operand=ref)
        self.amount = amount

    def _check_period(self, item: tree.Value, found: Typed) -> None:
        """An amount of a period may be paid only in a row of that period."""
        if (
            not found.type.declared
            or self.scope.unit in found.type.declared
            or self.scope.kind == "plan"
            or not self.pays
        ):
            return
        raise not_of_its_period(self.scope, item, found)

    def change(self, step: tree.Change) -> None:
        """``times E``, ``plus E``, ``minus E``, each perhaps ``when COND``."""
        check_once_for(self, step)
        if step.word == "times" and isinstance(step.value, tree.Tiers) and step.when is None:
            if step.value.application is None:
                value(step.value, self.scope)
            if step.value.application == "slice":
                if own_total(step.value, self.name):
                    self.slices = own_slices(self, step, step.value)
                elif step.value.using is not None and step.value.using.data:
                    from planlang.lowering.card_slices import card_slices

                    self.amount = self.still_guarded(step, card_slices(step.value, self.scope, self.current(step)))
                else:
                    self.slices = slices(step.value, self.scope, self.current(step))
                self.noted = []
                return
        scope, holds = self.scope, None
        if step.when is not None:
            holds, known = condition(step.when, self.scope)
            scope = self.scope.knowing(known)
        if step.word == "times":
            factor = number(step.value, scope, "a rate")
            if self.slices is not None:
                self.slices = [Slice(s.says, self._times(step, s.value, factor, holds)) for s in self.slices]
                return
            self.amount = self._times(step, self.current(step), factor, holds)
        else:
            amount, other = self.current(step), number(step.value, scope, "an amount")
            kind = types.alike(amount.type, other.type)
            if isinstance(kind, str):
                raise mismatch(scope, kind, step, amount, other, "adding" if step.word == "plus" else "subtracting")
            if not {*other.type.declared} & {amount.type.per, amount.type.over}:
                self._check_period(step.value, other)
            if step.word == "minus":
                self.scope.negated = True
            op = Add(((1, amount.operand), (1 if step.word == "plus" else -1, other.operand)))
            self._conditional(step, amount, op, kind, types.joined(amount.scale, other.scale), holds)
        self.amount = self.still_guarded(step, self.current(step))
        self.noted = []

    def _times(self, step: tree.Change, amount: Typed, factor: Typed, holds: Operand | None) -> Typed:
        kind = types.product(amount.type, factor.type)
        if isinstance(kind, str):
            raise mismatch(self.scope, kind, step, amount, factor, "multiplying")
        changed = computed(
            self.scope,
            step,
            Multiply((amount.operand, factor.operand)),
            kind,
            types.multiplied(amount.scale, factor.scale),
            "amount",
            f"{self.name}: {self.low.words(step)}"[:200],
        )
        if holds is None:
            return changed
        return self.chosen(step, amount, changed, holds)

    def chosen(self, step: tree.Node, before: Typed, after: Typed, holds: Operand) -> Typed:
        op = Choose(((holds, after.operand),), before.operand)
        return computed(self.scope, step, op, after.type, types.joined(before.scale, after.scale), "amount")

    def _conditional(
        self, step: tree.Node, amount: Typed, op: Any, kind: types.Type, scale: types.Scale, holds: Operand | None
    ) -> None:
        changed = computed(self.scope, step, op, kind, scale, "amount", f"{self.name}: {self.low.words(step)}"[:200])
        self.amount = changed if holds is None else self.chosen(step, amount, changed, holds)

    def still_guarded(self, step: tree.Node, after: Typed) -> Typed:
        """An amount that has been guarded stays 0 in rows that the rule is not about, whatever a step makes of the 0."""
        if self.applies is None or not self.guarded:
            return after
        return self.where_about(step, after)

    def date(self, step: tree.Dated) -> None:
        """``dated E``."""
        if self.dated is not None:
            raise self.low.fail(
                "said-twice",
                "a rule's result has one date, and this is the second",
                step.span,
                repairs=(Repair("Keep the one that is meant."),),
            )
        self.dated = a_date(step.value, self.scope).operand

    def close_conditions(self) -> None:
        """All rows that the rule is about: its conditions, and dates that the plan covers."""
        if self.applies is not None or not self.pays:
            return
        when = [step for step in self.decl.steps if isinstance(step, tree.When)]
        report_never_applies(self.name, when, self.scope, self.scope.day if self.scope.kind == "credit" else None)
        parts: list[Operand] = [Ref(c.column) for c in self.conditions]
        if self.scope.kind == "credit":
            self.back = next((one for one in reversed(self.decl.steps) if _reaches_back(one)), None)
            if self.back is not None:
                self.whenever = self._all_of(parts, f"{self.name} applies, whenever dated")
            parts.insert(0, Ref("covered"))
        self.applies = self._all_of(parts, f"{self.name} applies")

    def _all_of(self, parts: list[Operand], name: str) -> Operand | None:
        if len(parts) < 2:
            return parts[0] if parts else None
        says = f"{self.name} is about this row"
        op = Logic("and", tuple(parts))
        return self.scope.table.add(name, op, YES_NO, says, "condition", self.name, self.decl.span)


def _reaches_back(step: tree.Step) -> TypeGuard[tree.Limit]:
    return isinstance(step, tree.Limit) and step.each == "anniversary year"


def _named(scope: Scope, operand: Operand, name: str) -> str:
    if isinstance(operand, Ref):
        return operand.column
    return scope.table.add(f"{name}: condition", Same(operand), YES_NO, "condition", "condition", name).column
