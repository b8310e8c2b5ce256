"""A column of texts becomes a column of values.

Each spelling is read once, however many rows have it: that is what makes reading fast, and what makes a fault
in a thousand rows one fault with a thousand places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import NUMERIC, PERIODS, ColumnSpec, Limits
from planlang.core.values import Values
from planlang.data.fast import cents, plain_texts
from planlang.data.numbers import number_reader
from planlang.data.report import Cell, Findings, Refused, quoted, repair
from planlang.data.scale import looks_wrong
from planlang.data.times import period_reader, read_date
from planlang.data.words import member_reader, read_yes_no, text_reader
from planlang.slotted import define


@define
class Read:
    """A column that was read. ``bad`` are the positions of rows whose cell was refused; their items are ``None``."""

    values: Values
    bad: set[int]


def read_column(
    column: ColumnSpec,
    cells: Sequence[Cell],
    lines: Sequence[int],
    calendar: FiscalCalendar,
    identifies: bool,
    found: Findings,
    whole: bool = True,
) -> Read:
    """The values of a column, in the order of the file; every cell that has none is a finding.

    Of a column that is not ``whole``, because only some rows are here, nothing is said as a whole.
    """
    if not column.reads and (quick := _quick(column, cells, identifies)) is not None:
        return Read(quick, set())
    aliases = dict(column.reads)
    reader = _reader(column, calendar, identifies)
    outcome: dict[Cell, Any] = {cell: _one(cell, aliases, column, reader) for cell in dict.fromkeys(cells)}
    den: int | None = None
    if column.kind in NUMERIC:
        den = _common(column, outcome)
        _check_limits(column, outcome, den)
        if whole and (wrong := looks_wrong(column, outcome, den, aliases)):
            found.cell(wrong, column, None, None)
    bad: set[int] = set()
    refused = {cell: out for cell, out in outcome.items() if isinstance(out, Refused)}
    if refused:
        for index, cell in enumerate(cells):
            if (why := refused.get(cell)) is not None:
                bad.add(index)
                found.cell(why, column, lines[index], cell if isinstance(cell, str) else None)
        outcome.update(dict.fromkeys(refused))
    return Read(Values(list(map(outcome.__getitem__, cells)), den), bad)


def _quick(column: ColumnSpec, cells: Sequence[Cell], identifies: bool) -> Values | None:
    if column.kind in ("text", "row"):
        texts = plain_texts(cells, identifies or column.kind == "row")
        return Values(texts) if texts is not None else None
    if column.kind == "money":
        amounts = cents(column, cells)
        return Values(amounts, 100) if amounts is not None else None
    return None


def _one(cell: Cell, aliases: dict[str, str], column: ColumnSpec, reader: Callable[[str], Any]) -> Any:
    if isinstance(cell, Refused):
        return cell
    text = cell
    if aliases and (cell or "") in aliases:
        text = aliases[cell or ""]
    if text is None or text == "":
        return None if column.optional else _blank(column)
    if text != text.strip():
        only = not text.strip()
        return Refused(
            "unusable-text",
            f"{quoted(text)} holds nothing but spaces" if only else f"{quoted(text)} has a space before or after it",
            "" if only else "`ana ` and `ana` would be two people",
            repair("Leave the cell empty." if only else f"Write {quoted(text.strip())}, without the space."),
        )
    return reader(text)


def _blank(column: ColumnSpec) -> Refused:
    return Refused(
        "missing-value",
        f"{quoted(column.header)} is blank",
        "every row needs one" if not column.key else "without its key nobody can tell which row this is",
        repair(
            "Fill it in. If it may be missing, the plan says so, and says what happens then:",
            f"{column.name}: …, optional",
        )
        if not column.key
        else repair("Fill it in."),
    )


def _reader(column: ColumnSpec, calendar: FiscalCalendar, identifies: bool) -> Callable[[str], Any]:
    kind = column.kind
    if kind in NUMERIC:
        return number_reader(column)
    if kind == "date":
        return read_date
    if kind in PERIODS:
        return period_reader(column, calendar)
    if kind == "yes/no":
        return read_yes_no
    if kind == "one-of":
        return member_reader(column)
    return text_reader(column, identifies or kind == "row")


def _common(column: ColumnSpec, outcome: dict[Cell, Any]) -> int:
    """Brings the numbers of a column over one denominator, in place; returns it."""
    if column.kind == "money":
        power = column.digits
        for cell, value in outcome.items():
            if type(value) is tuple:
                outcome[cell] = value[0]
        return int(10**power)
    power = max((value[1] for value in outcome.values() if type(value) is tuple), default=0)
    for cell, value in outcome.items():
        if type(value) is tuple:
            outcome[cell] = value[0] * 10 ** (power - value[1])
    return int(10**power)


def _check_limits(column: ColumnSpec, outcome: dict[Cell, Any], den: int) -> None:
    limits = column.limits
    if limits is None:
        return
    for cell, value in outcome.items():
        if type(value) is int and not _inside(limits, Fraction(value, den)):
            outcome[cell] = Refused(
                "value-out-of-bounds",
                f"{quoted(cell if isinstance(cell, str) else '')} is outside what the plan allows",
                f"the plan says: {limits.words}",
                repair("Correct the value, or the bounds in the plan."),
            )


def _inside(limits: Limits, value: Fraction) -> bool:
    low, high = limits.low, limits.high
    if low is not None and (value < low or (value == low and not limits.low_included)):
        return False
    return not (high is not None and (value > high or (value == high and not limits.high_included)))
