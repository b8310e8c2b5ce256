"""``test`` declarations: what a plan says of itself. They change nobody's pay.

``check`` types them and leaves nothing of them in the graph; where they are tested, their conditions are columns like all others.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction

from planlang.core.graph import Ref
from planlang.diagnostics.model import Repair
from planlang.diagnostics.place import Span
from planlang.lowering.conditions import condition
from planlang.lowering.context import Lowering, Poison
from planlang.lowering.grains import row_scope, scope_of
from planlang.lowering.scope import Scope
from planlang.slotted import Valued, slotted
from planlang.syntax import tree


@slotted
class PromiseInfo(Valued):
    """A ``test`` of a plan: a yes/no ``column`` of a ``table`` holds in every row; or no payout falls as a column of the data rises.

    ``rises`` is (record, column); a payout may fall by ``tolerance`` all the same.
    ``always`` is set where the plan's own numbers decide the condition: it always holds, or never.
    """

    title: str
    says: str
    place: Span
    table: str | None = None
    column: str | None = None
    rises: tuple[str, str] | None = None
    tolerance: Fraction = Fraction(0)
    always: bool | None = None


def type_promise(low: Lowering, promise: tree.Promise) -> None:
    """Checks that a promise means something, without leaving anything in the graph."""
    before = {name: set(builder.table.columns) for name, builder in low.tables.items()}
    known = {name: dict(builder._by_op) for name, builder in low.tables.items()}
    keep_promise(low, promise)
    for name, builder in list(low.tables.items()):
        if name not in before:
            del low.tables[name]
            continue
        for column in [c for c in builder.table.columns if c not in before[name]]:
            del builder.table.columns[column]
        builder._by_op = known[name]


def keep_promise(low: Lowering, promise: tree.Promise) -> PromiseInfo | None:
    """Lowers a promise; ``None`` where it means nothing, which is reported."""
    with contextlib.suppress(Poison):
        return _kept(low, promise)
    return None


def _kept(low: Lowering, promise: tree.Promise) -> PromiseInfo | None:
    says = low.words(promise)
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
