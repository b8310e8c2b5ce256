"""How each database turns what people keep in tables (decimals, dates) into the integers of compiled queries, and back."""

from __future__ import annotations

from planlang.engines.sql.dialects.base import Dialect
from planlang.slotted import frozen

EPOCH = 719163
"""The day number of 1970-01-01: every database counts days from there without a word about older calendars."""

_FIRST = "DATE '1970-01-01'"


@frozen
class _Ways:
    """Templates: ``{0}`` is a column's text. ``decimal`` is given the number of decimals of a plain column."""

    text: str
    decimal: str
    day_number: str
    day: str
    day_text: str
    money: str
    view: str


_WAYS = {
    "duckdb": _Ways(
        "VARCHAR", "DECIMAL(18, {})", "date_diff('day', {1}, {0})", "({1} + ({0})::INTEGER)",
        "CAST({0} AS VARCHAR)", "CAST({0}::DECIMAL(36, 0) * {1} AS DECIMAL(38, {2}))", "CREATE TEMP VIEW",
    ),
    "postgres": _Ways(
        "TEXT", "NUMERIC(18, {})", "({0} - {1})", "({1} + CAST({0} AS INTEGER))",
        "to_char({0}, 'YYYY-MM-DD')", "CAST({0} * {1} AS NUMERIC(38, {2}))", "CREATE TEMP VIEW",
    ),
    "spark": _Ways(
        "STRING", "DECIMAL(18, {})", "datediff({0}, {1})", "date_add({1}, CAST({0} AS INT))",
        "CAST({0} AS STRING)", "CAST(CAST({0} AS DECIMAL(32, 0)) * {1} AS DECIMAL(38, {2}))", "CREATE TEMPORARY VIEW",
    ),
    "snowflake": _Ways(
        "VARCHAR", "NUMBER(18, {})", "DATEDIFF('day', {1}, {0})", "DATEADD('day', {0}, {1})",
        "TO_CHAR({0}, 'YYYY-MM-DD')", "CAST({0} * {1} AS NUMBER(38, {2}))", "CREATE TEMPORARY VIEW",
    ),
    "bigquery": _Ways(
        "STRING", "NUMERIC", "DATE_DIFF({0}, {1}, DAY)", "DATE_ADD({1}, INTERVAL ({0}) DAY)",
        "FORMAT_DATE('%Y-%m-%d', {0})", "(CAST({0} AS BIGNUMERIC) * BIGNUMERIC '{1}')", "CREATE TEMP TABLE",
    ),
}  # fmt: skip


class Plain:
    """The ways of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect, self.ways = dialect, _WAYS[dialect.name]

    def view(self, name: str, select: str) -> str:
        """A statement that makes a name for a query, for the rest of the session."""
        return f"{self.ways.view} {self.dialect.quoted(name)} AS\n{select}"

    def decimal_type(self, places: int) -> str:
        """The usual type of a plain column with so many decimals."""
        return self.ways.decimal.format(places)

    def scaled(self, column: str, factor: int) -> str:
        """A decimal times a power of ten."""
        return column if factor == 1 else f"{column} * {factor}"

    def whole(self, column: str, factor: int, wide: bool) -> str:
        """A decimal times a power of ten, as an integer."""
        text = self.scaled(column, factor)
        return f"CAST({text} AS {self.dialect.types['wide' if wide else 'narrow']})"

    def day_number(self, column: str) -> str:
        """A date as a day number."""
        days = self.ways.day_number.format(column, _FIRST)
        return f"CAST({days} + {EPOCH} AS {self.dialect.types['narrow']})"

    def day(self, number: str) -> str:
        """A day number as a date."""
        return self.ways.day.format(f"{number} - {EPOCH}", _FIRST)

    def day_text(self, column: str) -> str:
        """A date as a text in ISO form."""
        return self.ways.day_text.format(column)

    def money(self, number: str, digits: int) -> str:
        """Whole smallest units as a decimal: a product with 0.01, never a quotient."""
        unit = "0." + "0" * (digits - 1) + "1" if digits else "1"
        return self.ways.money.format(number, unit, digits)
