"""How tree nodes are made: one small function for each rule of the grammar, found by the rule's name.

The functions live in ``builder_*.py``, by subject. Each gets the builder, the children (tokens and
what other functions made; ``None`` for an optional part that is absent) and the stretch of text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from planlang.diagnostics.model import Diagnostic, Repair, finding, instead
from planlang.diagnostics.place import Span
from planlang.syntax.layout import Layout
from planlang.syntax.lexer import Token
from planlang.syntax.tree import Trivia

Make = Callable[["Builder", list[Any], int, int], Any]

BUILDERS: dict[str, Make] = {}


def builds(*rules: str) -> Callable[[Make], Make]:
    """Register a function for rules of the grammar."""

    def register(function: Make) -> Make:
        for rule in rules:
            BUILDERS[rule] = function
        return function

    return register


class Builder:
    """What the functions share: the layout, and the findings made while building."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.findings: list[Diagnostic] = []

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text."""
        return self.layout.span(start, end)

    def token_span(self, token: Token) -> Span:
        """Where a token stands."""
        return self.layout.span(token.start, token.end)

    def trivia(self, start: int) -> Trivia:
        """The comments around the statement that starts there."""
        return self.layout.trivia(start)

    def tail(self, brace: Token) -> tuple[str, ...]:
        """The comments before a closing brace, and the one after it."""
        return self.layout.comments(brace.start)

    def report(
        self,
        rule: str,
        message: str,
        place: Span,
        text: str = "",
        repairs: Sequence[tuple[str, str | None]] = (),
        notes: tuple[str, ...] = (),
        instead_of: Span | None = None,
    ) -> None:
        """Note a finding about something that could be read but can't be meant; the examples may stand ``instead_of`` a place."""
        offered = tuple(
            Repair(sentence, example)
            if instead_of is None or example is None
            else instead(sentence, instead_of, example)
            for sentence, example in repairs
        )
        self.findings.append(finding(rule, message, place, text, repairs=offered, notes=notes))


def between(parts: list[Any], opening: str = "LBRACE") -> tuple[list[Any], list[Any], Token]:
    """A block's head, its lines, and its closing brace."""
    at = next(i for i, p in enumerate(parts) if isinstance(p, Token) and p.kind == opening)
    closing = next(i for i in range(len(parts) - 1, at, -1) if is_token(parts[i], "RBRACE"))
    return parts[:at], parts[at + 1 : closing], parts[closing]


def is_token(part: Any, *kinds: str) -> bool:
    """Whether a child is a token of one of these kinds."""
    return isinstance(part, Token) and part.kind in kinds


def nodes(parts: list[Any], *signs: str) -> list[Any]:
    """The children without the signs between them."""
    return [p for p in parts if not is_token(p, *signs)]


def without_end(parts: list[Any]) -> list[Any]:
    """The children without the line end."""
    return parts[:-1] if parts and is_token(parts[-1], "NEWLINE") else parts
