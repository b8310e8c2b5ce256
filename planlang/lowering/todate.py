"""Paying only what was not paid before: the difference to a rule's earlier results."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Add, Choose, Const, Level, Operand, OrderCheck, Previous, Ref
from planlang.diagnostics.model import Edit, Repair, instead
from planlang.lowering.context import Typed
from planlang.lowering.limits import check_cap, order_of, partition
from planlang.lowering.mismatches import mismatch
from planlang.lowering.values import computed, number
from planlang.questions.limits import ask_limit, row_words
from planlang.questions.paid_on import ask_paid_on_whom
from planlang.semantics import types
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps


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
                for u in ("quarter", "half", "year")
                if scope.unit is None or low.model.header.calendar.nests(scope.unit, u)
            )
            + (
                (instead("In the month:", step.span, "minus  what this rule already paid in the month"),)
                if scope.unit is None
                else ()
            )
            + (
                (instead("In all that the plan covers:", step.span, "minus  what this rule already paid in the plan"),)
                if scope.unit in ("week", "fortnight", "half", "year")
                else ()
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
    by, order = _paid_on(steps, step, unit), order_of(steps, step)
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


def _paid_on(steps: Steps, step: tree.MinusPaid, unit: str) -> tuple[str, ...]:
    """On whose rows the rule has paid what comes off: the participant's, those of a customer or another row, or everybody's."""
    scope, low = steps.scope, steps.low
    if step.whose in (None, "participant"):
        ask_paid_on_whom(steps, step)
        return partition(steps, unit, False, step)
    if scope.kind != "credit":
        raise low.not_built(
            f"what was paid for {step.whose} in a rule for each {scope.grain} is",
            step.span,
            Repair("Make the rule `for each credit of …`, whose credits come one after the other."),
        )
    by = partition(steps, unit, True, step)
    if step.whose != "everyone":
        from planlang.lowering.owners import belongs
        from planlang.lowering.running import column_of

        word = step.whose or ""
        by = (column_of(scope, belongs(scope, word, step.span), word), *by)
    low.orders.append(OrderCheck(scope.table.name, by, order_of(steps, step), step.span, low.words(step)[:100]))
    return by


def _guarded(steps: Steps, step: tree.Node, found: Typed) -> Typed:
    if steps.applies is None:
        return found
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
    if limit.excess is not None:
        raise _not_let_go(steps, limit, limit.excess)
    bound = number(limit.value, steps.scope, "an amount")
    kind = types.alike(today.type, bound.type)
    if isinstance(kind, str):
        raise mismatch(steps.scope, kind, limit, today, bound, "comparing")
    check_cap(steps, limit, bound)
    return bound


def _not_let_go(steps: Steps, limit: tree.Limit, excess: tree.Excess) -> Exception:
    """What a limit cuts here is not lost, whatever the plan calls it: the to-date sum still has it."""
    low = steps.low
    gone, then = ("cuts", "paid with later amounts") if limit.word == "at most" else ("adds", "taken off later amounts")
    whole, said = low.words(limit), low.words(excess)
    bare = whole.replace(said, "")
    return low.fail(
        "waits-in-the-sum",
        f"`{said.removeprefix(',').strip()}` is not so here: what this limit {gone} stays in the to-date sum, and is {then}",
        excess.span,
        consequence="The plan would say one thing and pay another.",
        repairs=(
            Repair(f"It waits, and is {then}:", bare, (Edit(excess.span, ""),)),
            Repair(
                "Or it is gone: work out in a measure what is new, and limit it in the rule that pays it:",
                "measure Fresh for each … {\n"
                "    start with  …\n"
                "    minus       what this rule already paid in the …\n"
                "}\n"
                f"pay  Fresh\n{whole}",
            ),
        ),
    )
