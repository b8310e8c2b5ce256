"""A rule that an amendment restates as something else: then there are two, the old one before that day, or on beside the new one.

Both are put into the plan, where a rule may have a condition on the date, and the amendment says nothing of them any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, line_above
from planlang.diagnostics.place import Span
from planlang.semantics.amended_alike import in_both
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.semantics.model import Model
    from planlang.semantics.report import Report


def as_one_or_two(
    model: Model, amend: tree.Amend, item: tree.Statement, before: object, report: Report
) -> tuple[Repair, ...]:
    """The answers that can be put into the plan: one word for both versions, or two rules."""
    if not isinstance(item, tree.Rule) or not isinstance(before, tree.Rule):
        return ()
    if (
        not item.pays
        or not before.pays
        or item.grain is None
        or before.grain is None
        or not (item.steps and before.steps)
    ):
        return ()
    if report.words(item.grain.span) == report.words(before.grain.span):
        return in_both(_kind(before, report), _kind(item, report), report)
    return tuple(_two_rules(model, amend, item, before, report))


def _kind(rule: tree.Rule, report: Report) -> Span:
    """The word that a rule begins with."""
    place = head(rule, report)
    width = len(rule.kind)
    return Span(
        place.file, place.start, place.start + width, place.line, place.column, place.line, place.column + width
    )


def _two_rules(model: Model, amend: tree.Amend, item: tree.Rule, before: tree.Rule, report: Report) -> Iterator[Repair]:
    old, new = (_day(amend, one.grain, report) for one in (before, item))
    added = _added(model, before)
    if old is None or new is None or added is None:
        return
    name = _free(model, f"{before.name}Amended")
    start = amend.start.value.isoformat()
    text = report.text_of(item.span)
    at, first = item.name_span, item.steps[0].span
    pad = " " * (first.column - 1)
    said = (
        f"{text[item.span.start : at.start]}{text[at.start : at.end].replace(item.name, name, 1)}{text[at.end : first.start]}"
        f"when  {new} is at least {start}\n{pad}{text[first.start : item.span.end]}"
    )
    gone = Edit(amend.span if len(amend.items) == 1 else item.span, "")
    both = (
        gone,
        Edit(before.span.after(), f"\n\n{' ' * (before.span.column - 1)}{said}"),
        Edit(added.after(), f", {name}"),
    )
    ends = line_above("", before.steps[0].span, f"when  {old} is before {start}").edits
    older, newer = (
        f"{_first_line(one, named, report)} {{\n    when  {holds}\n    …\n}}"
        for one, named, holds in (
            (before, before.name, f"{old} is before {start}"),
            (item, name, f"{new} is at least {start}"),
        )
    )
    yield Repair(
        "Instead of it, from that day on: two rules of the plan, each in its days:", f"{older}\n{newer}", (*ends, *both)
    )
    yield Repair(
        f"Beside it, from that day on, and {before.name} is paid as before:",
        newer,
        both,
    )


def _first_line(rule: tree.Rule, name: str, report: Report) -> str:
    """The first line of a rule, under a name."""
    return report.words(head(rule, report)).replace(rule.name, name, 1)


def _day(amend: tree.Amend, grain: tree.Grain | None, report: Report) -> str | None:
    """The day by which a row of a rule lies before an amendment or after it; ``None`` where it has none."""
    by = amend.by
    if grain is None:
        return None
    if grain.each is not None:
        same = isinstance(by, tree.PeriodEdge) and by.unit == grain.each
        return report.words(by.span) if same else f"the first day of the {grain.each}"
    if grain.kind == "credit":
        return report.words(by.span) if isinstance(by, tree.Column) else "credit.date"
    mine = isinstance(by, tree.Column) and by.parts[0] == (grain.name or grain.kind)
    return report.words(by.span) if mine else None


def _added(model: Model, rule: tree.Rule) -> Span | None:
    """Where the payout adds a rule; ``None`` where anything else reads it, which would read one of two then."""
    found = []
    for item in model.statements:
        for one in tree.below(item):
            if isinstance(one, tree.AddRules):
                found += [name.span for name in one.names if name.name == rule.name]
            elif getattr(one, "source", None) == rule.name:
                return None
        named = [one for one in tree.below(item) if isinstance(one, tree.Name) and one.name == rule.name]
        if len(named) > sum(1 for span in found if any(one.span == span for one in named)):
            return None
    return found[0] if len(found) == 1 else None


def _free(model: Model, name: str) -> str:
    unique, number = name, 1
    while unique in model.names or unique in model.members:
        number += 1
        unique = f"{name}{number}"
    return unique
