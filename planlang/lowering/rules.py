"""Lowering of measures, quotas and paying rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Component, MeasureInfo, Ref
from planlang.diagnostics.model import Repair
from planlang.lowering.components import lower_steps
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.earlier import try_kinds
from planlang.lowering.grains import scope_of
from planlang.lowering.periods import finer
from planlang.lowering.running import lower_value, moves
from planlang.lowering.scope import Scope
from planlang.lowering.values import same, value
from planlang.questions.following import ask_following
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import define, evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.payments import PaymentTable


@define(eq=False, repr=False)
class RuleTable:
    """A measure or rule that has been lowered: its row, its value, and its value before the credit where it moves."""

    name: str
    low: Lowering
    scope: Scope
    value: Typed
    before: Typed | None
    decl: tree.Rule
    measure: MeasureInfo | None = None
    component: Component | None = None
    payments: PaymentTable | None = None

    def day_column(self) -> str | None:
        """The column with the date of each row, for windows of time; ``None`` where a row has none."""
        if self.component is not None:
            return self.component.earned.date if self.component.earned is not None else self.component.date
        return row_day(self.scope, self.decl)


def row_day(scope: Scope, decl: tree.Rule) -> str | None:
    """The date of a row: a credit's date, the day it is worked out, the last day of its period."""
    if isinstance(scope.day, Ref):
        return scope.day.column
    if scope.day is not None:
        found = Typed(scope.day, types.DATE, types.WHOLE, decl.name_span, "the day")
        return same(scope, found, f"{decl.name}: day", "date", "the day", decl.name_span).column
    if scope.unit is not None:
        operand = scope.edge("last", scope.unit, decl.name_span)
        assert isinstance(operand, Ref)
        return operand.column
    return None


def lower_rule(low: Lowering, name: str) -> RuleTable:
    """Lowers the measure or rule of that name."""
    decl = low.model.names[name]
    assert isinstance(decl, tree.Rule)
    restated, low.restated = low.restated, {}  # another rule may be at work in a version of its own
    try:
        return _lower(low, decl)
    finally:
        low.restated = restated


def _lower(low: Lowering, decl: tree.Rule) -> RuleTable:
    name = decl.name
    scope = scope_of(low, decl.grain, decl.name, head(decl, low.report))
    if low.model.header.follows is not None:
        ask_following(low, decl, scope)
    if low.model.changes:
        from planlang.lowering.versions import lower_versions, versions_of

        versions = versions_of(low, decl)
        if len(versions) > 1:
            table = lower_versions(low, decl, scope, versions, RuleTable)
            return table if decl.pays else _measure(low, decl, scope, table)
    if decl.pays:
        return lower_steps(low, decl, scope, RuleTable)
    try_kinds(low, decl, scope, lambda: _valued(low, decl, scope_of(low, decl.grain, name)))
    return _measure(low, decl, scope, _valued(low, decl, scope))


def _valued(low: Lowering, decl: tree.Rule, scope: Scope) -> RuleTable:
    """A measure before it has a column under its own name."""
    name = decl.name
    if decl.value is None:
        return lower_steps(low, decl, scope, RuleTable)
    if moves(decl.value, scope):
        after = lower_value(decl.value, scope, "counting")
        before = lower_value(decl.value, scope, "not counting")
        return RuleTable(name, low, scope, after, before, decl)
    return RuleTable(name, low, scope, value(decl.value, scope), None, decl)


def _measure(low: Lowering, decl: tree.Rule, scope: Scope, table: RuleTable) -> RuleTable:
    """Gives the measure a column under its own name."""
    kind = "quota" if decl.kind == "quota" else "measure"
    after = table.value
    before_column: str | None = None
    if table.before is not None:
        says = f"{decl.name} before this credit"
        before = same(scope, table.before, says, kind, says, decl.name_span)
        before_column = before.column
        table.before = evolve(table.before, operand=before, says=says)
        says = f"{decl.name} with this credit"
        ref = same(scope, after, says, kind, says, decl.name_span)
    else:
        says = decl.name
        ref = same(scope, after, says, kind, says, decl.name_span)
    table.value = evolve(after, operand=ref, says=says)
    _check_period(low, decl, scope, table.value)
    table.measure = MeasureInfo(decl.name, kind, scope.table.name, ref.column, before_column, head(decl, low.report))
    return table


def _check_period(low: Lowering, decl: tree.Rule, scope: Scope, found: Typed) -> None:
    """A column of ``money per quarter`` may not stand for a month's or a year's value."""
    per = found.type.per
    if per is None or scope.unit is None or per == scope.unit or not isinstance(decl.value, tree.Column):
        return
    word = "higher" if finer(scope.unit, per) else "lower"
    low.report.add(
        "period-mismatch",
        f"{decl.name} has a value for each {scope.unit}, and `{low.words(decl.value)}` is an amount of a {per}",
        decl.value.span,
        consequence=f"Targets would be {word} than meant by the number of {scope.unit}s in a {per}.",
        repairs=(Repair(f"Say it for each {per}."), Repair("Or divide it, which makes it a plain amount.")),
    )
