"""A share of a year that is short by a month: full months up to the last day of one, which is not over before the day after."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import instead
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_last_day(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of full months that end with the last day of a month and begin with the first day of one, or are divided by a number of them."""
    for item in below:
        if isinstance(item, tree.ServiceMonth) and item.until is not None and _begins_a_period(item.since):
            _report(low, item, item.until)
        elif isinstance(item, tree.Binary) and item.op == "/":
            for months in _months(low, item.left):
                if months.until is not None:
                    _report(low, months, months.until)


def _report(low: Lowering, item: tree.ServiceMonth, until: tree.Value) -> None:
    if not _is_edge(until, "last") or any(
        one.rule == "last-day-left-out" and one.primary == until.span for one in low.report.found
    ):
        return
    words = low.words(until)
    low.report.add(
        "last-day-left-out",
        f"the month that {words} ends is not among these full months, since they are counted up to that day and without it",
        until.span,
        "not counted along",
        consequence="From 1 January to 31 December are 11 full months: who was there all year would have 11 twelfths.",
        repairs=(instead("Count up to the day after it:", until.span, f"({words} + 1 day)"),),
    )


def _months(low: Lowering, item: tree.Node) -> Iterator[tree.ServiceMonth]:
    """The full months that an amount is made of, by whatever measures."""
    item = measured_by(low, item)
    if isinstance(item, tree.ServiceMonth):
        yield item
    elif isinstance(item, tree.LowerHigher):
        for value in item.values:
            yield from _months(low, value)
    elif isinstance(item, tree.Binary):
        yield from _months(low, item.left)
        yield from _months(low, item.right)


def _begins_a_period(item: tree.Value) -> bool:
    """Whether a day is the first of a period for everybody; from the first day of somebody's own month it is that month's number that is counted."""
    return _is_edge(item, "first") and not (isinstance(item, tree.PeriodEdge) and item.of is not None)


def _is_edge(item: tree.Value, edge: str) -> bool:
    """Whether a day is the first, or the last, of a period, by what the text says."""
    if isinstance(item, tree.PeriodEdge):
        return item.edge == edge
    if not isinstance(item, tree.DateLit):
        return False
    day = item.value if edge == "first" else item.value + datetime.timedelta(days=1)
    return day.day == 1
