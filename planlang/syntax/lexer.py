"""Reads one token at a time, looking only for what the parser can use at that point."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from planlang.syntax.table import Phrase, Shape, Table

BLANKS = re.compile(r"[ \t]*")
_FIRST_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:'s)?")
_WORD_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_'")
_LETTERS = _WORD_CHARACTERS - frozenset("0123456789'")


class Token:
    """A terminal as it stands in the text."""

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int):
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end


def read_token(table: Table, text: str, position: int, accepted: Container[str]) -> Token | None:
    """The token at ``position`` (no blank), or ``None`` where nothing that is accepted stands there."""
    candidates = table.candidates(first_word(text, position))
    return first_found(table, text, position, [one for one in candidates if one.name in accepted])


def first_word(text: str, position: int) -> str:
    """The word at ``position``, or the sign."""
    first = text[position]
    if first in _LETTERS:
        word = _FIRST_WORD.match(text, position)
        return word.group() if word else first
    return first


def first_found(table: Table, text: str, position: int, candidates: Iterable[Phrase | Shape]) -> Token | None:
    """The first of some terminals that stands at ``position``."""
    for candidate in candidates:
        if isinstance(candidate, Phrase):
            end = phrase_end(candidate, text, position)
            if end >= 0:
                return Token(candidate.name, candidate.text, position, end)
        else:
            match = table.regex(candidate).match(text, position)
            if match is not None:
                return Token(candidate.name, match.group(), position, match.end())
    return None


def phrase_end(phrase: Phrase, text: str, position: int) -> int:
    """Where the phrase that begins at ``position`` ends, or -1 if it does not stand there."""
    words = phrase.words
    if text.startswith(phrase.text, position):
        end = position + len(phrase.text)
    else:
        end = position
        for word in words:
            if end != position:
                end = BLANKS.match(text, end).end()  # type: ignore[union-attr]
            if not text.startswith(word, end):
                return -1
            end += len(word)
            if word[-1] in _WORD_CHARACTERS and text[end] in _WORD_CHARACTERS:
                return -1
    if words[-1][-1] in _WORD_CHARACTERS:
        after = text[end]
        if after in _WORD_CHARACTERS or (after == "." and text[end + 1] in _LETTERS):
            return -1
    return end
