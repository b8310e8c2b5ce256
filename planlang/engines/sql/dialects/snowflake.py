"""Snowflake, written after its documentation. planlang's tests can't run these queries."""

from __future__ import annotations

from typing import ClassVar

from planlang.engines.sql.dialects.base import Dialect, SqlType


class Snowflake(Dialect):
    """All numbers are decimals of at most 38 digits; ``/`` rounds at the sixth place or later, so the rest is taken off first."""

    name = "snowflake"
    keeps_with = False
    advice = (
        "Names stand in quotes here, so that small letters are small. A table that was made without quotes has capital ones:",
        'make a view of it first, such as CREATE VIEW "deals" AS SELECT ID AS "id", AMOUNT AS "amount" FROM DEALS.',
    )
    types: ClassVar[dict[SqlType, str]] = {
        "narrow": "NUMBER(19, 0)",
        "wide": "NUMBER(38, 0)",
        "text": "VARCHAR",
        "yes/no": "BOOLEAN",
    }

    def text(self, value: str) -> str:
        """A text literal; a backslash begins an escape."""
        return super().text(value.replace("\\", "\\\\").replace("\0", "\\u0000"))

    def quotient(self, p: str, q: str, wide: bool, most: int | None = None) -> str:
        """A multiple of ``q`` divided by it: whole. A quotient of more than 32 digits is an error, not a wrong number."""
        return f"CAST(({p} - MOD({p}, {q})) / {q} AS {self.types['wide' if wide else 'narrow']})"

    def rest(self, p: str, q: str, x: str, wide: bool) -> str:
        """``MOD`` is exact."""
        return self.remainder(p, q)

    def remainder(self, p: str, q: str) -> str:
        """``MOD`` is exact."""
        return f"MOD({p}, {q})"

    def comparable(self, text: str) -> str:
        """By code point, whatever collation a column of the account was given."""
        return f"COLLATE({text}, 'utf8')"

    def in_recursion(self, sql: str, kind: SqlType) -> str:
        """A sum has a digit more than its terms, and texts have lengths: both parts are of one type by a cast only."""
        return f"CAST({sql} AS {self.types[kind]})"

    def create_table(self, name: str, select: str) -> str:
        """A temporary table."""
        return f"CREATE TEMPORARY TABLE {self.quoted(name)} AS\n{select}"
