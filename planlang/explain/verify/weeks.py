"""Years of whole weeks, from what the document says of the plan's calendar."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
WEEK = datetime.timedelta(days=7)
_EDGE = re.compile(
    r"calendar\s+years\s+(start|end)\s+on\s+the\s+(?:(first|last)\s+)?(\w+day)\s+(?:nearest|of)\s+([A-Z][a-z]+)(?:\s+([0-9]+))?"
)


class Years:
    """Months by number, twelve a year, each of some weeks."""

    def __init__(self, said: Json) -> None:
        self.said = said
        self.lengths = [*said["quarter"] * 4]
        self.longer = [n + (1 if index + 1 == said["extra"] else 0) for index, n in enumerate(self.lengths)]
        self.known: dict[int, list[int]] = {}

    @property
    def spans(self) -> bool:
        """Whether a year that starts or ends on the very day lies in two calendar years."""
        month, day = self.said["month"], self.said["day"]
        if self.said["edge"] == "start":
            return (self.said["rule"], month, day) not in [("first", 1, None), ("nearest", 1, 1)]
        return (self.said["rule"], month, day) not in [("last", 12, None), ("nearest", 12, 31)]

    def edge(self, year: int) -> datetime.date:
        """The named weekday, walked to from the day or the month that the plan names."""
        rule, month = self.said["rule"], self.said["month"]
        weekday = WEEKDAYS.index(self.said["weekday"])
        one = datetime.timedelta(days=1)
        if rule == "nearest":
            around = datetime.date(year, month, self.said["day"])
            return next(day for n in range(-3, 4) if (day := around + n * one).weekday() == weekday)
        days = [datetime.date(year, month, 1) + n * one for n in range(31)]
        found = [day for day in days if day.month == month and day.weekday() == weekday]
        return found[0] if rule == "first" else found[-1]

    def months(self, year: int) -> list[int]:
        """The first days of the months of a year, and of the next year."""
        if year not in self.known:
            later = 1 if self.said["edge"] == "end" and not self.spans else 0
            start, end = (self.edge(year - later + n) for n in (0, 1))
            if self.said["edge"] == "end":
                start, end = (day + datetime.timedelta(days=1) for day in (start, end))
            lengths = self.longer if end - start == 53 * WEEK else self.lengths
            firsts = [start]
            for weeks in lengths:
                firsts.append(firsts[-1] + weeks * WEEK)
            if firsts[-1] != end:
                raise ValueError("a year of neither 52 nor 53 weeks")
            self.known[year] = [day.toordinal() for day in firsts]
        return self.known[year]

    def month(self, day: int) -> int:
        """The month that holds a day."""
        about = datetime.date.fromordinal(day).year
        for year in (about - 1, about, about + 1):
            firsts = self.months(year)
            if firsts[0] <= day < firsts[12]:
                return year * 12 + sum(first <= day for first in firsts) - 1
        raise ValueError("a day of no year")

    def first(self, month: int) -> int:
        return self.months(month // 12)[month % 12]


def not_said(text: str, calendar: Json) -> Iterator[str]:
    """Where a document's calendar of weeks is not that of a plan's text."""
    yield from _starts_not_said(text, calendar)
    weeks = calendar.get("weeks")
    found = _EDGE.search(text)
    if found is None:
        return
    edge, which, weekday, month, day = found.groups()
    quarter = re.search(r"quarters\s+of\s+([0-9])-([0-9])-([0-9])\s+weeks", text)
    extra = re.search(r"a\s+53rd\s+week\s+goes\s+to\s+(?:the\s+last\s+month|month\s+([0-9]+))", text)
    said = {
        "edge": edge,
        "rule": which or "nearest",
        "weekday": weekday,
        "month": MONTHS.index(month) + 1,
        "day": int(day) if day else None,
        "quarter": [int(n) for n in quarter.groups()] if quarter else None,
        "extra": int((extra and extra[1]) or 12),
    }
    if weeks != said:
        yield f"years {found[0].split('years', 1)[1].strip()}, and not as the document says"


def _starts_not_said(text: str, calendar: Json) -> Iterator[str]:
    """Where weeks and fortnights start on another day than the plan says."""
    if not re.search(r"\bcalendar\s+years\b", text):
        return  # it stands in another file
    week = re.search(r",\s*weeks\s+start\s+on\s+([A-Z][a-z]+day)", text)
    if (week and week[1]) != calendar.get("week_start"):
        yield f"weeks start on {week[1]}" if week else "the plan does not say when weeks start"
    fortnight = re.search(r",\s*a\s+fortnight\s+starts\s+on\s+([0-9-]{10})", text)
    if (fortnight and fortnight[1]) != calendar.get("fortnight"):
        yield f"a fortnight starts on {fortnight[1]}" if fortnight else "the plan does not say when fortnights start"
