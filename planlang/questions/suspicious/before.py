"""A total of a rule's results over periods before the plan: it has none there, whatever the data has of those days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planlang.lowering.context import Lowering


def report_before_the_plan(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of results that are totalled over days on which the rule has none yet."""
    for item in below:
        if not isinstance(item, tree.Aggregate) or item.window is None or not _looks_back(low, item.window):
            continue
        rule = low.model.names.get(item.source)
        if not isinstance(rule, tree.Rule) or rule.grain is None or not (rule.pays or rule.grain.each):
            continue  # a measure for each credit or row has a value in all that the data has
        header = low.model.header
        first = header.calendar.label("day", header.start)
        low.report.add(
            "before-the-plan",
            f"{rule.name} has no results before {first}, the first day of the plan, and this looks further back",
            item.window.span,
            "before the plan there is nothing",
            also=(Label(head(rule, low.report), "one result for each period of the plan"),),
            consequence=f"The first periods are worked out as if {rule.name} had been 0 before, whatever the data has of those days.",
            repairs=(
                *_straight(low, item, rule),
                Repair(
                    "Where earlier days must not count, accept it, with the reason:",
                    "# planlang: accept before-the-plan: the count starts with the plan",
                ),
            ),
        )


def _looks_back(low: Lowering, window: tree.Window) -> bool:
    if window.kind in ("previous", "same"):
        return True
    if window.kind == "last":
        return window.count is None or window.count > 1
    start = window.start if window.kind == "between" else None
    return isinstance(start, tree.DateLit) and start.value.toordinal() < low.model.header.start


def _straight(low: Lowering, item: tree.Aggregate, rule: tree.Rule) -> tuple[Repair, ...]:
    """The same total of what the rule is itself a total of: credits and data are read in earlier periods, too."""
    text = "Total the credits or the data over these days; they are read in earlier periods, too:"
    inner, grain = rule.value, rule.grain
    assert grain is not None and item.window is not None
    if (
        not isinstance(inner, tree.Aggregate)
        or inner.window is None
        or inner.window.kind != "in"
        or inner.window.unit != grain.each
        or inner.function not in ("total", "count")
        or isinstance(low.model.names.get(inner.source), tree.Rule)
        or item.function != "total"
        or item.where is not None
    ):
        return (Repair(text, f"total amount of the participant's … {low.words(item.window)}"),)
    before, _, after = low.words(inner).partition(low.words(inner.window))
    return (instead(text, item.span, f"{before}{low.words(item.window)}{after}"),)
