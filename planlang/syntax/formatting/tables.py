"""Tables: rows whose keys, colons, bars and numbers stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.syntax import tree as t
from planlang.syntax.formatting.doc import COMMA, Block, Doc, Entry, cat, column_width, comma_list, flat, join
from planlang.syntax.formatting.literals import on_their_units
from planlang.syntax.formatting.values import WRITERS, condition, operand, point, ranked, write

_ALIGN_VALUES_UP_TO = 40
"""Values after a colon that hugs its key stand in one column if no key is longer than this."""

KeyParts = tuple[str, str, str, str]


def _plain(value: t.Node | None) -> str:
    return "" if value is None else flat(write(value)) or ""


def _parts(key: t.Node) -> KeyParts | None:
    """A key of bounds in its four columns, ``None`` for any other."""
    if isinstance(key, t.Bounds):
        if key.low is None:
            return (key.high_word or "", _plain(key.high), "", "")
        return (key.low_word or "", _plain(key.low), key.high_word or "", _plain(key.high))
    if isinstance(key, t.Point) and key.at:
        return ("at", _plain(key.value), "", "")
    return None


def key_text(key: t.Node) -> Doc:
    """A key by itself."""
    parts = _parts(key)
    if parts is not None:
        return (" ".join(part for part in parts if part),)
    if isinstance(key, t.Point):
        return write(key.value)
    if isinstance(key, t.Members):
        return comma_list(write(value) for value in key.values)
    if isinstance(key, t.WhenKey):
        return cat("when ", condition(key.condition))
    return ("otherwise",)


def _aligned(keys: Sequence[KeyParts]) -> list[str]:
    """Keys of bounds with each of the four columns aligned."""
    columns = [list(column) for column in zip(*keys, strict=True)]
    for index in (1, 3):
        columns[index] = on_their_units(columns[index], [True] * len(keys))
    widths = [column_width(column) for column in columns]
    rows = []
    for row in zip(*columns, strict=True):
        padded = (part.ljust(width) for part, width in zip(row, widths, strict=True) if width)
        rows.append(" ".join(padded).rstrip())
    return rows


def keys_text(keys: Sequence[t.Node]) -> list[Doc]:
    """The keys of a table, those of bounds aligned with each other."""
    bounds = [parts for parts in map(_parts, keys) if parts is not None]
    aligned = iter(_aligned(bounds) if bounds else [])
    return [(next(aligned),) if _parts(key) is not None else key_text(key) for key in keys]


def row_value(value: t.Node) -> Doc:
    """What stands after the colon or between the bars."""
    return ("refused",) if isinstance(value, t.Refused) else write(value)


def _is_amount(value: t.Node | None) -> bool:
    if isinstance(value, t.Negate):
        value = value.value
    return isinstance(value, t.MoneyLit) or (isinstance(value, t.NumberLit) and value.unit == "number")


def is_number(value: t.Node | None) -> bool:
    """Whether a cell holds a number of any kind."""
    if isinstance(value, t.Negate):
        value = value.value
    return isinstance(value, t.MoneyLit | t.NumberLit)


def rows_block(rows: Sequence[t.Row], tail: tuple[str, ...]) -> Block:
    """``{ key: value … }``."""
    keys = keys_text([row.key for row in rows])
    flat_keys = [flat(key) or "" for key in keys]
    hugging = not any(_parts(row.key) is not None for row in rows)
    longest = column_width(flat_keys)
    values = [row_value(row.value) for row in rows]
    numbers = on_their_units([flat(value) or "" for value in values], [_is_amount(row.value) for row in rows])
    entries = []
    for row, key, width, value, number in zip(rows, keys, map(len, flat_keys), values, numbers, strict=True):
        shown: Doc = (number,) if _is_amount(row.value) else value
        if not hugging:
            doc = cat(key, " " * (longest - width), ": ", shown)
        elif isinstance(row.key, t.WhenKey) or longest > _ALIGN_VALUES_UP_TO or _has_conditions(rows):
            doc = cat(key, ": ", value)
        else:
            doc = cat(key, ": ", " " * (longest - width), shown)
        entries.append(Entry(doc, row.trivia))
    return Block(tuple(entries), tail)


def _has_conditions(rows: Sequence[t.Row]) -> bool:
    return any(isinstance(row.key, t.WhenKey) for row in rows)


def grid(lines: Sequence[Sequence[tuple[str, bool]]], first: Sequence[str]) -> list[str]:
    """Lines of cells between bars, ``first`` (the first cell of each) as it is; ``True`` marks a number's cell."""
    count = max((len(line) for line in lines), default=0)
    texts: list[list[str]] = [[start] for start in first]
    for column in range(count):
        at = [index for index, line in enumerate(lines) if column < len(line)]
        cells = on_their_units([lines[index][column][0] for index in at], [lines[index][column][1] for index in at])
        for index, cell in zip(at, cells, strict=True):
            texts[index].append(cell)
    widths = [column_width(row[n] for row in texts if n < len(row)) for n in range(count + 1)]
    return [
        " | ".join(cell.ljust(widths[n]) for n, cell in enumerate(row)).rstrip() if len(row) > 1 else row[0]
        for row in texts
    ]


def _matrix(value: t.Matrix) -> Doc:
    head = cat("matrix,", COMMA, operand(value.down), " down,", COMMA, operand(value.across), " across ")
    corner = " \\ ".join(value.corner) if value.corner else ""
    firsts = [corner] + [flat(key) or "" for key in keys_text([row.key for row in value.rows])]
    head = _stripped(head)
    if any(flat(row_value(cell)) is None for row in value.rows for cell in row.cells):
        return cat(head, _loose_matrix(value, corner))
    lines: list[list[tuple[str, bool]]] = [[(flat(key_text(key)) or "", False) for key in value.columns]]
    for row in value.rows:
        lines.append([(flat(row_value(cell)) or "", is_number(cell)) for cell in row.cells])
    texts = grid(lines, firsts)
    entries = [Entry((text,), row.trivia) for text, row in zip(texts[1:], value.rows, strict=True)]
    if corner or value.columns:
        entries.insert(0, Entry((texts[0],), value.header_trivia))
    return cat(head, Block(tuple(entries), value.tail))


def _loose_matrix(value: t.Matrix, corner: str) -> Block:
    """A matrix with a table in a cell, which can't be aligned."""
    entries = [Entry(join([key_text(row.key), *map(row_value, row.cells)], " | "), row.trivia) for row in value.rows]
    if corner or value.columns:
        entries.insert(0, Entry(join([(corner,), *map(key_text, value.columns)], " | "), value.header_trivia))
    return Block(tuple(entries), value.tail)


def _stripped(doc: Doc) -> Doc:
    """The doc without the blank before a brace, which the page writes."""
    last = doc[-1]
    return (*doc[:-1], last.rstrip()) if isinstance(last, str) else doc


def _rows_or_using(head: Doc, rows: Sequence[t.Row], using: t.Using | None, tail: tuple[str, ...]) -> Doc:
    if using is None:
        return cat(head, rows_block(rows, tail))
    doc = cat(head, ",", COMMA, f"using {'data ' if using.data else ''}{using.name}")
    return doc if using.on is None else cat(doc, " on ", point(using.on))


def _tiers(value: t.Tiers) -> Doc:
    head = cat("tiers by ", operand(value.by))
    if value.application is not None:
        words = "each slice at its own tier" if value.application == "slice" else "all at the tier reached"
        head = cat(head, ",", COMMA, words)
    return _rows_or_using(head, value.rows, value.using, value.tail)


def _curve(value: t.Curve) -> Doc:
    head = cat("curve by ", operand(value.by), ",", COMMA, "straight lines between points")
    if value.beyond is not None:
        words = {"flat": "flat", "go on": "lines go on", "refused": "refused"}[value.beyond]
        head = cat(head, ",", COMMA, f"{words} beyond them")
    return _rows_or_using(head, value.rows, value.using, value.tail)


def _table_by(value: t.TableBy) -> Doc:
    return _rows_or_using(cat("table by ", operand(value.by)), value.rows, value.using, value.tail)


def _match(value: t.Match) -> Doc:
    return (f"{value.kind} match", rows_block(value.rows, value.tail))


def _weighted(value: t.Weighted) -> Doc:
    said = f", missing scores {value.missing}" if value.missing else ""
    return (f"weighted{said}", rows_block(value.rows, value.tail))


def _places(value: t.Places) -> Doc:
    return cat("places by ", ranked(value), rows_block(value.rows, value.tail))


WRITERS |= {
    t.Matrix: _matrix,
    t.Tiers: _tiers,
    t.Curve: _curve,
    t.TableBy: _table_by,
    t.Match: _match,
    t.Weighted: _weighted,
    t.Places: _places,
}
