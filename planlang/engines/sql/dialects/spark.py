"""Apache Spark 4 with ANSI on (its default): BIGINT and DECIMAL(38, 0) raise on overflow, but ``div`` does not."""

from __future__ import annotations

from typing import ClassVar

from planlang.engines.sql.dialects.base import NARROW_LIMIT, Dialect, SqlType

# DECIMAL(38, 0) / DECIMAL(…, 0) is a DECIMAL(38, 6): 32 digits stand before its point.
_SIX_DIGITS = 10**6

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\u0000"}


class Spark(Dialect):
    """Wide numbers are decimals without places.

    ``div`` gives a BIGINT whatever it divides, and wraps around without a word where the quotient is longer. On wide
    numbers it is therefore used only where the quotient is proven to fit. Otherwise the rest is taken off first, so
    that ``/`` has nothing to round, and what is too long for its result raises.
    """

    name = "spark"
    executed = True
    keeps_with = False
    settings = (
        ("spark.sql.ansi.enabled", "true", "Numbers that run over are errors."),
        ("spark.sql.decimalOperations.allowPrecisionLoss", "true", "A quotient has the decimals that are counted on."),
        ("spark.sql.parser.escapedStringLiterals", "false", "A backslash in a text is an escape."),
        ("spark.sql.variable.substitute", "false", "A dollar in a name or a text is a dollar."),
        ("spark.sql.caseSensitive", "true", "A table may have columns that differ in capitals only."),
    )
    types: ClassVar[dict[SqlType, str]] = {
        "narrow": "BIGINT",
        "wide": "DECIMAL(38, 0)",
        "text": "STRING",
        "yes/no": "BOOLEAN",
    }

    def quoted(self, name: str) -> str:
        """An identifier in backticks."""
        return "`" + name.replace("`", "``") + "`"

    def text(self, value: str) -> str:
        """A text literal. Spark replaces ``${…}`` anywhere in a query, unless the dollar is written as an escape."""
        escaped = "".join(_ESCAPES.get(letter, letter) for letter in value)
        return "'" + escaped.replace("${", "\\u0024{") + "'"

    def comment(self, text: str) -> str:
        """See ``text`` about ``${…}``. A backslash at a line's end would make the next line part of the comment."""
        line = super().comment(text).replace("${", "$ {")
        return line + " ." if line.endswith("\\") else line

    def quotient(self, p: str, q: str, wide: bool, most: int | None = None) -> str:
        """See the class. A quotient of more than 32 digits needs a small divisor: its last six digits are computed apart."""
        if not wide:
            return f"({p} div {q})"
        decimal = self.types["wide"]
        if most is not None and most <= NARROW_LIMIT:
            return f"CAST({p} div {q} AS {decimal})"
        p = f"CAST({p} AS {decimal})"
        plain = f"CAST(({p} - {p} % {q}) / {q} AS {decimal})"
        number = int(q) if q.isdecimal() else None
        if (most is not None and most < 10**32) or (number is not None and number >= _SIX_DIGITS):
            return plain
        many = str(number * _SIX_DIGITS) if number is not None else f"({q} * {_SIX_DIGITS})"
        head = f"CAST(({p} - {p} % {many}) / {many} AS {decimal}) * {_SIX_DIGITS}"
        tail = f"CAST(({p} % {many} - {p} % {q}) / {q} AS {decimal})"
        if number is not None:
            return f"({head} + {tail})"
        return f"(CASE WHEN {q} < {_SIX_DIGITS} THEN {head} + {tail} ELSE {plain} END)"

    def rest(self, p: str, q: str, x: str, wide: bool) -> str:
        """``%`` is exact, and shorter than a wide quotient."""
        return self.remainder(p, q)

    def size(self, x: str, wide: bool) -> str:
        """``abs`` rounds a negative decimal to 34 digits, without a word."""
        return f"greatest({x}, 0 - {x})" if wide else super().size(x, wide)

    def negative(self, x: str, wide: bool) -> str:
        """So does the sign ``-``, but not subtraction."""
        return f"(0 - {x})" if wide else super().negative(x, wide)

    def total(self, sql: str, wide: bool, over: str = "") -> str:
        """``sum(BIGINT)`` is a BIGINT: a wide total is one of wide numbers."""
        return super().total(self.cast(sql, True) if wide else sql, wide, over)

    def create_table(self, name: str, select: str) -> str:
        """A table of the session's own database, as files.

        A temporary view, cached or not, would put its whole query into the plan of every reader, and of their readers.
        """
        return f"CREATE TABLE {self.quoted(name)} USING parquet AS\n{select}"
