"""Lowering of working days: days from Monday to Friday without those in the table ``holidays``.

Days are counted by whole weeks since a Monday, so that nothing is looked up but the holidays.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import (
    Add,
    Compare,
    Const,
    DataCheck,
    Extreme,
    Logic,
    Multiply,
    OnCalendar,
    Operand,
    Ref,
    Round,
    Total,
    Unit,
)
from planlang.diagnostics.model import Repair
from planlang.diagnostics.place import Span
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.grains import row_scope
from planlang.lowering.scope import Scope
from planlang.lowering.tables import TableBuilder
from planlang.lowering.values import computed
from planlang.semantics import types
from planlang.syntax import tree

DAYS, COUNT, YES_NO = Unit("days"), Unit("count"), Unit("yes/no")
A_MONDAY = Const(1, Unit("date"))
"""0001-01-01, day 1."""

ONE, FIVE, ZERO = (Const(Fraction(n), COUNT) for n in (1, 5, 0))


def working_days(item: tree.DaysOf, scope: Scope, first: Operand, last: Operand) -> Typed:
    """The working days from a day through a day; none where the second is before the first."""
    holidays, day, weekday = _holidays(scope.low, item.span)
    until = _weekdays(scope.table, last, scope, item, 1)
    before = _weekdays(scope.table, first, scope, item, 0)
    words = scope.low.words(item)[:60]
    off = scope.table.once(
        f"{words}: holidays", Total("count", holidays, None, (), (day, first, last), weekday), COUNT, "holidays from Monday to Friday",
        "total", scope.rule, item.span,
    )  # fmt: skip
    left = scope.table.once(
        f"{words}: less holidays", Add(((1, until), (-1, before), (-1, off))), DAYS, "weekdays without holidays", "date", scope.rule, item.span
    )  # fmt: skip
    return computed(scope, item, Extreme("greatest", (left, ZERO)), types.DAYS, types.WHOLE)


def _weekdays(table: TableBuilder, day: Operand, scope: Scope, item: tree.DaysOf, plus: int) -> Operand:
    """How many days from Monday to Friday there are from the first day of all through this one (without it where ``plus`` is 0)."""
    name = f"{scope.low.words(item)[:50]} {'through' if plus else 'before'}"
    weeks, rest = _weeks(table, day, name, plus)
    some = table.once(
        f"{name}: of the week", Extreme("least", (rest, FIVE)), COUNT, "weekdays of the last week", "date"
    )
    whole = table.once(f"{name}: of weeks", Multiply((weeks, FIVE)), COUNT, "weekdays of whole weeks", "date")
    return table.once(f"{name}: weekdays", Add(((1, whole), (1, some))), COUNT, "weekdays up to then", "date")


def _weeks(table: TableBuilder, day: Operand, name: str, plus: int) -> tuple[Ref, Ref]:
    """Whole weeks up to a day, and the days after them: 1 for a Monday to 6 for a Saturday, 0 for a Sunday."""
    since = table.once(
        f"{name}: days", OnCalendar("days_between", (A_MONDAY, day)), DAYS, "days since a Monday", "date"
    )
    days = (
        since
        if not plus
        else table.once(f"{name}: days with it", Add(((1, since), (1, ONE))), DAYS, "days with this one", "date")
    )
    weeks = table.once(
        f"{name}: in weeks", Multiply((days, Const(Fraction(1, 7), Unit("number")))), Unit("number"), "in weeks", "date"
    )
    whole = table.once(f"{name}: weeks", Round(weeks, ONE, "floor"), COUNT, "whole weeks", "rounding")
    taken = table.once(f"{name}: in them", Multiply((whole, Const(Fraction(7), COUNT))), COUNT, "days in them", "date")
    return whole, table.once(f"{name}: rest", Add(((1, days), (-1, taken))), COUNT, "days after them", "date")


def _holidays(low: Lowering, place: Span) -> tuple[str, str, str]:
    """The table of holidays, its day, and whether that is a weekday; each day may be there once."""
    record = low.model.records.get("holidays")
    scope = row_scope(low, record.spec.row, None) if record is not None else None
    if record is None or scope is None or not isinstance(scope.day, Ref):
        raise low.fail(
            "no-holidays",
            "working days are days without holidays, and no table says which days those are",
            place,
            consequence="Holidays differ from country to country and year to year; none are assumed.",
            repairs=(
                Repair(
                    "Declare the table, with a row for each holiday:",
                    "data holidays, each row a holiday, dated by day {\n    day:   date\n    name:  text\n}",
                ),
            ),
        )
    table, day = scope.table, scope.day
    _, rest = _weeks(table, day, record.spec.row, 1)
    least = table.once("a Monday or later", Compare(rest, ">=", ONE), YES_NO, "it is no Sunday", "condition")
    most = table.once("a Friday or earlier", Compare(rest, "<=", FIVE), YES_NO, "it is no Saturday", "condition")
    weekday = table.once("is a weekday", Logic("and", (least, most)), YES_NO, "it is a weekday", "condition")
    says = "there is one row for each day"
    if "rows of the day" not in table.table.columns:
        count = table.add(
            "rows of the day", Total("count", table.name, None, ((day.column, day),)), COUNT, "rows of the day", "total"
        )
        once = table.add("once", Compare(count, "==", ONE), YES_NO, says, "condition")
        low.checks.append(DataCheck(table.name, once.column, says, record.decl.span))
    return table.name, day.column, weekday.column
