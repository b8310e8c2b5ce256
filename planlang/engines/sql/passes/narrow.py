"""Cells take as few bytes as their bounds need where rows are kept.

A kept table stores a column that is proven to fit as a smaller type, and so do the rows that a window sorts, which are in memory twice
meanwhile. It is passed on as it is, and widened again where something is worked out of it, so that no product can leave the smaller type.
A number that does not fit after all would be an error, never another number.

Texts of one form by which a window puts rows in order are stored as the numbers that they end with: these have the same order, take a quarter of the
space and are sorted faster. Whatever else reads them is given the texts. A text of another form, of a reference that leads nowhere, is an
error or another text; rows with such a reference are refused before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from planlang.core.forms import TextForm
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.values import Column
from planlang.slotted import field, frozen

_WORKS_OUT = (" + ", " - ", " * ", "//", "%", "abs(", "max(", "min(", "lag(")
"""Signs of a window that works something out of single columns, or whose value is one of theirs and would be as small."""

_OVER = re.compile(r"OVER \((?:(?!CASE)[A-Zx ,])*\)")
"""Which rows a window looks at and in which order, said by columns alone (each an ``x``)."""


@frozen
class Small:
    """Columns of a place that are stored smaller: numbers, and texts of which only the number at the end is kept."""

    numbers: frozenset[str] = frozenset()
    texts: Mapping[str, TextForm] = field(factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.numbers or name in self.texts

    def among(self, names: Collection[str]) -> Small:
        """Those that are among some names."""
        return Small(self.numbers & frozenset(names), {n: form for n, form in self.texts.items() if n in names})

    def and_also(self, numbers: Iterable[str]) -> Small:
        """These, and more numbers."""
        return Small(self.numbers | frozenset(numbers), self.texts)

    @property
    def only_texts(self) -> Small:
        """Those that can't be compared as they are."""
        return Small(frozenset(), self.texts)


NOTHING = Small()


def stored(dialect: Dialect, column: Column) -> str | None:
    """The smaller type that holds a column's numbers, if there is one."""
    return dialect.small(column.low, column.high) if column.kind == "narrow" else None


def numbered(dialect: Dialect, text: str, form: TextForm) -> str:
    """The number at the end of a text."""
    type_ = dialect.small(0, form.most) or dialect.types["narrow"]
    return f"CAST(substr({text}, {len(form.prefix) + 1}) AS {type_})"


def written(dialect: Dialect, number: str, form: TextForm, joined: bool = False) -> str:
    """The text that ends with a number; ``NULL`` without one. ``joined``: its parts, for a ``concat`` that joins them with others."""
    cases = " ".join(f"WHEN {number} >= {least} THEN {dialect.text(before)}" for least, before in form.beginnings)
    before, end = f"CASE {cases} END", f"CAST({number} AS {dialect.types['text']})"
    return f"{before}, {end}" if joined else f"({before} || {end})"


def widened(dialect: Dialect, sql: Sql, small: Small) -> str:
    """A text over columns of which some are stored ``small``."""
    made: list[str] = []
    for part in sql:
        joined = bool(made) and made[-1].endswith("concat(")
        made.append(_wide(dialect, part.text, small, joined) if isinstance(part, Name) else part)
    return "".join(made)


def _wide(dialect: Dialect, name: str, small: Small, joined: bool = False) -> str:
    column = dialect.quoted(name)
    if name in small.texts:
        return written(dialect, column, small.texts[name], joined)
    return dialect.cast(column, False) if name in small.numbers else column


def compared(dialect: Dialect, sql: Sql, small: Small) -> str:
    """The same where it is only compared or ordered by: a number alone is as good in any type."""
    return widened(dialect, sql, small.only_texts if len(sql) == 1 else small)


def ordered(dialect: Dialect, sql: Sql, small: Small) -> str:
    """The same for a window: totals and orders of numbers alone are as good in any type, and texts of one form have the order of their numbers."""
    plain = not any(isinstance(part, str) and any(sign in part for sign in _WORKS_OUT) for part in sql)
    wide = small.only_texts if plain else small
    over = _in_over(sql)
    return "".join(
        part if not isinstance(part, Name) else _wide(dialect, part.text, Small(wide.numbers) if n in over else wide)
        for n, part in enumerate(sql)
    )


def by_order(sql: Sql) -> set[str]:
    """The columns by which a window puts rows together and in order, where it does so by columns alone."""
    over = _in_over(sql)
    return {part.text for n, part in enumerate(sql) if isinstance(part, Name) and n in over}


def _in_over(sql: Sql) -> set[int]:
    text, places = "", dict[int, int]()
    for number, part in enumerate(sql):
        if isinstance(part, Name):
            places[len(text)] = number
        text += "x" if isinstance(part, Name) else part
    spans = [found.span() for found in _OVER.finditer(text)]
    return {number for at, number in places.items() if any(first <= at < last for first, last in spans)}
