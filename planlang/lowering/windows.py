"""Windows of time: from which day through which, seen from a row."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.calendar import DAYS, MONTHS
from planlang.core.graph import Const, Extreme, OnCalendar, Operand, Ref, Unit
from planlang.diagnostics.model import Repair
from planlang.lowering.scope import Scope
from planlang.lowering.tables import period_unit
from planlang.semantics.model import Header
from planlang.slotted import evolve, frozen
from planlang.syntax import tree


@frozen(eq=False, repr=False)
class Between:
    """From day ``low`` through day ``high``; ``everything`` where the window is the whole plan and all rows count.

    ``unit`` is the period that a total over the window is an amount of, if it is one.
    """

    low: Operand | None
    high: Operand | None
    unit: str | None = None
    everything: bool = False


def covers_whole(header: Header, window: tree.Window) -> bool:
    """Whether a window that is about the present can't hold a day outside what the plan covers.

    Windows of earlier periods compare, and read what there is; so do windows that name their days.
    """
    if window.kind not in ("in", "through") or window.unit is None:
        return True
    calendar, unit = header.calendar, window.unit
    first = calendar.first_day(unit, calendar.period(unit, header.start))
    last = calendar.last_day(unit, calendar.period(unit, header.end))
    return header.start == first and header.end == last


def between(window: tree.Window, scope: Scope) -> Between:
    """The days of a window."""
    low = scope.low
    place = window.span
    if window.kind == "in":
        assert window.unit is not None
        return Between(scope.edge("first", window.unit, place), scope.edge("last", window.unit, place), window.unit)
    if window.kind == "through":
        assert window.inner is not None
        end = scope.edge("last", window.inner, place)
        if window.unit is None:  # all of the plan so far
            return Between(Const(low.model.header.start, Unit("date")), end)
        return Between(scope.edge("first", window.unit, place), end, window.unit)
    if window.kind in ("previous", "last", "same"):
        return _shifted(window, scope)
    if window.kind == "plan":
        header = low.model.header
        start, last = header.start, max(header.end, header.follows or header.end)
        return Between(Const(start, Unit("date")), Const(last, Unit("date")))
    if window.kind == "between":
        from planlang.lowering.values import a_date

        assert window.start is not None and window.end is not None
        return Between(a_date(window.start, scope).operand, a_date(window.end, scope).operand)
    raise low.not_built(
        "this kind of window is",
        place,
        Repair("`in the quarter`, `in the year through this month`, `in the last 12 months` … are."),
    )


def _shifted(window: tree.Window, scope: Scope) -> Between:
    place = window.span
    if window.kind == "same":
        unit, outer = window.inner, window.unit
        assert unit is not None and outer is not None
        if unit in DAYS or outer in DAYS:
            raise scope.low.fail(
                "window-open",
                f"a {unit} is not the same {unit} of another {outer}: no two {outer}s have the same {unit}s",
                place,
                repairs=(Repair("Name the days, such as 364 of them earlier:", "from … through …"),),
            )
        first = last = -(MONTHS[outer] // MONTHS[unit])
    else:
        unit = window.unit
        assert unit is not None
        first, last = (-1, -1) if window.kind == "previous" else (1 - (window.count or 1), 0)
    here = scope.period_of(unit, place)

    def shifted(by: int) -> Operand:
        if by == 0:
            return here
        name = here.column if isinstance(here, Ref) else unit
        return scope.table.once(
            f"{name} {by:+d}",
            OnCalendar("shift", (here, Const(Fraction(by), Unit("count"))), unit=unit),
            period_unit(unit),
            f"the {unit} {abs(by)} {unit}{'s' if abs(by) != 1 else ''} {'before' if by < 0 else 'later'}",
            "date",
        )

    return Between(
        scope.day_of("first", unit, shifted(first)),
        scope.day_of("last", unit, shifted(last)),
        unit if first == last else None,
    )


def since(span: Between, window: tree.Window, scope: Scope) -> Between:
    """A window about the present, no further back than the amendment at which totals start again."""
    if scope.since is None or window.kind not in ("in", "through", "plan") or span.low is None:
        return span
    start = Const(scope.since[1], Unit("date"))
    says = "the first day, no earlier than the amendment"
    low = scope.table.once(says, Extreme("greatest", (span.low, start)), Unit("date"), says, "date")
    return evolve(span, low=low, everything=False)
