"""An excerpt of a plan: its lines, the marks under them, and what each mark is about.

The primary place is underlined ``^^^^``, the others ``----``. A place of several lines has a bar on
the left, from its first line to its last. Lines that nothing is said about are left out: ``⋮``.
"""

from __future__ import annotations

from collections.abc import Sequence

from attr import frozen

from planlang.diagnostics.canvas import Role, Row
from planlang.diagnostics.cells import SourceLine, clean, source_line, text_width, wrap
from planlang.diagnostics.place import Span


@frozen
class Mark:
    """One labelled place of the excerpt."""

    span: Span
    text: str
    primary: bool


@frozen
class _Stroke:
    """What a mark draws under one line: columns counted from 1, end excluded; the text at most once."""

    mark: Mark
    start: int
    end: int
    text: str


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


def excerpt(
    source: Source, marks: Sequence[Mark], margin: int, width: int, severity: Role
) -> list[Row]:
    """The rows of an excerpt, without the file's name. ``margin`` is how wide line numbers are."""
    long = [m for m in marks if _last_line(source, m.span) > m.span.line]
    strokes: dict[int, list[_Stroke]] = {}
    for mark in marks:
        for number, stroke in _strokes(source, mark):
            strokes.setdefault(number, []).append(stroke)
    bars = len(long) * 2
    rows = [_frame(margin)]
    previous: int | None = None
    for number in _shown(strokes, source, long):
        if previous is not None and number > previous + 1:
            gap = Row(" " * (margin + 1), "").add("⋮", "frame")
            _bars(gap, margin, source, long, previous, severity, below=True)
            rows.append(gap)
        rows.extend(_line(source, number, strokes.get(number, []), long, margin, bars, width, severity))
        previous = number
    return rows


def last_line(source: Source, marks: Sequence[Mark]) -> int:
    """The highest line number that the excerpt will show."""
    return max(_last_line(source, m.span) for m in marks)


def _last_line(source: Source, span: Span) -> int:
    """The line a place ends on. One that ends before a line's first character ends on the line above."""
    if span.end_line > span.line and not source.line(span.end_line)[: span.end_column - 1].strip():
        above = span.end_line - 1
        while above > span.line and not source.line(above).strip():
            above -= 1
        return above
    return max(span.end_line, span.line)


def _strokes(source: Source, mark: Mark) -> list[tuple[int, _Stroke]]:
    span, last = mark.span, _last_line(source, mark.span)
    text = clean(mark.text)
    if last == span.line:
        end = span.end_column if span.end_line == span.line else len(source.line(span.line)) + 1
        return [(span.line, _Stroke(mark, span.column, max(end, span.column + 1), text))]
    final = source.line(last)
    end = span.end_column if span.end_line == last else len(final) + 1
    end = min(max(end, 2), len(final) + 1)
    first = source.line(span.line)
    strokes = [(last, _Stroke(mark, max(end - 1, 1), end, text))]
    if first[: span.column - 1].strip():  # it starts in the middle of a line: show from where
        strokes.append((span.line, _Stroke(mark, span.column, len(first.rstrip()) + 1, "")))
    else:
        strokes.append((span.line, _Stroke(mark, 0, 0, "")))
    return strokes


def _shown(strokes: dict[int, list[_Stroke]], source: Source, long: Sequence[Mark]) -> list[int]:
    """The numbers of the lines to show: those with marks, and a single line between two of them."""
    numbers = sorted(strokes)
    shown: list[int] = []
    for number in numbers:
        if shown and number == shown[-1] + 2:
            shown.append(number - 1)
        shown.append(number)
    return shown


def _frame(margin: int) -> Row:
    return Row(" " * (margin + 1)).add("|", "frame")


def _role(mark: Mark, severity: Role) -> Role:
    return severity if mark.primary else "other"


def _bars(
    row: Row, margin: int, source: Source, long: Sequence[Mark], line: int, severity: Role, *, below: bool
) -> None:
    """The bars of the places that go on through this line (``below``: past it)."""
    for index, mark in enumerate(long):
        first, last = mark.span.line, _last_line(source, mark.span)
        column = margin + 3 + index * 2
        if below and first <= line < last:
            row.put(column, "|", _role(mark, severity))
        elif not below and first <= line <= last:
            row.put(column, "/" if line == first else "|", _role(mark, severity))


def _line(
    source: Source,
    number: int,
    strokes: Sequence[_Stroke],
    long: Sequence[Mark],
    margin: int,
    bars: int,
    width: int,
    severity: Role,
) -> list[Row]:
    left = margin + 3 + bars
    room = max(width - left, 20)
    drawn = sorted((s for s in strokes if s.end > 0), key=lambda s: (s.start, -s.end))
    spots = [(s.start, s.end) for s in sorted(drawn, key=lambda s: not s.mark.primary)]
    line = source_line(source.line(number), room, spots)
    row = Row(f"{number:>{margin}} ", "frame").add("| ", "frame")
    _bars(row, margin, source, long, number, severity, below=False)
    row.put(left, line.text)
    if not drawn:
        return [row]

    def blank() -> Row:
        below = _frame(margin)
        _bars(below, margin, source, long, number, severity, below=True)
        return below

    return [row, *_marks(line, drawn, long, margin, left, room, severity, blank, number, source)]


def _marks(
    line: SourceLine,
    drawn: Sequence[_Stroke],
    long: Sequence[Mark],
    margin: int,
    left: int,
    room: int,
    severity: Role,
    blank: _Blank,
    number: int,
    source: Source,
) -> list[Row]:
    under = blank()
    at: dict[int, int] = {}
    edge = left
    for stroke in sorted(drawn, key=lambda s: s.mark.primary):  # the primary one stays on top
        start = left + line.at(stroke.start)
        end = max(left + line.at(stroke.end), start + 1)
        sign = "^" if stroke.mark.primary else "-"
        role = _role(stroke.mark, severity)
        if stroke.mark in long and _last_line(source, stroke.mark.span) == number:
            column = margin + 3 + list(long).index(stroke.mark) * 2
            under.put(column, "|" + "_" * (start - column - 1), role)
        under.put(start, sign * (end - start), role)
        at[id(stroke)] = start
        edge = max(edge, end)

    rows = [under]
    waiting = [s for s in drawn if s.text]
    if waiting:
        # The text of the rightmost mark goes on the same row, if nothing comes after it and it fits.
        final = max(waiting, key=lambda s: at[id(s)])
        if edge <= left + max(line.at(final.end), line.at(final.start) + 1) and (
            edge + 1 + text_width(final.text) <= left + room
        ):
            under.put(edge + 1, final.text, _role(final.mark, severity))
            waiting.remove(final)
    for stroke in sorted(waiting, key=lambda s: -at[id(s)]):
        hanging = [s for s in waiting if at[id(s)] < at[id(stroke)]]
        start = min(at[id(stroke)], left + max(room - 34, 0))
        if any(at[id(s)] >= start for s in hanging):
            start = at[id(stroke)]
        if hanging or len(waiting) > 1:
            stem = blank()
            for s in waiting:
                if at[id(s)] <= at[id(stroke)]:
                    stem.put(at[id(s)], "|", _role(s.mark, severity))
            rows.append(stem)
        for piece in wrap(stroke.text, left + room - start):
            text = blank()
            for s in hanging:
                text.put(at[id(s)], "|", _role(s.mark, severity))
            text.put(start, piece, _role(stroke.mark, severity))
            rows.append(text)
        waiting = [s for s in waiting if s is not stroke]
    return rows
