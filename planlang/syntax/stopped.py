"""The place where the text of a plan can't go on, and what was being read there: what all that is said of it starts from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.syntax.constructs import BLOCKS, GRID_ROW, NOTHING, ROW_OF_BLOCK, STATEMENTS, Construct
from planlang.syntax.expected import acceptable, in_words
from planlang.syntax.lexer import read_token

if TYPE_CHECKING:
    from planlang.syntax.driver import Driver

_FOUND = re.compile(r'"[^"\n]{0,60}"?|[A-Za-z0-9_.\'%]{1,60}|\S')


class Stopped:
    """The place, and what was being read there."""

    def __init__(self, driver: Driver, position: int, states: list[int]):
        self.driver = driver
        self.text = driver.text
        self.states = states
        self.position = position
        if self.text[position] == "," and self.text[position : position + 2] != ",\n":
            after = position + 1
            while self.text[after] in " \t":
                after += 1
            self.word_at = after  # what is wrong with a clause is its word, not its comma
        else:
            self.word_at = position
        match = _FOUND.match(self.text, self.word_at)
        self.found_end = match.end() if match else self.word_at
        self.found = match.group() if match else ""
        self.block, self.head = self._block_and_head()

    def _block_and_head(self) -> tuple[str, str | None]:
        kinds = self.driver.kinds
        opener = _open_brace(kinds)
        block = next((BLOCKS[k] for k in reversed(kinds[: opener + 1]) if k in BLOCKS), "the file")
        first = next((i for i in range(opener + 1, len(kinds)) if not kinds[i].startswith("__")), None)
        if first is None or (kinds[-1] == "NEWLINE" and kinds[first] != "GIVEN"):
            return block, None  # a new line begins here; what stands before it is only not yet put away
        if block in ROW_OF_BLOCK and kinds[first] != "REJECT_UNLESS":
            return block, kinds[first]
        token = read_token(self.driver.table, self.text, self.driver.starts[first], STATEMENTS)
        return block, token.kind if token is not None else kinds[first]

    @property
    def construct(self) -> Construct:
        """What the line is."""
        if self.head == "GIVEN" and "NEWLINE" in self.driver.kinds[-2:]:
            return GRID_ROW
        if self.head in STATEMENTS:
            return STATEMENTS[self.head]
        return ROW_OF_BLOCK.get(self.block, NOTHING)

    @property
    def line(self) -> tuple[int, int]:
        """From where to where the line goes; the text has no line end behind a brace."""
        start = max(self.text.rfind(sign, 0, self.position) for sign in "\n{") + 1
        return start, line_end(self.text, self.position)

    @property
    def in_band(self) -> bool:
        """Whether this is in a row of a table, before what it pays."""
        start, _ = self.line
        return self.block == "a table" and self.head not in STATEMENTS and ":" not in self.text[start : self.position]

    def expected(self) -> str:
        return in_words(self.driver.table, acceptable(self.driver.table, self.states))

    def finding(
        self, rule: str, message: str, start: int, end: int, label: str, repairs: tuple[Repair, ...]
    ) -> Diagnostic:
        return finding(rule, message, self.driver.layout.span(start, end), label, repairs=repairs)

    def since(self, *stops: str) -> list[str]:
        """The kinds on the stack, from the top down to the first of ``stops``."""
        found = []
        for kind in reversed(self.driver.kinds):
            if kind in stops or kind in ("LBRACE", "LPAR", "NEWLINE"):
                break
            found.append(kind)
        return found


def _open_brace(kinds: list[str]) -> int:
    """Where the innermost brace stands that is still open; -1 where none is."""
    closed = 0
    for place in range(len(kinds) - 1, -1, -1):
        if kinds[place] == "RBRACE":
            closed += 1
        elif kinds[place] == "LBRACE":
            if not closed:
                return place
            closed -= 1
    return -1


def line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
