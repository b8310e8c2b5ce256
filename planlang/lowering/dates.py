"""Lowering of days and lengths of time: edges of periods, days of a month, months of service."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Add, Const, Extreme, OnCalendar, Unit
from planlang.lowering.context import Typed
from planlang.lowering.scope import Scope
from planlang.lowering.values import a_date, computed, lowers
from planlang.semantics import types
from planlang.syntax import tree


@lowers(tree.PeriodEdge)
def _period_edge(item: tree.PeriodEdge, scope: Scope) -> Typed:
    operand = scope.edge(item.edge, item.unit, item.span)
    return Typed(operand, types.DATE, types.WHOLE, item.span, scope.low.words(item))


@lowers(tree.DayNumber)
def _day_number(item: tree.DayNumber, scope: Scope) -> Typed:
    day = a_date(item.value, scope)
    return computed(scope, item, OnCalendar("day_of_month", (day.operand,)), types.COUNT, types.WHOLE)


@lowers(tree.DaysOf)
def _days_of(item: tree.DaysOf, scope: Scope) -> Typed:
    if item.working:
        raise scope.low.not_built("working days (which need a table of holidays) are", item.span)
    first = a_date(item.start, scope) if item.start is not None else None
    last = a_date(item.end, scope) if item.end is not None else None
    start = first.operand if first is not None else None
    end = last.operand if last is not None else None
    if item.unit is not None:
        low, high = scope.edge("first", item.unit, item.span), scope.edge("last", item.unit, item.span)
        date = Unit("date")
        start = (
            low
            if start is None
            else scope.table.add(
                f"from in the {item.unit}", Extreme("greatest", (low, start)), date, "the later of the two days", "date"
            )
        )
        end = (
            high
            if end is None
            else scope.table.add(
                f"through in the {item.unit}",
                Extreme("least", (high, end)),
                date,
                "the earlier of the two days",
                "date",
            )
        )
    assert start is not None and end is not None
    return computed(scope, item, OnCalendar("days_both", (start, end)), types.DAYS, types.WHOLE)


@lowers(tree.ServiceMonth)
def _service_month(item: tree.ServiceMonth, scope: Scope) -> Typed:
    if item.full:
        raise scope.low.not_built("full months of service are", item.span)
    since = a_date(item.since, scope)
    day = scope.edge("last", "month", item.span)
    months = OnCalendar("month_number", (since.operand, day))
    if not item.first:
        return computed(scope, item, months, types.COUNT, types.WHOLE)
    ref = scope.table.add("months since", months, Unit("count"), f"calendar months since {since.says}", "date")
    return computed(
        scope,
        item,
        Add(((1, ref), (1, Const(Fraction(item.first), Unit("count"), item.span)))),
        types.COUNT,
        types.WHOLE,
    )
