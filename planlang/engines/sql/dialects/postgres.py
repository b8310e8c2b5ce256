"""PostgreSQL 15 or later: BIGINT raises on overflow, NUMERIC has no end, and ``div`` and ``mod`` are exact on it."""

from __future__ import annotations

from typing import ClassVar

from planlang.engines.sql.dialects.base import Dialect, SqlType

_NAME_BYTES = 63


class PostgreSQL(Dialect):
    """Reads the user's tables where they are.

    A wide column is a NUMERIC without a length: it has no limit, so it needs no check at each cast, and a fraction that
    should not be there would show instead of being rounded away.
    """

    name = "postgres"
    executed = True
    types: ClassVar[dict[SqlType, str]] = {
        "narrow": "BIGINT",
        "wide": "NUMERIC",
        "text": "TEXT",
        "yes/no": "BOOLEAN",
    }

    def quoted(self, name: str) -> str:
        """An identifier. PostgreSQL would cut a longer one off, and two could become one."""
        if len(name.encode()) > _NAME_BYTES or "\0" in name or not name:
            raise ValueError(f"not a PostgreSQL name: {name!r}")
        return super().quoted(name)

    def quotient(self, p: str, q: str, wide: bool, most: int | None = None) -> str:
        """``/`` on BIGINT cuts off; ``/`` on NUMERIC rounds, so there it is ``div``."""
        return f"div({p}, {q})" if wide else f"({p} / {q})"

    def rest(self, p: str, q: str, x: str, wide: bool) -> str:
        """``mod`` divides once where ``p - x * q`` divides, multiplies and subtracts."""
        return f"mod({p}, {q})" if wide else super().rest(p, q, x, wide)

    def text(self, value: str) -> str:
        """A text literal. PostgreSQL has no text with a NUL in it."""
        if "\0" in value:
            raise ValueError("PostgreSQL keeps no text with a NUL character")
        return super().text(value)

    def comparable(self, text: str) -> str:
        """Byte order, which in UTF-8 is the order of code points."""
        return f'({text} COLLATE "C")'

    def create_table(self, name: str, select: str) -> str:
        """A temporary table."""
        return f"CREATE TEMP TABLE {self.quoted(name)} AS\n{select}"

    def with_item(self, name: str, select: str, kept: bool) -> str:
        """What is read once is not kept."""
        return f"{self.quoted(name)} AS {'' if kept else 'NOT '}MATERIALIZED (\n{select}\n)"

    def fenced(self, select: str) -> str:
        """The planner pulls nested SELECTs up and copies their expressions into every use; it stops at an OFFSET."""
        return f"{select}\nOFFSET 0"
