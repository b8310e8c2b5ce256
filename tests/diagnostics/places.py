"""Places in made-up plans: found by what is written there."""

from __future__ import annotations

from planlang.diagnostics.place import Span


def place(source: str, text: str, file: str = "ae.plan", nth: int = 0) -> Span:
    """The stretch of ``source`` that reads ``text`` (the ``nth`` such stretch, from 0)."""
    start = -1
    for _ in range(nth + 1):
        start = source.index(text, start + 1)
    end = start + len(text)
    line, column = _position(source, start)
    end_line, end_column = _position(source, end)
    return Span(file, start, end, line, column, end_line, end_column)


def _position(source: str, offset: int) -> tuple[int, int]:
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
