"""Rules beside each other on one row: whether another rule applies, what a rule pays beside it, and what it has above it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Add, Choose, Const, Extreme, Logic, Operand, Ref, Same
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.mismatches import mismatch
from planlang.lowering.references import bring
from planlang.lowering.values import computed
from planlang.semantics import types
from planlang.semantics.model import head, what
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.rules import RuleTable
    from planlang.lowering.scope import Scope
    from planlang.lowering.steps import Steps


def paying_rule(low: Lowering, name: tree.Name) -> RuleTable:
    """The rule of that name, which must be one that pays."""
    decl = low.declared(name.name, name.span, "a rule that pays")
    if not isinstance(decl, tree.Rule) or not decl.pays:
        raise low.fail(
            "not-a-rule",
            f"{name.name} is a {what(decl)}, which does not pay",
            name.span,
            also=(Label(head(decl, low.report), "declared here"),),
            repairs=(Repair("Name a commission, bonus, spiff, override …"),),
        )
    return low.rule(name.name, name.span)


def applies(item: tree.Applies, scope: Scope) -> Operand:
    """``R applies``: whether the rule is about this row, by its ``when`` lines and what the plan covers; what it pays there is not asked."""
    from planlang.lowering.conditions import holds

    low, made = scope.low, paying_rule(scope.low, item.rule)
    if not any(isinstance(step, tree.When) for step in made.decl.steps):
        raise low.fail(
            "applies-always",
            f"{made.name} has no `when` line: it applies everywhere",
            item.span,
            also=(Label(head(made.decl, low.report), "applies everywhere"),),
            consequence="The condition says nothing: it holds for every row, or for none.",
            repairs=(Repair("Drop the condition."), Repair(f"Or say in {made.name} which rows it is about.")),
        )
    there = _applies(made, item.rule, scope)
    assert there is not None
    return holds(item, scope, Same(there) if item.applies else Logic("not", (there,)))


def _applies(made: RuleTable, name: tree.Name, scope: Scope) -> Operand | None:
    """Whether a rule is about this row; ``None`` where it is about all of them."""
    assert made.component is not None
    if made.component.applies is None:
        return None
    says = f"{made.name} is about this row"
    found = Typed(Ref(made.component.applies), types.YESNO, types.WHOLE, name.span, says)
    return bring(scope, made.scope, found, f"{made.name} applies", name.span, head(made.decl, scope.low.report))


def said_beside(steps: Steps, step: tree.InAdditionTo | tree.LeavesGap) -> None:
    """``in addition to R`` and ``leaves a gap after R``: nothing is computed. They say that something is meant, and name a rule that pays."""
    low = steps.low
    for name in step.names:
        made = paying_rule(low, name)
        if made.name == steps.name:
            raise _itself(steps, name)


def only_above(steps: Steps, step: tree.OnlyAbove) -> None:
    """``only what is above R, S``: where one of them applies, what the amount is above their results together, and not below 0."""
    low, scope = steps.low, steps.scope
    before = steps.guard(step)
    parts: list[tuple[Literal[1, -1], Operand]] = [(1, before.operand)]
    there: list[Operand] = []
    scale, everywhere = before.scale, False
    for name in step.names:
        if name.name == steps.name:
            raise _itself(steps, name)
        made = paying_rule(low, name)
        if _finer(made.scope, scope):
            raise _above_several(steps, step, made)
        kind = types.alike(before.type, made.value.type)
        if isinstance(kind, str):
            raise mismatch(scope, kind, step, before, made.value, "subtracting")
        parts.append((-1, bring(scope, made.scope, made.value, made.name, name.span, head(made.decl, low.report))))
        scale = types.joined(scale, made.value.scale)
        holds = _applies(made, name, scope)
        everywhere = everywhere or holds is None
        there += [holds] if holds is not None else []
    words = f"{steps.name}: {low.words(step)}"
    above = computed(scope, step, Add(tuple(parts)), before.type, scale, "amount", words)
    nothing = Const(Fraction(0), before.type.unit(steps.digits(before)))
    after = computed(scope, step, Extreme("greatest", (above.operand, nothing)), before.type, scale, "limit", words)
    if not everywhere:
        one = there[0] if len(there) == 1 else scope.table.once(
            f"{steps.name}: one of them applies", Logic("or", tuple(there)), types.YESNO.unit(), "one of them applies",
            "condition", steps.name, step.span,
        )  # fmt: skip
        after = computed(
            scope, step, Choose(((one, after.operand),), before.operand), before.type, scale, "limit", words
        )
    steps.adjusted(step, before, steps.still_guarded(step, after), "limit", low.words(step))


def _finer(home: Scope, scope: Scope) -> bool:
    """Whether a rule has several results for one of this: a quarter's, or a credit's, for a year."""
    if scope.kind != "participant" or scope.unit is None:
        return False
    nests = scope.low.model.header.calendar.nests
    return home.kind == "credit" or (home.unit is not None and home.unit != scope.unit and nests(home.unit, scope.unit))


def _above_several(steps: Steps, step: tree.OnlyAbove, made: RuleTable) -> Exception:
    """What a year's amount is above all that its quarters were paid is a difference, and never below nothing."""
    low, unit = steps.low, steps.scope.unit
    line = "\n" + " " * (step.span.column - 1)
    sums = [f"minus  total of the participant's {name.name} in the {unit}" for name in step.names]
    floor = f"at least  0 {low.model.header.currency} each {unit}, shortfall forgiven"
    return low.fail(
        "too-fine",
        f"{made.name} has a value for each {made.scope.grain}, and this is about a {steps.scope.grain}",
        step.span,
        f"which {made.scope.grain}?",
        also=(Label(head(made.decl, low.report), f"for each {made.scope.grain}"),),
        consequence=f"There may be many values of {made.name} for one {steps.scope.grain}; this line is about two rules on one row.",
        repairs=(
            Repair(
                "What is above all of them together:",
                "\n".join((*sums, floor)),
                (Edit(step.span, line.join((*sums, floor))),),
            ),
        ),
    )


def _itself(steps: Steps, name: tree.Name) -> Exception:
    return steps.low.fail(
        "cycle",
        f"{steps.name} is named beside itself",
        name.span,
        repairs=(Repair("Name another rule, which pays on the same rows."),),
    )
