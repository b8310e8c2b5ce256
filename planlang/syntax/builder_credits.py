"""Credits: of each row, to whom, which amounts, of which day, in which order."""

from __future__ import annotations

from typing import Any, Literal

from planlang.slotted import evolve
from planlang.syntax import tree
from planlang.syntax.builder import Builder, between, builds, is_token, nodes
from planlang.syntax.builder_values import name_of, whole_number
from planlang.syntax.lexer import Token

_PLACES: dict[str, Literal["largest", "first", "last"]] = {
    "THE_LARGEST": "largest",
    "THE_FIRST": "first",
    "THE_FIRST_BY": "first",
    "THE_LAST": "last",
    "THE_LAST_BY": "last",
}


@builds("credit")
def credit(b: Builder, parts: list[Any], start: int, end: int) -> tree.Credit:
    head, lines, brace = between(parts)
    return tree.Credit(b.span(start, end), b.trivia(start), head[1].text, head[2], tuple(lines), b.tail(brace))


@builds("gathers")
def gathers(b: Builder, parts: list[Any], start: int, end: int) -> tree.Gathers:
    sources = tuple(name_of(b, p) for p in parts[3:] if is_token(p, "NAME"))
    keys = next((p for p in parts if isinstance(p, tuple)), ())
    return tree.Gathers(b.span(start, end), b.trivia(start), parts[1].text, sources, keys)


@builds("gathers_order")
def gathers_order(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Any, ...]:
    return tuple(nodes(parts[1:], "COMMA_THEN"))


@builds("to")
def to(b: Builder, parts: list[Any], start: int, end: int) -> tree.To:
    return tree.To(b.span(start, end), b.trivia(start), "person", parts[1])


@builds("to_manager")
def to_manager(b: Builder, parts: list[Any], start: int, end: int) -> tree.To:
    return tree.To(b.span(start, end), b.trivia(start), "manager", parts[1], parts[2])


@builds("to_managers")
def to_managers(b: Builder, parts: list[Any], start: int, end: int) -> tree.To:
    _to, value, on, levels, each, _end = parts
    most = None if levels is None else whole_number(b, levels)
    once_for = None if each is None else each.text
    return tree.To(b.span(start, end), b.trivia(start), "managers", value, on, most, once_for)


@builds("to_every")
def to_every(b: Builder, parts: list[Any], start: int, end: int) -> tree.To:
    return tree.To(b.span(start, end), b.trivia(start), "every", None, where=parts[1])


@builds("amount_line")
def amount_line(b: Builder, parts: list[Any], start: int, end: int) -> tree.AmountLine:
    word, value, rounded, odd_cents, _end = parts
    return tree.AmountLine(b.span(start, end), b.trivia(start), word.text, value, rounded is not None, odd_cents)


@builds("odd_cents", "remainder")
def remainder(b: Builder, parts: list[Any], start: int, end: int) -> tree.Remainder:
    heir = parts[1]
    span = b.span(start, end)
    if isinstance(heir, tree.Column):
        return tree.Remainder(span, "column", heir)
    if isinstance(heir, tuple):
        which, keys = heir
        return tree.Remainder(span, _PLACES[which.kind], by=keys)
    return tree.Remainder(span, _PLACES[heir.kind])


@builds("remainder_among")
def remainder_among(b: Builder, parts: list[Any], start: int, end: int) -> tree.Remainder:
    among, *rest = parts
    said: tree.Remainder = remainder(b, rest, start, end)
    return evolve(said, everyone=True) if isinstance(among, str) else evolve(said, within=among)


@builds("among_everyone")
def among_everyone(b: Builder, parts: list[Any], start: int, end: int) -> str:
    return "everyone"


@builds("heir_by")
def heir_by(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Token, tuple[tree.Node, ...]]:
    return parts[0], tuple(nodes(parts[1:], "COMMA_THEN"))


@builds("heir_of_equals")
def heir_of_equals(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Token, tuple[tree.Node, ...]]:
    return parts[0], tuple(nodes(parts[2:], "COMMA_THEN"))


@builds("dated")
def dated(b: Builder, parts: list[Any], start: int, end: int) -> tree.Dated:
    return tree.Dated(b.span(start, end), b.trivia(start), parts[1])


@builds("ordered")
def ordered(b: Builder, parts: list[Any], start: int, end: int) -> tree.Ordered:
    return tree.Ordered(b.span(start, end), b.trivia(start), tuple(nodes(parts[1:], "COMMA_THEN", "NEWLINE")))
