"""The parse table, as ``build.py`` made it from the grammar: loaded once, decoded as it is needed."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

PHRASE_PRIORITY = 10
_WORDS = re.compile(r"[A-Za-z0-9_']+|[^\sA-Za-z0-9_']")


class Phrase(NamedTuple):
    """A terminal of fixed words."""

    name: str
    text: str
    words: tuple[str, ...]
    priority: int


class Shape(NamedTuple):
    """A terminal that is a regular expression, compiled by the first state that needs it."""

    name: str
    pattern: str
    starts: str
    priority: int


class Production(NamedTuple):
    """A rule of the grammar: ``reads`` names the builder, ``holes`` the children that are absent."""

    reads: str
    origin: str
    length: int
    holes: tuple[int, ...]
    renames: bool
    """Whether it has one part and nothing is made of it: only the name of the part changes."""


class Table:
    """Actions and gotos of the LALR automaton.

    An action is a number: the next state if it is 0 or more, else ``-1 - production``.
    """

    def __init__(self, data: dict[str, list[str]], end: int, phrases: dict[str, str], shapes: dict[str, list[str]]):
        self.end = end
        self.terminals = data["terminals"]
        self.phrases = {name: _phrase(name, text) for name, text in phrases.items()}
        self.shapes = {name: Shape(name, s[0], s[2], int(s[1])) for name, s in shapes.items()}
        self._origins = data["origins"]
        self._states = data["states"]
        self._sets = data["sets"]
        self._gotos = data["gotos"]
        self._rules = data["rules"]
        self._phrases_by_word: dict[str, list[Phrase]] = {}
        for phrase in self.phrases.values():
            self._phrases_by_word.setdefault(phrase.words[0], []).append(phrase)
        self._actions: dict[int, dict[str, int]] = {}
        self._goto_rows: dict[int, dict[str, int]] = {}
        self._terminal_sets: dict[int, tuple[str, ...]] = {}
        self._shared_rows: dict[str, dict[str, int]] = {}
        self._productions: dict[int, Production] = {}
        self._candidates: dict[str, tuple[Phrase | Shape, ...]] = {}
        self._accepted: dict[tuple[int, str], tuple[Phrase | Shape, ...]] = {}
        self._renamed: dict[tuple[int, int, str], tuple[int, str | None]] = {}
        self._regexes: dict[str, re.Pattern[str]] = {}

    def actions(self, state: int) -> dict[str, int]:
        """What a state does for each terminal that it accepts."""
        found = self._actions.get(state)
        return found if found is not None else self._decode(state)

    def _decode(self, state: int) -> dict[str, int]:
        reduces, shifts, goto_row = self._states[state].split("|")
        actions: dict[str, int] = {}
        numbers = [int(n) for n in reduces.split()]
        for rule, lookahead in zip(numbers[::2], numbers[1::2], strict=True):
            actions.update(dict.fromkeys(self._terminal_set(lookahead), -1 - rule))
        numbers = [int(n) for n in shifts.split()]
        for terminal_number, target in zip(numbers[::2], numbers[1::2], strict=True):
            actions[self.terminals[terminal_number]] = target
        self._goto_rows[state] = self._goto_row(goto_row)
        self._actions[state] = actions
        return actions

    def _terminal_set(self, number: int) -> tuple[str, ...]:
        """A set of terminals; many states share one."""
        found = self._terminal_sets.get(number)
        if found is None:
            found = tuple(self.terminals[int(terminal)] for terminal in self._sets[number].split())
            self._terminal_sets[number] = found
        return found

    def _goto_row(self, number: str) -> dict[str, int]:
        """Where a state goes after each origin; many states share a row."""
        found = self._shared_rows.get(number)
        if found is None:
            numbers = [int(n) for n in self._gotos[int(number)].split()]
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            found = self._shared_rows[number] = {self._origins[origin]: target for origin, target in pairs}
        return found

    def goto(self, state: int, origin: str) -> int:
        """The state after ``origin`` was read in ``state``."""
        if state not in self._goto_rows:
            self._decode(state)
        return self._goto_rows[state][origin]

    def production(self, number: int) -> Production:
        """A rule of the grammar."""
        found = self._productions.get(number)
        if found is None:
            reads, origin, length, *holes = self._rules[number].split()
            renames = length == "1" and reads[0] == "_" and reads[1] != "_"
            found = Production(reads, origin, int(length), tuple(int(h) for h in holes), renames)
            self._productions[number] = found
        return found

    def renamed(self, below: int, state: int, kind: str) -> tuple[int, str | None]:
        """What the state on top becomes before a terminal when all rules that only rename it have: the state, and the last of their names.

        Half of all reductions only rename, several in a row for a value that stands alone.
        """
        found = self._renamed.get((below, state, kind))
        if found is None:
            top, name = state, None
            while (action := self.actions(top).get(kind, 0)) < 0:
                production = self.production(-1 - action)
                if not production.renames:
                    break
                name = production.origin
                top = self.goto(below, name)
            found = self._renamed[below, state, kind] = (top, name)
        return found

    def productions(self) -> list[Production]:
        """All rules of the grammar."""
        return [self.production(i) for i in range(len(self._rules))]

    def candidates(self, first: str) -> tuple[Phrase | Shape, ...]:
        """The terminals that can begin with ``first``, a word or a sign, the one to prefer first."""
        found = self._candidates.get(first)
        if found is None:
            phrases = self._phrases_by_word.get(first, [])
            shapes = (s for s in self.shapes.values() if first[0] in s.starts)
            found = tuple(sorted((*phrases, *shapes), key=lambda c: -c.priority))
            if len(self._candidates) < 5000:  # names are the user's, and may be many
                self._candidates[first] = found
        return found

    def accepted(self, state: int, first: str) -> tuple[Phrase | Shape, ...]:
        """Those of ``candidates`` that a state accepts."""
        found = self._accepted.get((state, first))
        if found is None:
            actions = self.actions(state)
            found = tuple(one for one in self.candidates(first) if one.name in actions)
            if len(self._accepted) < 20_000:
                self._accepted[state, first] = found
        return found

    def regex(self, shape: Shape) -> re.Pattern[str]:
        """A shape's regular expression."""
        found = self._regexes.get(shape.name)
        if found is None:
            found = self._regexes[shape.name] = re.compile(shape.pattern)
        return found


def _phrase(name: str, text: str) -> Phrase:
    words = tuple(_WORDS.findall(text))
    return Phrase(name, text, words, PHRASE_PRIORITY * len(words))


@cache
def table() -> Table:
    """The shipped table."""
    data = json.loads(Path(__file__).with_name("table.json").read_text(encoding="utf-8"))
    return Table(data, data["end"], data["phrases"], data["shapes"])
