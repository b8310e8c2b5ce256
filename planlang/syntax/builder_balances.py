"""Balances, line by line: what they open with, what becomes of them, and when what came in lapses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from planlang.syntax import tree
from planlang.syntax.builder import Builder, between, builds
from planlang.syntax.builder_values import number_of
from planlang.syntax.lexer import Token

MOST_KEPT = 60
"""Through how many payouts a balance can keep what came in; there is a column for each."""


class _BalanceLine:
    """A line of a balance; the tree keeps only what it says, so its comments go to the balance."""

    __slots__ = ("comments", "end", "key", "rest", "start", "value")

    def __init__(self, key: str, value: Any, rest: str | None, comments: tuple[str, ...], start: int, end: int):
        self.key = key
        self.value = value
        self.rest = rest
        self.comments = comments
        self.start = start
        self.end = end


@builds("opens")
def opens(b: Builder, parts: list[Any], start: int, end: int) -> _BalanceLine:
    return _BalanceLine("opens", parts[1], None, b.layout.comments(start), start, end)


@builds("closes")
def closes(b: Builder, parts: list[Any], start: int, end: int) -> _BalanceLine:
    rest = None if parts[2] is None else parts[2].text
    return _BalanceLine("closes", parts[1], rest, b.layout.comments(start), start, end)


@builds("lapses")
def lapses(b: Builder, parts: list[Any], start: int, end: int) -> _BalanceLine:
    number: Token = parts[1]
    count = number_of(b, number, number.text)
    if count % 1 != 0 or not 1 <= count <= MOST_KEPT:
        b.report(
            "number-form",
            f"What came in lapses after a whole number of payouts, from 1 through {MOST_KEPT}.",
            b.token_span(number),
            f"1 to {MOST_KEPT}",
            [("For example:", "lapses after 3 more payouts, oldest taken first")],
        )
        count = Decimal(1)
    return _BalanceLine("lapses", int(count), None, b.layout.comments(start), start, end)


@builds("balance")
def balance(b: Builder, parts: list[Any], start: int, end: int) -> tree.Balance:
    head, lines, brace = between(parts)
    said: dict[str, _BalanceLine] = {}
    comments: list[str] = []
    for line in lines:
        comments.extend(line.comments)
        if line.key in said:
            b.report(
                "repeated-clause",
                f"Balance `{head[1].text}` says `{line.key}` twice.",
                b.span(line.start, line.end),
                "said a second time",
                [("Keep one of the two.", None)],
            )
        said.setdefault(line.key, line)
    first, last, lapsing = said.get("opens"), said.get("closes"), said.get("lapses")
    return tree.Balance(
        b.span(start, end),
        b.trivia(start),
        head[1].text,
        head[2],
        None if first is None else first.value,
        None if last is None else last.value,
        None if last is None else last.rest,
        None if lapsing is None else lapsing.value,
        (*comments, *b.tail(brace)),
    )
