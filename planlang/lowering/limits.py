"""Limits: of each result, and over several of them in their order."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.calendar import LONGER
from planlang.core.graph import Add, Choose, Compare, Const, Extreme, Multiply, OrderCheck, Ratio, Ref, Total, Within
from planlang.diagnostics.model import Repair, instead, line_below
from planlang.lowering.alike import same_within
from planlang.lowering.anniversaries import anniversary_year
from planlang.lowering.conditions import condition
from planlang.lowering.context import Typed, constant, exact
from planlang.lowering.mismatches import mismatch
from planlang.lowering.periods import finer
from planlang.lowering.result_day import day_of_result
from planlang.lowering.values import computed, number
from planlang.lowering.whose_year import ask_year_of_limit
from planlang.questions.limits import ask_limit, limit_words, refuse_shared_floor, row_words, warn_for_everybody
from planlang.semantics import types
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.scope import Scope
    from planlang.lowering.steps import Steps

PERIODS = (*LONGER[1:], "plan")


def limit(steps: Steps, step: tree.Limit) -> None:
    """``at most …``, ``at least …``."""
    ask_limit(steps.low, step, steps.scope)
    before = steps.guard(step)
    holds, scope = None, steps.scope
    if step.when is not None:
        holds, known = condition(step.when, steps.scope)
        scope = steps.scope.knowing(known)
    negated = scope.negated
    bound = number(step.value, scope, "an amount")
    if step.word == "at least":
        scope.negated = negated  # a floor takes nothing off, whatever it is made of
        warn_for_everybody(steps.low, step, steps.scope, bound)
    kind = types.alike(before.type, bound.type)
    if isinstance(kind, str):
        raise mismatch(steps.scope, kind, step, before, bound, "comparing")
    check_cap(steps, step, bound)
    scale = types.joined(before.scale, bound.scale)
    shared = not _of_each(step, steps.scope)
    if not shared:
        which: Literal["least", "greatest"] = "least" if step.word == "at most" else "greatest"
        after = computed(
            steps.scope, step, Extreme(which, (before.operand, bound.operand)), before.type, scale, "limit"
        )
    else:
        after = limit_across(steps, step, before, bound, scale)
    if holds is not None:
        after = steps.chosen(step, before, after, holds)
    if step.word == "at least" or not (shared or constant(bound)):  # a cap from the data may be below 0
        after = steps.still_guarded(step, after)
    if step.excess is not None and step.excess.balance is not None:
        full, left = (steps.where_about(step, one, covered=True) if steps.back else one for one in (before, after))
        if step.order == "in proportion":
            steps.kept = Kept(step, step.excess.balance, full, left)
        else:
            from planlang.lowering.balances import put_into

            put_into(steps, step.excess.balance, step, full, left, returns=shared)
    if step is steps.back:  # below it the rule is about what the plan covers
        steps.back = None
        after = steps.still_guarded(step, after)
    steps.adjusted(step, before, after, "limit", steps.low.words(step))


@frozen(eq=False, repr=False)
class Kept:
    """What a cap in proportion cuts, and a balance keeps: the result before it, whole cents, and after it, parts of a cent."""

    step: tree.Limit
    balance: tree.Name
    full: Typed
    cut: Typed


def kept_is_rounded(steps: Steps, step: tree.Step) -> None:
    """Only what is rounded just below a cap in proportion says how much is kept: what is paid and what is kept are the whole result."""
    if steps.kept is None or isinstance(step, tree.Rounded):
        return
    low, kept, steps.kept = steps.low, steps.kept, None
    word = row_words(steps.scope)[0]
    raise low.fail(
        "rounding-open",
        f"what {kept.balance.name} keeps of each result is a part of a cent, and nothing rounds it before it is changed again",
        kept.step.span,
        consequence="Payroll pays whole cents, and so does a balance; somebody would have to round.",
        repairs=(
            line_below("Round it just below the cap:", kept.step.span, f"rounded  each {word}"),
            line_below(
                "So that all results together come to the cap:", kept.step.span, f"rounded  each {word}, remainder to the largest"
            ),
        ),
    )  # fmt: skip


def keep_the_cut(steps: Steps) -> None:
    """What the cap above has cut of a result, as it is rounded now, goes into the balance. Where it has cut nothing, nothing does."""
    if steps.kept is None:
        return
    from planlang.lowering.balances import put_into

    kept, steps.kept = steps.kept, None
    rounded = steps.current(kept.step)
    uncut = computed(
        steps.scope, kept.step, Compare(kept.full.operand, "==", kept.cut.operand), types.YESNO, types.WHOLE, "condition",
        "the cap cuts nothing",
    )  # fmt: skip
    scale = types.joined(kept.full.scale, rounded.scale)
    left = computed(
        steps.scope, kept.step, Choose(((uncut.operand, kept.full.operand),), rounded.operand), rounded.type, scale, "limit",
        "what the cap leaves, rounded",
    )  # fmt: skip
    put_into(steps, kept.balance, kept.step, kept.full, left, returns=True)


def _of_each(step: tree.Limit, scope: Scope) -> bool:
    """Whether a limit is of each result alone; a rule that pays once has one for each participant, whatever the period."""
    if step.whose not in (None, "participant"):
        return False
    once = scope.kind == "participant" and scope.unit is None and step.each in PERIODS
    return once or step.each in row_words(scope)


def check_cap(steps: Steps, step: tree.Limit, bound: Typed) -> None:
    """A cap below 0 on what is paid takes money back where nothing was earned, which nobody means by a cap."""
    fixed = constant(bound)
    if step.word != "at most" or not steps.pays or fixed is None or exact(fixed) >= 0:
        return
    each = row_words(steps.scope)[0]
    least = steps.low.words(step.value)
    most = least.lstrip("-").strip()
    raise steps.low.fail(
        "cap-below-zero",
        f"`at most {least}` is a cap below 0",
        step.value.span,
        consequence=f"Every result would take back {most} or more, also one that pays nothing.",
        repairs=(
            instead(
                f"To take back no more than {most}:", step.span, f"at least  {least} each {each}, shortfall forgiven"
            ),
            Repair(
                f"To take back no less than {most}, say it where the rule begins:",
                f"take back  the higher of … and {most}",
            ),
            instead(
                "To pay nothing, and still take back:",
                step.span,
                f"at most  0 {steps.low.model.header.currency} each {each}, excess lost",
            ),
        ),
    )


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
    if not everyone:
        whose = scope.own if scope.kind == "each" else scope.person  # each branch by itself, as each person is
        if isinstance(whose, Ref):
            by.append(whose.column)
    if unit == "plan":
        return tuple(by)
    if scope.unit is not None and scope.day is None and unit != "anniversary year" and finer(unit, scope.unit):
        raise steps.low.fail(
            "limit-too-fine",
            f"this rule has one result for each {scope.grain}, which lies in several {unit}s",
            step.span,
            repairs=(Repair(f"Say it for each {scope.unit} or a longer period."),),
        )
    day_scope = evolve(scope, day=day_of_result(steps)) if steps.dated is not None else scope
    if unit == "anniversary year":
        assert isinstance(step, tree.Limit) and step.since is not None
        ask_year_of_limit(steps.low, step)
        by.append(anniversary_year(day_scope, step.since, step).column)
        return tuple(by)
    period = day_scope.period_of(unit, step.span)
    assert isinstance(period, Ref)
    by.append(period.column)
    return tuple(by)


def _of_own_row(steps: Steps, step: tree.Limit) -> bool:
    """Whether a measure for each branch has a limit `for each branch`; nobody's results are a participant's there."""
    scope, low = steps.scope, steps.low
    word = scope.record.spec.row if scope.kind == "each" and scope.record is not None else None
    if step.whose == "participant" and scope.person is None:
        owner, text = (word, f"Each {word}'s own:") if word is not None else ("everyone", "Of all together:")
        mine = limit_words(low, evolve(step, whose=owner), step.each)
        raise low.fail(
            "no-person-here",
            f"there is no one participant for a {scope.grain}, whose limit this could be",
            step.span,
            repairs=(instead(text, step.span, mine),),
        )
    return word is not None and step.whose == word


def _of_row(steps: Steps, step: tree.Limit) -> str:
    """``for each customer``: the column that says whose limit a credit uses up."""
    from planlang.lowering.owners import belongs
    from planlang.lowering.running import column_of

    word = step.whose or ""
    if steps.scope.kind != "credit" or step.order == "in proportion":
        raise steps.low.not_built(
            f"a limit for each {word} in a rule for each {steps.scope.grain}, or in proportion, is",
            step.span,
            Repair(f"Make the rule `for each credit of …`: its credits fill the limit of their {word} in their order."),
        )
    return column_of(steps.scope, belongs(steps.scope, word, step.span), word)


def limit_across(steps: Steps, step: tree.Limit, before: Typed, bound: Typed, scale: types.Scale) -> Typed:
    """A cap that several rows share, taken in their order."""
    if step.word == "at least":
        raise refuse_shared_floor(steps.low, step, steps.scope)
    unit = step.each or ""
    if unit not in (*PERIODS, "anniversary year"):
        raise steps.low.fail(
            "limit-per-what-open",
            f"a limit can't be for each {unit} here",
            step.span,
            repairs=(Repair(f"Say it for each {row_words(steps.scope)[0]}, week, month, quarter, half or year."),),
        )
    _check_bound_period(steps, step, bound, unit)
    together = not _of_own_row(steps, step) and step.whose not in (None, "participant")
    by = partition(steps, unit, together, step)
    if together and step.whose != "everyone":
        by = (_of_row(steps, step), *by)
    if not same_within(steps.low.tables, steps.scope.table, bound.operand, by):
        from planlang.questions.differing import ask_which_limit

        raise ask_which_limit(step, steps.scope, steps.decl, bound)
    bound = _what_is_left(steps, step, bound, by)
    scale = types.joined(scale, bound.scale)
    if step.order == "in proportion":
        after = _in_proportion(steps, step, before, bound, by)
        steps.filled[step.each, step.whose] = after
        return after
    if step.whose == "everyone" and steps.scope.kind in ("participant", "each"):
        raise steps.low.fail(
            "order-open",
            "everyone shares this limit, and nothing says who of them comes first"
            + (f" in a {steps.scope.unit}" if steps.scope.unit else ""),
            step.span,
            consequence="Whoever comes last would be cut, and the plan does not say who that is.",
            repairs=(
                Repair("Make it a limit in a rule for each credit, where the credits' order decides."),
                Repair("Or cut all of them by the same share:", _in_proportion_words(steps, step)),
                Repair("Or give each participant a limit of their own."),
            ),
        )
    if together:  # the credits' own order tells one person's credits apart only
        steps.low.orders.append(
            OrderCheck(steps.scope.table.name, by, order_of(steps, step), step.span, steps.low.words(step)[:100])
        )
    op = Within(before.operand, bound.operand, by, order_of(steps, step))
    after = computed(steps.scope, step, op, before.type, scale, "limit")
    steps.filled[step.each, step.whose] = after
    return after


def _what_is_left(steps: Steps, step: tree.Limit, bound: Typed, by: tuple[str, ...]) -> Typed:
    """What is left of a limit that the results of earlier versions have begun to fill, where an amendment lets it go on."""
    scope, words = steps.scope, steps.low.words(step)[:80]
    for earlier in steps.earlier:
        paid = earlier.filled.get((step.each, step.whose)) or earlier.guard(step)
        own = steps.column(paid, step)
        total = computed(
            scope, step, Total("total", scope.table.name, own, tuple((name, Ref(name)) for name in by)), paid.type,
            paid.scale, "total", f"what {steps.name} paid before it was amended",
        )  # fmt: skip
        scale = types.joined(bound.scale, total.scale)
        rest = computed(
            scope, step, Add(((1, bound.operand), (-1, total.operand))), bound.type, scale, "amount",
            f"{bound.says} less what was paid before",
        )  # fmt: skip
        nothing = Const(Fraction(0), bound.type.unit(steps.digits(bound)))
        bound = computed(
            scope,
            step,
            Extreme("greatest", (rest.operand, nothing)),
            bound.type,
            scale,
            "limit",
            f"what is left of {words}",
        )
    return bound


def _in_proportion_words(steps: Steps, step: tree.Limit) -> str:
    words = steps.low.words
    return f"{step.word}  {words(step.value)} for everyone together each {step.each}, in proportion, excess lost"


def _in_proportion(steps: Steps, step: tree.Limit, before: Typed, bound: Typed, by: tuple[str, ...]) -> Typed:
    """All results of a group are cut by the same share, where together they are more than the cap."""
    scope = steps.scope
    words = steps.low.words(step)
    own = steps.column(before, step)
    total = computed(
        scope, step, Total("total", scope.table.name, own, tuple((name, Ref(name)) for name in by)), before.type,
        before.scale, "total", f"all that {words} is about",
    )  # fmt: skip
    passed = Compare(total.operand, ">", bound.operand)
    holds = computed(scope, step, passed, types.YESNO, types.WHOLE, "condition", f"together more than {bound.says}")
    share = computed(
        scope, step, Ratio(bound.operand, total.operand), types.PERCENT, types.QUOTIENT, "share",
        f"{bound.says} of what there is together",
    )  # fmt: skip
    cut = computed(
        scope, step, Multiply((Ref(own), share.operand)), before.type, types.QUOTIENT, "limit", f"{before.says}, cut"
    )
    steps.shared_by = by
    op = Choose(((holds.operand, cut.operand),), Ref(own))
    return computed(scope, step, op, before.type, types.QUOTIENT, "limit")


def _check_bound_period(steps: Steps, step: tree.Limit, bound: Typed, unit: str) -> None:
    declared = bound.type.declared
    if declared and unit not in declared:
        raise steps.low.fail(
            "period-mismatch",
            f"`{bound.says}` is an amount of a {' or a '.join(declared)}, and the limit is for each {unit}",
            step.value.span,
            consequence="The limit would be several times too high or too low.",
            repairs=(
                *(Repair(f"Say the limit for each {per}.") for per in declared),
                Repair("Or divide the amount, which makes it a plain one."),
            ),
        )
