"""An excerpt of a plan: its lines, the marks under them, and what each mark is about.

The primary place is underlined ``^^^^``, the others ``----``. A place of several lines has a bar on
the left, from its first line to its last. Lines that nothing is said about are left out: ``⋮``.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.diagnostics.canvas import Role, Row
from planlang.diagnostics.cells import SourceLine, clean, source_line, text_width, wrap
from planlang.diagnostics.place import Span
from planlang.slotted import frozen

_NARROWEST = 20
_TEXT_ROOM = 34


class Source:
    """The text of a file, divided into lines when it is first needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """A line by its number; lines end in LF or CRLF, and beyond the last one they are empty."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        line = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        return line.removesuffix("\r")


@frozen(eq=False)
class Mark:
    """One labelled place of the excerpt."""

    span: Span
    text: str
    primary: bool


@frozen(eq=False)
class _Stroke:
    """What a mark draws under one line: columns counted from 1, the end excluded."""

    mark: Mark
    start: int
    end: int
    text: str = ""
    closes: bool = False
    """Whether this is the last line of a place of several lines."""


def last_line(source: Source, span: Span) -> int:
    """The line a place ends on; one that ends before a line's first word ends on a line above it."""
    if span.end_line <= span.line:
        return span.line
    line = span.end_line
    if not source.line(line)[: span.end_column - 1].strip():
        line -= 1
        while line > span.line and not source.line(line).strip():
            line -= 1
    return line


def excerpt(source: Source, marks: Sequence[Mark], margin: int, width: int, severity: Role) -> list[Row]:
    """The rows of an excerpt. ``margin`` is how wide its line numbers are."""
    return _Excerpt(source, marks, margin, width, severity).rows()


class _Excerpt:
    def __init__(self, source: Source, marks: Sequence[Mark], margin: int, width: int, severity: Role) -> None:
        self.source = source
        self.margin = margin
        self.severity = severity
        self.long = [(m, m.span.line, last_line(source, m.span)) for m in marks]
        self.long = [entry for entry in self.long if entry[2] > entry[1]]
        self.left = margin + 3 + 2 * len(self.long)
        self.room = max(width - self.left - 1, _NARROWEST)  # a caret may stand behind the last character
        self.strokes: dict[int, list[_Stroke]] = {}
        for mark in marks:
            self._draw(mark)
        self.indent = self._common_indent()

    def rows(self) -> list[Row]:
        rows = [self._frame()]
        previous = 0
        for number in self._shown():
            if previous and number > previous + 1:
                gap = Row(" " * (self.margin + 1)).add("⋮", "frame")
                self._bars(gap, previous, after=True)
                rows.append(gap)
            strokes = self.strokes.get(number, [])
            text, line = self._text_row(number, strokes)
            rows.append(text)
            rows.extend(self._marks(number, line, strokes))
            previous = number
        return rows

    def _shown(self) -> list[int]:
        """The lines with marks, and a single line between two of them rather than a gap."""
        shown: list[int] = []
        for number in sorted(self.strokes):
            if shown and number == shown[-1] + 2:
                shown.append(number - 1)
            shown.append(number)
        return shown

    def _common_indent(self) -> int:
        """How many blanks before every line can go, where a line would not fit with them."""
        lines = [self.source.line(number) for number in self._shown()]
        said = [line for line in lines if line.strip()]
        if all(len(line) <= self.room for line in said):
            return 0
        return min(len(line) - len(line.lstrip(" ")) for line in said)

    # What each mark draws on which line

    def _draw(self, mark: Mark) -> None:
        span, text = mark.span, clean(mark.text)
        first, last = span.line, last_line(self.source, span)
        opening = self.source.line(first)
        if last == first:
            end = span.end_column if span.end_line == first else len(opening) + 1
            self._stroke(first, _Stroke(mark, span.column, max(end, span.column + 1), text))
            return
        if opening[: span.column - 1].strip():  # it starts in the middle of a line: show from where
            self._stroke(first, _Stroke(mark, span.column, max(len(opening.rstrip()), span.column) + 1))
        else:
            self.strokes.setdefault(first, [])
        closing = len(self.source.line(last).rstrip())
        end = min(span.end_column - 1, closing) if span.end_line == last else closing
        end = max(end, 1)
        self._stroke(last, _Stroke(mark, end, end + 1, text, closes=True))

    def _stroke(self, line: int, stroke: _Stroke) -> None:
        self.strokes.setdefault(line, []).append(stroke)

    # The rows

    def _frame(self) -> Row:
        return Row(" " * (self.margin + 1)).add("|", "frame")

    def _role(self, mark: Mark) -> Role:
        return self.severity if mark.primary else "other"

    def _bars(self, row: Row, line: int, *, after: bool) -> None:
        """The bars of the places that go through this line, or on ``after`` it."""
        for index, (mark, first, last) in enumerate(self.long):
            column = self.margin + 3 + 2 * index
            if after and first <= line < last:
                row.put(column, "|", self._role(mark))
            elif not after and first <= line <= last:
                row.put(column, "/" if line == first else "|", self._role(mark))

    def _below(self, line: int) -> Row:
        row = self._frame()
        self._bars(row, line, after=True)
        return row

    def _text_row(self, number: int, strokes: Sequence[_Stroke]) -> tuple[Row, SourceLine]:
        cut = self.indent
        spots = [(s.start - cut, s.end - cut) for s in sorted(strokes, key=lambda s: not s.mark.primary)]
        line = source_line(self.source.line(number)[cut:], self.room, spots)
        row = Row(f"{number:>{self.margin}} ", "frame").add("|", "frame")
        self._bars(row, number, after=False)
        row.put(self.left, line.text)
        return row, line

    def _marks(self, number: int, line: SourceLine, strokes: Sequence[_Stroke]) -> list[Row]:
        if not strokes:
            return []
        under = self._below(number)
        begins: dict[_Stroke, int] = {}
        ends: dict[_Stroke, int] = {}
        for stroke in sorted(strokes, key=lambda s: s.mark.primary):  # the primary one stays on top
            begin = self.left + line.at(stroke.start - self.indent)
            end = max(self.left + line.at(stroke.end - self.indent), begin + 1)
            role = self._role(stroke.mark)
            if stroke.closes:
                bar = next(i for i, entry in enumerate(self.long) if entry[0] is stroke.mark)
                column = self.margin + 3 + 2 * bar
                under.put(column, "|" + "_" * (begin - column - 1), role)
            under.put(begin, ("^" if stroke.mark.primary else "-") * (end - begin), role)
            begins[stroke], ends[stroke] = begin, end

        waiting = sorted((s for s in strokes if s.text), key=lambda s: (begins[s], -ends[s]))
        rows = [under]
        if waiting:
            final = waiting[-1]
            edge = max(ends.values())
            if ends[final] == edge and edge + 1 + text_width(final.text) <= self.left + self.room:
                under.put(edge + 1, final.text, self._role(final.mark))
                waiting.pop()
        alone = len(waiting) == 1 and len(rows) == 1 and len(strokes) == 1
        while waiting:
            stroke = waiting.pop()
            if not alone:
                rows.append(self._stems(number, [*waiting, stroke], begins))
            column = self._text_column(begins[stroke], [begins[s] for s in waiting])
            for piece in wrap(stroke.text, self.left + self.room - column):
                row = self._stems(number, waiting, begins)
                row.put(column, piece, self._role(stroke.mark))
                rows.append(row)
        return rows

    def _text_column(self, begin: int, stems: Sequence[int]) -> int:
        """Where a hanging text starts: under its mark, or so far left that it has room."""
        roomy = self.left + max(self.room - _TEXT_ROOM, 0)
        if begin > roomy and not any(stem >= roomy for stem in stems):
            return roomy
        return begin if self.left + self.room - begin >= _TEXT_ROOM // 2 else self.left + 2

    def _stems(self, number: int, strokes: Sequence[_Stroke], begins: dict[_Stroke, int]) -> Row:
        row = self._below(number)
        for stroke in strokes:
            row.put(begins[stroke], "|", self._role(stroke.mark))
        return row
