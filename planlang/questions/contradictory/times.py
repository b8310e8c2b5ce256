"""When rules pay, said by one of them in months and by another in days or quarters: both as days, so that they can be compared."""

from __future__ import annotations

from planlang.core.regions import BOTTOM, TOP, Box, Cut, Spans
from planlang.questions.contradictory.reaches import Reach, one_span
from planlang.questions.contradictory.spoken import Spoken

DAY = "date"
"""The column of a box that says the day of the row."""


def time_of(reach: Reach, box: Box) -> frozenset[str]:
    """The columns by which a box says when: the day of the row, or the period in which it lies."""
    return frozenset(column for column in box if column == DAY or _period(reach, column) is not None)


def _period(reach: Reach, column: str) -> Spoken | None:
    """What a column is called that is the period in which the row lies."""
    spoken = reach.spoken.get(column)
    return spoken if spoken is not None and spoken.here else None


def at_one_time(a: Reach, x: Box, b: Reach, y: Box) -> bool:
    """Whether two boxes have windows of days that share some, by two different dates of the row: closed in March, and signed in spring."""
    return any(
        one != other and not first.meet(second).empty
        for one, first in _windows(a, x)
        for other, second in _windows(b, y)
    )


def _windows(reach: Reach, box: Box) -> list[tuple[str, Spans]]:
    """The dates by which a box is one stretch of days with a first and a last."""
    found = []
    for column, allowed in box.items():
        spoken, span = reach.spoken.get(column), one_span(allowed)
        if spoken is None or spoken.kind != "date" or spoken.anchor or span is None or not isinstance(allowed, Spans):
            continue
        if span[0] != BOTTOM and span[1] != TOP:
            found.append((column, allowed))
    return found


def in_days(reach: Reach, box: Box) -> Box | None:
    """The box with its periods as the days that they have; ``None`` where nothing lies in all of them."""
    found = {column: allowed for column, allowed in box.items() if _period(reach, column) is None}
    for column, allowed in box.items():
        spoken = _period(reach, column)
        if spoken is None:
            continue
        assert isinstance(allowed, Spans)
        days = Spans(tuple((_first_day(spoken, start), _first_day(spoken, end)) for start, end in allowed.parts))
        said = found.get(DAY, days)
        assert isinstance(said, Spans)
        found[DAY] = said.meet(days)
        grain = reach.rule.grain
        of_credit = grain is None or grain.kind == "credit"
        reach.spoken.setdefault(DAY, Spoken("credit.date" if of_credit else f"the last day of {spoken.words}", "date"))
    return None if DAY in found and found[DAY].empty else found


def _first_day(spoken: Spoken, cut: Cut) -> Cut:
    """Where the first day of the period lies with which a stretch begins, or behind which it has ended."""
    if cut in (BOTTOM, TOP) or spoken.calendar is None:
        return cut
    return (0, spoken.calendar.first_day(spoken.kind, int(cut[1])), 0)  # type: ignore[arg-type]
