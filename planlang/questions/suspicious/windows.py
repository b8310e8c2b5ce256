"""A rule's window of dates that reaches beyond what the plan covers: what is sold there is not paid under this plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_window_outside(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a window that lies partly before or after what the plan covers; one wholly outside is found elsewhere."""
    if rule.grain is None or rule.grain.kind != "credit":
        return
    dated = _dated(low, rule.grain.name)
    covers = next((item for item in low.model.plan.items if isinstance(item, tree.CoversLine)), None)
    if covers is None:
        return
    first, last = covers.start.value, covers.end.value
    for step in rule.steps:
        if not isinstance(step, tree.When):
            continue
        for item in _windows(step.condition):
            start, end = item.bounds.low, item.bounds.high
            if not isinstance(start, tree.DateLit) or not isinstance(end, tree.DateLit):
                continue
            if not any(tree.same_text(item.left, day) for day in dated) and not _is_date(item.left):
                continue
            early, late = start.value < first, end.value > last
            if early == late or start.value > last or end.value < first:  # a window around the plan excludes nothing
                continue
            low.report.add(
                "window-outside",
                f"the window {'begins before' if early else 'ends after'} what the plan covers",
                item.span,
                also=(Label(covers.span, "what the plan covers"),),
                consequence="People would read dates in their letter on which nothing is paid under this plan.",
                repairs=(Repair("Correct the dates, here or in the header."),),
            )


def _windows(item: tree.Condition) -> Iterator[tree.Between]:
    if isinstance(item, tree.Junction) and item.word == "and":
        for part in item.parts:
            yield from _windows(part)
    elif isinstance(item, tree.Between):
        yield item


def _is_date(item: tree.Node) -> bool:
    return isinstance(item, tree.Column) and item.parts == ("credit", "date")


def _dated(low: Lowering, name: str | None) -> list[tree.Node]:
    """The column that dates a credit."""
    decl = low.model.names.get(name or "")
    if not isinstance(decl, tree.Credit):
        return []
    return [line.value for line in decl.lines if isinstance(line, tree.Dated) and isinstance(line.value, tree.Column)]
