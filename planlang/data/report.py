"""Findings about data files, made from what a reader saw in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Union

from planlang.core.dataset import placed
from planlang.core.records import ColumnSpec
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import DataPlace
from planlang.slotted import frozen

MOST_FINDINGS = 20_000
"""Findings kept of one file; after these they are only counted."""

_SHOWN = 60


@frozen
class Refused:
    """Why a cell can't be taken as it stands, and how to mend it."""

    rule: str
    message: str
    text: str = ""
    repairs: tuple[Repair, ...] = ()
    consequence: str | None = None
    notes: tuple[str, ...] = ()
    value: str | None = None
    """What the file has there, where that is not the cell's own text."""


Cell = Union[str, None, Refused]
"""A cell as it is in the file: its text, absent (``None``), or not readable at all."""


def shown(text: str) -> str:
    """A value for a message: short, on one line."""
    line = text.encode("unicode_escape").decode() if not text.isprintable() else text
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}… ({len(text):,} characters)"


def quoted(text: str) -> str:
    """A value between backticks."""
    return f"`{shown(text)}`"


def repair(text: str, example: str | None = None) -> tuple[Repair, ...]:
    """The only repair of a finding."""
    return (Repair(text, example),)


class Findings:
    """The findings of one record's data, no more of them than anyone can read.

    ``file`` is what they call it as a whole. Where there are several ``files``, the numbers of rows count through them.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.files: tuple[str, ...] = ()
        self.keys: Mapping[int, str] = {}
        """By number the keys of rows that nobody finds by their number."""
        self.found: list[Diagnostic] = []
        self.dropped = 0

    def add(self, diagnostic: Diagnostic) -> None:
        """One more."""
        if len(self.found) < MOST_FINDINGS:
            self.found.append(diagnostic)
        else:
            self.dropped += 1

    def take(self, other: Findings) -> None:
        """All that was found in one of several files."""
        for diagnostic in other.found:
            self.add(diagnostic)
        self.dropped += other.dropped

    def place(self, row: int, column: str | None = None, value: str | None = None) -> DataPlace:
        """Where a row stands, or a cell of it."""
        file, line = placed(row, self.file, self.files)
        return DataPlace(file, line, column, value, self.keys.get(row))

    def whole_file(
        self, rule: str, message: str, text: str = "", *repairs: Repair, notes: tuple[str, ...] = ()
    ) -> None:
        """A finding about the file as a whole."""
        self.add(finding(rule, message, DataPlace(self.file), text, repairs=repairs, notes=notes))

    def row(self, rule: str, message: str, row: int, text: str = "", *repairs: Repair) -> None:
        """A finding about a row."""
        self.add(finding(rule, message, self.place(row), text, repairs=repairs))

    def cell(self, refused: Refused, column: ColumnSpec, row: int | None, value: str | None) -> None:
        """A finding about a cell (or, without a row, a column)."""
        if len(self.found) >= MOST_FINDINGS:
            self.dropped += 1
            return
        told = refused.value if refused.value is not None else value
        value = shown(told) if told is not None else None
        place = (
            DataPlace(self.file, None, column.header, value) if row is None else self.place(row, column.header, value)
        )
        self.add(
            finding(
                refused.rule,
                refused.message,
                place,
                refused.text,
                also=declared(column),
                consequence=refused.consequence,
                repairs=refused.repairs,
                notes=refused.notes,
            )
        )

    def all(self) -> list[Diagnostic]:
        """What was found; the last one says how many more were only counted."""
        if self.dropped:
            note = f"{self.file} has {self.dropped:,} more problems than the {MOST_FINDINGS:,} listed"
            self.found[-1] = self.found[-1].but(notes=(*self.found[-1].notes, note))
        return self.found


def declared(column: ColumnSpec) -> tuple[Label, ...]:
    """The place in the plan that says what a column holds."""
    return (Label(column.place, f"the plan declares it here as {kind_words(column)}"),) if column.place else ()


def kind_words(column: ColumnSpec) -> str:
    """What a column holds, as the plan would say it."""
    if column.kind == "one-of":
        return f"one of {listed(column.members)}"
    if column.kind == "row":
        return f"a reference into {column.row}"
    return column.kind


def listed(names: tuple[str, ...] | list[str], most: int = 12) -> str:
    """``New, Renewal, Upsell``, cut where a list is long."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
