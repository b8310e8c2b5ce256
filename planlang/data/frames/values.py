"""One Python value as the text that a cell of a file would have, or why it can't be taken."""

from __future__ import annotations

import datetime
import decimal
import numbers
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from planlang.core.calendar import DAYS
from planlang.core.decimals import decimal_text, terminates
from planlang.core.records import NUMERIC, ColumnSpec
from planlang.data.numbers import decimal_point
from planlang.data.parquetfile import wrong_type
from planlang.data.raw import MAX_CELL
from planlang.data.report import Cell, Refused, kind_words, quoted, repair
from planlang.slotted import evolve

_LONGEST = 1_000
"""A number with more digits than this is refused without being written out."""


def mended(wrong: Refused) -> Refused:
    """A finding about a type, with what to do about it in Python."""
    if "floating-point" in wrong.message:
        text = (
            "Give decimals, texts or whole numbers: a pandas column of Decimal or str objects, pl.Decimal(18, 2) in Polars, "
            "decimal128(18, 2) in Arrow; and read them so from where they come, never by way of floats."
        )
        return evolve(wrong, repairs=repair(text))
    if "TIMESTAMP" in wrong.message:
        text = "Say which day it is: `.dt.date` in pandas and Polars, `.date()` of a datetime, date32 in Arrow."
        return evolve(wrong, repairs=repair(text))
    texts = [one.text.replace("Export the column as", "Make the column") for one in wrong.repairs]
    return evolve(wrong, repairs=tuple(one for text in texts for one in repair(text)))


def refused_type(column: ColumnSpec, type_: str) -> Refused | None:
    """Why a column of this type of DuckDB's can't be what the plan says, or ``None``."""
    wrong = wrong_type(column, type_)
    return None if wrong is None else mended(wrong)


def absent(value: Any) -> bool:
    """Whether a value stands for none: ``None``, NaN, pandas' ``NaT`` and ``NA``."""
    if value is None:
        return True
    if isinstance(value, str):
        return False
    if isinstance(value, decimal.Decimal):
        return value.is_nan()
    if type(value).__name__ in ("NaTType", "NAType"):
        return type(value).__module__.startswith("pandas.")
    return isinstance(value, numbers.Real) and not isinstance(value, (int, Fraction)) and bool(value != value)


def cell_of(value: Any, column: ColumnSpec) -> Cell:
    """The text that a file would have there."""
    if absent(value):
        return None
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            return _refused("a longer text than is read", column, value[:100])
        return str.__str__(value)  # what it says, also where a class of its own shows it otherwise
    type_, text = _typed(value)
    if type_ is None:
        return _refused(f"a value of the type {type(value).__name__}", column, text)
    wrong = refused_type(column, type_)
    return evolve(wrong, value=text) if wrong is not None else text


def cells_of(values: Iterable[Any], column: ColumnSpec) -> list[Cell]:
    """The texts of a column. What occurs often is looked at once."""
    known: dict[tuple[type, Any], Cell] = {}
    cells: list[Cell] = []
    for value in values:
        kind = type(value)
        if kind is str or value is None:
            cells.append(value if value is None or len(value) <= MAX_CELL else cell_of(value, column))
            continue
        if kind not in (int, bool, decimal.Decimal, datetime.date) or (kind is decimal.Decimal and value.is_nan()):
            cells.append(cell_of(value, column))
            continue
        # Decimals that are equal may be spelt otherwise; what they say is the same.
        key = (kind, value)
        if key not in known:
            known[key] = cell_of(value, column)
        cells.append(known[key])
    return cells


def _typed(value: Any) -> tuple[str | None, str]:
    """A value's type as DuckDB would call it, and its text."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "BOOLEAN", "yes" if value else "no"
    if isinstance(value, (int, numbers.Integral)):
        whole = int(value)
        return "BIGINT", str(whole) if whole.bit_length() < 3 * _LONGEST else f"a number of {whole.bit_length():,} bits"
    if isinstance(value, decimal.Decimal):
        return "DECIMAL", decimal_point(_decimal(value))
    if isinstance(value, Fraction):
        return ("DECIMAL", decimal_point(decimal_text(value))) if terminates(value) else (None, str(value)[:_LONGEST])
    if isinstance(value, numbers.Real):
        return "DOUBLE", str(value)
    if isinstance(value, datetime.datetime):
        return "TIMESTAMP", str(value)
    if isinstance(value, datetime.date):
        return "DATE", value.isoformat()
    return None, type(value).__name__


def _decimal(value: decimal.Decimal) -> str:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _LONGEST or abs(value.adjusted()) > _LONGEST:
        return str(value)  # infinite, or longer than any number
    return format(value, "f")


def _refused(what: str, column: ColumnSpec, text: str) -> Refused:
    mend = "Give the value itself: " + (
        "a Decimal, an int or a text."
        if column.kind in NUMERIC
        else "a date."
        if column.kind == "date" or column.kind in DAYS
        else "a text."
    )
    return Refused(
        "wrong-column-type",
        f"{quoted(column.header)} holds {what}, not {kind_words(column)}",
        "",
        repair(mend),
        value=text,
    )
