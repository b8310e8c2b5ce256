"""The tables of a result as the bytes of their files. The same tables always give the same bytes."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast

from planlang.core.decimals import decimal_text
from planlang.core.values import Values
from planlang.slotted import frozen

Format = Literal["csv", "parquet"]
OutputKind = Literal["text", "decimal", "date", "int"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
QUOTED_SIGNS = ('"', ",", "\r", "\n", ";")
FORMULA_BEHIND = "([;\r\n])('*[=+\\-@＝＋－＠])"
"""A formula in the middle of a text, where a spreadsheet that splits cells at ``;`` begins another cell, also between quotation marks."""
BEGIN_CELLS = (";", "\r", "\n")
FORMULA_MADE_PLAIN = "([;\r\n])'('*[=+\\-@＝＋－＠])"
"""The same behind the apostrophe that was put there."""
_BETWEEN = "\0"
_NOT_PLAIN_STARTS = tuple(f"{_BETWEEN}{sign}" for sign in (*FORMULA_STARTS, "'"))
_CHUNK = 50_000


@frozen
class OutputColumn:
    """A column of a result. ``digits`` is how many decimals every value of a ``decimal`` column is written with.

    ``own`` are those of each row by itself, for text: amounts of several currencies in one column.
    """

    name: str
    kind: OutputKind
    digits: int = 2
    own: tuple[int, ...] = ()


@frozen
class OutputTable:
    """A table of a result.

    Cells are texts, exact numbers (``Fraction`` or ``int``, in units of the currency) for ``decimal``, day numbers for
    ``date``, integers for ``int``; ``None`` is blank. The rows come in the order in which they are to be written.
    """

    columns: tuple[OutputColumn, ...]
    rows: Sequence[Sequence[Any]]

    @property
    def cells(self) -> list[Sequence[Any] | Values]:
        """The same cells, column by column."""
        if not self.rows:
            return [[] for _ in self.columns]
        return list(zip(*self.rows, strict=True))

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)


@frozen
class OutputColumns:
    """A table of a result as it was evaluated: exact values column by column, as in ``OutputTable``.

    A column of numbers may be a ``Values`` over one denominator, which is written without making a number of each cell.
    """

    columns: tuple[OutputColumn, ...]
    cells: list[Sequence[Any] | Values]

    @property
    def count(self) -> int:
        """How many rows there are."""
        first = self.cells[0] if self.cells else []
        return len(first.items if isinstance(first, Values) else first)


AnyTable = OutputTable | OutputColumns


def csv_bytes(table: AnyTable) -> bytes:
    """RFC 4180 with a header, comma, UTF-8 without a mark, and ``\\n`` at the ends of lines.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (see ``harmless``); numbers never do.
    """
    header = ",".join(_quoted(harmless(column.name)) for column in table.columns)
    written: list[list[str]] = []
    numbers: list[tuple[OutputColumn, Values, list[str]]] = []
    for column, cells in zip(table.columns, table.cells, strict=True):
        # Two columns of the same numbers, as what is credited and what counts for the quota, are written once.
        texts = next((known for one, same, known in numbers if _alike(one, column) and same == cells), None)
        if texts is None:
            texts = _csv_texts(column, cells)
            if isinstance(cells, Values):
                numbers.append((column, cells, texts))
        written.append(texts)
    rows: Iterable[str] = map(",".join, zip(*written, strict=True))
    if len(written) == 1:
        rows = (row or '""' for row in rows)  # a row of one blank cell is not a blank line
    return ("\n".join([header, *rows]) + "\n").encode("utf-8")


def _alike(one: OutputColumn, other: OutputColumn) -> bool:
    return (one.kind, one.digits, one.own) == (other.kind, other.digits, other.own)


def _csv_texts(column: OutputColumn, cells: Sequence[Any] | Values) -> list[str]:
    """The cells of a column as a CSV file has them; texts that occur often are looked at once."""
    if column.kind == "text":
        plain = cells.items if isinstance(cells, Values) else cells
        if _all_plain(plain):
            return plain if isinstance(plain, list) else list(plain)
        quoted = {text: "" if text is None else _quoted(harmless(_text(text))) for text in set(plain)}
        return [quoted[text] for text in plain]
    if column.own:
        values = [cells.at(n) for n in range(len(cells.items))] if isinstance(cells, Values) else cells
        return [
            "" if cell is None else decimal_text(_exact(cell), digits)
            for cell, digits in zip(values, column.own, strict=True)
        ]
    texts = texts_of(column, cells)
    return ["" if text is None else text for text in texts] if None in texts else cast(list[str], texts)


def _all_plain(texts: Sequence[Any]) -> bool:
    """Whether a column's cells are all texts that are written as they are: seen at once, in one long text of them all."""
    try:
        joined = _BETWEEN.join(("", *texts))
    except TypeError:
        return False
    return not any(sign in joined for sign in (*QUOTED_SIGNS, *_NOT_PLAIN_STARTS))


def texts_of(column: OutputColumn, cells: Sequence[Any] | Values) -> list[str | None]:
    """The cells of a column as plain texts, blanks as ``None``; raises where one is not what the column holds."""
    if isinstance(cells, Values):
        scaled = _scaled(column, cells)
        if scaled is not None:
            return scaled
        cells = [cells.at(index) for index in range(len(cells.items))]
    write = _cell(column)
    if column.kind == "date":
        known = {cell: None if cell is None else write(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]
    return [None if cell is None else write(cell) for cell in cells]


def _scaled(column: OutputColumn, cells: Values) -> list[str | None] | None:
    """Decimals over one denominator that the column's digits can show, without a fraction for each."""
    digits = column.digits
    if column.kind != "decimal" or not isinstance(cells.den, int) or 10**digits % cells.den:
        return None
    factor = 10**digits // cells.den
    if digits == 0:
        return [None if item is None else str(item * factor) for item in cells.items]
    unit = 10**digits
    scaled = cells.items if factor == 1 else [None if item is None else item * factor for item in cells.items]
    # The decimals are looked up where there are few of them, as for cents: writing them out again takes three times as long.
    point = [f".{n:0{digits}d}" for n in range(unit)].__getitem__ if unit <= 1000 else f".{{:0{digits}d}}".format
    return [
        None if n is None else f"{n // unit}{point(n % unit)}" if n >= 0 else f"-{-n // unit}{point(-n % unit)}"
        for n in scaled
    ]


def _quoted(text: str) -> str:
    """A cell between quotation marks where it needs them; the standard library leaves a lone ``\\r`` bare."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(sign in text for sign in QUOTED_SIGNS) else text


def harmless(text: str) -> str:
    """A text that no spreadsheet runs.

    One that starts with ``= + - @``, a tab, a line end or their full-width forms, apostrophes before it not counted,
    gets one apostrophe in front; so whoever takes one apostrophe off such a text has the original. So does what starts with one of the
    signs behind ``;`` or a line end, where spreadsheets of many countries begin another cell.
    """
    if any(sign in text for sign in BEGIN_CELLS):
        text = re.sub(FORMULA_BEHIND, r"\1'\2", text)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def made_plain(cell: str) -> str:
    """DuckDB's words for a text in which no formula stands behind what may begin another cell."""
    behind, apostrophe = FORMULA_BEHIND.replace("'", "''"), r"\1''\2"
    return f"regexp_replace({cell}, '{behind}', '{apostrophe}', 'g')"


def harmful(text: str) -> str:
    """A text as it was before it was made harmless."""
    if any(sign in text for sign in BEGIN_CELLS):
        text = re.sub(FORMULA_MADE_PLAIN, r"\1\2", text)
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def _cell(column: OutputColumn) -> Callable[[Any], str]:
    if column.kind == "decimal":
        digits = column.digits
        return lambda cell: decimal_text(_exact(cell), digits)
    if column.kind == "date":
        return lambda cell: datetime.date.fromordinal(cell).isoformat()
    if column.kind == "int":
        return lambda cell: str(_exact(cell))
    return _text


def _exact(cell: Any) -> Fraction | int:
    if isinstance(cell, (int, Fraction)) and not isinstance(cell, bool):
        return cell
    raise TypeError(f"{cell!r} is not an exact number")


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    raise TypeError(f"{cell!r} is not a text")


def write_parquet(table: AnyTable, path: Path) -> None:
    """A Parquet file with exact types: ``DECIMAL(38, digits)``, ``DATE``, ``BIGINT``, ``VARCHAR``."""
    from planlang.data.parquetfile import connect

    with connect() as database:
        database.execute("SET threads = 1")  # one writer, so that row groups are always cut alike
        types = [_type(column) for column in table.columns]
        names = [_name(column.name) for column in table.columns]
        database.execute(f"CREATE TABLE result ({', '.join(f'{n} {t}' for n, t in zip(names, types, strict=True))})")
        unpacked = ", ".join(f"CAST(unnest(CAST(? AS VARCHAR[])) AS {type_})" for type_ in types)
        lists = [texts_of(column, cells) for column, cells in zip(table.columns, table.cells, strict=True)]
        for start in range(0, len(lists[0]) if lists else 0, _CHUNK):
            database.execute(f"INSERT INTO result SELECT {unpacked}", [one[start : start + _CHUNK] for one in lists])
        database.execute(
            f"COPY (SELECT {', '.join(names)} FROM result ORDER BY rowid) TO ? (FORMAT parquet, COMPRESSION zstd)",
            [str(path)],
        )


def _type(column: OutputColumn) -> str:
    if column.kind == "decimal":
        return f"DECIMAL(38, {int(column.digits)})"
    return {"text": "VARCHAR", "date": "DATE", "int": "BIGINT"}[column.kind]


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def json_bytes(value: Any) -> bytes:
    """Canonical JSON for people and programs: sorted keys, two spaces, no floats."""
    _no_floats(value)
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a floating-point number has no place in a result")
    if isinstance(value, dict):
        for inner in value.values():
            _no_floats(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _no_floats(inner)
