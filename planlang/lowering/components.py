"""From the steps of a rule to what it pays: a component with its rows, its dates and its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import Component, Line, Ref, RowId, Same, Unit
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.in_order import run_steps
from planlang.lowering.mismatches import pays_no_money
from planlang.lowering.own_result import carry
from planlang.lowering.result_day import day_of_result
from planlang.lowering.scope import Scope
from planlang.lowering.steps import Steps
from planlang.questions.limits import ask_rounding_missing
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.payments import Payment
    from planlang.lowering.rules import RuleTable


def lower_steps(low: Lowering, decl: tree.Rule, scope: Scope, table: Callable[..., RuleTable]) -> RuleTable:
    """Lowers a rule that is a list of steps, to a component if it pays."""
    steps = Steps(low, decl, decl.name, scope, pays=decl.pays)
    run_steps(steps, some_steps(low, decl))
    last = decl.steps[-1]
    if not decl.pays:
        found = steps.current(last)
        carry(steps, found)
        return table(decl.name, low, steps.scope, found, None, decl)
    result = finished(low, decl, steps)
    carry(steps, result)
    return component_of(low, decl, steps, result, table, [Paying(decl, steps, True)])


def some_steps(low: Lowering, decl: tree.Rule) -> tuple[tree.Step, ...]:
    """The steps of a rule, or of one version of it, which must have some."""
    if not decl.steps:
        raise low.fail(
            "empty-rule",
            f"{decl.name} has no steps",
            head(decl, low.report),
            repairs=(Repair("Say what it pays:", "pay      5% of credit.amount\nrounded  each credit"),),
        )
    return decl.steps


@frozen(eq=False, repr=False)
class Paying:
    """A rule (``whole``), or one version of it, which pays in the rows that it is about."""

    decl: tree.Rule
    steps: Steps
    whole: bool


def finished(low: Lowering, decl: tree.Rule, steps: Steps) -> Typed:
    """What the steps of a rule come to: money, rounded."""
    last = decl.steps[-1]
    result = steps.guard(last)
    foreign_result(low, result, last)
    if result.type.kind != "money":
        raise pays_no_money(steps, result.type, last.span)
    ask_rounding_missing(low, decl, steps.scope, result)
    scale = types.exact_scale(Fraction(low.model.header.rounding.unit))
    return evolve(result, scale=scale)  # or it has been asked for


def foreign_result(low: Lowering, found: Typed, item: tree.Node) -> None:
    """What is credited and paid is in the plan's currency: another one is converted first, at a rate that the plan names."""
    currency = low.model.header.currency
    if found.type.kind == "money" and found.type.currency not in (None, currency):
        raise low.fail(
            "currency-mismatch",
            f"this is an amount in {found.type.currency}, and the plan credits and pays in {currency}",
            item.span,
            repairs=(Repair("Convert it, and say at which rate:", f"… converted to {currency} using fx on …"),),
        )


def component_of(
    low: Lowering,
    decl: tree.Rule,
    steps: Steps,
    result: Typed,
    table: Callable[..., RuleTable],
    paying: list[Paying],
    lines: Sequence[Line] = (),
) -> RuleTable:
    """What the payout adds of a rule, and its table. ``lines``: what its books are made of, where it isn't what the steps have noted."""
    from planlang.lowering.rules import row_day

    scope = steps.scope
    if not isinstance(scope.person, Ref):
        raise low.fail(
            "pays-nobody",
            f"{decl.name} is worked out for each {scope.grain}, which is nobody to pay",
            head(decl, low.report),
            repairs=(
                *(
                    (
                        Repair(
                            "Make it a measure, and pay participants a total of it:",
                            f"total of the participant's {decl.name} in the {scope.unit}",
                        ),
                    )
                    if scope.kind == "each"
                    else ()
                ),
                Repair("Make it `for each credit of …` or `for each participant each …`."),
            ),
        )
    unit = result.type.unit(low.model.header.digits)
    ref = scope.table.add(decl.name, Same(result.operand), unit, decl.name, "result", decl.name, decl.name_span)
    lines = tuple(lines or steps.lines()) or (Line("amount", ref.column, decl.name),)
    if steps.dated is not None:
        operand = day_of_result(steps)
        day = (
            operand.column
            if isinstance(operand, Ref)
            else scope.table.add(
                f"{decl.name}: day", Same(operand), Unit("date"), "the day", "date", decl.name, decl.span
            ).column
        )
    else:
        found = row_day(scope, decl)
        if found is None:
            raise low.fail(
                "undated",
                f"a result of {decl.name} has no date, so no payout takes it in",
                head(decl, low.report),
                repairs=(
                    _grained("If there is one in every period, say which:", decl, "for each participant each quarter"),
                    _grained(
                        "If there is one on one day, say the day:",
                        decl,
                        f"for each participant once on {low.model.header.calendar.label('day', low.model.header.end)}",
                    ),
                ),
            )
        day = found
    applies = steps.applies.column if isinstance(steps.applies, Ref) else None
    key = (
        "id"
        if scope.kind == "credit"
        else next(name for name, column in scope.table.table.columns.items() if isinstance(column.op, RowId))
    )
    covered = "covered" if scope.kind == "credit" else None
    component = Component(
        decl.name,
        decl.kind,
        decl.title,
        scope.table.name,
        applies,
        tuple(steps.conditions),
        scope.person.column,
        day,
        key,
        lines,
        ref.column,
        covered,
        head(decl, low.report),
    )
    made = table(decl.name, low, scope, evolve(result, operand=ref, says=decl.name), None, decl)
    if any(isinstance(step, (tree.Paid, tree.TakeBackAll)) for one in paying for step in one.decl.steps):
        from planlang.lowering.payments import payment_table

        payments = [p for one in paying for p in _payments(low, one, component)]
        component, made.payments = payment_table(low, decl, scope, component, payments)
    made.component = component
    return made


def _payments(low: Lowering, one: Paying, earned: Component) -> list[Payment]:
    """The payments of a rule or of one of its versions."""
    from planlang.lowering.payments import of_version, payments_of

    version = not one.whole
    own = earned
    if version:
        own = earned.but(applies=one.steps.applies.column if isinstance(one.steps.applies, Ref) else None)
    if any(isinstance(step, tree.TakeBackAll) for step in one.decl.steps):
        from planlang.lowering.clawbacks import reversals

        return reversals(low, one.decl, one.steps, own)
    payments = payments_of(low, one.decl, one.steps, own)
    return [of_version(one.decl, one.steps.scope, p, own) for p in payments] if version else payments


def _grained(text: str, decl: tree.Rule, words: str) -> Repair:
    """What a rule is worked out for, in other words."""
    return instead(text, decl.grain.span, words) if decl.grain is not None else Repair(text, words)
