"""Periods of a row: which quarter a credit falls in, which months a year has."""

from __future__ import annotations

from planlang.core.calendar import LONGER, Unit
from planlang.semantics.model import Header


def spine_range(header: Header, unit: str | None) -> tuple[int, int]:
    """The first and last period that the plan pays in, by number; 0 and 0 where there is no period."""
    if unit is None:
        return 0, 0
    end = max(header.end, header.follows or header.end)
    calendar = header.calendar
    period: Unit = unit  # type: ignore[assignment]
    return calendar.period(period, header.start), calendar.period(period, end)


def finer(a: str, b: str) -> bool:
    """Whether a period unit is shorter than another."""
    return a in LONGER and b in LONGER and LONGER.index(a) < LONGER.index(b)
