"""Aggregates and the windows that say which rows they sum."""

from __future__ import annotations

from typing import Any, Literal

from planlang.syntax import tree
from planlang.syntax.builder import Builder, builds
from planlang.syntax.builder_values import count_and_unit
from planlang.syntax.lexer import Token


class _Head:
    """``running total amount of the participant's Bookings``: an aggregate before its window."""

    __slots__ = ("different", "field", "function", "owner", "paid", "running", "source")

    def __init__(self, words: str, field: Token | None, owner: str | None, source: Token):
        self.running = words.startswith("running ")
        self.function: Any = words.removeprefix("running ")
        self.paid = field is not None and field.kind == "PAID"
        self.field = None if field is None or self.paid else field.text.replace(" ", "_")
        self.owner = owner
        self.source = source
        self.different: tree.Column | None = None


@builds("aggregated")
def aggregated(b: Builder, parts: list[Any], start: int, end: int) -> _Head:
    function, field, _of, owner, source = parts
    return _Head(function.text, field, owner, source)


@builds("aggregated_only")
def aggregated_only(b: Builder, parts: list[Any], start: int, end: int) -> _Head:
    _the, field, _of, owner, source = parts
    return _Head("only", field, owner, source)


@builds("aggregated_different")
def aggregated_different(b: Builder, parts: list[Any], start: int, end: int) -> _Head:
    count, column, _of, owner, source = parts
    head = _Head(count.text.removesuffix(" of different"), None, owner, source)
    head.different = tree.Column(b.token_span(column), tuple(column.text.split(".")))
    return head


@builds("owner")
def owner(b: Builder, parts: list[Any], start: int, end: int) -> str:
    token: Token = parts[0]
    if token.kind == "THE_PARTICIPANTS":
        return "participant"
    if token.kind == "EVERYONES":
        return "everyone"
    return token.text.split()[1].removesuffix("'s")


@builds("aggregate", "aggregate_where")
def aggregate(b: Builder, parts: list[Any], start: int, end: int) -> tree.Aggregate:
    head: _Head = parts[0]
    where = parts[4] if len(parts) > 3 else None
    return tree.Aggregate(
        b.span(start, end),
        head.function,
        head.running,
        head.paid,
        head.field,
        head.owner,
        head.source.text,
        b.token_span(head.source),
        parts[1],
        where,
        parts[2],
        head.different,
    )


@builds("ranked")
def ranked(b: Builder, parts: list[Any], start: int, end: int) -> tree.Ranked:
    among, rows, above = parts
    which: Literal["all", "above"] | None = "all" if among.kind == "AMONG_ALL_OF" else None
    return tree.Ranked(b.span(start, end), rows, which if above is None else "above")


@builds("ranked_rows")
def ranked_rows(b: Builder, parts: list[Any], start: int, end: int) -> tree.Aggregate:
    owner, source, window = parts
    at = b.token_span(source)
    return tree.Aggregate(
        b.span(start, end), "count", True, False, None, owner, source.text, at, window, None, "counting"
    )


@builds("window_in")
def window_in(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "in", unit=parts[1].text)


@builds("window_through")
def window_through(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "through", unit=parts[1].text, inner=parts[3].text)


@builds("window_previous")
def window_previous(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "previous", unit=parts[1].text)


@builds("window_last")
def window_last(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    count, unit = count_and_unit(b, parts[1])
    return tree.Window(b.span(start, end), "last", unit=unit, count=count)


@builds("window_same")
def window_same(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "same", unit=parts[3].text, inner=parts[1].text)


@builds("window_plan")
def window_plan(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "plan")


@builds("window_so_far")
def window_so_far(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "through", inner=parts[2].text)


@builds("window_row")
def window_row(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "row", row=parts[1].text)


@builds("window_anniversary")
def window_anniversary(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "anniversary", start=parts[1])


@builds("window_between")
def window_between(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "between", start=parts[1], end=parts[3])


@builds("window_on")
def window_on(b: Builder, parts: list[Any], start: int, end: int) -> tree.Window:
    return tree.Window(b.span(start, end), "on", start=parts[1])
