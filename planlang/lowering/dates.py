"""Lowering of days and lengths of time: edges of periods, days of a month, months of service."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Add, Choose, Compare, Const, Extreme, Multiply, OnCalendar, Operand, Round, Unit
from planlang.diagnostics.model import Repair, put_after
from planlang.lowering.context import Typed
from planlang.lowering.scope import Scope
from planlang.lowering.tables import period_unit
from planlang.lowering.values import a_date, computed, lowers
from planlang.semantics import types
from planlang.semantics.types import Type
from planlang.syntax import tree


@lowers(tree.PeriodEdge)
def _period_edge(item: tree.PeriodEdge, scope: Scope) -> Typed:
    if item.of is None:
        operand = scope.edge(item.edge, item.unit, item.span)
    else:
        day = a_date(item.of, scope)
        says = f"{item.unit} of {day.says}"
        op = OnCalendar("period", (day.operand,), unit=item.unit)
        operand = scope.day_of(item.edge, item.unit, scope.table.once(says, op, period_unit(item.unit), says, "date"))
    return Typed(operand, types.DATE, types.WHOLE, item.span, scope.low.words(item))


@lowers(tree.PeriodHere)
def _period_here(item: tree.PeriodHere, scope: Scope) -> Typed:
    operand = scope.period_of(item.unit, item.span)
    return Typed(operand, Type(item.unit), types.WHOLE, item.span, scope.low.words(item))


@lowers(tree.DayNumber)
def _day_number(item: tree.DayNumber, scope: Scope) -> Typed:
    day = a_date(item.value, scope)
    return computed(scope, item, OnCalendar("day_of_month", (day.operand,)), types.COUNT, types.WHOLE)


@lowers(tree.DaysOf)
def _days_of(item: tree.DaysOf, scope: Scope) -> Typed:
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
    if item.working:
        from planlang.lowering.workdays import working_days

        return working_days(item, scope, start, end)
    return computed(scope, item, OnCalendar("days_both", (start, end)), types.DAYS, types.WHOLE)


@lowers(tree.ServiceMonth)
def _service_month(item: tree.ServiceMonth, scope: Scope) -> Typed:
    since = a_date(item.since, scope)
    if item.full:
        return _full_months(item, scope, since)
    if item.first is None:
        raise _ask_hire_month(item, scope)
    day = _last_of_month(item, scope)
    months = OnCalendar("month_number", (since.operand, day), unit="month" if _of_weeks(scope) else None)
    if not item.first:
        return computed(scope, item, months, types.COUNT, types.WHOLE)
    kind = "months" if _of_weeks(scope) else "calendar months"
    ref = scope.table.add("months since", months, Unit("count"), f"{kind} since {since.says}", "date")
    return computed(
        scope,
        item,
        Add(((1, ref), (1, Const(Fraction(item.first), Unit("count"), item.span)))),
        types.COUNT,
        types.WHOLE,
    )


def _last_of_month(item: tree.ServiceMonth, scope: Scope) -> Operand:
    """The last day of the row's month; a longer period has several, and the count may be up to a day that is said."""
    if scope.day is None and scope.unit in ("quarter", "half", "year"):
        raise scope.low.fail(
            "no-period-here",
            f"a {scope.grain} does not lie in one month",
            item.span,
            consequence="Nothing says up to which of its months to count.",
            repairs=(
                *_of_longer(item, scope),
                Repair("Or say it for each month (`for each participant each month`)."),
            ),
        )
    return scope.edge("last", "month", item.span)


def _of_longer(item: tree.ServiceMonth, scope: Scope) -> tuple[Repair, ...]:
    """What months of service of a quarter may be: full months up to a day, or the number that its last or its first month has."""
    since, unit = scope.low.words(item.since), scope.unit
    if item.full:
        full = "full years" if item.years else "full months"
        said = f"Count {full} up to a day, such as the one after it:"
        return (Repair(said, f"{full} from {since} to (the last day of the {unit} + 1 day)"),)
    if _of_weeks(scope):
        return ()
    hired = f"(the first day of the month of {since})"
    last, first = (" + 1 day", " + 1 month") if item.first else ("", "")
    return (
        Repair("The number of its last month:", f"full months from {hired} to (the last day of the {unit}{last})"),
        Repair("Or of its first month:", f"full months from {hired} to (the first day of the {unit}{first})"),
    )


def _ask_hire_month(item: tree.ServiceMonth, scope: Scope) -> Exception:
    words = scope.low.words(item)
    return scope.low.fail(
        "hire-month-open",
        f"`{words}` does not say which number the month of hire has",
        item.span,
        "is it 1, or 0?",
        consequence="A ramp of three months would end a month earlier, or later.",
        repairs=tuple(
            put_after(
                f"The month of hire is {first}, the next is {first + 1}:",
                item.since.span,
                f", the month of hire is {first}",
                f"{words}, the month of hire is {first}",
            )
            for first in (1, 0)
        ),
    )


def _of_weeks(scope: Scope) -> bool:
    """Whether the plan's months are of weeks: the months of service are the plan's then, too."""
    return scope.low.model.header.calendar.months_of_weeks


def _full_months(item: tree.ServiceMonth, scope: Scope, since: Typed) -> Typed:
    """Months that are over on a day: the one that is said, that of the credit, or the last day of the row's month.

    A month is over on the day of the month on which it began, or on the last day of a shorter month.
    """
    table = scope.table
    if item.until is not None:
        day = a_date(item.until, scope).operand
    else:
        day = scope.day if scope.day is not None else _last_of_month(item, scope)
    words = scope.low.words(item)[:60]
    count = Unit("count")
    months = table.once(
        f"{words}: months", OnCalendar("month_number", (since.operand, day)), count, "calendar months", "date"
    )
    last = _last_of_calendar_month(scope, words, day)
    numbers = [
        table.once(f"{words}: {name}", OnCalendar("day_of_month", (of,)), count, f"day of the month of {name}", "date")
        for name, of in (("the day", day), ("the start", since.operand), ("the last day", last))
    ]
    due = table.once(f"{words}: due", Extreme("least", (numbers[1], numbers[2])), count, "when a month is over", "date")
    over = table.once(
        f"{words}: over", Compare(numbers[0], ">=", due), Unit("yes/no"), "the last of them is over", "condition"
    )
    fewer = table.once(
        f"{words}: without the last", Add(((1, months), (-1, Const(Fraction(1), count)))), count, "one fewer", "date"
    )
    full = Choose(((over, months),), fewer)
    if not item.years:
        return computed(scope, item, full, types.COUNT, types.WHOLE)
    number = Unit("number")
    whole = table.once(f"{words}: full months", full, count, "full months", "date")
    twelfth = Multiply((whole, Const(Fraction(1, 12), number)))
    years = table.once(f"{words}: in years", twelfth, number, "full months, in years", "date")
    return computed(scope, item, Round(years, Const(Fraction(1), count), "floor"), types.COUNT, types.WHOLE)


def _last_of_calendar_month(scope: Scope, words: str, day: Operand) -> Operand:
    """The last day of the calendar's month that holds a day, whatever the plan's months are."""
    table, date, count = scope.table, Unit("date"), Unit("count")
    if not _of_weeks(scope):
        month = table.once(
            f"{words}: month", OnCalendar("period", (day,), unit="month"), Unit("month"), "the month", "date"
        )
        return table.once(
            f"{words}: last day", OnCalendar("last_day", (month,), unit="month"), date, "its last day", "date"
        )
    number = table.once(
        f"{words}: the day", OnCalendar("day_of_month", (day,)), count, "day of the month of the day", "date"
    )
    back = table.once(f"{words}: back", Add(((-1, number),)), Unit("days"), "back to the month before", "date")
    before = table.once(
        f"{words}: before", OnCalendar("add_days", (day, back)), date, "the last day of the month before", "date"
    )
    one = Const(Fraction(1), count)
    first = table.once(f"{words}: first", OnCalendar("add_days", (before, one)), date, "the first of the month", "date")
    later = table.once(f"{words}: later", OnCalendar("add_months", (first, one)), date, "the first of the next", "date")
    return table.once(
        f"{words}: last day", OnCalendar("add_days", (later, Const(Fraction(-1), count))), date, "its last day", "date"
    )
