"""Runs the parse table over a plan's text, and goes on after a mistake."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from planlang.syntax.builder import BUILDERS, Builder
from planlang.syntax.layout import Layout
from planlang.syntax.lexer import BLANKS, Token, first_found, first_word
from planlang.syntax.table import Production, Table, table

if TYPE_CHECKING:
    from planlang.syntax.trouble import Trouble

DEEPEST = 200
"""How many unfinished parts may stand inside each other: some fifty parentheses."""

LONGEST_CHAIN = 200
"""How many signs and words of arithmetic one statement may hold."""

LONGEST_NAME = 100
"""Characters of a name; longer ones are data, or a trick."""

_NAMES = frozenset(("NAME", "WORD", "REF", "POSSESSIVE", "CORNER"))
_CHAINED = frozenset(("PLUS", "MINUS", "TIMES_SIGN", "DIVIDED_BY"))


class Splice(list[Any]):
    """Children that belong to the rule above."""


class Driver:
    """One run over one text. The stacks run in parallel; ``states`` has one entry more at its foot."""

    def __init__(self, layout: Layout, builder: Builder):
        self.table: Table = table()
        self.layout = layout
        self.text = layout.text
        self.builder = builder
        self.states: list[int] = [0]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[str] = []
        self.position = 0
        self.last_end = 0
        self.chain = 0

    @cached_property
    def trouble(self) -> Trouble:
        """What to do about a mistake; most plans have none, so its tables are read only then."""
        from planlang.syntax.trouble import Trouble

        return Trouble(self)

    def run(self) -> Any:
        """The tree, or the best that could be made of the text (see the builder's findings)."""
        while True:
            token = self._next()
            if token is None:
                if not self.trouble.recover(None):
                    return None
                continue
            before, ready = self.states, True
            if self.table.actions(self.states[-1])[token.kind] < 0:
                before = self.states.copy()
                ready = self._reduce_for(token)
            if not ready:
                if not self.trouble.recover(token, before):
                    return None
                continue
            if token.kind == "$END" and self.states[-1] == self.table.end:
                return self.values[-1]
            self._shift(token)
            self.position = token.end
            if token.end - token.start > LONGEST_NAME and token.kind in _NAMES:
                self._too_long(token)
            if self._too_deep(token) and not self.trouble.too_deep(token):
                return None

    def _next(self) -> Token | None:
        text, state = self.text, self.states[-1]
        self.position = position = BLANKS.match(text, self.position).end()  # type: ignore[union-attr]
        if position >= len(text):
            return Token("$END", "", position, position) if "$END" in self.table.actions(state) else None
        return first_found(self.table, text, position, self.table.accepted(state, first_word(text, position)))

    def feed(self, token: Token) -> bool:
        """Take one token; false if it can't stand here (some finished parts may have been reduced)."""
        ready = self._reduce_for(token)
        if ready:
            self._shift(token)
        return ready

    def _shift(self, token: Token) -> None:
        self.states.append(self.table.actions(self.states[-1])[token.kind])
        self.kinds.append(token.kind)
        self.values.append(token)
        if token.kind == "NEWLINE":  # a statement ends with its last word, not with the comment after it
            self.starts.append(self.last_end)
            self.ends.append(self.last_end)
            self.chain = 0
        else:
            self.starts.append(token.start)
            self.ends.append(token.end)
            self.last_end = token.end

    def _reduce_for(self, token: Token) -> bool:
        """Reduce as long as the table says so; true if the token can be shifted then, or ends the text."""
        table, states, kind = self.table, self.states, token.kind
        while True:
            if len(states) > 1:
                states[-1], name = table.renamed(states[-2], states[-1], kind)
                if name is not None:
                    self.kinds[-1] = name
            action = table.actions(states[-1]).get(kind)
            if action is None:
                return kind == "$END" and states[-1] == table.end
            if action >= 0:
                return True
            self._reduce(table.production(-1 - action))

    def _reduce(self, production: Production) -> None:
        length = production.length
        if length:
            children = self.values[-length:]
            start, end = self.starts[-length], self.ends[-1]
            del self.states[-length:], self.values[-length:], self.starts[-length:], self.ends[-length:]
            del self.kinds[-length:]
        else:
            children, start, end = [], self.last_end, self.last_end
        self.states.append(self.table.goto(self.states[-1], production.origin))
        self.values.append(self._build(production, children, start, end))
        self.starts.append(start)
        self.ends.append(end)
        self.kinds.append(production.origin)

    def _build(self, production: Production, children: list[Any], start: int, end: int) -> Any:
        reads = production.reads
        if reads[0] == "_":
            first = children[0] if children else None
            if isinstance(first, Splice):  # a list grows in place, or long files would take square time
                spliced, children = first, children[1:]
            else:
                spliced = Splice()
            for child in children:
                if isinstance(child, Splice):
                    spliced.extend(child)
                else:
                    spliced.append(child)
            return spliced
        parts: list[Any] = []
        for child in children:
            if isinstance(child, Splice):
                parts.extend(child)
            else:
                parts.append(child)
        if production.holes:
            parts = _with_holes(production, children)
        return BUILDERS[reads](self.builder, parts, start, end)

    def _too_long(self, token: Token) -> None:
        self.builder.report(
            "too-big",
            f"This name has {token.end - token.start:,} characters; a name may have {LONGEST_NAME}.",
            self.builder.token_span(token),
            "",
            [("Give it a shorter name.", None)],
        )

    def _too_deep(self, token: Token) -> bool:
        if token.kind in _CHAINED:
            self.chain += 1
        return len(self.states) > DEEPEST or self.chain > LONGEST_CHAIN


def _with_holes(production: Production, children: list[Any]) -> list[Any]:
    """The children with ``None`` for each optional part that is absent."""
    parts: list[Any] = []
    given = iter(children)
    for place in range(production.length + len(production.holes)):
        if place in production.holes:
            parts.append(None)
            continue
        child = next(given)
        if isinstance(child, Splice):
            parts.extend(child)
        else:
            parts.append(child)
    return parts
