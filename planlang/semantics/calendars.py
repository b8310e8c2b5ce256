"""The plan's calendar: what its line says, and what it leaves open."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from planlang.core.calendar import FiscalCalendar
from planlang.core.weeks import WEEKDAYS, Weeks
from planlang.diagnostics.model import Repair, instead
from planlang.semantics.called_weeks import refuse_period, rows_called_so
from planlang.semantics.report import Report
from planlang.slotted import evolve
from planlang.syntax import tree
from planlang.syntax.formatting.literals import (
    NAMED,
    calendar_line,
    extra_week,
    fortnight_starts,
    month,
    weeks_of,
    weeks_start,
)

SUNDAY = 6


def read_calendar(line: tree.CalendarLine, report: Report) -> FiscalCalendar:
    """The calendar that a line says. What it leaves open is asked, and answered in some way for the time being."""
    said = calendar_line(line)
    edge = said[0]
    weeks = None
    if line.edge is not None or line.weeks is not None or line.extra is not None:
        edge_of = line.edge or tree.YearEdge(line.span, "start", "nearest", SUNDAY, line.start_month, 1)
        weeks = Weeks(
            edge_of.edge, edge_of.rule, edge_of.weekday, edge_of.month, edge_of.day, line.weeks or (4, 4, 5), line.extra or 12
        )  # fmt: skip
    fortnight = line.fortnight.value.toordinal() if line.fortnight is not None else None
    calendar = FiscalCalendar(line.start_month, line.named or "start", weeks, line.week_start, fortnight)
    if weeks is not None and line.edge is not None and line.week_start not in (None, weeks.starts):
        day = weeks_start(weeks.starts)
        report.add(
            "weeks-open",
            f"years are of whole weeks and start on a {WEEKDAYS[weeks.starts]}, and weeks are said to start on another day",
            line.span,
            consequence="A week would lie in two months of the plan's calendar, and its deals could be paid with either.",
            repairs=_answers(line, (("Weeks start with the years:", day),), lambda words: [*_but(said, line), words]),
        )
    if weeks is not None and line.edge is None:
        report.add(
            "year-of-weeks-open",
            "the years are of whole weeks, and nothing says on which day they start or end",
            line.span,
            consequence="Years could be a week apart, and with them every quarter, quota and payout.",
            repairs=_answers(line, _edges(line.start_month), lambda words: [words, *said[1:]]),
        )
        return calendar
    if calendar.spans and line.named is None:
        report.add(
            "fiscal-year-name",
            "the fiscal year lies in two calendar years, and nothing says which one it is named after",
            line.span,
            consequence="`2025-Q1` could mean two quarters a year apart, with different quotas and payouts.",
            repairs=_answers(line, _NAMES, lambda words: [edge, words, *said[1:]]),
        )
    if weeks is not None and line.weeks is None:
        named = [NAMED[line.named]] if line.named else []
        report.add(
            "year-of-weeks-open",
            "the years are of whole weeks, and nothing says how many each month has",
            line.span,
            consequence="A deal in the fifth week of a month could be paid with that month or with the next.",
            repairs=_answers(line, _QUARTERS, lambda words: [edge, *named, words, *said[1 + len(named) :]]),
        )
    if weeks is not None and line.extra is None:
        report.add(
            "year-of-weeks-open",
            "some years have a 53rd week, and nothing says which month it goes to",
            line.span,
            consequence="From that week on, deals could be paid a month earlier or later, at other tiers and quotas.",
            repairs=_answers(line, _EXTRA, lambda words: [*said, words]),
        )
    return calendar


def with_weeks(
    calendar: FiscalCalendar, line: tree.CalendarLine, start: int, items: tuple[tree.Statement, ...], report: Report
) -> FiscalCalendar:
    """The calendar, after asking when weeks and fortnights start where the plan speaks of them and doesn't say it."""
    said, rows = calendar_line(line), rows_called_so(items)
    for unit, data in rows.items():
        period = first_named(items, unit)
        if period is not None:
            refuse_period(unit, period, data, report)
    week = None if calendar.weeks_known else first_named(items, "week", "week" not in rows)
    if week is not None and "week" not in rows is not None:
        report.add(
            "weeks-open",
            "the plan speaks of weeks, and its calendar does not say on which day they start",
            week.span,
            consequence="A deal on a Sunday could be paid with the week before it or with the week after it.",
            repairs=_answers(
                line, _WEEKDAYS, lambda words: [*said[:-1], words, said[-1]] if line.fortnight else [*said, words]
            ),
        )
    if week is not None:
        calendar = evolve(calendar, week_start=0)
    fortnight = None if calendar.fortnight is not None else first_named(items, "fortnight", "fortnight" not in rows)
    if fortnight is not None and "fortnight" not in rows:
        days = [datetime.date.fromordinal(start + later) for later in (0, 7)]
        report.add(
            "weeks-open",
            "the plan speaks of fortnights, and its calendar does not say when one of them starts",
            fortnight.span,
            consequence="Pay periods could be a week apart, and with them what is paid in each, its caps and its draws.",
            repairs=_answers(
                line,
                (
                    ("If one starts on the first day that the plan covers:", fortnight_starts(days[0])),
                    ("If one starts a week later, or on any other day:", fortnight_starts(days[1])),
                ),
                lambda words: [*said, words],
            ),
        )
    if fortnight is not None:
        calendar = evolve(calendar, fortnight=start)
    return calendar


def first_named(items: tuple[tree.Statement, ...], unit: str, columns: bool = False) -> tree.Node | None:
    """The first node of a plan that is about weeks, or about fortnights; a length of time says no day on which it starts.

    With ``columns`` also a column of weeks, where the word means no rows.
    """
    todo: list[tree.Node] = [*reversed(items)]
    while todo:
        node = todo.pop()
        named = (getattr(node, name, None) for name in ("unit", "each", "inner", "rules_unit"))
        if unit in named and not isinstance(node, (tree.DurationLit, tree.Paid)):
            return node
        if columns and isinstance(node, tree.ColumnType) and node.row == unit:
            return node
        todo += reversed(tree.children(node))
    return None


def _but(said: list[str], line: tree.CalendarLine) -> list[str]:
    """What a line says, without the day on which weeks start."""
    return [words for words in said if line.week_start is None or words != weeks_start(line.week_start)]


Answers = tuple[tuple[str, str], ...]
_NAMES: Answers = (
    ("If the year that starts in 2025 is called 2025:", NAMED["start"]),
    ("If the year that ends in 2025 is called 2025:", NAMED["end"]),
)
_QUARTERS: Answers = (
    ("If the last month of a quarter has five:", weeks_of((4, 4, 5))),
    ("If the middle one has:", weeks_of((4, 5, 4))),
    ("If the first one has:", weeks_of((5, 4, 4))),
)
_EXTRA: Answers = (
    ("If the last month of the year gets it:", extra_week(12)),
    ("If another one does, such as the sixth of the year:", extra_week(6)),
)
_WEEKDAYS: Answers = (
    ("If a week goes from Monday through Sunday:", weeks_start(0)),
    ("If it goes from Sunday through Saturday, or starts on any other day:", weeks_start(6)),
)


def _edges(start_month: int) -> Answers:
    """The days on which years that start in some month commonly do."""
    before = month((start_month - 2) % 12 + 1)
    last = "28" if before == "February" else "30" if before in ("April", "June", "September", "November") else "31"
    return (
        (f"On the Saturday nearest to the end of {before}:", f"years end on the Saturday nearest {before} {last}"),
        (f"On the last Saturday of {before}:", f"years end on the last Saturday of {before}"),
        (f"On the first Sunday of {month(start_month)}:", f"years start on the first Sunday of {month(start_month)}"),
    )


def _answers(line: tree.CalendarLine, answers: Answers, put_in: Callable[[str], list[str]]) -> tuple[Repair, ...]:
    return tuple(instead(text, line.span, "calendar     " + ", ".join(put_in(words))) for text, words in answers)
