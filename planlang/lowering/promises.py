"""``test`` declarations: parsed and typed here; proving them is a later step. They change nobody's pay."""

from __future__ import annotations

import contextlib

from planlang.diagnostics.model import Repair
from planlang.lowering.conditions import condition
from planlang.lowering.context import Lowering, Poison
from planlang.lowering.grains import row_scope, scope_of
from planlang.lowering.scope import Scope
from planlang.syntax import tree


def type_promise(low: Lowering, promise: tree.Promise) -> None:
    """Checks that a promise means something, without leaving anything in the graph."""
    before = {name: set(builder.table.columns) for name, builder in low.tables.items()}
    known = {name: dict(builder._by_op) for name, builder in low.tables.items()}
    with contextlib.suppress(Poison):
        _type(low, promise)
    for name, builder in list(low.tables.items()):
        if name not in before:
            del low.tables[name]
            continue
        for column in [c for c in builder.table.columns if c not in before[name]]:
            del builder.table.columns[column]
        builder._by_op = known[name]


def _type(low: Lowering, promise: tree.Promise) -> None:
    if promise.rising is not None:
        parts = promise.rising.parts
        if parts[0] not in low.model.rows or len(parts) != 2:
            raise low.fail(
                "unknown-row-name",
                f"`{'.'.join(parts)}` is not a column of the data",
                promise.rising.span,
                repairs=(Repair("Name the column that rises, such as `deal.amount`."),),
            )
        row_scope(low, parts[0], None).read(parts, promise.rising.span)
        return
    if promise.condition is None:
        return
    if promise.each == "credit" and promise.credit is not None:
        scope = scope_of(low, tree.Grain(promise.span, "credit", promise.credit), promise.title)
        scope.rule = None
    elif promise.each is not None:
        if promise.each not in low.model.rows:
            raise low.fail(
                "unknown-row-name",
                f"no table of this plan has rows called `{promise.each}`",
                promise.span,
                repairs=(Repair(f"Rows are called: {', '.join(low.model.rows)}."),),
            )
        scope = row_scope(low, promise.each, None)
    else:
        scope = Scope(low, low.spine(False, None, promise.span), "plan", "the plan", None)
    condition(promise.condition, scope)
