"""What SQL says of a cell, whatever its kind: whether it is refused, and its value."""

from __future__ import annotations

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import NUMERIC, PERIODS
from planlang.data.engine import days, numbers, words
from planlang.data.engine.shapes import Cell
from planlang.data.engine.sqltext import one_of
from planlang.data.engine.words import Odd

TEXTS = frozenset({"text", "row"})


def refused(cell: Cell, identifies: bool, odd: Odd | None, calendar: FiscalCalendar) -> str | None:
    """Whether a cell that is not blank is refused for itself: SQL, or ``None`` where its type rules that out.

    Without ``odd`` a text that needs a closer look counts as refused.
    """
    kind = cell.column.kind
    if kind in NUMERIC:
        return numbers.refused(cell)
    if kind == "date" or kind in PERIODS:
        return days.refused(cell, calendar)
    if kind == "yes/no":
        return words.neither_yes_nor_no(cell) if cell.form == "text" else None
    if kind == "one-of":
        return words.not_a_member(cell)
    return words.suspect(cell, identifies) if odd is None else words.refused(cell, identifies, odd)


def value(cell: Cell, decimals: int, widest: int | None, calendar: FiscalCalendar) -> str:
    """The value of a cell that is not refused, ``NULL`` where it is blank. Of another it is anything, but no error."""
    kind = cell.column.kind
    if kind in NUMERIC:
        return numbers.numerator(cell, decimals, widest)
    if kind == "date" or kind in PERIODS:
        return days.value(cell, calendar)
    if kind == "yes/no":
        return cell.given if cell.form == "boolean" else _yes(cell)
    return cell.text


def _yes(cell: Cell) -> str:
    """Yes or no as a truth value."""
    return one_of(cell.text, words.YES)
