"""BigQuery (GoogleSQL), written after its documentation. planlang's tests can't run these queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planlang.engines.sql.dialects.base import NARROW_LIMIT, Dialect, SqlType

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\0": "\\x00"}


class BigQuery(Dialect):
    """INT64 raises on overflow; BIGNUMERIC has 38 digits before the point; ``DIV`` and ``MOD`` are exact on both."""

    name = "bigquery"
    keeps_with = False
    advice = (
        "They have to be in the default dataset of the query (`bq query --dataset_id`, or in the query settings).",
    )
    types: ClassVar[dict[SqlType, str]] = {
        "narrow": "INT64",
        "wide": "BIGNUMERIC",
        "text": "STRING",
        "yes/no": "BOOL",
    }

    def quoted(self, name: str) -> str:
        """An identifier in backticks."""
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

    def text(self, value: str) -> str:
        """A text literal; it may not run over a line's end."""
        return "'" + "".join(_ESCAPES.get(letter, letter) for letter in value) + "'"

    def plain(self, value: int) -> str:
        """A whole number beyond 64 bits needs its type said."""
        return super().plain(value) if abs(value) <= NARROW_LIMIT else f"BIGNUMERIC '{value}'"

    def quotient(self, p: str, q: str, wide: bool, most: int | None = None) -> str:
        """Integer division."""
        return f"DIV({p}, {q})"

    def rest(self, p: str, q: str, x: str, wide: bool) -> str:
        """``MOD`` is exact."""
        return self.remainder(p, q)

    def remainder(self, p: str, q: str) -> str:
        """There is no ``%``."""
        return f"MOD({p}, {q})"

    def total(self, sql: str, wide: bool, over: str = "") -> str:
        """``SUM(INT64)`` is an INT64: a wide total is one of wide numbers."""
        return super().total(self.cast(sql, True) if wide else sql, wide, over)

    def recursive(self, name: str, columns: Sequence[str]) -> str:
        """An item of WITH has no list of columns: they are called as its first part calls them."""
        return name

    def create_table(self, name: str, select: str) -> str:
        """A temporary table of the script or session."""
        return f"CREATE TEMP TABLE {self.quoted(name)} AS\n{select}"
