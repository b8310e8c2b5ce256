"""Rows of text of which each stretch has a role; colour is put on at the very end, if it is asked for.

Colour repeats what words and marks already say and never says anything by itself.
"""

from __future__ import annotations

from typing import Literal

from planlang.diagnostics.cells import char_width

Role = Literal["", "error", "warning", "note", "frame", "other", "strong"]

_ANSI: dict[Role, str] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "frame": "\x1b[34m",
    "other": "\x1b[34m",
    "strong": "\x1b[1m",
}
_RESET = "\x1b[0m"


class Row:
    """One row of output. What is put on a taken cell replaces what was there."""

    def __init__(self, text: str = "", role: Role = "") -> None:
        self._cells: list[tuple[str, Role]] = []
        if text:
            self.put(0, text, role)

    @property
    def width(self) -> int:
        return len(self._cells)

    def put(self, column: int, text: str, role: Role = "") -> None:
        """Writes ``text`` from the display column on."""
        for character in text:
            width = char_width(character)
            while len(self._cells) < column + width:
                self._cells.append((" ", ""))
            if width == 0:  # it joins the character before it, if there is one
                if column:
                    before, before_role = self._cells[column - 1]
                    self._cells[column - 1] = (before + character, before_role)
                continue
            self._cells[column] = (character, role)
            if width == 2:
                self._cells[column + 1] = ("", role)
            column += width

    def add(self, text: str, role: Role = "") -> Row:
        """Writes at the end of the row."""
        self.put(self.width, text, role)
        return self

    def render(self, colour: bool) -> str:
        """The row as text, without blanks at its end."""
        cells = self._cells
        end = len(cells)
        while end and cells[end - 1][0] == " ":
            end -= 1
        if not colour:
            return "".join(text for text, _ in cells[:end])
        parts: list[str] = []
        role: Role = ""
        for text, of in cells[:end]:
            if of != role:
                if role:
                    parts.append(_RESET)
                parts.append(_ANSI.get(of, ""))
                role = of
            parts.append(text)
        return "".join(parts) + (_RESET if role else "")
