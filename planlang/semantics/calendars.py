"""The plan's calendar: what its line says, and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable

from planlang.core.calendar import FiscalCalendar
from planlang.core.weeks import Weeks
from planlang.diagnostics.model import Repair, instead
from planlang.semantics.report import Report
from planlang.syntax import tree
from planlang.syntax.formatting.literals import NAMED, calendar_line, extra_week, month, weeks_of

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
    calendar = FiscalCalendar(line.start_month, line.named or "start", weeks)
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
