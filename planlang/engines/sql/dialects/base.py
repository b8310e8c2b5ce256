"""What the compiler asks of a dialect. Everything else in a compiled query is SQL that all of them share.

Numbers are integers of two widths: *narrow* (64 bits) and *wide* (at least 38 digits). The compiler proves by intervals which
one an expression needs, so nothing here can overflow, and nothing here may ever make a floating-point number. The
SQL texts given to these methods are atoms (a column or a literal) or in brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from planlang.core.graph import Mode

SqlType = Literal["narrow", "wide", "text", "yes/no"]

NARROW_LIMIT = 2**63 - 1
"""The greatest number, by size, that a narrow column holds."""

WIDE_LIMIT = 10**38 - 1
"""The greatest number, by size, that a wide column holds on every engine (DECIMAL(38, 0); HUGEINT holds more)."""


class Dialect:
    """Standard SQL, as far as it goes; a dialect overrides what it says otherwise.

    ``executed`` says whether planlang's own tests run this dialect's queries; ``types`` names the types.
    """

    name: ClassVar[str] = "standard"
    executed: ClassVar[bool] = False
    keeps_with: ClassVar[bool] = True
    """Whether an item of WITH that is ``kept`` is computed once. Where not, what several parts read should be a table."""
    divides_again: ClassVar[bool] = False
    """Whether a division that an expression names several times is made several times."""
    row_number: ClassVar[str | None] = None
    """A column that each kept table has by itself and that numbers its rows."""
    advice: ClassVar[tuple[str, ...]] = ()
    """What whoever runs a script has to know of the names of the tables that it reads, as lines."""
    settings: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    """What every session has to be set to, whatever the server's own settings are: names, values, and why."""
    types: ClassVar[dict[SqlType, str]] = {
        "narrow": "BIGINT", "wide": "DECIMAL(38, 0)", "text": "VARCHAR", "yes/no": "BOOLEAN",
    }  # fmt: skip

    # --- names and literals -------------------------------------------------------------------

    def quoted(self, name: str) -> str:
        """An identifier. The compiler makes its own names (``[a-z0-9_]``, at most 60), so quoting only guards against keywords."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, value: str) -> str:
        """A text literal, whatever is in it."""
        return "'" + value.replace("'", "''") + "'"

    def integer(self, value: int) -> str:
        """A literal that is narrow or wide by itself, for where no column beside it decides its type."""
        wide = abs(value) > NARROW_LIMIT
        return self.cast(self.plain(value), wide)

    def plain(self, value: int) -> str:
        """A literal beside a column; in brackets when negative."""
        return str(value) if value >= 0 else f"({value})"

    def yes_no(self, value: bool) -> str:
        """A yes/no literal."""
        return "TRUE" if value else "FALSE"

    def absent(self, kind: SqlType) -> str:
        """A typed NULL."""
        return f"CAST(NULL AS {self.types[kind]})"

    def cast(self, sql: str, wide: bool) -> str:
        """An integer expression as narrow or wide. To narrow only what is proven to fit."""
        return f"CAST({sql} AS {self.types['wide' if wide else 'narrow']})"

    def small(self, low: int, high: int) -> str | None:
        """A type of less than 64 bits that holds the numbers from ``low`` through ``high``, where it pays to store them so."""
        return None

    def comment(self, text: str) -> str:
        """A comment that runs to the end of the line; nothing in ``text`` can end it earlier, or hide on a terminal."""
        return "-- " + " ".join("".join(c if c.isprintable() else " " for c in text).split())

    # --- exact arithmetic ---------------------------------------------------------------------

    def quotient(self, p: str, q: str, wide: bool, most: int | None = None) -> str:
        """``p / q`` cut off towards zero; ``q`` is above 0, and both are narrow unless ``wide``.

        ``most`` is what the quotient is proven not to exceed by size, where that is known: some dialects can be briefer then.
        """
        raise NotImplementedError(f"{self.name} has no exact division")

    def rest(self, p: str, q: str, x: str, wide: bool) -> str:
        """What ``x``, the quotient cut off, leaves of ``p``; it has the sign of ``p``."""
        return f"({p} - {x} * {q})"

    def size(self, x: str, wide: bool) -> str:
        """A number without its sign."""
        return f"abs({x})"

    def negative(self, x: str, wide: bool) -> str:
        """A number with the other sign."""
        return f"(-{x})"

    def rounded(self, p: str, q: str, mode: Mode, wide: bool, most: int | None = None, twice: bool = False) -> str:
        """``p / q`` (``q`` above 0) to a whole number by ``mode``, of the width of ``p``. ``exact``: cut off; the compiler checks it apart.

        ``p`` and ``q`` may be named several times. With x the quotient cut off and r = p - x*q the rest, which has the sign of
        p, no mode needs more than a comparison of r with half of q; ``q - abs(r)`` can't overflow where ``2 * abs(r)`` could.
        """
        x = self.quotient(p, q, wide, most)
        if mode in ("cut", "exact"):
            return x
        return self.stepped(p, q, x, self.rest(p, q, x, wide), mode, wide, twice)

    def stepped(self, p: str, q: str, x: str, rest: str, mode: Mode, wide: bool, twice: bool = False) -> str:
        """``p / q`` to a whole number by ``mode``, where the quotient cut off is ``x`` and leaves ``rest``.

        ``twice``: twice ``q`` is proven to go into the width of ``p``, too.
        """
        size = self.size(rest, wide)
        away = f"(CASE WHEN {p} < 0 THEN -1 ELSE 1 END)"
        over, tie = f"{size} > {q} - {size}", f"{size} = {q} - {size}"
        at_least = f"{size} >= {q} - {size}"
        steps = {
            "half-even": f"WHEN {over} OR ({tie} AND {self.odd(x)}) THEN {away}",
            "half-away": f"WHEN {at_least} THEN {away}",
            "half-toward": f"WHEN {over} THEN {away}",
            "half-up": f"WHEN {over} OR ({tie} AND {p} > 0) THEN {away}",
            "half-down": f"WHEN {over} OR ({tie} AND {p} < 0) THEN {away}",
            "raised": f"WHEN {rest} <> 0 THEN {away}",
            "floor": f"WHEN {rest} < 0 THEN -1",
            "ceiling": f"WHEN {rest} > 0 THEN 1",
        }
        return f"({x} + CASE {steps[mode]} ELSE 0 END)"

    def odd(self, x: str) -> str:
        """Whether a whole number is odd."""
        return f"{self.remainder(x, '2')} <> 0"

    def remainder(self, p: str, q: str) -> str:
        """The rest of ``p / q``, with the sign of ``p``."""
        return f"({p} % {q})"

    # --- rows ---------------------------------------------------------------------------------

    def total(self, sql: str, wide: bool, over: str = "") -> str:
        """The exact total of a column over a group, or with ``over`` (``OVER (…)``) over a window; of the width given."""
        return f"CAST(sum({sql}){' ' + over if over else ''} AS {self.types['wide' if wide else 'narrow']})"

    def count(self, over: str = "") -> str:
        """How many rows, narrow."""
        return f"CAST(count(*){' ' + over if over else ''} AS {self.types['narrow']})"

    def different(self, numbers: str, last: int) -> str | None:
        """How many different numbers from 0 through ``last`` a column has, where that costs much less than grouping by it."""
        return None

    def ordered(self, column: str, is_text: bool, absent: bool, descending: bool = False) -> str:
        """A term of ORDER BY: texts by code point, absent values first (last when descending)."""
        nulls = "" if not absent else " NULLS LAST" if descending else " NULLS FIRST"
        return f"{self.comparable(column) if is_text else column}{' DESC' if descending else ''}{nulls}"

    def comparable(self, text: str) -> str:
        """A text for ORDER BY, max and min: compared by code point, whatever the database's collation."""
        return text

    def concatenated(self, *texts: str) -> str:
        """Texts one after the other; none of them is NULL."""
        return "(" + " || ".join(texts) + ")"

    def create_table(self, name: str, select: str) -> str:
        """A statement that keeps the rows of a query under a quoted name for the rest of the session."""
        return f"CREATE TEMPORARY TABLE {self.quoted(name)} AS\n{select}"

    def with_item(self, name: str, select: str, kept: bool) -> str:
        """An item of WITH; ``kept`` where several parts of the query read it."""
        return f"{self.quoted(name)} AS (\n{select}\n)"

    def recursive(self, name: str, columns: Sequence[str]) -> str:
        """The name of an item of WITH RECURSIVE that reads itself, with its columns where the dialect wants them said."""
        return f"{name} ({', '.join(columns)})"

    def in_recursion(self, sql: str, kind: SqlType) -> str:
        """A column of a query that reads itself: of one type in both of its parts, where the dialect wants that said."""
        return sql

    def fenced(self, select: str) -> str:
        """A SELECT into which an optimiser must not copy expressions again and again (where the dialect has the trouble)."""
        return select
