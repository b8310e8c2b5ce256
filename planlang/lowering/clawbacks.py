"""Lowering of what is taken back of a rule's payments, and of totals of what was paid.

`take back all that Owner pays on the credit, whenever paid` reverses each payment on its own: what was paid before the clawback's day is
taken back on that day, and what falls due later on the day on which it would be paid, so that it is never paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Add, Carried, Choose, Component, Const, Derive, Operand, Ref, Total
from planlang.diagnostics.model import Label, Repair
from planlang.lowering.beside import paying_rule
from planlang.lowering.conditions import condition
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.payments import Payment, carried, earned_on
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import a_date, computed
from planlang.lowering.windows import between
from planlang.questions.aggregates import ask_whose, ask_window
from planlang.questions.clawbacks import ask_elsewhere
from planlang.questions.open_ends import ask_where
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.rules import RuleTable
    from planlang.lowering.steps import Steps


def take_back_all(steps: Steps, step: tree.TakeBackAll) -> None:
    """``take back all that Owner pays on the credit, whenever paid``."""
    low, scope = steps.low, steps.scope
    made = paying_rule(low, step.rule)
    if made.scope.table is not scope.table:
        raise ask_elsewhere(steps, step, made)
    other = next(
        (
            s
            for s in steps.decl.steps
            if not isinstance(s, (tree.When, tree.TakeBackAll, tree.Dated)) or _again(s, step)
        ),
        None,
    )
    if other is not None:
        raise low.fail(
            "wrong-step",
            "a rule that takes back all payments of another takes back each as it was paid, and changes nothing of it",
            other.span,
            also=(Label(step.span, "takes back all"),),
            repairs=(
                Repair("Drop this line."),
                Repair("Or take back an amount:", f"take back  50% of total paid of {step.rule.name} in the credit"),
            ),
        )
    steps.close_conditions()
    scope.negated = True
    value = made.value
    says = f"all that {step.rule.name} pays on the credit, taken back"
    op = Add(((-1, value.operand),))
    steps.amount = computed(scope, step, op, value.type, value.scale, "amount", says)


def _again(one: tree.Step, step: tree.TakeBackAll) -> bool:
    return isinstance(one, tree.TakeBackAll) and one is not step


def reversals(low: Lowering, decl: tree.Rule, steps: Steps, earned: Component) -> list[Payment]:
    """The payments of a rule that takes back each payment of another."""
    step = next(s for s in decl.steps if isinstance(s, tree.TakeBackAll))
    made = low.rule(step.rule.name, step.rule.span)
    assert made.component is not None
    scope = steps.scope
    taken: list[Payment] = []
    day = earned_on(decl, scope, earned)
    for payment in _payments_of(made):
        if payment.table is not None:
            taken.append(_of_its_own(low, decl, scope, payment, payment.table, earned, day, step))
            continue
        unit = scope.table.column(payment.amount).unit
        kind = made.value.type
        says = f"{step.rule.name}, {payment.says}, taken back"
        negative = computed(scope, step, Add(((-1, payment.amount),)), kind, made.value.scale, "amount", says)
        if earned.applies is not None:
            op = Choose(((Ref(earned.applies), negative.operand),), Const(0, unit))
            negative = computed(scope, step, op, kind, made.value.scale, "amount", f"{says}, where the rule applies")
        assert isinstance(negative.operand, Ref)
        taken.append(evolve(payment, says=says, amount=negative.operand, not_before=day, keep=earned.applies))
    return taken


def _of_its_own(
    low: Lowering,
    decl: tree.Rule,
    scope: Scope,
    payment: Payment,
    table: TableBuilder,
    earned: Component,
    day: Ref,
    step: tree.TakeBackAll,
) -> Payment:
    """The reversal of payments that have a table of their own, such as one for each invoice."""
    name = low.free_table(f"{decl.name} of {table.name}")
    part = TableBuilder(name, Derive(table.name, None), f"payment of {decl.name}", through=table)
    low.tables[part.name] = part
    own = table.column(payment.amount)
    paid = part.once(own.name, Carried(own.name), own.unit, own.says, own.role, own.rule, own.place)
    says = f"{step.rule.name}, {payment.says}, taken back"
    amount = part.add(says, Add(((-1, paid),)), own.unit, says, "amount", decl.name, step.span)
    if earned.applies is not None:
        op = Choose(((carried(part, scope.table, earned.applies), amount),), Const(0, own.unit))
        amount = part.add(f"{says}, where the rule applies", op, own.unit, says, "amount", decl.name, step.span)
    due = payment.day
    if due is not None and isinstance(due.operand, Ref):
        on = table.column(due.operand)
        operand = part.once(on.name, Carried(on.name), on.unit, on.says, on.role, on.rule, on.place)
        due = evolve(due, operand=operand)
    return evolve(payment, says=says, amount=amount, day=due, not_before=day, keep=earned.applies, table=part)


def _payments_of(made: RuleTable) -> list[Payment]:
    """The payments of a rule; one that is paid at once has one, on its own date."""
    if made.payments is not None:
        return made.payments.payments
    assert made.component is not None
    day = Typed(Ref(made.component.date), types.DATE, types.WHOLE, made.decl.name_span, "its day")
    return [Payment("paid at once", Ref(made.component.result), day)]


def total_paid(item: tree.Aggregate, scope: Scope) -> Typed:
    """``total paid of Base in the quarter``."""
    low = scope.low
    if item.function != "total" or item.running or item.counting is not None:
        raise low.fail(
            "wrong-kind",
            "of what was paid there is a total",
            item.span,
            repairs=(Repair("Write:", f"total paid of {item.source} in the quarter"),),
        )
    made = paying_rule(low, tree.Name(item.source_span, item.source))
    window = ask_window(low, item, scope)
    ask_whose(low, item, scope, window)
    assert made.component is not None
    component = made.component
    match: list[tuple[str, Operand]] = []
    days: tuple[str, Operand | None, Operand | None] | None = None
    unit: str | None = None
    if window.kind == "row" and window.row == "credit":
        if scope.kind != "credit" or made.scope.table is not scope.table:
            raise low.fail(
                "out-of-reach",
                f"{item.source} is worked out for each {made.scope.grain}, and this is about a {scope.grain}",
                window.span,
                repairs=(Repair("Say which row they share:", "in the deal"), Repair("Or over which time.")),
            )
        match.append((component.key, Ref("id")))
        days = (component.date, None, _own_day(scope))
    elif window.kind == "row":
        assert window.row is not None
        mine, _ = scope.row(window.row, window.span)
        theirs, _ = made.scope.row(window.row, window.span)
        if not isinstance(theirs, Ref):
            raise low.fail(
                "out-of-reach",
                f"{item.source} does not lead to one {window.row}",
                window.span,
                repairs=(Repair("Name a row that it refers to."),),
            )
        match.append((_brought(made, theirs), mine))
    else:
        span = between(window, scope)
        unit = span.unit
        if not span.everything:
            days = (component.date, span.low, span.high)
    if item.owner == "participant":
        assert scope.person is not None
        match.append((component.participant, scope.person))
    where = None
    if item.where is not None:
        holds, _ = condition(item.where, evolve(made.scope, rule=None))
        assert isinstance(holds, Ref)
        where = _brought(made, holds)
        ask_where(item, made.value.type, evolve(made.scope, rule=None))
    kind = evolve(made.value.type, per=None, either=(), over=unit)
    op = Total("total", component.table, component.result, tuple(match), days, where)
    words = low.words(item)
    ref = scope.table.once(words[:60], op, kind.unit(low.model.header.digits), words, "total", scope.rule, item.span)
    return Typed(ref, kind, made.value.scale, item.span, words)


def _brought(made: RuleTable, column: Ref) -> str:
    """A column of the rule's own rows, where its payments are."""
    return column.column if made.payments is None else made.payments.bring(column).column


def _own_day(scope: Scope) -> Operand | None:
    """The day of the result at hand: what is paid on the credit later has not been paid yet."""
    decl = scope.low.model.names.get(scope.rule or "")
    if isinstance(decl, tree.Rule):
        dated = next((step for step in decl.steps if isinstance(step, tree.Dated)), None)
        if dated is not None:
            return a_date(dated.value, scope).operand
    return scope.day
