"""Functions of dates and periods."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar, add_months
from planlang.core.values import Values
from planlang.engines.interpreter.exact import Given, spread
from planlang.engines.interpreter.frame import Computed, Frame, Work
from planlang.engines.interpreter.refusal import no_such_date, not_whole

_NUMBERS = frozenset({"days_between", "days_both", "day_of_month", "month_number"})
"""What counts something, and may be calculated with; the others give a day or a period."""


def on_calendar(frame: Frame, op: g.OnCalendar) -> Work[Computed]:
    """A calendar function. Dates repeat a lot, so each pair of arguments is worked out once."""
    given = yield from frame.fetch_all(op.arguments)
    columns = [_whole(frame, operand, values) for operand, values in zip(op.arguments, given)]
    function = _function(frame.machine.graph.calendar, op)
    rows = list(zip(*columns))
    known: dict[tuple[Any, ...], Any] = {}
    try:
        for arguments in set(rows):
            known[arguments] = function(*arguments)
    except (ValueError, OverflowError):  # before year 1 or after year 9999
        raise no_such_date(frame, op, [i for i, row in enumerate(rows) if not _there(function, row)]) from None
    return frame.rows, Values(list(map(known.__getitem__, rows)), 1 if op.function in _NUMBERS else None)


def _whole(frame: Frame, operand: g.Operand, given: Given) -> list[Any]:
    """An operand as whole numbers: a count of days may come as a number over some denominator."""
    column = spread(given, frame.count)
    if column.den is None or column.den == 1:
        return column.items
    dens = column.den if isinstance(column.den, list) else [column.den] * frame.count
    parts = [n % d for n, d in zip(column.items, dens)]
    if any(parts):
        raise not_whole(frame, operand, [i for i, part in enumerate(parts) if part])
    return [n // d for n, d in zip(column.items, dens)]


def _there(function: Callable[..., int], arguments: tuple[Any, ...]) -> bool:
    try:
        function(*arguments)
    except (ValueError, OverflowError):
        return False
    return True


def _function(calendar: FiscalCalendar, op: g.OnCalendar) -> Callable[..., int]:
    unit, coarser = op.unit or "day", op.coarser or "year"
    month = _month if op.unit is None else lambda day: calendar.period("month", day)
    functions: dict[g.CalendarFunction, Callable[..., int]] = {
        "period": lambda day: calendar.period(unit, day),
        "first_day": lambda period: calendar.first_day(unit, period),
        "last_day": lambda period: calendar.last_day(unit, period),
        "within": lambda period: calendar.within(unit, period, coarser),
        "shift": lambda period, n: period + n,
        "add_days": lambda day, n: _valid(day + n),
        "add_months": add_months,
        "days_between": lambda a, b: b - a,
        "days_both": lambda a, b: max(0, b - a + 1),
        "day_of_month": lambda day: datetime.date.fromordinal(day).day,
        "month_number": lambda since, day: month(day) - month(since),
    }
    return functions[op.function]


def _valid(day: int) -> int:
    return datetime.date.fromordinal(day).toordinal()


def _month(day: int) -> int:
    date = datetime.date.fromordinal(day)
    return date.year * 12 + date.month
