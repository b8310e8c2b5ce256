"""Lowering of rules and measures that amendments restate: each version in the rows of its days, and all of them as one rule.

Every version is lowered as if it were the rule, with its days as a first condition; one choice puts them together. What a rule already paid
is one sum across its versions, unless the amendment says that running totals start again.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.core.graph import Choose, Compare, Condition, Const, Line, Logic, Operand, Ref, Unit
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.lowering.components import Paying, component_of, finished, some_steps
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.in_order import run_steps
from planlang.lowering.mismatches import mismatch
from planlang.lowering.result_day import day_of_result
from planlang.lowering.running import lower_value, moves
from planlang.lowering.scope import Scope
from planlang.lowering.steps import Steps
from planlang.lowering.values import a_date, computed, same, value
from planlang.questions.amendments import ask_running, to_date_repairs
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.rules import RuleTable

YES_NO, DATE = Unit("yes/no"), Unit("date")


@frozen(eq=False, repr=False)
class Version:
    """A rule or credit as it stands from a day on: ``decl`` is ``None`` where it was removed; ``tables`` are those restated by then."""

    start: int | None
    decl: Any
    tables: dict[str, tree.TableDecl]
    amend: tree.Amend | None


def versions_of(low: Lowering, decl: tree.Rule | tree.Credit) -> list[Version]:
    """All versions of a rule or credit, the plan's own first: it changes when it is restated, and when a table that it uses is."""
    if not low.model.changes:
        return [Version(None, decl, {}, None)]
    own = {change.start: change for change in low.model.changes.get(decl.name, [])}
    forms = [decl, *(change.decl for change in own.values() if isinstance(change.decl, (tree.Rule, tree.Credit)))]
    used = {name for form in forms for name in _tables(form)}
    tables = [(name, change) for name in sorted(used) for change in low.model.changes.get(name, [])]
    found = [Version(None, decl, {}, None)]
    for day in sorted({*own, *(change.start for _, change in tables)}):
        last = found[-1]
        now, restated, amend = last.decl, dict(last.tables), None
        if day in own:
            now, amend = own[day].decl, own[day].amend
        for name, change in tables:
            if change.start == day and isinstance(change.decl, tree.TableDecl):
                restated[name] = change.decl
                amend = _one_date(low, amend, change.amend)
        found.append(Version(day, now, restated, amend))
    return found


def _tables(item: tree.Node) -> set[str]:
    """The names of the tables that a rule uses."""
    found = {item.name} if isinstance(item, tree.Using) and not item.data else set()
    for part in tree.children(item):
        found |= _tables(part)
    return found


def _one_date(low: Lowering, one: tree.Amend | None, other: tree.Amend) -> tree.Amend:
    if one is not None and low.words(one.by) != low.words(other.by):
        raise low.fail(
            "amendments-contradict",
            "two amendments of it go by different dates",
            other.by.span,
            also=(Label(one.by.span, "the other"),),
            consequence="A row could belong to both, or to neither.",
            repairs=(Repair("Go by the same date in both:", f", by {low.words(one.by)}"),),
        )
    return one or other


def lower_versions(
    low: Lowering, decl: tree.Rule, scope: Scope, versions: list[Version], table: Callable[..., RuleTable]
) -> RuleTable:
    """Lowers all versions of a rule or measure, to one."""
    holds = days_of(low, scope, decl, versions)
    for version in versions[1:]:
        assert version.amend is not None
        ask_running(low, decl, version.decl, version.amend, scope)
    if decl.pays:
        return _rule(low, decl, scope, versions, holds, table)
    return _measure(low, decl, scope, versions, holds, table)


def days_of(low: Lowering, scope: Scope, decl: tree.Rule | tree.Credit, versions: list[Version]) -> list[Ref]:
    """For each version a yes/no column that says in which rows it holds."""
    first = versions[1].amend
    assert first is not None
    for version in versions[2:]:
        assert version.amend is not None
        _one_date(low, first, version.amend)
    _readable(low, scope, decl, first)
    day = a_date(first.by, scope).operand
    words = low.words(first.by)
    found: list[Ref] = []
    for version, following in zip(versions, [*versions[1:], None]):
        parts: list[Operand] = []
        says: list[str] = []
        for start, relation, word in (
            (version.start, ">=", "from"),
            (following.start if following else None, "<", "before"),
        ):
            if start is not None:
                label = low.model.header.calendar.label("day", start)
                op = Compare(day, relation, Const(start, DATE))  # type: ignore[arg-type]
                text = f"{words} {word} {label}"
                parts.append(scope.table.once(text, op, YES_NO, text, "condition", None, _place(version, first)))
                says.append(f"{word} {label}")
        text = f"{words} {' and '.join(says)}"
        one = parts[0] if len(parts) == 1 else Logic("and", tuple(parts))
        if isinstance(one, Ref):
            found.append(one)
        else:
            found.append(
                scope.table.once(text, one, YES_NO, text, "condition", None, _place(version, first))  # type: ignore[arg-type]
            )
    return found


def _readable(low: Lowering, scope: Scope, decl: tree.Rule | tree.Credit, amend: tree.Amend) -> None:
    """A row of a person and period has no deal whose date could decide; its period has a first and a last day."""
    by = amend.by
    if scope.unit is None or not isinstance(by, tree.Column) or by.parts[0] == "participant":
        return
    start = f"amend {amend.name} from {amend.start.value.isoformat()}"
    raise low.fail(
        "out-of-reach",
        f"{decl.name} has one result for each {scope.grain}, which has no one `{low.words(by)}`",
        by.span,
        also=(Label(head(decl, low.report), f"for each {scope.grain}"),),
        consequence=f"A {scope.unit} with deals on both sides of that day would belong to both versions.",
        repairs=(
            Repair(
                "Where that day falls into it, the new version holds:",
                f"{start}, by the last day of the {scope.unit} {{",
            ),
            Repair("The old version holds:", f"{start}, by the first day of the {scope.unit} {{"),
            Repair("Amend rules for each credit in an amendment of their own."),
        ),
    )


def _place(version: Version, first: tree.Amend) -> Span:
    return (version.amend or first).start.span


def _scope(low: Lowering, scope: Scope, version: Version, holds: Ref) -> Scope:
    """The scope of a version: where its running totals start again they count its own rows only."""
    low.restated = version.tables
    if version.amend is not None and version.amend.running == "start again" and version.start is not None:
        return evolve(scope, since=(holds, version.start))
    return evolve(scope)


def as_amended(low: Lowering, version: Version) -> str:
    if version.start is None:
        return "as in the plan"
    return f"as amended from {low.model.header.calendar.label('day', version.start)}"


# --- measures --------------------------------------------------------------------------------------


def _measure(
    low: Lowering,
    decl: tree.Rule,
    scope: Scope,
    versions: list[Version],
    holds: list[Ref],
    table: Callable[..., RuleTable],
) -> RuleTable:
    after: list[Typed] = []
    before: list[Typed | None] = []
    for version, holding in zip(versions, holds, strict=True):
        own = version.decl
        assert own is not None
        inner = _scope(low, scope, version, holding)
        if own.value is None:
            steps = Steps(low, own, decl.name, inner, pays=False)
            run_steps(steps, some_steps(low, own))
            after.append(steps.current(own.steps[-1]))
            before.append(None)
        elif moves(own.value, inner):
            after.append(lower_value(own.value, inner, "counting"))
            before.append(lower_value(own.value, inner, "not counting"))
        else:
            after.append(value(own.value, inner))
            before.append(None)
    earlier: Typed | None = None
    if any(one is not None for one in before):
        parts = [one if one is not None else then for one, then in zip(before, after, strict=True)]
        earlier = _chosen(low, decl, scope, holds, versions, parts)
    return table(decl.name, low, scope, _chosen(low, decl, scope, holds, versions, after), earlier, decl)


def _chosen(
    low: Lowering, decl: tree.Rule, scope: Scope, holds: list[Ref], versions: list[Version], values: list[Typed]
) -> Typed:
    """The value of the version that holds."""
    kind, scale = values[0].type, values[0].scale
    cases: list[tuple[Operand, Operand | None]] = []
    for version, holding, found in zip(versions, holds, values, strict=True):
        joint = types.alike(kind, found.type)
        if isinstance(joint, str):
            raise mismatch(scope, joint, decl, values[0], found, "choosing between")
        kind, scale = joint, types.joined(scale, found.scale)
        says = f"{decl.name} {as_amended(low, version)}"
        place = (version.decl or decl).name_span
        cases.append((holding, same(scope, found, says, "amount", says, place)))
    says = f"{decl.name}: the version of the day"
    op = Choose(tuple(cases[:-1]), cases[-1][1])
    return evolve(computed(scope, decl, op, kind, scale, "amount", says), span=decl.name_span)


# --- rules that pay --------------------------------------------------------------------------------


def _rule(
    low: Lowering,
    decl: tree.Rule,
    scope: Scope,
    versions: list[Version],
    holds: list[Ref],
    table: Callable[..., RuleTable],
) -> RuleTable:
    tail = _to_date(low, decl, versions, scope)
    made: list[Steps | None] = []
    for version, holding in zip(versions, holds, strict=True):
        own = version.decl
        if own is None:
            made.append(None)
            continue
        says = scope.table.column(holding).says
        conditions = [Condition(holding.column, says, _place(version, versions[1].amend or version.amend))]  # type: ignore[arg-type]
        steps = Steps(low, own, decl.name, _scope(low, scope, version, holding), conditions=conditions)
        if version.amend is not None and version.amend.running == "go on":
            steps.earlier = _before(versions, made)
        run_steps(steps, some_steps(low, own)[:tail])
        made.append(steps)
    low.restated = {}
    some = [steps for steps in made if steps is not None]
    joint = Steps(low, decl, decl.name, evolve(scope, negated=any(steps.scope.negated for steps in some)))
    joint.applies = _any(scope, [steps.applies for steps in some if steps.applies is not None], decl)
    joint.dated = _dates(low, decl, scope, holds, made)
    joint.conditions = _conditions(scope, holds, made, decl)
    if tail is not None:
        values = [
            steps.current(version.decl or decl) if steps is not None else _nothing(low, decl)
            for steps, version in zip(made, versions)
        ]
        joint.amount = _chosen(low, decl, scope, holds, versions, values)
        run_steps(joint, decl.steps[tail:])
        result = finished(low, decl, joint)
        return component_of(low, decl, joint, result, table, [Paying(decl, joint, True)])
    results: list[Typed] = []
    paying: list[Paying] = []
    for one, version in zip(made, versions, strict=True):
        if one is None or version.decl is None:
            results.append(_nothing(low, decl))
            continue
        result = finished(low, version.decl, one)
        results.append(result)
        paying.append(Paying(version.decl, one, False))
    joint.amount = _chosen(low, decl, scope, holds, versions, results)
    joint.guarded = True
    return component_of(low, decl, joint, joint.amount, table, paying, _lines(low, decl, scope, some))


def _before(versions: list[Version], made: list[Steps | None]) -> tuple[Steps, ...]:
    """The versions since the totals last started again, whose results fill the limits of the next."""
    found: list[Steps] = []
    for version, steps in zip(versions, made):
        if version.amend is not None and version.amend.running == "start again":
            found = []
        if steps is not None:
            found.append(steps)
    return tuple(found)


def _nothing(low: Lowering, decl: tree.Rule) -> Typed:
    kind = types.money(low.model.header.currency)
    return Typed(Const(Fraction(0), kind.unit(low.model.header.digits)), kind, types.WHOLE, decl.name_span, "nothing")


def _any(scope: Scope, applies: list[Operand], decl: tree.Rule) -> Operand | None:
    says = f"{decl.name} is about this row, in one version"
    if len(applies) == 1:
        return applies[0]
    return scope.table.add(f"{decl.name} applies", Logic("or", tuple(applies)), YES_NO, says, "condition", decl.name)


def _dates(low: Lowering, decl: tree.Rule, scope: Scope, holds: list[Ref], made: list[Steps | None]) -> Operand | None:
    """The date of each result, where some version says one."""
    from planlang.lowering.rules import row_day

    if all(steps is None or steps.dated is None for steps in made):
        return None
    own = row_day(scope, decl)
    cases: list[tuple[Operand, Operand | None]] = []
    for holding, steps in zip(holds, made, strict=True):
        day = (
            day_of_result(steps) if steps is not None and steps.dated is not None else None if own is None else Ref(own)
        )
        if day is not None:
            cases.append((holding, day))
    op = Choose(tuple(cases), None, "a row without a date") if len(cases) < len(made) else Choose(
        tuple(cases[:-1]), cases[-1][1]
    )  # fmt: skip
    return scope.table.add(f"{decl.name}: day of the version", op, DATE, "the day", "date", decl.name, decl.name_span)


def _conditions(scope: Scope, holds: list[Ref], made: list[Steps | None], decl: tree.Rule) -> list[Condition]:
    """The conditions of all versions, each where its version holds."""
    found: list[Condition] = []
    for holding, steps in zip(holds, made, strict=True):
        other = scope.table.once(
            f"not {holding.column}", Logic("not", (holding,)), YES_NO, f"not {scope.table.column(holding).says}", "condition"
        )  # fmt: skip
        if steps is None:
            found.append(Condition(other.column, f"{decl.name} is removed", decl.name_span))
            continue
        for condition in steps.conditions[1:]:
            op = Logic("or", (other, Ref(condition.column)))
            ref = scope.table.once(
                f"{decl.name}: {condition.says[:60]}", op, YES_NO, condition.says, "condition", decl.name, condition.place
            )  # fmt: skip
            found.append(Condition(ref.column, condition.says, condition.place))
    return found


def _lines(low: Lowering, decl: tree.Rule, scope: Scope, made: list[Steps]) -> list[Line]:
    """What the result is made of: one amount, and what each version changed of its own; nothing where a version does not say."""
    if all(not steps.noted for steps in made):
        return []
    from planlang.core.graph import Add

    first: list[Operand] = []
    rest: list[Line] = []
    unit = types.money(low.model.header.currency).unit(low.model.header.digits)
    for steps in made:
        assert steps.amount is not None
        if steps.noted:
            amount, *changes = steps.lines()
            first.append(Ref(amount.column))
            rest += changes
        else:
            first.append(steps.amount.operand)
    ref = scope.table.add(
        f"{decl.name}: amount", Add(tuple((1, one) for one in first)), unit, f"{decl.name} before limits", "amount",
        decl.name, decl.name_span,
    )  # fmt: skip
    return [Line("amount", ref.column, "amount"), *rest]


def _to_date(low: Lowering, decl: tree.Rule, versions: list[Version], scope: Scope) -> int | None:
    """Where the steps begin that pay differences to what was already paid, if running totals go on across the versions."""
    forms = [version.decl for version in versions if version.decl is not None]
    places = [
        next((n for n, step in enumerate(form.steps) if isinstance(step, tree.MinusPaid)), None) for form in forms
    ]
    if all(place is None for place in places):
        return None
    if any(version.amend is not None and version.amend.running == "start again" for version in versions):
        return None
    first = places[0]
    tails = [[low.words(s) for s in form.steps[place:]] if place is not None else None for form, place in zip(forms, places)]  # fmt: skip
    if first is None or any(tail != tails[0] for tail in tails) or any(place != first for place in places):
        other = next(form for form, tail, place in zip(forms, tails, places) if tail != tails[0] or place != first or first is None)  # fmt: skip
        raise low.fail(
            "amended-to-date",
            f"running totals of {decl.name} go on, so all its versions must pay the difference to what was paid in the same lines",
            head(other, low.report),
            also=(Label(head(forms[0], low.report), "the plan's own"),),
            consequence="What one version paid could be paid once more by the next, or never be made up for.",
            repairs=to_date_repairs(low, decl, [(one.decl, one.amend) for one in versions if one.decl is not None], scope),
        )  # fmt: skip
    return first
