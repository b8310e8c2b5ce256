"""Lowering of `paid …`: from what a rule earns to its payments, each with a day and an amount.

A rule's payments are a table of their own: one row for each part of each result, stacked. What the payout adds are the payments whose
day is known and not after the last day that the plan follows; the others are due later, and a run lists them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.calendar import DAYS, MONTHS
from planlang.core.graph import (
    Add,
    Carried,
    Choose,
    Compare,
    Component,
    Condition,
    Const,
    Derive,
    Earned,
    Extreme,
    IsKnown,
    Line,
    Logic,
    Multiply,
    OnCalendar,
    Operand,
    Ratio,
    Ref,
    Round,
    Same,
    Stack,
    Stacked,
    Unit,
)
from planlang.diagnostics.place import Span
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import all_there, computed, optional_value, value
from planlang.questions.payments import ask_date, ask_parts, check_shares
from planlang.semantics import types
from planlang.slotted import define, evolve, field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

YES_NO, TEXT, DATE = Unit("yes/no"), Unit("text"), Unit("date")


@frozen(eq=False, repr=False)
class Payment:
    """One part of each result of a rule: columns of the rule's own table.

    ``later`` are months or days added to its day; ``not_before`` a day before which it isn't paid. ``keep`` says of which rows it is a part,
    ``there`` in which its day, which is reckoned, is known.
    Where it has a ``table`` of its own, amount and day are columns there; without a day it is not known when it will be paid.
    """

    says: str
    amount: Ref
    day: Typed | None
    later: tuple[str, int] | None = None
    not_before: Ref | None = None
    keep: str | None = None
    table: TableBuilder | None = None
    there: Ref | None = None


@define(eq=False, repr=False)
class PaymentTable:
    """The payments of a rule: one table derived from its rows for each part, and all of them stacked."""

    scope: Scope
    payments: list[Payment]
    parts: list[TableBuilder]
    table: TableBuilder
    amount: Ref
    person: Ref
    date: Ref
    known: dict[str, Ref] = field(factory=dict)

    def bring(self, column: Ref, says: str | None = None) -> Ref:
        """A column of the rule's own rows, for its payments."""
        if column.column not in self.known:
            own = self.scope.table.column(column)
            self.known[column.column] = self.stacked(
                [carried(part, self.scope.table, column.column) for part in self.parts], says or own.says, own.role
            )
        return self.known[column.column]

    def stacked(self, columns: list[Ref], says: str, role: str) -> Ref:
        """A column that each part has."""
        return stacked(self.table, self.parts, columns, says, role)


def stacked(table: TableBuilder, parts: list[TableBuilder], columns: list[Ref], says: str, role: str) -> Ref:
    """A column that each of several tables has, for all of them; a single table is not stacked."""
    if len(parts) == 1:
        return columns[0]
    first = parts[0].column(columns[0])
    return table.once(
        first.name, Stacked(tuple(c.column for c in columns)), first.unit, says, role, first.rule, first.place
    )


def carried(part: TableBuilder, source: TableBuilder, column: str) -> Ref:
    """A column of the rule's own row, in the table of one part."""
    if part.through is not None:
        column, source = carried(part.through, source, column).column, part.through
    own = source.table.columns[column]
    return part.once(column, Carried(column), own.unit, own.says, own.role, own.rule, own.place)


def payments_of(low: Lowering, decl: tree.Rule, steps: Steps, earned: Component) -> list[Payment]:
    """The payments of a rule; ``earned`` is the component that it would be if it were paid at once."""
    lines = [step for step in decl.steps if isinstance(step, tree.Paid)]
    scope = steps.scope
    if not lines:  # a version that is paid at once, beside one that is paid in parts
        day = Typed(earned_on(decl, scope, earned), types.DATE, types.WHOLE, decl.name_span, "its day")
        return [Payment("paid at once", Ref(earned.result), day, keep=earned.applies)]
    for line in lines:
        if line.proportion_of is not None:
            from planlang.lowering.proportion import in_proportion

            return in_proportion(low, decl, steps, line, earned)
    shares = check_shares(low, decl, lines)
    taker = ask_parts(low, decl, lines)
    result = Typed(
        Ref(earned.result),
        types.money(low.model.header.currency),
        types.exact_scale(Fraction(low.model.header.rounding.unit)),
        decl.name_span,
        decl.name,
    )
    wholes: dict[int, Typed] = {}
    for number, (line, share) in enumerate(zip(lines, shares, strict=True)):
        if number != taker:
            assert share is not None
            part = computed(
                scope,
                line,
                Multiply((Const(share, Unit("percent"), line.share.span if line.share else line.span), result.operand)),
                result.type,
                types.QUOTIENT,
                "amount",
                low.words(line),
            )
            wholes[number] = _rounded(scope, line, part, f"{low.words(line)}, rounded")
    if len(lines) == 1:
        wholes[taker] = result
    else:
        others = tuple((-1, wholes[number].operand) for number in sorted(wholes))
        op = Add(((1, result.operand), *others))  # type: ignore[arg-type]
        says = f"what is left for {low.words(lines[taker])}"
        wholes[taker] = computed(scope, lines[taker], op, result.type, result.scale, "amount", says)
    found = [p for number, line in enumerate(lines) for p in _line(low, decl, scope, line, wholes[number])]
    return [evolve(payment, keep=earned.applies) for payment in found]


def of_version(decl: tree.Rule, scope: Scope, payment: Payment, earned: Component) -> Payment:
    """A payment of one version of a rule: nothing in the rows of the others."""
    if earned.applies is None or payment.table is not None:  # such a table has no other rows
        return payment
    column = scope.table.column(payment.amount)
    op = Choose(((Ref(earned.applies), payment.amount),), Const(Fraction(0), column.unit))
    says = f"{column.says}, in this version"
    ref = scope.table.add(f"{decl.name}: {says}"[:80], op, column.unit, says, "amount", decl.name, column.place)
    return evolve(payment, amount=ref)


def _rounded(scope: Scope, line: tree.Paid, found: Typed, says: str) -> Typed:
    rounding = scope.low.model.header.rounding
    unit = Const(Fraction(rounding.unit), found.type.unit(scope.low.model.header.digits), rounding.span)
    op = Round(found.operand, unit, rounding.settled)
    scale = types.exact_scale(Fraction(rounding.unit))
    return computed(scope, line, op, found.type, scale, "rounding", says)


def _line(low: Lowering, decl: tree.Rule, scope: Scope, line: tree.Paid, whole: Typed) -> list[Payment]:
    """The payments of one `paid` line."""
    date = line.on or line.after
    assert date is not None
    day, there = _day(scope, date)
    ask_date(low, decl, line, date, day)
    words = low.words(line).removeprefix("paid").strip()
    if line.parts is None:
        return [Payment(words, _column(scope, whole, words), day, there=there)]
    count, unit = line.parts, line.each or "month"
    part = computed(
        scope,
        line,
        Ratio(whole.operand, Const(Fraction(count), Unit("count"), line.span)),
        whole.type,
        types.QUOTIENT,
        "amount",
        f"one of {count} equal parts",
    )
    equal = _rounded(scope, line, part, f"one of {count} equal parts, rounded")
    rest = Multiply((Const(Fraction(count - 1), Unit("count")), equal.operand))
    before = computed(scope, line, rest, whole.type, equal.scale, "amount", f"the {count - 1} parts before the last")
    op = Add(((1, whole.operand), (-1, before.operand)))
    left = computed(scope, line, op, whole.type, whole.scale, "amount", f"the last of {count} parts")
    last = _column(scope, left, left.says)
    equals = _column(scope, equal, equal.says)
    return [
        Payment(f"part {n} of {count}", equals if n < count else last, day, (unit, n), there=there)
        for n in range(1, count + 1)
    ]


def _day(scope: Scope, date: tree.Value) -> tuple[Typed, Ref | None]:
    """The day of a payment, and whether it is known, where it is reckoned from one that may be absent. Then any day stands for it."""
    if not isinstance(date, (tree.Binary, tree.PeriodEdge)):
        return optional_value(date, scope), None
    there, known = all_there(date, scope)
    day = value(date, scope.knowing(known))
    if not isinstance(there, Ref):
        return day, None
    any_day = Const(scope.low.model.header.start, DATE)
    op = Choose(((there, day.operand),), any_day)
    return computed(scope, date, op, day.type, day.scale, "date", f"{day.says}, if known"), there


def _column(scope: Scope, found: Typed, says: str) -> Ref:
    if isinstance(found.operand, Ref):
        return found.operand
    unit = found.type.unit(scope.low.model.header.digits if found.type.kind == "money" else None)
    return scope.table.add(says, Same(found.operand), unit, says, "amount", scope.rule, found.span)


# --- the table of payments -------------------------------------------------------------------------


def earned_on(decl: tree.Rule, scope: Scope, earned: Component) -> Ref:
    """The day of each result; where the rule is not about a row its `dated` may have no value, and the row's own day stands for it."""
    from planlang.lowering.rules import row_day

    own = row_day(scope, decl)
    if own is None or own == earned.date or earned.applies is None:
        return Ref(earned.date)
    op = Choose(((Ref(earned.applies), Ref(earned.date)),), Ref(own))
    return scope.table.once(f"{decl.name}: earned on", op, DATE, "the day on which it was earned", "date", decl.name)


def payment_table(
    low: Lowering, decl: tree.Rule, scope: Scope, earned: Component, payments: list[Payment]
) -> tuple[Component, PaymentTable]:
    """The table of some payments of a rule, and the component that pays them."""
    name, place = decl.name, earned.place
    parts, columns = [], []
    day = earned_on(decl, scope, earned)
    for number, payment in enumerate(payments, 1):
        label = f"{name} paid" if len(payments) == 1 else f"{name} {number} of {len(payments)}"
        keep = None if number == 1 else payment.keep or earned.applies  # a result that isn't there is said once
        part = payment.table
        if part is None:
            part = TableBuilder(low.free_table(label), Derive(scope.table.name, keep), f"payment of {name}")
            low.tables[part.name] = part
        parts.append(part)
        columns.append(_part(low, scope, part, earned, payment, day, place))
    table = parts[0]
    if len(parts) > 1:
        stack = Stack(tuple(part.name for part in parts))
        table = TableBuilder(low.free_table(f"{name} paid"), stack, f"payment of {name}")
        low.tables[table.name] = table

    def joined(column: str, says: str, role: str) -> Ref:
        return stacked(table, parts, [found[column] for found in columns], says, role)

    amount = joined("paid", f"{name} paid", "result")
    made = PaymentTable(
        scope,
        payments,
        parts,
        table,
        amount,
        joined("participant", "the participant", "key"),
        joined("date", "the day of the payment", "date"),
    )
    conditions = [Condition(made.bring(Ref(c.column)).column, c.says, c.place) for c in earned.conditions]
    known = joined("known", "the day of the payment is known", "condition")
    conditions.append(Condition(known.column, "the day of the payment is known", place))
    in_time = joined("in time", "paid by the last day that the plan follows", "condition")
    conditions.append(Condition(in_time.column, "paid by the last day that the plan follows", place))
    component = earned.but(
        table=table.name,
        applies=joined("applies", f"{name} is paid", "condition").column,
        conditions=tuple(conditions),
        participant=made.person.column,
        date=made.date.column,
        key=joined("key", earned.key, "key").column,
        lines=(Line("payment", amount.column, f"{name} paid"),),
        result=amount.column,
        covered=joined("covered", "covered", "condition").column if earned.covered else None,
        earned=Earned(
            earned.table,
            earned.applies,
            earned.participant,
            earned.date,
            earned.key,
            earned.covered,
            earned.result,
            joined("part", "which part", "cell").column,
            joined("amount", "what the part comes to", "amount").column,
            known.column,
        ),
    )
    return component, made


def _part(
    low: Lowering, scope: Scope, part: TableBuilder, earned: Component, payment: Payment, day: Ref, place: Span
) -> dict[str, Ref]:
    """The columns of one part's table."""
    name = earned.name
    found: dict[str, Ref] = {}
    for word, column in (
        ("participant", earned.participant),
        ("key", earned.key),
        ("covered", earned.covered),
    ):
        if column is not None:
            found[word] = carried(part, scope.table, column)
    if payment.table is not None:
        found["amount"] = payment.amount
    else:
        own = scope.table.column(payment.amount)
        found["amount"] = part.once("part of it", Carried(own.name), own.unit, own.says, "amount", name, own.place)
    on = carried(part, scope.table, day.column)
    due, known = _due(scope, part, payment, on)
    last = max(low.model.header.end, low.model.header.follows or low.model.header.end)
    found["known"] = part.once(
        "the day is known", Same(known), YES_NO, "the day of the payment is known", "condition", name, place
    )
    found["date"] = part.once(
        "paid on", Choose(((found["known"], due),), on), DATE, "the day of the payment", "date", name, place
    )
    by_then = part.once(
        "by the last day",
        Compare(found["date"], "<=", Const(last, DATE)),
        YES_NO,
        "paid by the last day that the plan follows",
        "condition",
        name,
        place,
    )
    no = Const(False, YES_NO)
    found["in time"] = part.once(
        "in time", Choose(((found["known"], by_then),), no), YES_NO, "paid by the last day that the plan follows",
        "condition", name, place,
    )  # fmt: skip
    holds: list[Operand] = [found["in time"]]
    if earned.applies is not None:
        holds.insert(0, carried(part, scope.table, earned.applies))
    found["applies"] = part.once(
        f"{name} is paid", Logic("and", tuple(holds)) if len(holds) > 1 else Same(holds[0]), YES_NO, f"{name} is paid",
        "condition", name, place,
    )  # fmt: skip
    amount = part.column(found["amount"])
    nothing = Const(Fraction(0), amount.unit)
    found["paid"] = part.once(
        f"{name} paid", Choose(((found["applies"], found["amount"]),), nothing), amount.unit, f"{name} paid", "result",
        name, place,
    )  # fmt: skip
    found["part"] = part.once("part", Same(Const(payment.says, TEXT)), TEXT, "which part", "cell", name, place)
    return found


def _due(scope: Scope, part: TableBuilder, payment: Payment, on: Ref) -> tuple[Ref, Operand]:
    """The day on which a part is due, and whether it is known; where it isn't, the day has no meaning."""
    day, known = payment.day, Const(True, YES_NO)
    if day is None:
        return on, Const(False, YES_NO)
    if payment.table is not None and isinstance(day.operand, Ref):
        due = day.operand
    elif isinstance(day.operand, Const):
        due = part.once("due", Same(day.operand), DATE, day.says, "date", None, day.span)
    else:
        due = carried(part, scope.table, day.operand.column)
    found: Operand = known if payment.there is None else carried(part, scope.table, payment.there.column)
    if day.type.optional:
        found = part.once(f"{day.says} is known", IsKnown(due), YES_NO, f"{day.says} is known", "condition")
        says = f"{day.says}, if known"
        due = part.once(says, Choose(((found, due),), on), DATE, says, "date")
    if payment.later is not None:
        unit, count = payment.later
        months = MONTHS.get(unit)
        number = Const(Fraction(count * (months or DAYS.get(unit, 1))), Unit("count"))
        says = f"{count} {unit}{'s' if count != 1 else ''} after {day.says}"
        due = part.once(says, OnCalendar("add_months" if months else "add_days", (due, number)), DATE, says, "date")
    if payment.not_before is not None:
        own = carried(part, scope.table, payment.not_before.column)
        says = "the later of the day of the payment and of taking it back"
        due = part.once(says, Extreme("greatest", (due, own)), DATE, says, "date")
    return due, found
