"""Identity texts in SQL, letter for letter those of ``planlang.data.identity``."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import NUMERIC, ColumnSpec, RecordSpec
from planlang.data.engine import days
from planlang.data.engine.sqltext import balanced, literal
from planlang.data.extent import ABSENT, JOIN


def part(column: ColumnSpec, value: str, power: int, calendar: FiscalCalendar) -> str:
    """How a value is written in an identity."""
    return f"coalesce({_written(column, value, power, calendar)}, {literal(ABSENT)})"


def joined(parts: Sequence[str]) -> str:
    """An identity of several parts."""
    return parts[0] if len(parts) == 1 else balanced(list(parts), f"|| {literal(JOIN)} ||", "''")


def apart(spec: RecordSpec) -> bool:
    """Whether rows alike in their identity may be told apart by their other columns."""
    return spec.key is None and spec.one_for is None and spec.valid is None


def rest(spec: RecordSpec) -> list[str]:
    """The columns that tell such rows apart."""
    return [name for name in spec.by_name if name not in spec.identity]


def _written(column: ColumnSpec, value: str, power: int, calendar: FiscalCalendar) -> str:
    if column.kind in NUMERIC:
        return _decimal(value, power)
    if column.kind == "yes/no":
        return f"CASE WHEN {value} THEN 'yes' WHEN NOT {value} THEN 'no' END"
    if column.kind in ("text", "row", "one-of"):
        return value
    return days.label(column, value, calendar)


def _decimal(value: str, power: int) -> str:
    """A plain decimal with as few decimals as the number needs."""
    if not power:
        return f"CAST({value} AS VARCHAR)"
    padded = f"lpad(CAST(abs({value}::HUGEINT) AS VARCHAR), greatest({power + 1}, strlen(CAST(abs({value}::HUGEINT) AS VARCHAR))::INTEGER), '0')"
    whole, decimals = f"left({padded}, -{power})", f"rtrim(right({padded}, {power}), '0')"
    return f"CASE WHEN {value} < 0 THEN '-' ELSE '' END || {whole} || CASE WHEN {decimals} = '' THEN '' ELSE '.' || {decimals} END"
