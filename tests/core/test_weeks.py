"""Calendars of weeks against the one that the National Retail Federation publishes, and what holds of every one."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.core.calendar import FiscalCalendar
from planlang.core.weeks import Weeks
from planlang.explain.document import calendar_document
from planlang.explain.verify.values import Fiscal
from planlang.explain.verify.weeks import not_said
from planlang.slotted import evolve

NRF = FiscalCalendar(weeks=Weeks("end", "nearest", 5, 1, 31, (4, 5, 4), 12))

PUBLISHED = {
    2023: "01-29 02-26 04-02 04-30 05-28 07-02 07-30 08-27 10-01 10-29 11-26 12-31",
    2024: "02-04 03-03 04-07 05-05 06-02 07-07 08-04 09-01 10-06 11-03 12-01 01-05",
    2025: "02-02 03-02 04-06 05-04 06-01 07-06 08-03 08-31 10-05 11-02 11-30 01-04",
}
"""The first days of the twelve months; 2023 has 53 weeks and ends on 2024-02-03, the others have 52."""


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_published_months(year: int) -> None:
    first = NRF.numbered("month", year, 1)
    said = [f"{year + (1 if month == '01' else 0)}-{month}-{d}" for month, d in
            (one.split("-") for one in PUBLISHED[year].split())]  # fmt: skip
    said[0] = f"{year}-{PUBLISHED[year][:5]}"
    for index, begins in enumerate(said):
        assert NRF.first_day("month", first + index) == day(begins)
        assert NRF.period("month", day(begins)) == first + index
        assert NRF.period("month", day(begins) - 1) == first + index - 1
        assert NRF.label("month", first + index) == f"{year}-P{index + 1:02d}"


def test_the_year_of_53_weeks() -> None:
    ends = {2022: "2023-01-28", 2023: "2024-02-03", 2024: "2025-02-01", 2025: "2026-01-31"}
    for year, end in ends.items():
        number = NRF.numbered("year", year, 1)
        assert NRF.last_day("year", number) == day(end)
        assert NRF.label("year", NRF.period("year", day(end))) == str(year)
    assert NRF.last_day("month", NRF.numbered("month", 2023, 12)) == day("2024-02-03")
    assert NRF.label("quarter", NRF.period("quarter", day("2024-02-03"))) == "2023-Q4"
    assert NRF.label("half", NRF.period("half", day("2023-07-30"))) == "2023-H2"


def test_the_53rd_week_of_another_month() -> None:
    moved = FiscalCalendar(weeks=Weeks("end", "nearest", 5, 1, 31, (4, 5, 4), 6))
    sixth = moved.numbered("month", 2023, 6)
    assert moved.last_day("month", sixth) == day("2023-08-05")
    assert moved.first_day("month", moved.numbered("month", 2024, 1)) == day("2024-02-04")


@pytest.mark.parametrize(
    ("weeks", "starts"),
    [
        # Apple: the last Saturday of September; fiscal 2023 began on 2022-09-25 and had 53 weeks.
        (Weeks("end", "last", 5, 9, 0, (5, 4, 4), 3), {2022: "2021-09-26", 2023: "2022-09-25", 2024: "2023-10-01"}),
        # Intel: the last Saturday of December; 2022 ended on 2022-12-31.
        (Weeks("end", "last", 5, 12, 0, (4, 4, 5), 12), {2022: "2021-12-26", 2023: "2023-01-01", 2024: "2023-12-31"}),
        (Weeks("start", "nearest", 0, 1, 1, (4, 4, 5), 12), {2020: "2019-12-30", 2021: "2021-01-04"}),
        (Weeks("start", "first", 0, 7, 0, (4, 4, 5), 12), {2025: "2024-07-01", 2026: "2025-07-07"}),
    ],
)
def test_first_days_and_names(weeks: Weeks, starts: dict[int, str]) -> None:
    calendar = FiscalCalendar(named="end", weeks=weeks)
    for year, start in starts.items():
        number = calendar.period("year", day(start))
        assert (calendar.label("year", number), calendar.first_day("year", number)) == (str(year), day(start))
        assert calendar.period("year", day(start) - 1) == number - 1


def test_an_end_in_early_january_keeps_its_year() -> None:
    calendar = FiscalCalendar(weeks=Weeks("end", "nearest", 5, 12, 31, (4, 4, 5), 12))
    assert calendar.label("year", calendar.period("year", day("2021-01-02"))) == "2020"
    assert calendar.label("year", calendar.period("year", day("2021-01-03"))) == "2021"


@st.composite
def calendars(draw: st.DrawFn) -> FiscalCalendar:
    rule = draw(st.sampled_from(("first", "last", "nearest")))
    last = draw(st.integers(1, 28)) if rule == "nearest" else 0
    weeks = Weeks(
        draw(st.sampled_from(("start", "end"))),
        rule,
        draw(st.integers(0, 6)),
        draw(st.integers(1, 12)),
        last,
        draw(st.sampled_from(((4, 4, 5), (4, 5, 4), (5, 4, 4)))),
        draw(st.integers(1, 12)),
    )
    return FiscalCalendar(named=draw(st.sampled_from(("start", "end"))), weeks=weeks)


@st.composite
def starts(draw: st.DrawFn) -> FiscalCalendar:
    """Calendars that say where weeks and fortnights start."""
    fortnight = draw(st.integers(day("2024-01-01"), day("2026-12-31")))
    if draw(st.booleans()):
        return evolve(draw(calendars()), fortnight=fortnight)
    return FiscalCalendar(draw(st.integers(1, 12)), week_start=draw(st.integers(0, 6)), fortnight=fortnight)


@given(starts(), st.integers(day("1990-01-01"), day("2090-12-31")))
def test_weeks_and_fortnights_follow_each_other_and_the_verifier_agrees(calendar: FiscalCalendar, some: int) -> None:
    fiscal = Fiscal(calendar_document(calendar))
    assert calendar.fortnight is not None
    assert calendar.first_day("fortnight", calendar.period("fortnight", calendar.fortnight)) == calendar.fortnight
    for unit, days in (("week", 7), ("fortnight", 14)):
        period = calendar.period(unit, some)  # type: ignore[arg-type]
        first, last = calendar.first_day(unit, period), calendar.last_day(unit, period)  # type: ignore[arg-type]
        assert first <= some <= last == first + days - 1
        assert calendar.period(unit, last + 1) == period + 1  # type: ignore[arg-type]
        label = calendar.label(unit, period)  # type: ignore[arg-type]
        assert label == date.fromordinal(first).isoformat()
        assert (fiscal.period(unit, some), fiscal.first(unit, period), fiscal.write(unit, period)) == (
            period,
            first,
            label,
        )
        assert fiscal.read(unit, label) == period
        for coarser in ("fortnight", "month", "quarter", "half", "year"):
            if calendar.nests(unit, coarser):
                edges = {calendar.period(coarser, edge) for edge in (first, last)}  # type: ignore[arg-type]
                assert edges == {calendar.within(unit, period, coarser)}  # type: ignore[arg-type]
    week = calendar.first_day("week", calendar.period("week", some))
    start = calendar.weeks.starts if calendar.weeks is not None else calendar.week_start
    assert date.fromordinal(week).weekday() == start
    assert calendar.nests("week", "month") == (calendar.weeks is not None)


@given(calendars(), st.integers(day("1990-01-01"), day("2090-12-31")))
def test_periods_follow_each_other_and_the_verifier_agrees(calendar: FiscalCalendar, some: int) -> None:
    weeks = calendar.weeks
    assert weeks is not None
    fiscal = Fiscal(calendar_document(calendar))
    for unit in ("month", "quarter", "half", "year"):
        period = calendar.period(unit, some)  # type: ignore[arg-type]
        first, last = calendar.first_day(unit, period), calendar.last_day(unit, period)  # type: ignore[arg-type]
        assert first <= some <= last
        assert calendar.period(unit, last + 1) == period + 1  # type: ignore[arg-type]
        assert (last + 1 - first) % 7 == 0
        label = calendar.label(unit, period)  # type: ignore[arg-type]
        year, _, index = label.partition("-")
        assert calendar.numbered(unit, int(year), int(index[1:] or 1)) == period  # type: ignore[arg-type]
        assert (fiscal.period(unit, some), fiscal.first(unit, period), fiscal.write(unit, period)) == (
            period,
            first,
            label,
        )
        assert fiscal.read(unit, label) == period
    year = calendar.period("year", some)
    days = [calendar.first_day("month", year * 12 + month) for month in range(13)]
    lengths = [(b - a) // 7 for a, b in pairwise(days)]
    plain = list(weeks.quarter * 4)
    assert lengths in (plain, [n + (index + 1 == weeks.extra) for index, n in enumerate(plain)])


@pytest.mark.parametrize(
    ("instead", "problems"),
    [
        (
            "years end on the Saturday nearest January 31, quarters of 4-5-4 weeks, a 53rd week goes to the last month",
            0,
        ),
        (
            "years end on the Saturday nearest January 31, quarters of 4-4-5 weeks, a 53rd week goes to the last month",
            1,
        ),
        ("years end on the Saturday nearest January 31, quarters of 4-5-4 weeks, a 53rd week goes to month 6", 1),
        ("years end on the last Saturday of January, quarters of 4-5-4 weeks, a 53rd week goes to the last month", 1),
        (
            "years start on the Sunday nearest January 31, quarters of 4-5-4 weeks, a 53rd week goes to the last month",
            1,
        ),
    ],
)
def test_the_verifier_reads_the_plans_calendar(instead: str, problems: int) -> None:
    said = {
        "edge": "end",
        "rule": "nearest",
        "weekday": "Saturday",
        "month": 1,
        "day": 31,
        "quarter": [4, 5, 4],
        "extra": 12,
    }
    assert len(list(not_said(f"    calendar     {instead}\n", {"named": "start", "weeks": said}))) == problems
