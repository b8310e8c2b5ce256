"""Years that begin on a day of each person's own, such as the day they joined."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.graph import Add, Choose, Compare, Const, Multiply, OnCalendar, Ref, Round, Unit
from planlang.diagnostics.model import Repair
from planlang.lowering.scope import Scope
from planlang.lowering.values import a_date, computed
from planlang.semantics import types
from planlang.syntax import tree


def anniversary_year(scope: Scope, since: tree.Value, place: tree.Node) -> Ref:
    """How many whole years lie between a day and the day of the row: 0 in the first year.

    A year is over on the same day of the same month; one that begins on 29 February is over on 1 March in years without that day.
    """
    low = scope.low
    if scope.day is None:
        raise low.fail(
            "no-period-here",
            f"a {scope.grain} is no day, so it may lie in two anniversary years",
            place.span,
            consequence="Nothing says to which of them it counts.",
            repairs=(
                Repair("Say it for each credit, which has a day:", "for each credit of …"),
                Repair("Or on one day:", "for each participant once on …"),
            ),
        )
    start = a_date(since, scope)
    one, none = (Const(Fraction(n), Unit("count")) for n in (1, 0))

    def made(op: object, says: str, kind: types.Type = types.COUNT) -> Ref:
        found = computed(scope, since, op, kind, types.WHOLE, "date", says).operand
        assert isinstance(found, Ref)
        return found

    name = start.says
    months = made(OnCalendar("month_number", (start.operand, scope.day)), f"calendar months since {name}")
    days = [made(OnCalendar("day_of_month", (day,)), f"the day number of {said}")
            for day, said in ((scope.day, "the row"), (start.operand, name))]  # fmt: skip
    early = made(Compare(days[0], "<", days[1]), "the month is not over yet", types.YESNO)
    part = made(Choose(((early, one),), none), "a month that is not over")
    full = made(Add(((1, months), (-1, part))), f"whole months since {name}")
    years = made(Multiply((full, Const(Fraction(1, 12), Unit("number")))), f"years since {name}", types.NUMBER)
    return made(Round(years, one, "floor"), f"whole years since {name}")
