"""A payout below zero: what the plan, or the company's defaults, say of it, and the question where nobody does."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Add, Const, Extreme, Level, Previous
from planlang.diagnostics.model import Repair, line_below
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.values import computed
from planlang.questions.falling import never_takes_back
from planlang.questions.known import limits_of, none_below
from planlang.questions.suspicious.fixed import fixed, rows_of
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

_ASIDE = (
    tree.When,
    tree.Dated,
    tree.Paid,
    tree.Rounded,
    tree.OnlyIf,
    tree.InAdditionTo,
    tree.LeavesGap,
    tree.MeasuredApart,
)
"""Steps that make nothing negative of what is at least 0."""


def default_answer(low: Lowering, decl: tree.Payout) -> tree.IfNegative | None:
    """What the company's defaults answer, if they do for payouts of this period; another one is asked."""
    line = low.assembly.default(tree.IfNegative) if low.assembly is not None else None
    if low.assembly is None or not isinstance(line, tree.IfNegative):
        return None
    if line.answer == "carried" and line.unit not in (None, decl.each):
        return None
    from planlang.semantics.modules import take

    take(low.assembly, line, low.report)
    return line


def if_negative(low: Lowering, step: tree.IfNegative, steps: Steps, before: Typed) -> None:
    """Carries what is negative to the next payout, forgives it or leaves it, as ``step`` says."""
    scope = steps.scope
    zero = Const(Fraction(0), before.type.unit(low.model.header.digits))
    if step.answer == "collected":
        return
    if step.answer == "forgiven":
        steps.amount = computed(
            scope, step, Extreme("greatest", (before.operand, zero)), before.type, before.scale, "limit"
        )
        return
    assert scope.unit is not None
    if step.unit is not None and step.unit != scope.unit:
        raise low.fail(
            "period-mismatch",
            f"the payout is for each {scope.unit}, so what is negative is carried to the next {scope.unit}",
            step.span,
            repairs=(Repair("Write:", f"if negative  carried to the next {scope.unit}"),),
        )
    by, order = ("participant",), (scope.unit,)
    left = computed(
        scope,
        step,
        Level(before.operand, zero, "cap", by, order),
        before.type,
        before.scale,
        "total",
        "negative carried on",
    )
    brought = computed(
        scope, step, Previous(left.operand, by, order), before.type, before.scale, "total", "negative brought forward"
    )
    op = Add(((1, before.operand), (1, brought.operand), (-1, left.operand)))
    steps.amount = computed(scope, step, op, before.type, before.scale, "limit", low.words(step))


def can_take_back(low: Lowering, decl: tree.Payout, wanting: dict[str, str] | None = None) -> bool:
    """Whether some rule or credit that the payout adds is written so that it can be negative.

    With ``wanting`` it is asked what the answer would be if columns without bounds were at least 0; they are written into it.
    """
    for item in low.model.statements:
        if (
            isinstance(item, tree.Rule)
            and item.name in low.used
            and item.pays
            and any(
                (isinstance(s, tree.MinusPaid) and not never_takes_back(low, item, wanting))
                or isinstance(s, tree.TakeBackAll)
                or (isinstance(s, tree.Start) and s.word == "take back")
                or (isinstance(s, tree.Change) and s.word == "minus" and _takes_another(low, item, s.value))
                for s in item.steps
            )
        ):
            floor = any(
                isinstance(s, tree.Limit) and s.word == "at least" and not isinstance(s.value, tree.Negate)
                for s in item.steps
            )
            if not floor:
                return True
        if isinstance(item, tree.Credit) and any(
            isinstance(x, tree.AmountLine) and isinstance(x.value, tree.Negate) for x in item.lines
        ):
            return not all(_stays_above(low, rule) for rule in _added(low, decl))
    return False


def _takes_another(low: Lowering, rule: tree.Rule, item: tree.Node) -> bool:
    """Whether a value is what another rule pays, such as an advance that is settled, and not a share of what this rule begins with."""
    name = item.name if isinstance(item, tree.Name) else item.source if isinstance(item, tree.Aggregate) else ""
    decl = low.model.names.get(name)
    if isinstance(decl, tree.Rule) and decl.pays:
        own, other = _begins_with(rule), _begins_with(decl)
        return own is None or other is None or not tree.same_text(own, other)
    return any(_takes_another(low, rule, child) for child in tree.children(item))


def _begins_with(rule: tree.Rule) -> tree.Node | None:
    """The first amount of a rule, or what that is a share of."""
    first = next((step.value for step in rule.steps if isinstance(step, tree.Start)), None)
    return first.whole if isinstance(first, tree.Of) else first


def _added(low: Lowering, decl: tree.Payout) -> list[tree.Rule]:
    """The rules that a payout adds."""
    names = {name.name for step in decl.steps if isinstance(step, tree.AddRules) for name in step.names}
    return [one for one in low.model.statements if isinstance(one, tree.Rule) and one.name in names]


def _stays_above(low: Lowering, rule: tree.Rule) -> bool:
    """Whether a rule pays at least 0, whatever is taken off its credits: by a floor as its last step, or by what it begins with and its rates."""
    steps = [step for step in rule.steps if not isinstance(step, _ASIDE)]
    shared = any(isinstance(step, tree.Rounded) and step.remainder is not None for step in rule.steps)
    others = [step.otherwise for step in rule.steps if isinstance(step, tree.OnlyIf) and step.otherwise is not None]
    if shared or any((value := fixed(one)) is None or value < 0 for one in others):
        return False  # who gets what rounding leaves may get less than nothing
    last = steps[-1] if steps else None
    if isinstance(last, tree.Limit) and last.word == "at least" and last.when is None:
        return (fixed(last.value) or Fraction(0)) >= 0 and fixed(last.value) is not None
    first, rest = (steps[0] if steps else None), steps[1:]
    begins = isinstance(first, tree.Start) and first.word == "pay" and _at_least_nothing(low, first.value)
    return begins and all(
        isinstance(step, tree.Change) and step.word in ("times", "plus") and _at_least_nothing(low, step.value)
        for step in rest
    )


def _at_least_nothing(low: Lowering, item: tree.Node) -> bool:
    """Whether a value is never below 0 by how it is written: a fixed one, a part of another, the higher of one and 0, a rate of a table."""
    value = fixed(item)
    if value is not None:
        return value >= 0
    if isinstance(item, tree.LowerHigher):
        enough = any if item.which == "higher" else all
        return enough(_at_least_nothing(low, one) for one in item.values)
    if isinstance(item, tree.Of):
        return _at_least_nothing(low, item.share) and _at_least_nothing(low, item.whole)
    if isinstance(item, tree.Binary) and item.op in "+*":
        return _at_least_nothing(low, item.left) and _at_least_nothing(low, item.right)
    if isinstance(item, (tree.Choice, tree.Fallback)):
        return _at_least_nothing(low, item.value) and _at_least_nothing(low, item.otherwise)
    if isinstance(item, tree.Tiers) and item.application == "reached":
        rates = [row.value for row in rows_of(low, item)]
        return bool(rates) and all(isinstance(one, tree.Refused) or _at_least_nothing(low, one) for one in rates)
    if isinstance(item, tree.Aggregate) and item.function == "count":
        return True
    return isinstance(item, tree.PartOf) or none_below(limits_of(low, item), Fraction(0), True)


def _ends_at_a_floor(low: Lowering, decl: tree.Payout) -> bool:
    """Whether the last step that moves a payout is a floor that always holds and is never below 0, such as a guarantee or a draw."""
    steps = [step for step in decl.steps if not isinstance(step, tree.Rounded)]
    last = steps[-1] if steps else None
    if not isinstance(last, tree.Limit) or last.word != "at least" or last.when is not None:
        return False
    limits, value = limits_of(low, last.value), fixed(last.value)
    return (value is not None and value >= 0) or none_below(limits, Fraction(0), True)


def ask_negative(low: Lowering, decl: tree.Payout, answered: bool, certainly: bool) -> None:
    """Asks what becomes of a payout below zero, where there can be one: ``certainly`` by what it or an earlier one subtracts."""
    if answered or _ends_at_a_floor(low, decl) or not (certainly or can_take_back(low, decl)):
        return
    unit = decl.each or "period"
    last = decl.steps[-1].span
    wanting: dict[str, str] = {}
    bounded = not certainly and not can_take_back(low, decl, wanting)
    low.report.add(
        "negative-open",
        "this payout can be negative, and nothing says what happens then",
        head(decl, low.report),
        consequence="The person could owe money, start the next period in debt, or be let off.",
        repairs=(
            line_below("It comes off the next payout:", last, f"if negative  carried to the next {unit}"),
            line_below("It is collected from the person:", last, "if negative  collected"),
            line_below("It is forgiven:", last, "if negative  forgiven"),
        ),
        notes=(_bounds(wanting),) if bounded and wanting else (),
    )


def _bounds(wanting: dict[str, str]) -> str:
    """That the data never make it negative, where the plan only has to say so of some columns."""
    *others, last = wanting
    said = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return f"if {said} never below 0, say so where the data is declared, and it can't be negative: `{'`, `'.join(wanting.values())}`"
