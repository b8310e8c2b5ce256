"""Edits of a plan's text: what a repair puts there."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.model import Edit


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
