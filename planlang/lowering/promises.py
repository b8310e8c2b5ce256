"""``test`` declarations: what a plan says of itself. They change nobody's pay.

``check`` types them and leaves nothing of them in the graph; where they are tested, their conditions are columns like all others.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction

from planlang.core.graph import Compare, PayoutInfo, Ref, Total
from planlang.diagnostics.model import Repair
from planlang.diagnostics.place import Span
from planlang.lowering.conditions import condition, holds
from planlang.lowering.context import Lowering, Poison
from planlang.lowering.grains import row_scope, scope_of
from planlang.lowering.scope import Scope
from planlang.lowering.values import number
from planlang.semantics import types
from planlang.slotted import Valued, slotted
from planlang.syntax import tree


@slotted
class PromiseInfo(Valued):
    """A ``test`` of a plan: a yes/no ``column`` of a ``table`` holds in every row; or no payout falls as a column of the data rises.

    ``rises`` is (record, column); a payout may fall by ``tolerance`` all the same.
    ``always`` is set where the plan's own numbers decide the condition: it always holds, or never.
    ``about`` is ``order``, ``names`` or ``sums`` where it is what every plan promises; ``standard`` if the plan doesn't say so itself.
    """

    title: str
    says: str
    place: Span
    table: str | None = None
    column: str | None = None
    rises: tuple[str, str] | None = None
    tolerance: Fraction = Fraction(0)
    always: bool | None = None
    about: str | None = None
    standard: bool = False


def type_promise(low: Lowering, promise: tree.Promise, payout: PayoutInfo | None) -> None:
    """Checks that a promise means something, without leaving anything in the graph."""
    before = {name: set(builder.table.columns) for name, builder in low.tables.items()}
    known = {name: dict(builder._by_op) for name, builder in low.tables.items()}
    keep_promise(low, promise, payout)
    for name, builder in list(low.tables.items()):
        if name not in before:
            del low.tables[name]
            continue
        for column in [c for c in builder.table.columns if c not in before[name]]:
            del builder.table.columns[column]
        builder._by_op = known[name]


def keep_promise(low: Lowering, promise: tree.Promise, payout: PayoutInfo | None) -> PromiseInfo | None:
    """Lowers a promise; ``None`` where it means nothing, which is reported."""
    with contextlib.suppress(Poison):
        return _kept(low, promise, payout)
    return None


def _kept(low: Lowering, promise: tree.Promise, payout: PayoutInfo | None) -> PromiseInfo | None:
    says = low.words(promise)
    if promise.about is not None:
        return _of_payouts(low, promise, payout, says)
    if promise.rising is not None:
        rises, tolerance = _rising(low, promise.rising), _tolerance(low, promise.tolerance)
        return PromiseInfo(promise.title, says, promise.span, rises=rises, tolerance=tolerance)
    if promise.condition is None:
        return None
    scope = _scope(low, promise)
    operand, _ = condition(promise.condition, scope)
    if isinstance(operand, Ref):
        return PromiseInfo(promise.title, says, promise.span, scope.table.name, operand.column)
    return PromiseInfo(promise.title, says, promise.span, always=bool(operand.value))


def _of_payouts(low: Lowering, promise: tree.Promise, payout: PayoutInfo | None, says: str) -> PromiseInfo:
    """A bound of each payout or of all together, or what every plan promises."""
    if payout is None:
        if low.model.payout is not None:
            raise Poison("payout")  # which has been reported
        raise low.fail(
            "no-payout-to-test",
            "the test is about payouts, and this plan has none",
            promise.span,
            repairs=(Repair("Say what is paid:", "payout for each participant each quarter, by credit date {"),),
        )
    if promise.bound is None:
        return PromiseInfo(promise.title, says, promise.span, about=promise.about)
    unit, place = payout.unit, promise.span
    if promise.about == "budget":
        scope = Scope(low, low.spine(None, None), "plan", "the plan", None)
        total = Total("total", payout.table, payout.result, ())
        money = types.money(low.model.header.currency).unit(low.model.header.digits)
        paid = scope.table.once("all payouts", total, money, "all payouts", "total", None, place)
    else:
        grain = f"participant and {unit}"
        person, period = Ref(payout.participant), Ref(payout.period)
        scope = Scope(
            low, low.spine(low.people(place), unit), "participant", grain, None, person=person, unit=unit, period=period
        )
        paid = Ref(payout.result)
    bound = number(promise.bound, scope, "an amount")
    over = None if promise.about == "budget" else unit
    if isinstance(types.alike(types.Type("money", low.model.header.currency, over=over), bound.type), str):
        raise low.fail(
            "wrong-kind",
            f"payouts are amounts in {low.model.header.currency}, and `{bound.says}` is {bound.type.words()}",
            promise.bound.span,
            repairs=(Repair(f"Write an amount in {low.model.header.currency}."),),
        )
    op = Compare(paid, ">=" if promise.about == "least" else "<=", bound.operand)
    held = holds(promise, scope, op, says)
    assert isinstance(held, Ref)
    return PromiseInfo(promise.title, says, place, scope.table.name, held.column)


def _rising(low: Lowering, column: tree.Column) -> tuple[str, str]:
    parts = column.parts
    if parts[0] not in low.model.rows or len(parts) != 2:
        raise low.fail(
            "unknown-row-name",
            f"`{'.'.join(parts)}` is not a column of the data",
            column.span,
            repairs=(Repair("Name the column that rises, such as `deal.amount`."),),
        )
    row_scope(low, parts[0], None).read(parts, column.span)
    return low.model.rows[parts[0]].spec.name, parts[1]


def _tolerance(low: Lowering, amount: tree.MoneyLit | None) -> Fraction:
    if amount is None:
        return Fraction(0)
    currency = low.model.header.currency
    if amount.currency != currency:
        raise low.fail(
            "currency-mismatch",
            f"payouts are in {currency}, and this is an amount in {amount.currency}",
            amount.span,
            repairs=(Repair(f"Write it in {currency}."),),
        )
    return Fraction(amount.value)


def _scope(low: Lowering, promise: tree.Promise) -> Scope:
    if promise.each == "credit" and promise.credit is not None:
        scope = scope_of(low, tree.Grain(promise.span, "credit", promise.credit), promise.title)
        scope.rule = None
        return scope
    if promise.each is None:
        return Scope(low, low.spine(None, None), "plan", "the plan", None)
    if promise.each not in low.model.rows:
        raise low.fail(
            "unknown-row-name",
            f"no table of this plan has rows called `{promise.each}`",
            promise.span,
            repairs=(Repair(f"Rows are called: {', '.join(low.model.rows)}."),),
        )
    return row_scope(low, promise.each, None)
