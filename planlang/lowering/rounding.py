"""Rounding: where the plan says, to what it says, and nowhere else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Allocate, Choose, Const, Logic, OrderCheck, Ref, Round, RowId, Unit
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.alike import same_within
from planlang.lowering.contests import those_within
from planlang.lowering.context import Typed
from planlang.lowering.heirs import first_of
from planlang.lowering.limits import PERIODS, keep_the_cut, order_of
from planlang.lowering.mismatches import pays_no_money
from planlang.lowering.tables import TableBuilder
from planlang.lowering.tiers import Slice
from planlang.lowering.values import computed, same, value
from planlang.questions.absent import ask_absent
from planlang.questions.heirs import ask_among, ask_heir_of_people
from planlang.questions.limits import ask_rounded_each, row_words
from planlang.questions.remainders import ask_remainder, ordered_twice, said_by_the_cap
from planlang.semantics import types
from planlang.semantics.header import check_rounding
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

_NAMES = (("participant",), ("participant", "id"))
"""What tells any two people apart."""


def rounded(steps: Steps, step: tree.Rounded) -> None:
    """``rounded each …``."""
    made = [steps.amount] if steps.slices is None else [one.value for one in steps.slices]
    quotient = any(one is not None and one.scale.quotient for one in made)
    each = ask_rounded_each(steps.low, step, steps.decl, steps.scope, steps.slices is not None, quotient)
    if each == "slice":
        if steps.slices is None:
            raise steps.low.fail(
                "no-slices",
                "there are no slices to round here",
                step.span,
                repairs=(instead("Round the result:", step.span, f"rounded  each {row_words(steps.scope)[0]}"),),
            )
        steps.slices = [Slice(s.says, _round(steps, step, s.value, f"{s.says}, rounded")) for s in steps.slices]
        return
    if each not in row_words(steps.scope) and not (each in PERIODS and _paid_once(steps)):
        raise steps.low.fail(
            "rounding-place",
            f"this rule has one result for each {steps.scope.grain}, which can't be rounded each {each}",
            step.span,
            repairs=tuple(
                instead("Round each result:", step.span, f"rounded  each {word}")
                if step.rounding is None and step.remainder is None
                else Repair("Round each result:", f"rounded  each {word}")
                for word in row_words(steps.scope)
            ),
        )
    if step.remainder is not None:
        _shared_out(steps, step, step.remainder)
        keep_the_cut(steps)
        return
    before = steps.current(step)
    steps.rounded_off(before, lambda amount, says: _round(steps, step, amount, says))
    keep_the_cut(steps)


def _paid_once(steps: Steps) -> bool:
    """Whether a rule pays each participant once: it has one result in any period, as limits count them, too."""
    return isinstance(steps.decl, tree.Rule) and steps.decl.grain is not None and steps.decl.grain.once_on is not None


def _shared_out(steps: Steps, step: tree.Rounded, remainder: tree.Remainder) -> None:
    """Rounded so that results that share something add up to their rounded total: one of them gets what is left."""
    scope, low = steps.scope, steps.low
    before = steps.guard(step)
    by, order = _sharing(steps, step, remainder, before)
    _, rounding = _unit(steps, step, before)
    owner: str | None = None
    if remainder.kind == "column":
        assert remainder.column is not None
        flag = value(remainder.column, scope)
        if flag.type.kind != "yes/no" or not isinstance(flag.operand, Ref):
            raise low.fail(
                "wrong-kind",
                "who gets the remainder is a yes/no column",
                remainder.span,
                repairs=(
                    Repair(
                        "Name a yes/no column that is yes in exactly one row, `the largest`, `the first` or `the last`."
                    ),
                ),
            )
        owner = flag.operand.column
        if isinstance(steps.applies, Ref):
            by, owner = _alone(steps, step, by, flag.operand, steps.applies)
    exact = Fraction(rounding.unit)
    unit = Const(exact, before.type.unit(steps.digits(before)), rounding.span)
    kind = remainder.kind
    if kind == "first":
        kind, owner = "column", first_of(scope.table, f"{steps.name}: {before.says}", by, order, steps.name, step.span)
    op = Allocate(before.operand, unit, rounding.settled, by, owner, kind, order)
    scale = types.exact_scale(exact)
    steps.amount = computed(scope, step, op, before.type, scale, "rounding", f"{before.says}, shared out")
    steps.noted = []


def _alone(
    steps: Steps, step: tree.Rounded, by: tuple[str, ...], owner: Ref, applies: Ref
) -> tuple[tuple[str, ...], str]:
    """Rows that the rule is not about share with nobody, so that none of them needs an owner."""
    idle = computed(
        steps.scope,
        step,
        Logic("not", (applies,)),
        types.YESNO,
        types.WHOLE,
        "condition",
        f"{steps.name} does not apply",
    )
    op = Logic("or", (idle.operand, owner))
    owns = computed(steps.scope, step, op, types.YESNO, types.WHOLE, "condition", "gets the remainder")
    name = row_id_of(steps.scope.table)
    own = Choose(((applies, Const("", Unit("text"))),), Ref(name))
    alone = computed(steps.scope, step, own, types.TEXT, types.WHOLE, "key", "shares with nobody")
    assert isinstance(owns.operand, Ref) and isinstance(alone.operand, Ref)
    return (*by, alone.operand.column), owns.operand.column


def row_id_of(table: TableBuilder) -> str:
    """The column that tells the rows of a table apart."""
    return table.once(f"{table.name} row", RowId(), Unit("text"), table.table.grain, "key").column


def _sharing(
    steps: Steps, step: tree.Rounded, remainder: tree.Remainder, shared: Typed
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which results share what rounding leaves, and their order: those that a cap cut alike, or all people of a period."""
    scope = steps.scope
    if remainder.by and scope.kind != "participant" and steps.shared_by is not None:
        raise ordered_twice(steps, remainder)
    if steps.shared_by is not None:
        by = steps.shared_by
        if remainder.within is not None or remainder.everyone:
            raise said_by_the_cap(steps, step, remainder)
        order = ("participant",) if scope.kind == "participant" else order_of(steps, step)
        shares = isinstance(scope.person, Ref) and scope.person.column in by
        if scope.kind != "participant" and not shares:
            steps.low.orders.append(
                OrderCheck(scope.table.name, by, order, step.span, steps.low.words(step)[:100])
            )  # the credits' own order tells one person's credits apart only
    elif scope.kind == "participant":
        by, order = (scope.unit,) if scope.unit is not None else (), ("participant",)
        if remainder.within is not None:
            by = (*by, those_within(scope, remainder.within, "results are shared"))
        elif not remainder.everyone:
            ask_among(steps, step, remainder)
    else:
        raise ask_remainder(steps, step, remainder, shared.scale.quotient)
    if isinstance(steps.applies, Ref):
        by = (*by, steps.applies.column)  # nothing is left to rows that the rule is not about
    if scope.kind == "participant":
        order = _of_people(steps, step, remainder, shared, by)
    return by, order


def _of_people(
    steps: Steps, step: tree.Rounded, remainder: tree.Remainder, shared: Typed, by: tuple[str, ...]
) -> tuple[str, ...]:
    """In which order people stand of whom the first or last gets what is left, or the first of those who have the most."""
    scope, low = steps.scope, steps.low
    if remainder.kind != "column" and not remainder.by:
        alike = remainder.kind == "largest" and same_within(low.tables, scope.table, shared.operand, by)
        raise ask_heir_of_people(steps, step, remainder, alike)
    keys: list[str] = []
    for key in remainder.by:
        found, says = value(key, scope), low.words(key)
        if found.type.optional:
            raise ask_absent(low, (says,), key.span)
        column = found.operand.column if isinstance(found.operand, Ref) else None
        keys.append(column or same(scope, found, f"{scope.rule}: {says}", "order", says, key.span).column)
    if not keys:
        return ("participant",)
    if not any(isinstance(key, tree.Column) and key.parts in _NAMES for key in remainder.by):
        low.orders.append(OrderCheck(scope.table.name, by, tuple(keys), remainder.span, low.words(remainder)[:100]))
    return tuple(keys)


def _unit(steps: Steps, step: tree.Rounded, found: Typed) -> tuple[str, tree.Rounding]:
    rounding = step.rounding or steps.low.model.header.rounding
    if step.rounding is not None:
        check_rounding(step.rounding, steps.low.model.header.currency, steps.low.report)
    is_money = found.type.kind == "money"
    if rounding.percent and found.type.kind not in ("percent", "unknown"):
        unit = f"0.01 {found.type.currency or steps.low.model.header.currency}" if is_money else "0.01"
        raise steps.low.fail(
            "rounding-unit",
            f"the rounding is to a percentage, and this is {found.type.words()}",
            step.span,
            repairs=(
                Repair("Say to what it is rounded:", f"rounded  each {step.each}, nearest {unit}, halves to even"),
            ),
        )
    if found.type.kind != "unknown" and (rounding.currency is not None and not is_money):
        if steps.pays and step.rounding is None:
            raise pays_no_money(steps, found.type, found.span)
        unit = "0.01%" if found.type.kind == "percent" else "1"
        raise steps.low.fail(
            "rounding-unit",
            f"the rounding is to {rounding.unit} {rounding.currency}, and this is {found.type.words()}",
            step.span,
            repairs=(
                Repair("Say to what it is rounded:", f"rounded  each {step.each}, nearest {unit}, halves to even"),
            ),
        )
    return f"{rounding.unit}{' ' + rounding.currency if rounding.currency else ''}", rounding


def to_cents(steps: Steps, step: tree.Rounded, amount: Typed, cent: Fraction) -> Typed:
    """An amount above a step that rounds, rounded to what payroll pays in, the way that the step rounds."""
    if amount.scale.whole(cent):
        return amount
    _, rounding = _unit(steps, step, amount)
    op = Round(amount.operand, Const(cent, amount.type.unit(steps.digits(amount)), rounding.span), rounding.settled)
    says = f"{amount.says}, rounded"
    return computed(steps.scope, step, op, amount.type, types.exact_scale(cent), "rounding", says)


def _counted(kind: types.Type, rounding: tree.Rounding) -> types.Type:
    """A quotient that is rounded to a number, and to no percentage, counts something: points, full steps. Then it can be added up."""
    if kind.kind != "percent" or not kind.ratio or rounding.percent:
        return kind
    return types.NUMBER if Fraction(rounding.unit).denominator == 1 else evolve(kind, ratio=False)


def _round(steps: Steps, step: tree.Rounded, found: Typed, says: str) -> Typed:
    _, rounding = _unit(steps, step, found)
    exact = Fraction(rounding.unit)
    unit = Const(exact, found.type.unit(steps.digits(found)), rounding.span)
    return computed(
        steps.scope,
        step,
        Round(found.operand, unit, rounding.settled),
        _counted(found.type, rounding),
        types.exact_scale(exact),
        "rounding",
        f"{found.says}, {says}" if "rounded" not in says else says,
    )
