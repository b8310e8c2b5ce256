"""Tables, their rows and keys, and conditions."""

from __future__ import annotations

from typing import Any

from planlang.syntax import tree
from planlang.syntax.builder import Builder, between, builds, nodes
from planlang.syntax.builder_values import duration_of
from planlang.syntax.years import year_of


class _Rows:
    """The rows of a table, written below its header or used from elsewhere."""

    __slots__ = ("rows", "tail", "using")

    def __init__(self, rows: tuple[tree.Row, ...], tail: tuple[str, ...], using: tree.Using | None):
        self.rows = rows
        self.tail = tail
        self.using = using


@builds("row_block")
def row_block(b: Builder, parts: list[Any], start: int, end: int) -> _Rows:
    _head, lines, brace = between(parts)
    return _Rows(tuple(lines), b.tail(brace), None)


@builds("using_table")
def using_table(b: Builder, parts: list[Any], start: int, end: int) -> _Rows:
    return _Rows((), (), tree.Using(b.span(start, end), parts[1].text))


@builds("using_data")
def using_data(b: Builder, parts: list[Any], start: int, end: int) -> _Rows:
    return _Rows((), (), tree.Using(b.span(start, end), parts[1].text, True, parts[2]))


@builds("row")
def row(b: Builder, parts: list[Any], start: int, end: int) -> tree.Row:
    return tree.Row(b.span(start, end), b.trivia(start), parts[0], parts[2])


@builds("refused")
def refused(b: Builder, parts: list[Any], start: int, end: int) -> tree.Refused:
    return tree.Refused(b.span(start, end))


@builds("tiers", "tiers_shared")
def tiers(b: Builder, parts: list[Any], start: int, end: int) -> tree.Tiers:
    _word, by, application, rows = parts
    return tree.Tiers(b.span(start, end), by, application, rows.rows, rows.using, rows.tail)


@builds("application")
def application(b: Builder, parts: list[Any], start: int, end: int) -> str:
    return "slice" if parts[0].kind == "COMMA_EACH_SLICE_AT_ITS_OWN_TIER" else "reached"


@builds("beyond")
def beyond(b: Builder, parts: list[Any], start: int, end: int) -> str:
    kinds = {"COMMA_FLAT_BEYOND_THEM": "flat", "COMMA_LINES_GO_ON_BEYOND_THEM": "go on"}
    return kinds.get(parts[0].kind, "refused")


@builds("curve", "curve_shared")
def curve(b: Builder, parts: list[Any], start: int, end: int) -> tree.Curve:
    rows: _Rows = parts[4]
    return tree.Curve(b.span(start, end), parts[1], parts[3], rows.rows, rows.using, rows.tail)


@builds("table_by", "table_shared")
def table_by(b: Builder, parts: list[Any], start: int, end: int) -> tree.TableBy:
    rows: _Rows = parts[2]
    return tree.TableBy(b.span(start, end), parts[1], rows.rows, rows.using, rows.tail)


@builds("match")
def match(b: Builder, parts: list[Any], start: int, end: int) -> tree.Match:
    rows: _Rows = parts[1]
    return tree.Match(b.span(start, end), parts[0].text.split()[0], rows.rows, rows.tail)


@builds("weighted")
def weighted(b: Builder, parts: list[Any], start: int, end: int) -> tree.Weighted:
    rows: _Rows = parts[2]
    return tree.Weighted(b.span(start, end), parts[1], rows.rows, rows.tail)


@builds("missing_scores")
def missing_scores(b: Builder, parts: list[Any], start: int, end: int) -> str:
    said: str = parts[0].text
    return said.removeprefix(", missing scores ")


@builds("places")
def places(b: Builder, parts: list[Any], start: int, end: int) -> tree.Places:
    _word, by, among, first, within, said, rows = parts
    ties, broken = said or (None, None)
    return tree.Places(b.span(start, end), by, among, first, within, ties, broken, rows.rows, rows.tail)


@builds("matrix")
def matrix(b: Builder, parts: list[Any], start: int, end: int) -> tree.Matrix:
    head, lines, brace = between(parts)
    header = lines[0]
    corner, columns, trivia = header if header is not None else (None, (), tree.NO_TRIVIA)
    return tree.Matrix(b.span(start, end), head[2], head[5], corner, columns, tuple(lines[1:]), trivia, b.tail(brace))


@builds("matrix_header")
def matrix_header(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Any, tuple[Any, ...], tree.Trivia]:
    corner = None
    if parts[0] is not None:
        down, across = parts[0].text.split("\\")
        corner = (down.strip(), across.strip())
    return corner, tuple(nodes(parts[1:], "BAR", "NEWLINE")), b.trivia(start)


@builds("matrix_row")
def matrix_row(b: Builder, parts: list[Any], start: int, end: int) -> tree.MatrixRow:
    cells = tuple(nodes(parts[1:], "BAR", "NEWLINE"))
    return tree.MatrixRow(b.span(start, end), b.trivia(start), parts[0], cells)


# --- keys -------------------------------------------------------------------------------------


@builds("high")
def high(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Any, Any]:
    return parts[0].text, parts[1]


@builds("bounds")
def bounds(b: Builder, parts: list[Any], start: int, end: int) -> tree.Bounds:
    word, low, top = parts
    high_word, high_value = top or (None, None)
    return tree.Bounds(b.span(start, end), word.text, low, high_word, high_value)


@builds("bounds_high")
def bounds_high(b: Builder, parts: list[Any], start: int, end: int) -> tree.Bounds:
    word, value = parts[0]
    return tree.Bounds(b.span(start, end), None, None, word, value)


@builds("point_at")
def point_at(b: Builder, parts: list[Any], start: int, end: int) -> tree.Point:
    return tree.Point(b.span(start, end), True, parts[1])


@builds("point")
def point(b: Builder, parts: list[Any], start: int, end: int) -> tree.Point:
    return tree.Point(b.span(start, end), False, parts[0])


@builds("members")
def members(b: Builder, parts: list[Any], start: int, end: int) -> tree.Members:
    return tree.Members(b.span(start, end), tuple(nodes(parts, "LIST_COMMA")))


@builds("otherwise")
def otherwise(b: Builder, parts: list[Any], start: int, end: int) -> tree.Otherwise:
    return tree.Otherwise(b.span(start, end))


@builds("when_key")
def when_key(b: Builder, parts: list[Any], start: int, end: int) -> tree.WhenKey:
    return tree.WhenKey(b.span(start, end), parts[1])


# --- conditions -------------------------------------------------------------------------------


@builds("all_of", "any_of")
def junction(b: Builder, parts: list[Any], start: int, end: int) -> tree.Junction:
    return tree.Junction(b.span(start, end), parts[1].text, tuple(nodes(parts, "AND", "OR")))


@builds("bracketed")
def bracketed(b: Builder, parts: list[Any], start: int, end: int) -> Any:
    return parts[1]


@builds("compare")
def compare(b: Builder, parts: list[Any], start: int, end: int) -> tree.Compare:
    return tree.Compare(b.span(start, end), parts[0], parts[1].text, _beside(parts[0], parts[2]))


def _beside(left: tree.Value, value: Any) -> Any:
    """A value beside another one: a number beside ``the year`` is a year, which has no commas between its thousands."""
    return year_of(value) if isinstance(left, tree.PeriodHere) and left.unit == "year" else value


@builds("between")
def between_bounds(b: Builder, parts: list[Any], start: int, end: int) -> tree.Between:
    left, relation, low, word, top = parts
    stretch = b.span(relation.start, end)
    ends = _beside(left, low), _beside(left, top)
    sides = tree.Bounds(stretch, relation.text.removeprefix("is "), ends[0], word.text, ends[1])
    return tree.Between(b.span(start, end), left, sides)


@builds("one_of")
def one_of(b: Builder, parts: list[Any], start: int, end: int) -> tree.OneOf:
    found = tuple(_beside(parts[0], member) for member in nodes(parts[2:], "LIST_COMMA"))
    return tree.OneOf(b.span(start, end), parts[0], found, parts[1].kind == "IS_NOT_ONE_OF")


@builds("known")
def known(b: Builder, parts: list[Any], start: int, end: int) -> tree.Known:
    return tree.Known(b.span(start, end), parts[0], parts[1].kind == "IS_KNOWN")


@builds("applies")
def applies(b: Builder, parts: list[Any], start: int, end: int) -> tree.Applies:
    return tree.Applies(b.span(start, end), parts[0], parts[1].kind == "APPLIES")


@builds("within_days")
def within_days(b: Builder, parts: list[Any], start: int, end: int) -> tree.WithinDays:
    left, said, length, word, anchor = parts
    negated = said.kind == "IS_NOT_WITHIN"
    return tree.WithinDays(b.span(start, end), left, duration_of(b, length), word.text, anchor, negated)
