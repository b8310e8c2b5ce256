"""Literals in their canonical form."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from planlang.syntax import tree as t

_SIGNS = {"number": "", "percent": "%", "multiplier": "x"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROUNDING_WORDS: dict[str, str] = {
    "half-even": "halves to even",
    "half-away": "halves away from zero",
    "half-toward": "halves toward zero",
    "half-up": "halves up",
    "half-down": "halves down",
}
CUTTING_WORDS: dict[str, str] = {"cut": "cut to", "raised": "raised to", "ceiling": "up to", "floor": "down to"}


def number(value: Decimal) -> str:
    """Digits with thousands commas, every decimal kept."""
    return f"{value:,f}"


def period(lit: t.PeriodLit) -> str:
    """``2025-Q1``, ``2025-H2``, ``2025-03``, ``2025-P03`` or ``2025``."""
    if lit.unit == "year":
        return f"{lit.year:04d}"
    if lit.unit == "month":
        return f"{lit.year:04d}-{'P' if lit.of_weeks else ''}{lit.index:02d}"
    return f"{lit.year:04d}-{'Q' if lit.unit == 'quarter' else 'H'}{lit.index}"


def duration(lit: t.DurationLit) -> str:
    """``90 days``."""
    return f"{lit.count} {lit.unit}{'' if lit.count == 1 else 's'}"


def text(value: str) -> str:
    """A text in quotes."""
    return f'"{value}"'


def month(number_: int) -> str:
    """The name of a month."""
    return _MONTHS[number_ - 1]


NAMED = {"start": "named by the year they start in", "end": "named by the year they end in"}


def year_edge(edge: t.YearEdge) -> str:
    """``years end on the Saturday nearest January 31``."""
    weekday = _WEEKDAYS[edge.weekday]
    where = f"{weekday} nearest {month(edge.month)} {edge.day}"
    if edge.rule != "nearest":
        where = f"{edge.rule} {weekday} of {month(edge.month)}"
    return f"years {edge.edge} on the {where}"


def weeks_of(quarter: tuple[int, int, int]) -> str:
    """``quarters of 4-4-5 weeks``."""
    return f"quarters of {'-'.join(map(str, quarter))} weeks"


def extra_week(month_number: int) -> str:
    """``a 53rd week goes to the last month``."""
    return f"a 53rd week goes to {'the last month' if month_number == 12 else f'month {month_number}'}"


def weeks_start(weekday: int) -> str:
    """``weeks start on Monday``."""
    return f"weeks start on {_WEEKDAYS[weekday]}"


def fortnight_starts(day: datetime.date) -> str:
    """``a fortnight starts on 2025-01-06``."""
    return f"a fortnight starts on {day.isoformat()}"


def calendar_line(line: t.CalendarLine) -> list[str]:
    """What stands between the commas of a calendar line, without its first word."""
    said = [f"years start in {month(line.start_month)}" if line.edge is None else year_edge(line.edge)]
    if line.named is not None:
        said.append(NAMED[line.named])
    if line.weeks is not None:
        said.append(weeks_of(line.weeks))
    if line.extra is not None:
        said.append(extra_week(line.extra))
    if line.week_start is not None:
        said.append(weeks_start(line.week_start))
    if line.fortnight is not None:
        said.append(fortnight_starts(line.fortnight.value))
    return said


def rounding(item: t.Rounding) -> str:
    """``nearest 0.01 USD, halves to even``, ``cut to 0.01 USD``."""
    unit = f"{number(item.unit.scaleb(2))}%" if item.percent else number(item.unit)
    unit += f" {item.currency}" if item.currency else ""
    if item.mode in CUTTING_WORDS:
        return f"{CUTTING_WORDS[item.mode]} {unit}"
    return f"nearest {unit}" + (f", {ROUNDING_WORDS[item.mode]}" if item.mode else "")


def literal(value: t.Node) -> str | None:
    """The text of a literal or a name, ``None`` if the value is anything else."""
    if isinstance(value, t.NumberLit):
        return number(value.value) + _SIGNS[value.unit]
    if isinstance(value, t.MoneyLit):
        return f"{number(value.value)} {value.currency}"
    if isinstance(value, t.DateLit):
        return value.value.isoformat()
    if isinstance(value, t.PeriodLit):
        return period(value)
    if isinstance(value, t.DurationLit):
        return duration(value)
    if isinstance(value, t.TextLit):
        return text(value.value)
    if isinstance(value, t.YesNoLit):
        return "yes" if value.value else "no"
    if isinstance(value, t.Column):
        return ".".join(value.parts)
    if isinstance(value, t.Name):
        return value.name + (f" {value.counting} this credit" if value.counting else "")
    return None


_NUMERIC = re.compile(r"-?[0-9][0-9,]*")


def whole_digits(written: str) -> int | None:
    """How many characters a number has before its point, ``None`` if the text isn't a number."""
    found = _NUMERIC.match(written)
    return found.end() if found and "-" not in written[found.end() :] else None


def on_their_units(cells: list[str], fits: list[bool]) -> list[str]:
    """Texts padded on the left so that the numbers among them stand with their units below each other."""
    sizes = [whole_digits(cell) if fit else None for cell, fit in zip(cells, fits, strict=True)]
    widest = max((size for size in sizes if size is not None), default=0)
    return [cell if size is None else " " * (widest - size) + cell for cell, size in zip(cells, sizes, strict=True)]
