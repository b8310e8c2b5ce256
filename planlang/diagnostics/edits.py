"""Edits of a plan's text: what a repair puts there."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.model import Edit
from planlang.diagnostics.place import Span


class Clash(Exception):
    """Two edits change the same stretch of text."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; raises ``Clash`` where two of them change the same words."""
    parts: list[str] = []
    end = 0
    for edit in sorted(edits, key=lambda e: (e.place.start, e.place.end)):
        if edit.place.start < end:
            raise Clash
        parts += [text[end : edit.place.start], edit.words]
        end = edit.place.end
    return "".join([*parts, text[end:]])


def lines_out(text: str, place: Span) -> Edit | None:
    """Takes out the lines of a place, and one of two blank lines around them; ``None`` where something else stands on them."""
    ends = ("\n", "\r")
    start, end = place.start, place.end
    while start and text[start - 1] not in ends:
        start -= 1
    while end < len(text) and text[end] not in ends:
        end += 1
    if text[start : place.start].strip() or text[place.end : end].strip():
        return None
    end = _over_line_end(text, end)
    above = text[:start].rstrip(" \t")
    blank_above = not above or above.endswith(("\n\n", "\n\r\n", "\r\r"))
    following = text[end:].lstrip(" \t")
    lines = place.end_line - place.line + 1
    if blank_above and following[:1] in ("\n", "\r"):
        end = _over_line_end(text, len(text) - len(following))
        lines += 1
    at = Span(place.file, start, end, place.line, 1, place.line + lines, 1)
    return Edit(at, "")


def _over_line_end(text: str, at: int) -> int:
    return at + 2 if text.startswith("\r\n", at) else min(at + 1, len(text))
