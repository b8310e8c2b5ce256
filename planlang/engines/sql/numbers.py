"""Integer expressions with proven bounds: each is written narrow where 64 bits are enough, wide where not, or refused.

The bounds come from the data at hand (or, for a query that is only printed, from what is assumed of it), so what overflows
here would overflow for some row that the bounds allow; nothing is ever left to an engine's own overflow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

from planlang.engines.sql.dialects.base import NARROW_LIMIT, WIDE_LIMIT, Dialect
from planlang.slotted import frozen


@frozen
class Name:
    """A column in scope."""

    text: str


Sql = tuple[Union[str, Name], ...]
"""SQL text with the columns that it reads."""


class TooBig(Exception):
    """A number could need more than 38 digits; ``low`` and ``high`` are what the bounds of the data allow it to be."""

    def __init__(self, low: int, high: int, reads: Iterable[str]) -> None:
        super().__init__(f"a number may reach {max(abs(low), abs(high)):.0e}")
        self.low, self.high = low, high
        self.reads = tuple(reads)


@frozen
class Num:
    """An integer expression: always from ``low`` through ``high``. ``bare``: needs no brackets beside an operator."""

    sql: Sql
    low: int
    high: int
    wide: bool
    bare: bool = True
    literal: int | None = None

    @property
    def size(self) -> int:
        """The greatest it can be, by size."""
        return max(abs(self.low), abs(self.high))


def reads(sql: Sql) -> tuple[str, ...]:
    """The columns that a text reads, each once."""
    return tuple(dict.fromkeys(part.text for part in sql if isinstance(part, Name)))


def fits(low: int, high: int) -> bool:
    """Whether 64 bits are enough."""
    return low >= -NARROW_LIMIT and high <= NARROW_LIMIT


def filled(template: str, top: Name, bottom: Sql) -> Sql:
    """A template of a dialect's with a column for ``\\0`` and a text for ``\\1``."""
    parts: list[str | Name] = []
    for number, piece in enumerate(template.split("\0")):
        if number:
            parts.append(top)
        for place, text in enumerate(piece.split("\1")):
            if place:
                parts.extend(bottom)
            if text:
                parts.append(text)
    return tuple(parts)


class Arithmetic:
    """``+ - *`` and comparisons of integer expressions in a dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def literal(self, value: int) -> Num:
        """A number."""
        wide = not fits(value, value)
        text = self.dialect.integer(value) if wide else self.dialect.plain(value)
        return Num((text,), value, value, wide, True, value)

    def typed(self, num: Num) -> Num:
        """As it stands for a value of its own: a literal with its type."""
        if num.literal is None or num.wide:
            return num
        return Num((self.dialect.integer(num.literal),), num.low, num.high, False)

    def widened(self, num: Num) -> Num:
        """The same, wide."""
        if num.wide:
            return num
        cast = self.dialect.cast("\0", True).split("\0")
        return Num((cast[0], *bracketed(num), cast[1]), num.low, num.high, True)

    def times(self, a: Num, b: Num) -> Num:
        """A product."""
        if a.literal is not None and b.literal is not None:
            return self.literal(a.literal * b.literal)
        if 0 in (a.literal, b.literal):
            return self.literal(0)
        if a.literal == 1:
            return b
        if b.literal == 1:
            return a
        corners = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
        low, high = min(corners), max(corners)
        self.check(low, high, (*a.sql, *b.sql))
        wide = a.wide or b.wide or not fits(low, high)
        if b.literal is None and a.literal is not None:
            a, b = b, a
        if wide and not (a.wide or b.wide):
            a = self.widened(a)
        return Num((*bracketed(a), " * ", *bracketed(b)), low, high, wide, False)

    def plus(self, terms: Iterable[tuple[int, Num]]) -> Num:
        """A signed sum; a literal comes last."""
        parts = [(sign, num) for sign, num in terms if num.literal != 0]
        constant = sum(sign * num.literal for sign, num in parts if num.literal is not None)
        some = sorted(((sign, num) for sign, num in parts if num.literal is None), key=lambda part: -part[0])
        if not some:
            return self.literal(constant)
        if constant:
            some.append((1 if constant > 0 else -1, self.literal(abs(constant))))
        if len(some) == 1 and some[0][0] > 0:
            return some[0][1]
        low = sum(num.low if sign > 0 else -num.high for sign, num in some)
        high = sum(num.high if sign > 0 else -num.low for sign, num in some)
        # any order of summing stays below the sum of the sizes
        reach = sum(num.size for _, num in some)
        text = tuple(part for _, num in some for part in num.sql)
        self.check(-reach, reach, text)
        wide = any(num.wide for _, num in some) or not fits(-reach, reach)
        if wide and not some[0][1].wide:
            some[0] = (some[0][0], self.widened(some[0][1]))
        sql: list[str | Name] = []
        for number, (sign, num) in enumerate(some):
            sql.append(("" if sign > 0 else "0 - ") if not number else " + " if sign > 0 else " - ")
            sql.extend(num.sql if _product(num) else bracketed(num))
        return Num(tuple(part for part in sql if part != ""), low, high, wide, False)

    def check(self, low: int, high: int, sql: Sql) -> None:
        """Raises ``TooBig`` where even a wide column might not hold a number."""
        if low < -WIDE_LIMIT or high > WIDE_LIMIT:
            raise TooBig(low, high, reads(sql))


def bracketed(num: Num) -> Sql:
    """Fit to stand beside an operator."""
    return num.sql if num.bare else ("(", *num.sql, ")")


def _product(num: Num) -> bool:
    return (
        not num.bare
        and any(part == " * " for part in num.sql)
        and not any(part in (" + ", " - ", "0 - ") for part in num.sql)
    )
