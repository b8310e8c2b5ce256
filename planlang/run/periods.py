"""Which payout periods a run is about."""

from __future__ import annotations

import re

from planlang.core.calendar import DAYS, MONTHS, FiscalCalendar, Unit
from planlang.core.graph import Graph

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(P?)(\d{2})))?", re.ASCII)


class NoSuchPeriod(LookupError):
    """The plan has no such period; ``known`` are those it has, ``why`` anything else worth saying."""

    def __init__(self, asked: str, known: tuple[str, ...], why: str = "") -> None:
        super().__init__(asked)
        self.asked = asked
        self.known = known
        self.why = why


def payout_periods(graph: Graph) -> tuple[int, ...]:
    """The numbers of the periods in which the plan pays."""
    if graph.payout is None:
        return ()
    rows = graph.tables[graph.payout.table].rows
    first, last = getattr(rows, "first", None), getattr(rows, "last", None)
    if first is None or last is None:
        unit = graph.payout.unit
        first, last = (graph.calendar.period(unit, day) for day in graph.covers)
    return tuple(range(first, last + 1))


def parse_period(text: str, calendar: FiscalCalendar) -> tuple[Unit, int, int] | None:
    """``2025-Q1``, ``2025-H2``, ``2025-03`` (``2025-P03`` of a calendar of weeks) or ``2025`` as unit, year and index from 1."""
    found = _PERIOD.fullmatch(text.strip().upper())
    if not found or int(found[1]) == 0:
        return None
    year = int(found[1])
    if found[2]:
        return "quarter", year, int(found[2])
    if found[3]:
        return "half", year, int(found[3])
    if found[5]:
        month = int(found[5])
        return ("month", year, month) if 1 <= month <= 12 and bool(found[4]) == calendar.months_of_weeks else None
    return "year", year, 1


def selected(graph: Graph, text: str | None) -> tuple[int, ...]:
    """The payout periods that are meant: all, one, or those within a coarser one such as ``2025``.

    Raises ``NoSuchPeriod`` where that is none.
    """
    periods = payout_periods(graph)
    if text is None:
        return periods
    assert graph.payout is not None or not periods
    if graph.payout is None:
        raise NoSuchPeriod(text, (), "the plan has no payout")
    unit, calendar = graph.payout.unit, graph.calendar
    known = tuple(calendar.label(unit, period) for period in periods)
    if unit in DAYS:
        return _by_first_day(unit, periods, known, text)
    asked = parse_period(text, calendar)
    if asked is None:
        month = "2025-P03" if calendar.months_of_weeks else "2025-03"
        raise NoSuchPeriod(text, known, f"a period is written 2025-Q1, 2025-H1, {month} or 2025")
    coarser, number = asked[0], calendar.numbered(*asked)
    if MONTHS[coarser] < MONTHS.get(unit, 0):
        day = calendar.first_day(coarser, number)
        holder = calendar.label(unit, calendar.period(unit, day))
        raise NoSuchPeriod(text, known, f"this plan pays by {unit}: {text} lies in {holder}")
    found = tuple(p for p in periods if calendar.within(unit, p, coarser) == number) if unit != "day" else ()
    if not found:
        raise NoSuchPeriod(text, known)
    return found


def _by_first_day(unit: str, periods: tuple[int, ...], known: tuple[str, ...], text: str) -> tuple[int, ...]:
    """The week, or the fortnight, that starts on a day; no month or year has whole ones."""
    if text.strip() in known:
        return (periods[known.index(text.strip())],)
    raise NoSuchPeriod(text, known, f"this plan pays by {unit}, and a {unit} is called after its first day")
