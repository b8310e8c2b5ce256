"""Text on its way to the page: pieces with the places where a line may be broken, and blocks in braces.

A ``Doc`` is a run of pieces. Plain strings are never broken. ``COMMA`` and ``EQUALS`` stand where the language lets a
line go on after a comma or an equals sign: a blank if everything fits, else a new line. A ``Block`` is what stands
between braces: entries on lines of their own, each with its comments.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from planlang.slotted import define, frozen
from planlang.syntax.tree import NO_TRIVIA, Trivia

WIDTH = 120
INDENT = 4
COMMENTS_ALIGN_UP_TO = 88
"""Neighbouring comments at line ends stand in one column if it is not further right than this."""


WIDEST_COLUMN = 80
"""Something longer doesn't push the rest of its column to the right, but sticks out."""


def column_width(texts: Iterable[str]) -> int:
    """How wide a column of texts is."""
    return max((len(text) for text in texts if len(text) <= WIDEST_COLUMN), default=0)


class Break(Enum):
    """A place where a line may go on below."""

    COMMA = "comma"  # or before "and" and "or"
    EQUALS = "equals"


COMMA = Break.COMMA
EQUALS = Break.EQUALS


@frozen
class Entry:
    """One statement of a block.

    ``apart``: a blank line stands before it, whoever wrote it; ``deeper``: one level deeper (a row of a grid).
    """

    doc: Doc
    trivia: Trivia = NO_TRIVIA
    apart: bool = False
    deeper: bool = False


@frozen
class Block:
    """``{`` … ``}`` with one entry a line, and comments below the last."""

    entries: tuple[Entry, ...]
    tail: tuple[str, ...] = ()


Piece = str | Break | Block
Doc = tuple[Piece, ...]


@define
class Line:
    """One line of the page, its comment still apart."""

    indent: int
    text: str
    comment: str | None = None

    @property
    def width(self) -> int:
        """How many columns the line takes without its comment."""
        return self.indent + len(self.text)


def cat(*parts: str | Doc | Piece) -> Doc:
    """One doc out of several parts."""
    pieces: list[Piece] = []
    for part in parts:
        if isinstance(part, tuple):
            pieces.extend(part)
        elif part != "":
            pieces.append(part)
    return tuple(pieces)


def join(parts: Iterable[str | Doc], between: str | Doc | Piece = ()) -> Doc:
    """Parts with something between them."""
    pieces: list[str | Doc | Piece] = []
    for index, part in enumerate(parts):
        if index:
            pieces.append(between)
        pieces.append(part)
    return cat(*pieces)


def comma_list(parts: Iterable[str | Doc]) -> Doc:
    """``a, b, c``, which may be broken after each comma."""
    return join(parts, (",", COMMA))


def flat(doc: Doc) -> str | None:
    """The doc on one line, or ``None`` if it has a block."""
    if any(isinstance(piece, Block) for piece in doc):
        return None
    return "".join(piece if isinstance(piece, str) else " " for piece in doc)


def comment_text(comment: str) -> str:
    """A comment as it is written."""
    return f"# {comment}".rstrip()


class Page:
    """Lays docs out line by line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def block(self, entries: Iterable[Entry], tail: Iterable[str], indent: int) -> None:
        """Entries at an indentation, then the comments below them."""
        first = True
        for entry in entries:
            blank = (entry.trivia.blank_before or entry.apart) and not first
            self.entry(entry, indent + INDENT * entry.deeper, blank)
            first = False
        for comment in tail:
            self.lines.append(Line(indent, comment_text(comment)))

    def entry(self, entry: Entry, indent: int, blank: bool) -> None:
        """A statement below its comments."""
        if blank:
            self.lines.append(Line(0, ""))
        for comment in entry.trivia.lead:
            self.lines.append(Line(indent, comment_text(comment)))
        start = len(self.lines)
        self.doc(entry.doc, indent)
        if entry.trivia.trail is not None:
            written = self.lines[start:]
            at = next((line for line in written if line.text.endswith("{") and line.comment is None), written[-1])
            at.comment = entry.trivia.trail

    def doc(self, doc: Doc, indent: int) -> None:
        """A doc from a new line on."""
        line = Line(indent, "")
        self.lines.append(line)
        base = indent
        rest = list(doc)
        while rest:
            count = next((n for n, piece in enumerate(rest) if isinstance(piece, Block)), len(rest))
            line, base = self._fill(line, rest[:count], base, indent, " {" if count < len(rest) else "")
            if count < len(rest):
                block = rest[count]
                assert isinstance(block, Block)
                line.text = f"{line.text} {{" if line.text else "{"
                self.block(block.entries, block.tail, base + INDENT)
                line = Line(base, "}")
                self.lines.append(line)
            rest = rest[count + 1 :]

    def _fill(self, line: Line, pieces: list[Piece], base: int, indent: int, end: str) -> tuple[Line, int]:
        """Add pieces without blocks, breaking lines where they grow too long."""
        chunks: list[str] = [""]
        breaks: list[Break] = []
        for piece in pieces:
            if isinstance(piece, Break):
                breaks.append(piece)
                chunks.append("")
            elif isinstance(piece, str):
                chunks[-1] += piece
        chunks[-1] += end
        if line.width + len(" ".join(chunks)) > WIDTH and EQUALS in breaks:
            at = breaks.index(EQUALS)
            line, base = self._fill(line, _together(chunks[: at + 1], breaks[:at]), base, indent, "")
            base = indent + INDENT
            line = Line(base, "")
            self.lines.append(line)
            chunks, breaks = chunks[at + 1 :], breaks[at + 1 :]
        fits = line.width + len(" ".join(chunks)) <= WIDTH
        line.text += chunks[0]
        for chunk in chunks[1:]:
            if fits or line.width + 1 + len(chunk) <= WIDTH:
                line.text += " " + chunk
            else:
                line = Line(indent + INDENT, chunk)
                self.lines.append(line)
        line.text = line.text[: len(line.text) - len(end)] if end else line.text
        return line, base

    def text(self) -> str:
        """The page."""
        columns = _comment_columns(self.lines)
        written = []
        for line, column in zip(self.lines, columns, strict=True):
            text = " " * line.indent + line.text if line.text else ""
            if line.comment is not None:
                text = f"{text.ljust(column)}{comment_text(line.comment)}"
            written.append(text.rstrip())
        return "\n".join(written) + "\n" if written else ""


def _together(chunks: list[str], breaks: list[Break]) -> list[Piece]:
    pieces: list[Piece] = [chunks[0]]
    for chunk, place in zip(chunks[1:], breaks, strict=True):
        pieces += [place, chunk]
    return pieces


def _comment_columns(lines: list[Line]) -> list[int]:
    """Where the comment of each line starts: two blanks after the text, or with its neighbours."""
    columns = [line.width + 2 for line in lines]
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].comment is not None and lines[end].indent == lines[start].indent:
            end += 1
        if end > start:
            column = max(columns[start:end])
            if column <= COMMENTS_ALIGN_UP_TO:
                columns[start:end] = [column] * (end - start)
        start = max(end, start + 1)
    return columns
