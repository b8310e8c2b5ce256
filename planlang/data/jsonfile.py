"""JSON lines: one object a line. Numbers stay the text they are written as; nothing becomes a float."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planlang.core.records import NUMERIC, ColumnSpec, RecordSpec
from planlang.data.numbers import decimal_point
from planlang.data.raw import MAX_CELL, MAX_ROWS, RawTable, near_header, place_columns
from planlang.data.report import Cell, Findings, Refused, kind_words, quoted, repair
from planlang.data.textfile import read_text
from planlang.diagnostics.model import Repair, finding
from planlang.diagnostics.place import DataPlace
from planlang.slotted import define, field, frozen


class _Number(str):
    """A number as the file writes it."""

    __slots__ = ()


@frozen
class _Twice:
    """An object that names a key twice."""

    key: str


@define
class _Seen:
    """The keys of a file, in the order in which they first appear."""

    keys: dict[str, None] = field(factory=dict)


def read_jsonl(spec: RecordSpec, path: Path, found: Findings) -> RawTable | None:
    """The records of a JSON lines file, or ``None`` if it can't be read at all."""
    text = read_text(path, found)
    if text is None:
        return None
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) > MAX_ROWS:
        found.whole_file(
            "unreadable-data-file",
            f"{found.file} has more than {MAX_ROWS:,} rows",
            "",
            Repair("Leave out what the plan doesn't need, such as earlier years."),
        )
        return None
    decoder = json.JSONDecoder(
        parse_float=_Number, parse_int=_Number, parse_constant=_Number, object_pairs_hook=_pairs, strict=True
    )
    seen: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    places: list[int] = []
    whole = True
    for number, line in enumerate(lines, 1):
        row = _row(decoder, line, number, found)
        if row is None:
            whole = False
            continue
        seen.update(dict.fromkeys(row))
        rows.append(row)
        places.append(number)
    return _table(spec, rows, places, list(seen), whole, found)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        return _Twice(next(key for key in keys if keys.count(key) > 1))
    return made


def _row(decoder: json.JSONDecoder, line: str, number: int, found: Findings) -> dict[str, Any] | None:
    bare = line.strip(" \t\r")
    try:
        value = decoder.decode(bare) if bare else None
    except (ValueError, RecursionError) as error:
        why = (
            f"at character {error.pos + 1}: {error.msg}"
            if isinstance(error, json.JSONDecodeError)
            else "it is nested too deeply"
        )
        found.row(
            "broken-row",
            "this line is not JSON",
            number,
            why,
            Repair('Write one whole object on each line, such as {"id": "d1", "amount": 1000.00}.'),
        )
        return None
    if isinstance(value, _Twice):
        found.row(
            "broken-row",
            f"this object names {quoted(value.key)} twice",
            number,
            "",
            Repair("Keep the one that is meant."),
        )
        return None
    if not isinstance(value, dict):
        said = "an empty line" if not bare else "a list of rows" if isinstance(value, list) else "not an object"
        found.row(
            "broken-row",
            f"this line is {said}",
            number,
            "",
            Repair("Write one object on each line, without a list around them."),
        )
        return None
    return value


def _table(
    spec: RecordSpec, rows: list[dict[str, Any]], places: list[int], seen: list[str], whole: bool, found: Findings
) -> RawTable:
    table = RawTable(found.file, {}, places, whole=whole)
    if not rows:
        table.columns = {column.name: [] for column in spec.columns}
        return table
    wanted = {column.header for column in spec.columns}
    at = place_columns(spec, seen, found)
    for column in spec.columns:
        if column.name in at:
            table.columns[column.name] = [_cell(row.get(column.header), column) for row in rows]
            if column.optional and (lacking := [i for i, row in enumerate(rows) if column.header not in row]):
                misspelt(column, rows, places, lacking, wanted, found)
    return table


def misspelt(
    column: ColumnSpec,
    rows: list[dict[str, Any]],
    places: Sequence[int],
    lacking: list[int],
    wanted: set[str],
    found: Findings,
) -> None:
    """An optional value may be left out, but not by misspelling its name."""
    known: dict[str, str | None] = {}
    for index in lacking:
        for key in rows[index]:
            if key in wanted:
                continue
            if key not in known:
                known[key] = near_header(key, [column.header]) if len(known) < 1_000 else None
            if known[key] and abs(len(key) - len(column.header)) <= 2:
                found.add(
                    finding(
                        "missing-column",
                        f"this row has no {quoted(column.header)}, but a {quoted(key)}",
                        DataPlace(found.file, places[index], key),
                        "",
                        repairs=repair(
                            f"Rename it to {quoted(column.header)}, or write {quoted(column.header)}: null beside it."
                        ),
                    )
                )


def _cell(value: Any, column: ColumnSpec) -> Cell:
    if value is None or type(value) is str:
        if value is not None and len(value) > MAX_CELL:
            return _wrong("a longer text than is read", column, value)
        return value
    if type(value) is _Number:
        if column.kind in NUMERIC or column.kind == "year" or value.isdecimal():
            return decimal_point(str(value))
        return _wrong("a number", column, value)
    if type(value) is bool:
        word = "yes" if value else "no"
        return (
            word
            if column.kind == "yes/no"
            else _wrong(f"a yes or no ({str(value).lower()})", column, str(value).lower())
        )
    return _wrong(
        "a list" if isinstance(value, list) else "an object", column, "[…]" if isinstance(value, list) else "{…}"
    )


def _wrong(what: str, column: ColumnSpec, value: str) -> Refused:
    return Refused(
        "wrong-column-type",
        f"{quoted(column.header)} holds {what}, not {kind_words(column)}",
        "",
        repair(
            "Write the value as a text, between quotation marks."
            if "number" in what
            else "Export the value itself, one to a cell."
        ),
        value=value,
    )
