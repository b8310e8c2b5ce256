"""What is 0 for most rows, such as the part of a deal in a tier, is not divided where it is: 0 divided and rounded is 0."""

from __future__ import annotations

from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql


def unless_zero(frame: Frame, top: Name, sql: Sql, wide: bool = False) -> Sql:
    """A quotient of ``top`` by something above 0, made only where there is something to divide; ``wide``: the quotient is."""
    zero = frame.dialect.cast("0", True) if wide else frame.dialect.integer(0)
    return ("(CASE WHEN ", top, " = 0 THEN ", zero, " ELSE ", *sql, " END)")
