"""Text on its way to the page: pieces with the places where a line may be broken, and blocks in braces.

A ``Doc`` is a run of pieces. Plain strings are never broken. ``COMMA`` and ``EQUALS`` stand where the language lets a
line go on after a comma or an equals sign: a blank if everything fits, else a new line. ``WORD``, ``INSIDE``, ``SUM`` and ``PRODUCT``
are further such places, taken where what lies between two of the others is still too long: outer parentheses before those within
them. A ``Block`` is what stands between braces: entries on lines of their own, each with its comments.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from enum import Enum

from planlang.slotted import define, frozen
from planlang.syntax.tree import NO_TRIVIA, Trivia

WIDTH = 120
INDENT = 4
COMMENTS_ALIGN_UP_TO = 88
"""Neighbouring comments at line ends stand in one column if it is not further right than this."""

WHOLE_UP_TO = 40
"""What stands in parentheses is not broken after a sign if it is no longer than this."""

WIDEST_COLUMN = 80
"""Something longer doesn't push the rest of its column to the right, but sticks out."""


def column_width(texts: Iterable[str]) -> int:
    """How wide a column of texts is."""
    return max((len(text) for text in texts if len(text) <= WIDEST_COLUMN), default=0)


class Break(Enum):
    """A place where a line may go on below."""

    COMMA = "comma"  # or before "and" and "or"
    EQUALS = "equals"
    WORD = "word"  # before "where", and before the "and" between two values
    INSIDE = "inside"  # before "if", in parentheses only
    SUM = "sum"  # after "+" and "-"
    PRODUCT = "product"  # after "*" and "/"


COMMA = Break.COMMA
EQUALS = Break.EQUALS
WORD = Break.WORD
INSIDE = Break.INSIDE
SUM = Break.SUM
PRODUCT = Break.PRODUCT
_TIGHTNESS = {WORD: 0, INSIDE: 0, SUM: 1, PRODUCT: 2}
_LEVELS = len(set(_TIGHTNESS.values()))
_QUOTED = re.compile(r'"[^"]*"')


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


def whole(doc: Doc) -> Doc:
    """A doc that is too short to be broken after a sign."""
    if any(isinstance(piece, Block) for piece in doc) or len(_flat(doc)) > WHOLE_UP_TO:
        return doc
    return tuple(" " if piece in _TIGHTNESS else piece for piece in doc)


def flat(doc: Doc) -> str | None:
    """The doc on one line, or ``None`` if it has a block."""
    if any(isinstance(piece, Block) for piece in doc):
        return None
    return _flat(doc)


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
        chunks: list[list[Piece]] = [[]]
        breaks: list[Break] = []
        for piece in pieces:
            if piece in (COMMA, EQUALS):
                breaks.append(piece)
                chunks.append([])
            else:
                chunks[-1].append(piece)
        chunks[-1].append(end)
        if line.width + len(_flat(pieces)) + len(end) > WIDTH and EQUALS in breaks:
            at = breaks.index(EQUALS)
            line, base = self._fill(line, _together(chunks[: at + 1], breaks[:at]), base, indent, "")
            base = indent + INDENT
            line = Line(base, "")
            self.lines.append(line)
            chunks, breaks = chunks[at + 1 :], breaks[at + 1 :]
        fits = line.width + sum(len(_flat(chunk)) + 1 for chunk in chunks) - 1 <= WIDTH
        narrow = any(indent + INDENT + len(_flat(chunk)) > WIDTH for chunk in chunks)
        depth = 0
        for number, chunk in enumerate(chunks):
            text = _flat(chunk)
            if number and not (fits or line.width + 1 + len(text) <= WIDTH):
                line = Line(indent + INDENT * (1 + depth if narrow else 1), "")
                self.lines.append(line)
            elif number:
                line.text += " "
            line = self._broken(line, _parts(chunk, depth), indent + INDENT, fits)
            depth += _opened(text)
        line.text = line.text[: len(line.text) - len(end)] if end else line.text
        return line, base

    def _broken(self, line: Line, parts: list[tuple[int, str]], indent: int, fits: bool = False) -> Line:
        """Add a chunk; one that is too long for a line is broken at its outermost places first."""
        text = " ".join(part for _, part in parts)
        if fits or len(parts) == 1 or line.width + len(text) <= WIDTH:
            line.text += text
            return line
        outer = min(level for level, _ in parts[1:])
        starts = [0, *(n for n, (level, _) in enumerate(parts) if n and level == outer), len(parts)]
        for start, stop in itertools.pairwise(starts):
            group = parts[start:stop]
            width = line.width + 1 + sum(len(part) + 1 for _, part in group) - 1
            if start and width > WIDTH:
                line = Line(indent + INDENT * (outer // _LEVELS), "")
                self.lines.append(line)
            elif start:
                line.text += " "
            line = self._broken(line, group, indent)
        return line

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


def _together(chunks: list[list[Piece]], breaks: list[Break]) -> list[Piece]:
    pieces: list[Piece] = [*chunks[0]]
    for chunk, place in zip(chunks[1:], breaks, strict=True):
        pieces += [place, *chunk]
    return pieces


def _flat(pieces: Iterable[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else " " for piece in pieces)


def _opened(text: str) -> int:
    """How many parentheses more a text opens than it closes, outside quotation marks."""
    text = _QUOTED.sub("", text)
    return text.count("(") - text.count(")")


def _parts(chunk: list[Piece], depth: int) -> list[tuple[int, str]]:
    """A chunk's parts between places where a line may go on, each with the level of the place: how deep in parentheses, and how tight."""
    parts = [(0, "")]
    for piece in chunk:
        if isinstance(piece, Break) and (piece is not INSIDE or depth > 0):
            parts.append((depth * _LEVELS + _TIGHTNESS[piece], ""))
        else:
            text = piece if isinstance(piece, str) else " "
            depth += _opened(text)
            level, before = parts[-1]
            parts[-1] = (level, before + text)
    return parts


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
