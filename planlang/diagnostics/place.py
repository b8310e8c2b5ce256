"""Where something stands: a stretch of a plan's text, or a cell of a data file."""

from __future__ import annotations

from planlang.slotted import Valued, slotted


@slotted
class Span(Valued):
    """A stretch of plan text, from ``start`` up to but not including ``end``.

    ``file`` is the name the user gave the file (never an absolute path of ours). Offsets count
    code points of the decoded text from 0; lines and columns count from 1; ``end_line`` and
    ``end_column`` are those of the first character after the stretch.
    """

    file: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one through the end of ``other``."""
        return Span(self.file, self.start, other.end, self.line, self.column, other.end_line, other.end_column)

    def before(self) -> Span:
        """The empty stretch at its start."""
        return Span(self.file, self.start, self.start, self.line, self.column, self.line, self.column)

    def after(self) -> Span:
        """The empty stretch at its end."""
        return Span(self.file, self.end, self.end, self.end_line, self.end_column, self.end_line, self.end_column)


@slotted
class DataPlace(Valued):
    """A row, or one cell, of an input file.

    ``row`` is the line a person would look for: in a CSV file the physical line on which the record
    starts (the header is line 1), in Parquet and JSON lines the record's number counted from 1.
    It is ``None`` when the whole file or a whole column is meant. In a table of a database ``file`` is the table's name,
    ``key`` what tells the row from the others, and ``row`` counts from 1 in the order of that.
    """

    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    key: str | None = None


NOWHERE = Span("<none>", 0, 0, 1, 1, 1, 1)
