"""Whole numbers take as few bytes as their bounds need where rows are kept.

A kept table stores a column that is proven to fit as a smaller type, and so do the rows that a window sorts, which are in memory twice
meanwhile. It is passed on as it is, and widened again where something is worked out of it, so that no product can leave the smaller type.
A number that does not fit after all would be an error, never another number.
"""

from __future__ import annotations

from collections.abc import Collection

from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.values import Column

_WORKS_OUT = (" + ", " - ", " * ", "//", "%", "abs(", "max(", "min(", "lag(")
"""Signs of a window that works something out of single columns, or whose value is one of theirs and would be as small."""


def stored(dialect: Dialect, column: Column) -> str | None:
    """The smaller type that holds a column, if there is one."""
    return dialect.small(column.low, column.high) if column.kind == "narrow" else None


def widened(dialect: Dialect, sql: Sql, small: Collection[str]) -> str:
    """A text over columns of which some are stored ``small``."""
    return "".join(
        part if not isinstance(part, Name)
        else dialect.cast(dialect.quoted(part.text), False) if part.text in small
        else dialect.quoted(part.text)
        for part in sql
    )  # fmt: skip


def compared(dialect: Dialect, sql: Sql, small: Collection[str]) -> str:
    """The same where it is only compared or ordered by: a column alone is as good in any type."""
    return widened(dialect, sql, () if len(sql) == 1 else small)


def ordered(dialect: Dialect, sql: Sql, small: Collection[str]) -> str:
    """The same for a window: totals and orders of columns alone are as good in any type."""
    plain = not any(isinstance(part, str) and any(sign in part for sign in _WORKS_OUT) for part in sql)
    return widened(dialect, sql, () if plain else small)
