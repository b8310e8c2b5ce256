"""What every part of a page is written with: amounts, titles, lines with something at their right end, rows by their short names."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from fractions import Fraction

from planlang.diagnostics.place import Span
from planlang.explain.facts import currency
from planlang.explain.lines import Reading
from planlang.explain.model import Explanation
from planlang.explain.numbers import grouped

MANY = 12
"""So many lines of one kind are shown one by one; of more there is a summary."""

_WHITE = re.compile(r"[\t\n\v\f\r]").search


class Sheet:
    """A page being written about one explanation."""

    def __init__(self, explanation: Explanation, full: bool, width: int, colour: bool) -> None:
        self.explanation, self.full, self.width, self.colour = explanation, full, width, colour
        self.graph, self.facts = explanation.graph, explanation.facts
        self.unit = currency(self.graph)
        self.reading = Reading(explanation)

    def money(self, value: Fraction) -> str:
        """With the decimals of the plan's currency, or more where it has more."""
        return grouped(value, self.graph.digits)

    def title(self, text: str, place: Span | None = None) -> Iterator[str]:
        """A blank line, and what the part below is about."""
        yield ""
        yield self.ends(f"\x1b[1m{text}\x1b[0m" if self.colour else text, self.where(place), 8 if self.colour else 0)

    def ends(self, left: str, right: str, unseen: int = 0) -> str:
        """A line with something at its right end, if there is room."""
        room = self.width + unseen - len(left) - len(right)
        return left if not right else left + " " * room + right if room >= 2 else left + "\n" + right.rjust(self.width)

    def where(self, place: Span | None) -> str:
        """The line of the plan."""
        return f"{place.file}:{place.line}" if place is not None and place.line and place.file != "<none>" else ""

    def wrapped(self, text: str, indent: int) -> list[str]:
        """A text in lines, those after the first two columns further in. Most fit into one, which takes no looking for words."""
        if text and indent + len(text) <= self.width and text == text.strip() and not _WHITE(text):
            return [" " * indent + text]
        return textwrap.wrap(text, self.width, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2)) or [
            ""
        ]

    def row(self, table: str, row: int) -> str:
        """What a row is called on the page of its person and period."""
        return self.short(self.facts.ids.get((table, row), ""))

    def short(self, row: str) -> str:
        """The name of a row without what the page is about anyway."""
        own = (self.explanation.participant, self.explanation.period)
        return " / ".join(part for part in row.split(" / ") if part not in own)


def many(number: int, word: str) -> str:
    """``1 credit``, ``2 credits``."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def as_number(value: object) -> Fraction:
    """A value as a number; what is none counts as 0."""
    return Fraction(value) if isinstance(value, (int, Fraction)) else Fraction(0)
