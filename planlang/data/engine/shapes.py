"""One cell in SQL: the form in which a file's column comes, and the text that the cell says."""

from __future__ import annotations

import re
from typing import Literal

from planlang.core.records import NUMERIC, ColumnSpec
from planlang.data.engine.sqltext import literal
from planlang.data.parquetfile import said
from planlang.slotted import frozen

Form = Literal["text", "decimal", "whole", "date", "boolean"]

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)").fullmatch
_WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})


@frozen
class Cell:
    """A column of a source.

    ``given`` is the SQL of the cell in the source's own type, ``written`` that of its text as the reference loader takes it,
    ``text`` that of what it says after ``reads``, ``NULL`` where it is blank. The values of a column whose ``form`` is not text
    are taken as they are. ``longest`` is the length of the longest text, once it is known. ``cast`` is a column beside that of a text which has the
    same as a date or as a decimal of 18 digits, ``NULL`` where it is none: whatever DuckDB takes for one.
    """

    column: ColumnSpec
    given: str
    written: str
    text: str
    form: Form
    width: int = 0
    scale: int = 0
    longest: int | None = None
    cast: str | None = None


def cell(column: ColumnSpec, given: str, type_: str) -> Cell:
    """How a column of this type is read."""
    form, width, scale = _form(column, type_)
    written = said(given, type_)
    return Cell(column, given, written, _said(column, written), form, width, scale)


def _form(column: ColumnSpec, type_: str) -> tuple[Form, int, int]:
    if column.reads:
        return "text", 0, 0
    if column.kind in NUMERIC and (match := _DECIMAL(type_)):
        width, scale = int(match[1]), int(match[2])
        return ("decimal", width, scale) if scale < width else ("text", 0, 0)  # it has no digit before its point
    if column.kind in NUMERIC and type_ in _WHOLE:
        return "whole", 20, 0
    if column.kind == "date" and type_ == "DATE":
        return "date", 0, 0
    if column.kind == "yes/no" and type_ == "BOOLEAN":
        return "boolean", 0, 0
    return "text", 0, 0


def _said(column: ColumnSpec, text: str) -> str:
    if column.reads:
        aliases = dict(column.reads)
        cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in aliases.items())
        text = f"CASE coalesce({text}, '') {cases} ELSE {text} END"
    return f"nullif({text}, '')"
