"""Days and periods: functions of the plan's calendar as steps, straight lines or prepared tables, never an engine's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import add_months
from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name
from planlang.engines.sql.tables import Join
from planlang.engines.sql.values import Column, Fault, NotCompiled, Value, all_faults

MOST_STEPS = 40
"""A function with more steps than this over the days at hand is looked up in a prepared table."""

LONGEST = 400_000
"""The most days or periods a prepared table has: about 1,100 years."""

LAST_DAY = date.max.toordinal()


def on_calendar(frame: Frame, op: g.OnCalendar) -> Value:
    """A calendar function."""
    values = [frame.value(argument) for argument in op.arguments]
    faults = all_faults(values)
    absent = any(value.absent for value in values)
    exacts = [value.exact for value in values]
    function = op.function
    if function in ("shift", "add_days"):
        moved = x.added([(1, exacts[0]), (1, exacts[1])])
        if function == "add_days":
            faults += _outside(frame, moved, 1, LAST_DAY)
        return Value("number", moved, absent=absent, faults=faults)
    if function == "days_between":
        return Value("number", x.added([(1, exacts[1]), (-1, exacts[0])]), absent=absent, faults=faults)
    if function == "days_both":
        return _days_both(frame, exacts, absent, faults)
    if function == "month_number":
        month = _month if op.unit is None else partial(frame.compiler.graph.calendar.period, op.unit)
        months = [_tabulated(frame, exact, month, f"{frame.hint} month", absent) for exact in exacts]
        number = x.added([(1, months[1][0]), (-1, months[0][0])])
        return Value("number", number, absent=absent, faults=(*faults, *months[0][1], *months[1][1]))
    if function == "add_months":
        shift = exacts[1].constant
        if shift is None or shift.denominator != 1:
            raise NotCompiled("months are added to a day by a number that differs from row to row", frame.place)
        count = int(shift)
        found, more = _tabulated(frame, exacts[0], lambda day: add_months(day, count), frame.hint, absent)
    else:
        found, more = _tabulated(frame, exacts[0], _function(frame, op), frame.hint, absent)
    return Value("number", found, absent=absent, faults=(*faults, *more))


def _outside(frame: Frame, day: Exact, first: int, last: int) -> tuple[Fault, ...]:
    """Where a whole number is outside of what its function knows."""
    num = frame.num(day.top)
    if day.den != 1 or day.divisors or (num.low >= first and num.high <= last):
        return ()
    return (Fault(("(", *num.sql, f" < {first} OR ", *num.sql, f" > {last})")),)


def _days_both(frame: Frame, exacts: list[Exact], absent: bool, faults: Any) -> Value:
    days = frame.num(x.added([(1, exacts[1]), (-1, exacts[0]), (1, x.constant(1))]).top)
    if days.low >= 0:
        return Value(
            "number", x.added([(1, exacts[1]), (-1, exacts[0]), (1, x.constant(1))]), absent=absent, faults=faults
        )
    zero = frame.dialect.integer(0)
    sql = ("(CASE WHEN ", *days.sql, " < 0 THEN ", zero, " ELSE ", *days.sql, " END)")
    name = frame.define(frame.hint, "narrow", sql, 0, max(days.high, 0), absent=absent)
    return Value("number", x.column(name.text), absent=absent, faults=faults)


def _month(day: int) -> int:
    found = date.fromordinal(day)
    return found.year * 12 + found.month


def _function(frame: Frame, op: g.OnCalendar) -> Callable[[int], int]:
    calendar = frame.compiler.graph.calendar
    unit, coarser = op.unit or "day", op.coarser or "year"
    functions: dict[str, Callable[[int], int]] = {
        "period": lambda day: calendar.period(unit, day),
        "first_day": lambda period: calendar.first_day(unit, period),
        "last_day": lambda period: calendar.last_day(unit, period),
        "within": lambda period: calendar.within(unit, period, coarser),
        "day_of_month": lambda day: date.fromordinal(day).day,
    }
    return functions[op.function]


def _tabulated(
    frame: Frame, exact: Exact, function: Callable[[int], int], hint: str, absent: bool
) -> tuple[Exact, tuple[Fault, ...]]:
    """A function of a whole number, worked out for all numbers at hand; and where it has no value: before year 1, after 9999."""
    if exact.den != 1 or exact.divisors:
        raise NotCompiled("a day or a period comes from a quotient", frame.place)
    at = frame.num(exact.top)
    if at.high - at.low > LONGEST:
        raise NotCompiled(f"the days in the data lie {at.high - at.low:,} apart", frame.place)
    known = {n: value for n in range(at.low, at.high + 1) if (value := _tried(function, n)) is not None}
    if not known:
        return x.constant(0), (Fault((frame.dialect.yes_no(True),)),)
    first, last = min(known), max(known)
    faults = _outside(frame, exact, first, last)
    results = [known[n] for n in range(first, last + 1)]
    slopes = {b - a for a, b in pairwise(results)}
    if slopes <= {0}:
        if not absent:
            return x.constant(results[0]), faults
        return x.column(_constant_unless_absent(frame, exact, results[0], hint)), faults
    if slopes == {1}:
        return x.added([(1, exact), (1, x.constant(results[0] - first))]), faults
    steps = [(first + n, value) for n, value in enumerate(results) if n == 0 or value != results[n - 1]]
    low, high = min(results), max(results)
    key = frame.number(f"{hint} of", at, absent=absent)
    if len(steps) <= MOST_STEPS:
        return x.column(_stepped(frame, key, steps, low, high, hint, absent)), faults
    return x.column(_looked_up(frame, key, first, results, hint, absent or bool(faults))), faults


def _tried(function: Callable[[int], int], number: int) -> int | None:
    try:
        return function(number)
    except (ValueError, OverflowError):
        return None


def _constant_unless_absent(frame: Frame, exact: Exact, value: int, hint: str) -> str:
    key = frame.number(f"{hint} of", frame.num(exact.top), absent=True)
    sql = ("(CASE WHEN ", key, " IS NOT NULL THEN ", frame.dialect.integer(value), " END)")
    return frame.define(hint, "narrow", sql, value, value, absent=True).text


def _stepped(
    frame: Frame, key: Name, steps: list[tuple[int, int]], low: int, high: int, hint: str, absent: bool
) -> str:
    parts: list[str | Name] = ["(CASE"]
    for (_, value), (until, _) in pairwise(steps):
        parts += [" WHEN ", key, f" < {until} THEN ", frame.dialect.integer(value)]
    last = frame.dialect.integer(steps[-1][1])
    parts += [" WHEN ", key, f" >= {steps[-1][0]} THEN ", last] if absent else [" ELSE ", last]
    return frame.define(hint, "narrow", (*parts, " END)"), low, high, absent=absent).text


def _looked_up(frame: Frame, key: Name, first: int, results: list[int], hint: str, absent: bool) -> str:
    compiler, body = frame.compiler, frame.body
    relation, at, value = compiler.prepared("calendar", first, tuple(results))
    shared = ("prepared", relation, key)
    if shared in body.shared:
        return str(body.shared[shared])
    join = Join(len(body.joins), None, {at: (Name(at),), value: (Name(value),)}, (((key,), at),), relation=relation)
    body.joins.append(join)
    name = compiler.names.new(hint)
    column = Column(
        name, body.name, "narrow", None, min(results), max(results), absent, given=(key.text,), join=join.number,
        source=value, says=hint, place=frame.place,
    )  # fmt: skip
    body.columns[name] = compiler.columns[name] = column
    body.shared[shared] = name
    return name
