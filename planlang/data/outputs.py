"""The tables of a result as the bytes of their files. The same tables always give the same bytes."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from attr import field, frozen

from planlang.core.decimals import decimal_text

Format = Literal["csv", "parquet"]
OutputKind = Literal["text", "decimal", "date", "int"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SPECIAL = re.compile(r'[",\r\n]').search
_CHUNK = 50_000


@frozen
class OutputColumn:
    """A column of a result. ``digits`` is how many decimals every value of a ``decimal`` column is written with."""

    name: str
    kind: OutputKind
    digits: int = 2


@frozen
class OutputTable:
    """A table of a result.

    Cells are texts, exact numbers (``Fraction`` or ``int``, in units of the currency) for ``decimal``, day numbers for
    ``date``, integers for ``int``; ``None`` is blank. The rows come in the order in which they are to be written.
    """

    columns: tuple[OutputColumn, ...] = field(converter=tuple)
    rows: Sequence[Sequence[Any]]


def csv_bytes(table: OutputTable) -> bytes:
    """RFC 4180 with a header, comma, UTF-8 without a mark, and ``\\n`` at the ends of lines.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (see ``harmless``); numbers never do.
    """
    writers = [_csv_cell(column) for column in table.columns]
    lines = [",".join(_quoted(harmless(column.name)) for column in table.columns)]
    for row in table.rows:
        line = ",".join([write(cell) for write, cell in zip(writers, row, strict=True)])
        lines.append(line or '""')  # a row of one blank cell is not a blank line
    return ("\n".join(lines) + "\n").encode("utf-8")


def _quoted(text: str) -> str:
    """A cell between quotation marks where it needs them; the standard library leaves a lone ``\\r`` bare."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _SPECIAL(text) else text


def harmless(text: str) -> str:
    """A text that no spreadsheet runs.

    One that starts with ``= + - @``, a tab, a line end or their full-width forms, apostrophes before it not counted,
    gets one apostrophe in front; so whoever takes one apostrophe off such a text has the original.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _csv_cell(column: OutputColumn) -> Callable[[Any], str]:
    write = _cell(column)
    if column.kind == "text":
        return lambda cell: "" if cell is None else _quoted(harmless(write(cell)))
    return lambda cell: "" if cell is None else write(cell)


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


def write_parquet(table: OutputTable, path: Path) -> None:
    """A Parquet file with exact types: ``DECIMAL(38, digits)``, ``DATE``, ``BIGINT``, ``VARCHAR``."""
    from planlang.data.parquetfile import connect

    with connect() as database:
        database.execute("SET threads = 1")  # one writer, so that row groups are always cut alike
        types = [_type(column) for column in table.columns]
        names = [_name(column.name) for column in table.columns]
        database.execute(f"CREATE TABLE result ({', '.join(f'{n} {t}' for n, t in zip(names, types, strict=True))})")
        unpacked = ", ".join(f"CAST(unnest(CAST(? AS VARCHAR[])) AS {type_})" for type_ in types)
        writers = [_cell(column) for column in table.columns]
        for rows in _chunks(table.rows):
            lists = [[None if row[i] is None else write(row[i]) for row in rows] for i, write in enumerate(writers)]
            database.execute(f"INSERT INTO result SELECT {unpacked}", lists)
        database.execute(
            f"COPY (SELECT {', '.join(names)} FROM result ORDER BY rowid) TO ? (FORMAT parquet, COMPRESSION zstd)",
            [str(path)],
        )


def _chunks(rows: Sequence[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


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
