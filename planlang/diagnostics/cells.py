"""Text as a terminal shows it: how wide each character is, and none that would act on the terminal.

Plans and data files hold anything: tabs, wide characters, combining marks, escape sequences,
marks that turn the writing direction. What is shown never contains the dangerous ones, and what is
pointed at stands above its mark.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from planlang.slotted import frozen

TAB = 4
"""A tab reaches to the next multiple of this."""

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def visible(character: str) -> str:
    """A character that can be shown in its place."""
    if " " <= character <= "~":
        return character
    if unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of a control character
    return "\u2421" if code == 0x7F else "\ufffd"


def char_width(character: str) -> int:
    """How many columns a (visible) character takes: 0, 1 or 2."""
    if " " <= character <= "~":
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def text_width(text: str) -> int:
    """How many columns a (clean) text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def clean(text: str) -> str:
    """A text on one line, with nothing in it that acts on the terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if c in "\t\n\r" else visible(c) for c in text)


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most ``width`` columns, broken at blanks where there are any."""
    text = clean(text)
    width = max(width, 10)
    if text_width(text) <= width:
        return [text]
    if text.isascii():
        return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
    lines = [""]
    for word in text.split(" "):
        candidate = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(candidate) <= width:
            lines[-1] = candidate
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if text_width(lines[-1]) + char_width(character) > width:
                lines.append("")
            lines[-1] += character
    return lines


@frozen
class SourceLine:
    """A window onto one line of a plan, ready to be shown, and the way from its columns to ours."""

    text: str
    first: int
    """The code point (from 0) that the window starts with."""
    offsets: tuple[int, ...]
    """Where each of the window's code points starts, and last where the window ends."""
    cut_left: bool
    cut_right: bool

    def at(self, column: int) -> int:
        """The display column (from 0) of a code point column (from 1), clamped to the window."""
        index = min(max(column - 1 - self.first, 0), len(self.offsets) - 1)
        return self.offsets[index] + (1 if self.cut_left else 0)


def source_line(raw: str, width: int, spots: Iterable[tuple[int, int]]) -> SourceLine:
    """The line ``raw`` in at most ``width`` columns, cut so that the ``spots`` can be seen.

    A spot is a stretch of columns, counted from 1, its end excluded. When not all of them fit, the
    first is kept.
    """
    first, last = 0, len(raw)
    if len(raw) > width * 4:  # a line of megabytes is cut before anything is measured
        spots = sorted(spots)
        start = spots[0][0] - 1 if spots else 0
        first = min(max(0, start - width // 2), max(0, len(raw) - width))
        last = min(last, first + width * 2)
    shown, offsets = _measure(raw[first:last])
    if offsets[-1] <= width and first == 0 and last == len(raw):
        return SourceLine(shown, 0, tuple(offsets), False, False)

    room = width - 2  # for the marks of the cuts
    starts = [max(1, s) for s, _ in spots] or [1]
    left = min(max(0, min(starts) - 1 - first), len(offsets) - 1)
    right = min(max(0, max((e for _, e in spots), default=1) - 1 - first), len(offsets) - 1)
    context = max(0, room - (offsets[right] - offsets[left])) // 2
    begin = left
    while begin > 0 and offsets[left] - offsets[begin - 1] <= min(context, room // 2):
        begin -= 1
    end = begin
    while end < len(offsets) - 1 and offsets[end + 1] - offsets[begin] <= room:
        end += 1
    while begin > 0 and offsets[end] - offsets[begin - 1] <= room:
        begin -= 1
    window, window_offsets = _measure(raw[first + begin : first + end])
    while window_offsets[-1] > room and end > begin:  # a tab may be wider from where the window begins
        end -= 1
        window, window_offsets = _measure(raw[first + begin : first + end])
    cut_left, cut_right = first + begin > 0, first + end < len(raw)
    text = ("…" if cut_left else "") + window + ("…" if cut_right else "")
    return SourceLine(text, first + begin, tuple(window_offsets), cut_left, cut_right)


def _measure(raw: str) -> tuple[str, list[int]]:
    shown: list[str] = []
    offsets, column = [0], 0
    for character in raw:
        if character == "\t":
            step = TAB - column % TAB
            shown.append(" " * step)
        else:
            seen = visible(character)
            shown.append(seen)
            step = char_width(seen)
        column += step
        offsets.append(column)
    return "".join(shown), offsets
