"""The question of an amendment in the middle of a running total: whether it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from planlang.core.calendar import LONGER
from planlang.diagnostics.model import Edit, Label, Repair, put_after
from planlang.diagnostics.place import Span
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope

GO_ON, START_AGAIN = ", running totals go on", ", running totals start again"


def ask_running(low: Lowering, decl: tree.Rule, form: tree.Rule | None, amend: tree.Amend, scope: Scope) -> None:
    """Asks whether running totals and to-date sums go on across an amendment that falls into the middle of one."""
    totals = [*_across(low, form, amend, scope, {decl.name}), *_across(low, decl, amend, scope, {decl.name})]
    across = [*totals, *_limits(low, form, amend, scope)]
    if not across or form is None:
        return
    if amend.running == "start again" and totals:
        _can_start_again(low, form, amend, scope)
    if amend.running is not None:
        return
    first = across[0]
    words = low.words(amend.by)
    start = f"amend {amend.name} from {amend.start.value.isoformat()}, by {words}"
    raise low.fail(
        "amended-running-open",
        f"{amend.start.value.isoformat()} falls into the middle of `{low.words(first)}`, and nothing says whether it goes on",
        amend.start.span,
        also=(Label(first.span, "runs across the amendment"), Label(head(decl, low.report), "amended")),
        consequence="What was sold before that day would count towards the new tiers, or not."
        if totals
        else "What was paid before that day would fill the new limit, or a new one would begin.",
        repairs=(
            put_after(
                "What came before still counts:",
                amend.by.span,
                GO_ON,
                f"{start}{GO_ON} {{",
            ),
            Repair(
                "It counts from that day on:",
                f"{start}{START_AGAIN} {{",
                (
                    Edit(amend.by.span.after(), START_AGAIN),
                    *_restating(low, form, amend, scope),
                ),
            ),
        ),
    )


def _limits(low: Lowering, form: tree.Rule | None, amend: tree.Amend, scope: Scope) -> list[tree.Limit]:
    """The limits of a new version which results from before it may have begun to fill."""
    if form is None or not form.pays:
        return []
    day, calendar = amend.start.value.toordinal(), low.model.header.calendar
    found = []
    for step in form.steps:
        if not isinstance(step, tree.Limit) or step.each is None or step.each in (scope.unit, "credit", "participant"):
            continue
        if step.each in ("plan", "anniversary year"):
            found.append(step)
            continue
        if step.each not in LONGER:
            continue  # of each row alone, or a question of its own
        unit = cast("tree.PeriodUnit", step.each)
        if calendar.first_day(unit, calendar.period(unit, day)) != day:
            found.append(step)
    return found


def _restating(low: Lowering, form: tree.Rule, amend: tree.Amend, scope: Scope) -> tuple[Edit, ...]:
    """What a rule reads that would go on: it starts again where the amendment says it once more."""
    said = dict.fromkeys(decl.span for decl in _going_on(low, form, amend, scope, {form.name}))
    indent = " " * (form.span.column - 1)
    words = "".join(f"{low.report.words(span)}\n\n{indent}" for span in said)
    return (Edit(form.span.before(), words),) if words else ()


def _going_on(low: Lowering, item: tree.Rule, amend: tree.Amend, scope: Scope, seen: set[str]) -> list[tree.Rule]:
    """The measures that a rule reads, and those read in them, that run across an amendment and are not restated in it."""
    found: list[tree.Rule] = []
    for name in _names(item):
        decl = low.model.names.get(name.name)
        if not isinstance(decl, tree.Rule) or name.name in seen or decl.pays:
            continue
        seen.add(name.name)
        if not any(change.amend is amend for change in low.model.changes.get(name.name, [])):
            found += _going_on(low, decl, amend, scope, seen)
            if _across(low, decl, amend, scope, {name.name}):
                found.append(decl)
    return found


def _across(
    low: Lowering, item: tree.Node | None, amend: tree.Amend, scope: Scope, seen: set[str]
) -> list[tree.Aggregate | tree.MinusPaid]:
    """The running totals and totals of periods which the amendment's day divides, of a rule and the measures that it reads."""
    if item is None:
        return []
    found: list[tree.Aggregate | tree.MinusPaid] = []
    window = item.window if isinstance(item, (tree.Aggregate, tree.MinusPaid)) else None
    if (
        isinstance(item, (tree.Aggregate, tree.MinusPaid))
        and window is not None
        and _divides(low, window, amend, scope)
    ):
        found.append(item)
    if isinstance(item, tree.Name) and item.name not in seen:
        decl = low.model.names.get(item.name)
        if isinstance(decl, tree.Rule) and (decl.grain is None or decl.grain.kind == "credit" or not decl.pays):
            found += _across(low, decl, amend, scope, seen | {item.name})
    for part in tree.children(item):
        found += _across(low, part, amend, scope, seen)
    return found


def _divides(low: Lowering, window: tree.Window, amend: tree.Amend, scope: Scope) -> bool:
    day = amend.start.value.toordinal()
    if window.kind == "plan" or (window.kind == "through" and window.unit is None):
        return True
    if window.kind not in ("in", "through") or window.unit is None:
        return False
    if scope.kind != "credit" and window.kind == "in" and window.unit == scope.unit:
        return False
    calendar = low.model.header.calendar
    return calendar.first_day(window.unit, calendar.period(window.unit, day)) != day


def _can_start_again(low: Lowering, form: tree.Rule, amend: tree.Amend, scope: Scope) -> None:
    """Only a rule for each credit has rows that lie wholly before or after the day; and what it reads must start again, too."""
    if scope.kind != "credit":
        raise low.fail(
            "amended-start-again",
            f"{form.name} has one result for each {scope.grain}, whose totals can't start again in the middle",
            head(form, low.report),
            also=(Label(amend.start.span, "the day"),),
            consequence="What was sold before that day would be paid by neither version.",
            repairs=(
                Repair("Let them go on:", GO_ON, (_running(low, amend, GO_ON),)),
                Repair("Or amend from the first day of the period.", None, _from_its_start(low, form, amend, scope)),
            ),
        )
    for name in _names(form):
        decl = low.model.names.get(name.name)
        restated = [c for c in low.model.changes.get(name.name, []) if c.amend is amend]
        if isinstance(decl, tree.Rule) and not restated and _across(low, decl, amend, scope, {name.name}):
            raise low.fail(
                "amended-start-again",
                f"{form.name} reads {name.name}, which is not restated here, so it would go on",
                name.span,
                also=(Label(head(decl, low.report), "declared in the plan"),),
                consequence="The rule would start again, and what it is measured by would not.",
                repairs=(
                    Repair(
                        f"Restate {name.name} in this amendment, even when it stays as it is.",
                        None,
                        _restating(low, form, amend, scope),
                    ),
                    Repair("Or let them go on:", GO_ON, (_running(low, amend, GO_ON),)),
                ),
            )


def _running(low: Lowering, amend: tree.Amend, clause: str) -> Edit:
    """Puts a clause about running totals where the amendment has one, or could have it."""
    by, text = amend.by.span, low.report.text_of(amend.span)
    said = text[by.end : text.index("{", by.end)].rstrip()
    broken = said.count("\n")
    column = len(said) - said.rfind("\n") if broken else by.end_column + len(said)
    place = Span(by.file, by.end, by.end + len(said), by.end_line, by.end_column, by.end_line + broken, column)
    return Edit(place, clause)


def _from_its_start(low: Lowering, form: tree.Rule, amend: tree.Amend, scope: Scope) -> tuple[Edit, ...]:
    """The first day of the period that the amendment's day divides, where its rule names one."""
    calendar, day = low.model.header.calendar, amend.start.value.toordinal()
    across = _across(low, form, amend, scope, {form.name})
    units = {one.window.unit for one in across if one.window is not None}
    unit = units.pop() if len(units) == 1 else None
    if unit is None:
        return ()
    return (Edit(amend.start.span, calendar.label("day", calendar.first_day(unit, calendar.period(unit, day)))),)


def to_date_repairs(
    low: Lowering, decl: tree.Rule, versions: Sequence[tuple[tree.Rule, tree.Amend | None]], scope: Scope
) -> tuple[Repair, Repair]:
    """The answers where one version of a rule pays differences to what was paid, and another does not."""
    again = []
    for form, amend in versions:
        if amend is not None:
            again += [_running(low, amend, START_AGAIN), *_restating(low, form, amend, scope)]
    return (
        Repair(
            "End both with the same lines, from `minus  what this rule already paid` on, after as many steps.",
            None,
            _same_end(low, [form for form, _ in versions]),
        ),
        Repair("Or let them start again at the amendment:", START_AGAIN, tuple(again)),
    )


def _same_end(low: Lowering, forms: Sequence[tree.Rule]) -> tuple[Edit, ...]:
    """The last lines of the first version that has such, at the end of each other; nothing where one has more steps before them, or fewer."""
    places = [next((n for n, one in enumerate(form.steps) if isinstance(one, tree.MinusPaid)), None) for form in forms]
    model, at = next((form, place) for form, place in zip(forms, places, strict=True) if place is not None)
    lines = [low.report.text_of(one.span)[one.span.start : one.span.end] for one in model.steps[at:]]
    edits = []
    for form, place in zip(forms, places, strict=True):
        before = form.steps[: at if place is None else place]
        if len(before) != at or not before or (place is None and len(form.steps) > at):
            return ()
        last, indent = before[-1].span, "\n" + " " * (before[-1].span.column - 1)
        gone = last.after() if place is None else last.after().to(form.steps[-1].span)
        edits.append(Edit(gone, "".join(indent + line for line in lines)))
    return tuple(edit for edit, form in zip(edits, forms, strict=True) if form is not model)


def _names(item: tree.Node) -> list[tree.Name]:
    if isinstance(item, tree.Name):
        return [item]
    return [name for part in tree.children(item) for name in _names(part)]
