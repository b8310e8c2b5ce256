"""Windows of dates, and periods, that lie beyond what the plan covers: what is sold there is not paid under this plan."""

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


def report_period_outside(low: Lowering, below: list[tree.Node]) -> None:
    """Warns of a condition on the period of the row that names one in which the plan has no day."""
    header = low.model.header
    for item in below:
        if not isinstance(item, (tree.Compare, tree.Between, tree.OneOf)) or not isinstance(item.left, tree.PeriodHere):
            continue
        unit = item.left.unit
        first, last = (header.calendar.period(unit, day) for day in (header.start, header.follows or header.end))
        named = [one for one in _named(item) if isinstance(one, (tree.PeriodLit, tree.NumberLit))]
        beyond = next((one for one in named if not first <= _number(low, one, unit) <= last), None)
        if beyond is None:
            continue
        label = header.calendar.label
        known = f"{label(unit, first)} through {label(unit, last)}" if first < last else label(unit, first)
        low.report.add(
            "window-outside",
            f"this names {low.words(beyond)}, and the plan is about {known}",
            item.span,
            also=tuple(
                Label(line.span, "what the plan covers")
                for line in low.model.plan.items
                if isinstance(line, tree.CoversLine)
            ),
            consequence="Nothing is paid then under this plan. Mostly the condition was taken over from another year's plan"
            + (
                ", or names the calendar's year where the plan's begins in another one."
                if header.calendar.ahead
                else "."
            ),
            repairs=(Repair("Correct the condition, or the dates in the header."),),
        )


def _named(item: tree.Compare | tree.Between | tree.OneOf) -> list[tree.Node]:
    """The periods in which a condition holds, or between which it does; not those that it leaves out, or that are one end of all."""
    if isinstance(item, tree.Compare):
        return [item.right] if item.relation == "is" else []
    if isinstance(item, tree.OneOf):
        return [] if item.negated else list(item.members)
    ends = (item.bounds.low, item.bounds.high)
    return [one for one in ends if one is not None] if None not in ends else []


def _number(low: Lowering, item: tree.Node, unit: tree.PeriodUnit) -> int:
    year, index = (item.year, item.index) if isinstance(item, tree.PeriodLit) else (int(item.value), 1)  # type: ignore[attr-defined]
    return low.model.header.calendar.numbered(unit, year, index)


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
