"""DuckDB: BIGINT and HUGEINT raise on overflow, and ``//`` cuts towards zero."""

from __future__ import annotations

from typing import ClassVar

from planlang.core.graph import Mode
from planlang.engines.sql.dialects.base import Dialect, SqlType


class DuckDB(Dialect):
    """The default engine, in process."""

    name = "duckdb"
    executed = True
    divides_again = True
    row_number = "rowid"
    types: ClassVar[dict[SqlType, str]] = {
        "narrow": "BIGINT",
        "wide": "HUGEINT",
        "text": "VARCHAR",
        "yes/no": "BOOLEAN",
    }

    def cast(self, sql: str, wide: bool) -> str:
        """``x::BIGINT``, as its users write it."""
        return f"{sql}::{self.types['wide' if wide else 'narrow']}"

    def small(self, low: int, high: int) -> str | None:
        """One of its integers of 8, 16 and 32 bits."""
        for name, bits in (("TINYINT", 8), ("SMALLINT", 16), ("INTEGER", 32)):
            if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
                return name
        return None

    def quotient(self, p: str, q: str, wide: bool, most: int | None = None) -> str:
        """Integer division."""
        return f"({p} // {q})"

    def stepped(self, p: str, q: str, x: str, rest: str, mode: Mode, wide: bool, twice: bool = False) -> str:
        """Halves to even with one comparison: twice the rest, and one more beside an odd quotient, is above ``q``."""
        if mode != "half-even" or not twice:
            return super().stepped(p, q, x, rest, mode, wide)
        return f"({x} + CASE WHEN 2 * abs({rest}) + ({x} & 1) > {q} THEN sign({p}) ELSE 0 END)"

    def total(self, sql: str, wide: bool, over: str = "") -> str:
        """``sum(BIGINT)`` is a HUGEINT: back to what is proven to be enough."""
        return f"(sum({sql}){' ' + over if over else ''})::{self.types['wide' if wide else 'narrow']}"

    def different(self, numbers: str, last: int) -> str | None:
        """A bit for each number."""
        return f"coalesce(bit_count(bitstring_agg({numbers}, 0, {last})), 0)"

    def concatenated(self, *texts: str) -> str:
        """``concat``: quicker than ``||``, which looks for NULL."""
        return f"concat({', '.join(texts)})"

    def create_table(self, name: str, select: str) -> str:
        """A temporary table."""
        return f"CREATE TEMP TABLE {self.quoted(name)} AS\n{select}"

    def with_item(self, name: str, select: str, kept: bool) -> str:
        """What is read once is not kept."""
        return f"{self.quoted(name)} AS {'' if kept else 'NOT '}MATERIALIZED (\n{select}\n)"
