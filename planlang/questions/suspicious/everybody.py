"""Averages over periods of people of whom the data has a day on which they came, and nothing says from when on they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, put_after
from planlang.questions.limits import reads_a_day
from planlang.questions.presence import say_who_is_there, unsaid_days
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_average_for_everybody(low: Lowering, rule: tree.Rule) -> None:
    """Warns of an average, or the lowest, of somebody's results over several periods, some of which may be before they came."""
    dates = unsaid_days(low)
    if not dates:
        return
    row = "participant"
    days: set[tuple[str, ...]] = {(row, name) for name in dates}
    for item in tree.below(rule):
        decl = low.model.names.get(item.source) if isinstance(item, tree.Aggregate) else None
        if not isinstance(item, tree.Aggregate) or item.function not in ("average", "lowest") or item.window is None:
            continue
        unit = decl.grain.each if isinstance(decl, tree.Rule) and decl.grain is not None else None
        if unit is None or not isinstance(decl, tree.Rule) or decl.grain is None or decl.grain.kind != "participant":
            continue
        if (
            (item.window.kind == "in" and item.window.unit == unit)
            or item.where is not None
            or any(reads_a_day(low, one, days, set()) for one in tree.children(decl))
        ):
            continue
        low.report.add(
            "average-for-everybody",
            f"this counts {decl.name} of each {unit}, also of those before somebody came, in which it is 0",
            item.span,
            f"the {item.function} of all {unit}s",
            also=(Label(head(decl, low.report), f"a value in each {unit} of the plan"),),
            consequence=f"Whoever came in June would have 0 in the {unit}s until then, which makes the {item.function} less.",
            repairs=(
                say_who_is_there(low, dates),
                *_where_there(low, rule, item, f"{row}.{dates[0]}", unit),
            ),
        )  # fmt: skip


def _where_there(low: Lowering, rule: tree.Rule, item: tree.Aggregate, day: str, unit: str) -> tuple[Repair, ...]:
    """A measure that says in which periods somebody is there, and only those are counted."""
    if "There" in low.model.names:
        return ()
    text = f"measure There for each participant each {unit} = 1 if {day} is at most the last day of the {unit}, otherwise 0"
    words = low.words(item)
    answer = put_after("", item.span, " where There is 1", f"{words} where There is 1")
    indent = " " * (rule.span.column - 1)
    edits = (
        Edit(head(rule, low.report).before(), f"{text}\n\n{indent}"),
        Edit(item.span, f"({words} where There is 1)"),
    )
    return (Repair(f"Or count only the {unit}s from then on:", f"{text}\n{answer.example}", edits),)
