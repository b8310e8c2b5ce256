"""A division is made once: the quotient cut off and what it leaves become columns of their own.

With x the quotient of p and q (above 0) cut off and r = p - x * q, every way of rounding is x and a comparison of r with q
(``Dialect.stepped``). For dialects that would divide again each time that the quotient is named, and for narrow numbers.
"""

from __future__ import annotations

from planlang.core.graph import Mode
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Num, Sql, filled, fits
from planlang.engines.sql.passes import zeros


def applies(frame: Frame, mode: Mode, wide: bool) -> bool:
    """Whether a rounding is made this way."""
    narrow = not wide and mode not in ("cut", "exact")
    return narrow and frame.dialect.divides_again and "once" in frame.compiler.passes


def rounded(frame: Frame, top: Name, bottom: Sql, below: Num, mode: Mode, size: int, often_zero: bool) -> Sql:
    """``top / bottom`` to a whole number, which is not above ``size``."""
    sql = filled(frame.dialect.quotient("\0", "\1", False, size), top, bottom)
    if often_zero:
        sql = zeros.unless_zero(frame, top, sql)
    absent = frame.compiler.columns[top.text].absent
    x = frame.define(f"{frame.hint} cut", "narrow", sql, -size, size, absent=absent, costly=True)
    rest_sql = _named(frame.dialect.rest("\0", "\1", "\2", False), top, bottom, x)
    rest = frame.define(
        f"{frame.hint} rest", "narrow", rest_sql, 1 - below.high, below.high - 1, absent=absent, costly=True
    )
    twice = fits(0, 2 * below.high + 1)
    return _named(frame.dialect.stepped("\0", "\1", "\2", "\3", mode, False, twice), top, bottom, x, rest)


def _named(template: str, top: Name, bottom: Sql, x: Name, rest: Name | None = None) -> Sql:
    parts: list[str | Name] = []
    for part in filled(template, top, bottom):
        if isinstance(part, Name):
            parts.append(part)
            continue
        for number, piece in enumerate(part.split("\2")):
            parts += [x] if number else []
            for place, text in enumerate(piece.split("\3")):
                parts += [rest] if place and rest is not None else []
                parts += [text] if text else []
    return tuple(parts)
