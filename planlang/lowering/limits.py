"""Limits over several rows, and paying only what was not paid before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Add, Const, Level, Operand, OrderCheck, Previous, Ref, Within
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.context import Typed
from planlang.lowering.mismatches import mismatch
from planlang.lowering.periods import finer
from planlang.lowering.values import computed, number
from planlang.questions.limits import row_words
from planlang.semantics import types
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


def order_of(steps: Steps, step: tree.Node) -> tuple[str, ...]:
    """The order of a rule's rows: a credit's own, or one period after the other."""
    scope = steps.scope
    if scope.kind == "credit":
        credit = steps.low.credit(scope.credit or "", step.span)
        return credit.ordered
    if scope.period is not None and isinstance(scope.period, Ref):
        return (scope.period.column,)
    raise steps.low.fail(
        "order-open",
        f"nothing says in which order the results for each {scope.grain} come",
        step.span,
        repairs=(Repair("Make a credit of the rows, with an order, and the rule for each credit of it."),),
    )


def partition(steps: Steps, unit: str, everyone: bool, step: tree.Node) -> tuple[str, ...]:
    """Whose rows of which period share a limit or a to-date sum."""
    scope = steps.scope
    by: list[str] = []
    if not everyone and isinstance(scope.person, Ref):
        by.append(scope.person.column)
    if unit == "plan":
        return tuple(by)
    if scope.unit is not None and scope.day is None and finer(unit, scope.unit):
        raise steps.low.fail(
            "limit-too-fine",
            f"this rule has one result for each {scope.grain}, which lies in several {unit}s",
            step.span,
            repairs=(Repair(f"Say it for each {scope.unit} or a longer period."),),
        )
    day_scope = scope
    if steps.dated is not None:
        from attr import evolve

        day_scope = evolve(scope, day=steps.dated)
    period = day_scope.period_of(unit, step.span)
    assert isinstance(period, Ref)
    by.append(period.column)
    return tuple(by)


def limit_across(steps: Steps, step: tree.Limit, before: Typed, bound: Typed, scale: types.Scale) -> Typed:
    """A cap that several rows share, taken in their order."""
    if step.word == "at least":
        raise steps.low.not_built(
            "a floor over several results is",
            step.span,
            Repair(f"State it for each {steps.scope.grain}, or in the payout."),
        )
    if step.order == "in proportion":
        raise steps.low.not_built(
            "a cap that cuts all in proportion is", step.span, Repair("`in credit order` is built.")
        )
    unit = step.each or ""
    if unit == "anniversary year":
        raise steps.low.not_built(
            "a limit for each anniversary year is",
            step.span,
            Repair("`each month`, `each quarter`, `each half`, `each year` and `each plan` are built."),
        )
    if unit not in ("month", "quarter", "half", "year", "plan"):
        raise steps.low.fail(
            "limit-per-what-open",
            f"a limit can't be for each {unit} here",
            step.span,
            repairs=(Repair(f"Say it for each {row_words(steps.scope)[0]}, month, quarter, half or year."),),
        )
    _check_bound_period(steps, step, bound, unit)
    by = partition(steps, unit, step.whose == "everyone", step)
    if step.whose == "everyone" and steps.scope.kind == "participant":
        raise steps.low.fail(
            "order-open",
            f"everyone shares this limit, and nothing says who of them comes first in a {steps.scope.unit}",
            step.span,
            consequence="Whoever comes last would be cut, and the plan does not say who that is.",
            repairs=(
                Repair("Make it a limit in a rule for each credit, where the credits' order decides."),
                Repair("Or give each participant a limit of their own."),
            ),
        )
    if step.whose == "everyone":  # the credits' own order tells one person's credits apart only
        steps.low.orders.append(
            OrderCheck(steps.scope.table.name, by, order_of(steps, step), step.span, steps.low.words(step)[:100])
        )
    op = Within(before.operand, bound.operand, by, order_of(steps, step))
    return computed(steps.scope, step, op, before.type, scale, "limit")


def _check_bound_period(steps: Steps, step: tree.Limit, bound: Typed, unit: str) -> None:
    if bound.type.per is not None and bound.type.per != unit:
        raise steps.low.fail(
            "period-mismatch",
            f"`{bound.says}` is an amount of a {bound.type.per}, and the limit is for each {unit}",
            step.value.span,
            consequence="The limit would be several times too high or too low.",
            repairs=(
                Repair(f"Say the limit for each {bound.type.per}."),
                Repair("Or divide the amount, which makes it a plain one."),
            ),
        )


def minus_paid(steps: Steps, step: tree.MinusPaid, following: list[tree.Step]) -> int:
    """Pays the difference to what the rule gave earlier rows of the window.

    What was paid so far is the level ``s``: without a limit below it ``s = X`` (the to-date amount itself); with a floor F
    each time ``s = max(s + F, X)``, with a cap C ``s = min(s + C, X)``. Gives how many steps were taken in.
    """
    low, scope = steps.low, steps.scope
    if step.window is None:
        raise low.fail(
            "window-open",
            "`minus what this rule already paid` does not say in which time",
            step.span,
            consequence="It could take off what was paid this quarter, this year, or ever.",
            repairs=tuple(
                instead(f"In the {u}:", step.span, f"minus  what this rule already paid in the {u}")
                for u in ("quarter", "year")
            ),
        )
    if step.window.kind == "in" and step.window.unit is not None:
        unit: str = step.window.unit
    elif step.window.kind == "plan":
        unit = "plan"
    else:
        raise low.not_built(
            "this window is", step.window.span, Repair("`in the quarter`, `in the year`, `in the plan` are built.")
        )
    if unit == scope.unit:
        raise low.fail(
            "nothing-paid-before",
            f"a rule for each {unit} has paid nothing earlier in the same {unit}",
            step.span,
            repairs=(Repair("Name a longer time, such as `in the year`."),),
        )
    today = steps.current(step)
    steps.scope.negated = True
    by, order = partition(steps, unit, False, step), order_of(steps, step)
    where = steps.applies.column if isinstance(steps.applies, Ref) else None
    limits = [s for s in following if not isinstance(s, tree.Dated)]
    if any(not isinstance(s, tree.Limit) for s in limits) or len(limits) > 1:
        raise low.not_built(
            "steps after `minus what this rule already paid` other than one limit are",
            step.span,
            Repair("Write them above it; round before it, so that the running total is rounded."),
        )
    so_far: Operand = today.operand
    scale = today.scale
    if limits:
        limit = limits[0]
        assert isinstance(limit, tree.Limit)
        bound = _own_limit(steps, limit, today)
        scale = types.joined(scale, bound.scale)
        kind: Literal["floor", "cap"] = "floor" if limit.word == "at least" else "cap"
        so_far = computed(
            scope,
            limit,
            Level(bound.operand, today.operand, kind, by, order, where),
            today.type,
            scale,
            "total",
            f"{steps.name} paid so far",
        ).operand
    earlier = computed(
        scope, step, Previous(so_far, by, order, where), today.type, scale, "total", f"{steps.name} already paid"
    )
    rest = computed(
        scope,
        step,
        Add(((1, today.operand), (-1, earlier.operand))),
        today.type,
        scale,
        "amount",
        f"{steps.name} less what was already paid",
    )
    if not limits:
        guarded_today = steps.guard(step)
        after = _guarded(steps, step, rest)
        steps.adjusted(step, guarded_today, after, "true-up", low.words(step))
        return 1
    limit = limits[0]
    paid = computed(
        scope, limit, Add(((1, so_far), (-1, earlier.operand))), today.type, scale, "limit", low.words(limit)
    )
    guarded_today = steps.guard(step)
    middle = _guarded(steps, step, rest)
    steps.adjusted(step, guarded_today, middle, "true-up", low.words(step))
    steps.adjusted(limit, middle, _guarded(steps, limit, paid), "limit", low.words(limit))
    dates = [s for s in following if isinstance(s, tree.Dated)]
    for date in dates:
        steps.date(date)
    return 1 + len(following)


def _guarded(steps: Steps, step: tree.Node, found: Typed) -> Typed:
    if steps.applies is None:
        return found
    from planlang.core.graph import Choose

    nothing = Const(Fraction(0), found.type.unit(steps.low.model.header.digits))
    return computed(
        steps.scope,
        step,
        Choose(((steps.applies, found.operand),), nothing),
        found.type,
        found.scale,
        "amount",
        f"{found.says} where the rule applies",
    )


def _own_limit(steps: Steps, limit: tree.Limit, today: Typed) -> Typed:
    from planlang.questions.limits import ask_limit

    ask_limit(steps.low, limit, steps.scope, to_date=True)
    if limit.each not in row_words(steps.scope) or limit.when is not None:
        raise steps.low.not_built(
            "this limit below `minus what this rule already paid` is",
            limit.span,
            Repair(f"State it each {row_words(steps.scope)[0]}, without `when`."),
        )
    if limit.excess is not None and limit.excess.balance is not None:
        raise steps.low.fail(
            "carried-twice",
            "what is not paid here already waits in the to-date sum; a balance would pay it twice",
            limit.excess.span,
            repairs=(Repair("Drop the balance: say nothing about the shortfall or excess."),),
        )
    bound = number(limit.value, steps.scope, "an amount")
    kind = types.alike(today.type, bound.type)
    if isinstance(kind, str):
        raise mismatch(steps.scope, kind, limit, today, bound, "comparing")
    steps.check_cap(limit, bound)
    return bound
