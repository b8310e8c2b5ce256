"""A value that is looked up and may be absent: 0 instead, or those who have none are left out by each rule that pays by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Completed, Edit, line_above
from planlang.diagnostics.place import Span
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

ZEROS = {"number": "0", "count": "0", "percent": "0%", "fraction": "0%", "multiplier": "0x"}
"""Nothing, of each kind of number."""
ONES = {"percent": "100%", "fraction": "100%", "multiplier": "1x"}
"""What changes nothing as a factor: times 0 would pay what leaving the row out pays."""


def is_factor(low: Lowering, place: Span) -> bool:
    """Whether an amount is multiplied by what stands at a place, in a step of its own."""
    decl = low.around(place)
    steps = decl.steps if isinstance(decl, tree.Rule) and decl.pays else ()
    return any(isinstance(step, tree.Change) and step.word == "times" and step.value.span == place for step in steps)


def nothing_instead(low: Lowering, place: Span) -> Completed | None:
    """0 where there is no such row, of a column of numbers; of a factor what changes nothing."""
    item = _looked_up(low, place)
    record = low.model.records.get(item.source) if item is not None else None
    column = record.spec.by_name.get(item.field or "") if item is not None and record is not None else None
    if column is None:
        return None
    nothing = f"0 {column.currency or low.model.header.currency}" if column.kind == "money" else ZEROS.get(column.kind)
    if nothing is None:
        return None
    if is_factor(low, place):
        nothing = ONES.get(column.kind, nothing)
    words = f"{closed(low, place)} if known, otherwise {nothing}"
    return Completed(f"`{words}`", (Edit(place, f"({words})"),))


def closed(low: Lowering, place: Span) -> str:
    """What is written at a place, as it stands before `is known` or `if known`: one that ends in a condition has parentheses around it."""
    decl, said = low.around(place), low.report.words(place)
    ends = (one for one in (tree.below(decl) if decl is not None else ()) if one.span == place)
    return f"({said})" if any(isinstance(one, tree.Aggregate) and one.where is not None for one in ends) else said


def left_out_where_paid(low: Lowering, place: Span, counts: Completed | None) -> Completed | None:
    """The rules that pay by a measure leave out who has no such row; not where one of them has other rows than the measure."""
    decl = low.around(place)
    if counts is None or not isinstance(decl, tree.Rule) or decl.grain is None:
        return None
    rules = [decl] if decl.pays else _paid_by(low, decl, set())
    if not rules or any(not one.steps or one.grain is None or _rows(one.grain) != _rows(decl.grain) for one in rules):
        return None
    line = f"when  {closed(low, place)} is known"
    names = " and ".join(one.name for one in rules)
    lines = [edit for one in rules for edit in line_above("", one.steps[0].span, line).edits]
    return Completed(f"that line in {names}", (*(() if decl.pays else counts.edits), *lines))


def _looked_up(low: Lowering, place: Span) -> tree.Aggregate | None:
    decl = low.around(place)
    return next(
        (
            one
            for one in (tree.below(decl) if decl is not None else ())
            if isinstance(one, tree.Aggregate) and one.span == place and one.function == "only"
        ),
        None,
    )


def _rows(grain: tree.Grain) -> tuple[str, str | None, str | None]:
    return grain.kind, grain.name, grain.each


def _paid_by(low: Lowering, decl: tree.Rule, seen: set[str]) -> list[tree.Rule]:
    """The rules that pay by a measure, or by one that reads it."""
    found: list[tree.Rule] = []
    for one in low.model.names.values():
        if not isinstance(one, tree.Rule) or one.name in seen or not _reads(one, decl.name):
            continue
        seen.add(one.name)
        found += [one] if one.pays else _paid_by(low, one, seen)
    return found


def _reads(item: tree.Rule, name: str) -> bool:
    return any(
        (isinstance(one, tree.Name) and one.name == name) or getattr(one, "source", None) == name
        for one in tree.below(item)
    )
