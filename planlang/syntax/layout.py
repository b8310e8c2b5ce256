"""The layout of a plan, settled before the first token is read.

The grammar knows nothing of comments, blank lines or continued lines: ``lay_out`` blanks them in a
text of the same length, so that every position stays exact, and keeps the comments for the formatter.

- A comment begins with ``#`` outside quotation marks.
- A line that ends in ``,``, ``=``, ``(`` or a sign goes on in the next one, and so does a line when the next begins
  with ``, otherwise``, ``and``, ``or``, ``where`` or ``among``; where a parenthesis is open, also with a sign, ``)`` or ``if``.
  What a measure, a quota or an amount is goes on with a sign, too: below it stands no step that the sign could be.
- The line end after ``{`` means nothing; every other line end that is left ends a statement.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from planlang.diagnostics.place import Span
from planlang.slotted import define, field, frozen
from planlang.syntax.tree import NO_TRIVIA, Trivia

_LINE_END = re.compile(r"\r\n|\n|\r")
_PIECE = re.compile(r'"[^"]*"?|#')
_GOES_ON = re.compile(r",\s*otherwise\b|(?:and|or|where)\s|among\s+(?![|=])")
_GOES_ON_INSIDE = re.compile(r"[-+*/)]|if\s")
_SIGN = re.compile(r"[-+*/]\s")
_VALUE = re.compile(r"(?:measure|quota|amount)\b[^{]*\Z")
_UNENDED = re.compile(r"(?:[,=(]|[\w)%\"][ \t]*[-+*/])\Z")


@define(eq=False, repr=False)
class LogicalLine:
    """One statement's line, or the line of a closing brace, with the comments that stand around it."""

    start: int
    lead: list[str]
    blank_before: bool
    trail: str | None = None


@frozen(eq=False, repr=False)
class Layout:
    """What the lexer reads (``text``, one character longer than the source) and what it need not."""

    file: str
    text: str
    line_starts: list[int]
    lines: dict[int, LogicalLine]
    tail: tuple[str, ...] = field(default=())

    def span(self, start: int, end: int) -> Span:
        """The stretch between two offsets, with its lines and columns."""
        starts = self.line_starts
        line, end_line = bisect_right(starts, start), bisect_right(starts, end)
        return Span(self.file, start, end, line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)

    def line_column(self, offset: int) -> tuple[int, int]:
        """The line and the column, both from 1, of an offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def trivia(self, start: int) -> Trivia:
        """The comments of the statement that begins at ``start``."""
        line = self.lines.get(start)
        if line is None or not (line.lead or line.blank_before or line.trail is not None):
            return NO_TRIVIA
        return Trivia(tuple(line.lead), line.trail, line.blank_before)

    def comments(self, start: int) -> tuple[str, ...]:
        """All comments of the line that begins at ``start``, for lines that have no trivia of their own."""
        line = self.lines.get(start)
        if line is None:
            return ()
        return (*line.lead, *(() if line.trail is None else (line.trail,)))


def lay_out(source: str, file: str) -> Layout:
    """Blank what the grammar does not read, and note the comments."""
    pieces: list[str] = []
    starts: list[int] = [0]
    lines: dict[int, LogicalLine] = {}
    waiting: list[str] = []
    blank = False
    current: LogicalLine | None = None
    last_code = head = ""
    depth = 0  # parentheses that the current logical line has opened
    kept: int | None = None  # where in pieces the end of the current logical line stands
    offset = 0
    for raw, line_end in _physical_lines(source):
        code, comment = _divide(raw)
        stripped = code.strip()
        if not stripped:
            if comment is not None:
                waiting.append(comment)
            elif line_end:
                blank = True
        else:
            if current is not None and _goes_on(last_code, stripped, depth > 0, head):
                _join(current, waiting)
            else:
                depth, head = 0, stripped
                if kept is not None and last_code[-1:] != "{":
                    pieces[kept] = _ending(pieces[kept])
                begin = offset + len(code) - len(code.lstrip())
                current = lines[begin] = LogicalLine(begin, waiting, blank)
            waiting, blank, last_code = [], False, stripped
            depth += _opened(stripped)
            current.trail = comment
        pieces.append(_plain(code) + " " * (len(raw) - len(code)))
        pieces.append(" " * len(line_end))
        if stripped:
            kept = len(pieces) - 1
        offset += len(raw) + len(line_end)
        starts.append(offset)
    if kept is not None and last_code[-1:] != "{":
        pieces[kept] = _ending(pieces[kept])
    unended = kept is not None and not pieces[kept] and last_code[-1:] != "{"
    text = "".join(pieces) + ("\n" if unended else " ")
    return Layout(file, text, starts, lines, tuple(waiting))


def _physical_lines(source: str) -> list[tuple[str, str]]:
    found, position = [], 0
    for match in _LINE_END.finditer(source):
        found.append((source[position : match.start()], match.group()))
        position = match.end()
    found.append((source[position:], ""))
    return found


def _divide(raw: str) -> tuple[str, str | None]:
    """A physical line's code and its comment; a ``#`` between quotation marks is text."""
    if "#" in raw:
        for piece in _PIECE.finditer(raw):
            if piece.group() == "#":
                return raw[: piece.start()], raw[piece.end() :].strip()
    return raw, None


def _goes_on(before: str, after: str, inside: bool, head: str) -> bool:
    # A comma too many before a closing brace is a mistake on its own line, not a longer line.
    if before[-1:] in ",=(+-*/" and not after.startswith("}") and _UNENDED.search(before) is not None:
        return True
    if inside and _GOES_ON_INSIDE.match(after) is not None:
        return True
    if after[:1] in "+-*/" and _SIGN.match(after) is not None and "{" not in before and _VALUE.match(head) is not None:
        return True
    return after[:1] in ",aow" and _GOES_ON.match(after) is not None


def _opened(code: str) -> int:
    """How many parentheses more a line opens than it closes, outside quotation marks."""
    if "(" not in code and ")" not in code:
        return 0
    if '"' in code:
        code = _PIECE.sub("", code)
    return code.count("(") - code.count(")")


def _join(current: LogicalLine, waiting: list[str]) -> None:
    # The comment at the very end stays at the end; those inside a statement move above it.
    if current.trail is not None:
        current.lead.append(current.trail)
    current.lead.extend(waiting)


def _ending(blanks: str) -> str:
    return " " * (len(blanks) - 1) + "\n" if blanks else ""


def _plain(code: str) -> str:
    """Other blanks than space and tab (word processors love them) become spaces, except in texts."""
    if code.isascii() and "\f" not in code and "\v" not in code:
        return code
    parts = re.split(r'("[^"]*"?)', code)
    return "".join(p if p.startswith('"') else re.sub(r"[^\S\t ]", " ", p) for p in parts)
