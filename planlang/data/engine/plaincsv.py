"""Whether a CSV file is so plain that two readers can't differ about it.

Python's reader is the definition of what a CSV file says. DuckDB's is much faster, and reads files that are not well formed
in its own way. This module reads a file's bytes once and either says what its rows and cells must add up to, or nothing; then
the file goes to Python's reader.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from planlang.data.raw import MAX_BYTES, MAX_CELL, MAX_ROWS
from planlang.data.textfile import MARKS
from planlang.slotted import define, frozen

_CHUNK = 1 << 22
_QUOTED = re.compile(rb'(?:(?<=[,\n])|\A)"[^"]*(?:""[^"]*)*"(?=[,\r\n]|\Z)')


@frozen
class Plain:
    """What a plain file holds: its header, how many rows, and how many bytes its cells have together."""

    headers: list[str]
    rows: int
    cell_bytes: int
    line_end: str
    quotes: bool
    straight: bool = True
    """Whether each row is one line: no cell has a line end in it."""


@define
class _Counts:
    size: int = 0
    lines: int = 0
    returns: int = 0
    pairs: int = 0
    quotes: int = 0
    commas: int = 0
    last: bytes = b""


def look(path: Path) -> Plain | None:
    """What a CSV file holds, or ``None`` where that takes a closer reader."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as file:
            if any(file.read(4).startswith(mark) for mark in MARKS):
                return None
            file.seek(0)
            first = file.readline(MAX_CELL).removeprefix(codecs.BOM_UTF8)
            file.seek(0)
            counts = _count(file)
        if counts is None or (headers := _headers(first, counts.size)) is None:
            return None
        return _plain_with_quotes(path, headers) if counts.quotes else _plain(headers, first, counts)
    except (OSError, UnicodeDecodeError):
        return None


def _headers(first: bytes, size: int) -> list[str] | None:
    """The header's cells. A table of one column is left to Python's reader, because a blank line in it might be a row."""
    line = first.rstrip(b"\r\n")
    if len(first) >= MAX_CELL or line.count(b'"') % 2 or b"\r" in line:
        return None
    import csv

    try:
        rows = list(csv.reader([line.decode()], strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 and len(rows[0]) > 1 else None


def _count(file: BinaryIO) -> _Counts | None:
    counts, decoder, end = _Counts(), codecs.getincrementaldecoder("utf-8")(), b""
    while chunk := file.read(_CHUNK):
        decoder.decode(chunk)
        if b"\0" in chunk:
            return None
        if not counts.size:
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        counts.size += len(chunk)
        counts.lines += chunk.count(b"\n")
        counts.returns += chunk.count(b"\r")
        counts.pairs += chunk.count(b"\r\n") + (end == b"\r" and chunk[:1] == b"\n")
        counts.quotes += chunk.count(b'"')
        counts.commas += chunk.count(b",")
        end = chunk[-1:]
    decoder.decode(b"", True)
    counts.last = end
    return counts


def _plain(headers: list[str], first: bytes, counts: _Counts) -> Plain | None:
    if counts.returns and not counts.returns == counts.pairs == counts.lines:
        return None
    records = counts.lines + (counts.last != b"\n")
    rows, commas = records - 1, len(headers) - 1
    if rows > MAX_ROWS or counts.commas != records * commas:
        return None
    bare = counts.size - counts.lines - counts.returns - counts.commas
    body = bare - (len(first.rstrip(b"\r\n")) - commas)
    return Plain(headers, rows, body, "\\r\\n" if counts.returns else "\\n", False)


def _plain_with_quotes(path: Path, headers: list[str]) -> Plain | None:
    """The same where cells are quoted: every quotation mark must belong to a cell that is quoted as a whole.

    A cell that begins with a quotation mark right after a comma or line end, where no quoted cell is open, is quoted.
    Without these cells no quotation mark may be left; so reading from the left, no other division is possible.
    """
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    rest, cells = _QUOTED.subn(b"", data)
    if b'"' in rest:
        return None
    lines, returns = rest.count(b"\n"), rest.count(b"\r")
    if data.count(b"\r") != returns or (returns and not returns == rest.count(b"\r\n") == lines):
        return None
    records = lines + (not data.endswith(b"\n"))
    commas = len(headers) - 1
    if records - 1 > MAX_ROWS or rest.count(b",") != records * commas:
        return None
    inside = len(data) - len(rest) - 2 * cells - (data.count(b'"') - 2 * cells) // 2
    bare = inside + len(rest) - lines - returns - rest.count(b",")
    body = bare - sum(len(header.encode()) for header in headers)
    straight = data.count(b"\n") == lines
    return Plain(headers, records - 1, body, "\\r\\n" if returns else "\\n", True, straight)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
