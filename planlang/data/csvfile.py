"""CSV files, read as the texts they hold and not a character otherwise."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import cast

from planlang.core.records import RecordSpec
from planlang.data.fast import split_plain
from planlang.data.raw import MAX_CELL, MAX_ROWS, RawTable, place_columns
from planlang.data.report import Cell, Findings, quoted
from planlang.data.textfile import read_text
from planlang.diagnostics.model import Repair

_BLANK_ROW = re.compile(r"^,+\r?$", re.MULTILINE)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_csv(spec: RecordSpec, path: Path, found: Findings) -> RawTable | None:
    """The rows of a CSV file (RFC 4180, comma, UTF-8, a header line), or ``None`` if it can't be read at all."""
    text = read_text(path, found)
    if text is None:
        return None
    if not text.strip("\r\n"):
        found.whole_file(
            "unreadable-data-file",
            f"{found.file} is empty",
            "not even a header line",
            Repair("Export it again. A table without rows still has its header line."),
        )
        return None
    blank = "\n," in text and _BLANK_ROW.search(text)  # the first test alone is fast
    plain = None if blank else split_plain(text, MAX_CELL)
    if plain is not None and len(plain[1][0]) <= MAX_ROWS:
        at = place_columns(spec, plain[0], found)
        columns = {name: cast(list[Cell], plain[1][index]) for name, index in at.items()}
        return RawTable(found.file, columns, range(2, len(plain[1][0]) + 2))
    rows, lines, whole = _rows(text, found)
    if not rows:
        return None
    headers = rows[0]
    if len(headers) == 1 and len(spec.columns) > 1 and _other_separator(headers[0], found):
        return None  # every column would be missing, and every row broken: one fault, said once
    at = place_columns(spec, headers, found)
    table = RawTable(found.file, {}, [], whole=whole)
    needed = any(not spec.by_name[name].optional and not spec.by_name[name].reads for name in at)
    good, places = _even(rows, lines, table, found, needed)
    by_position: Sequence[Sequence[str]] = list(zip(*good, strict=True)) if good else [()] * len(headers)
    for name, index in at.items():
        cells: list[Cell] = list(by_position[index])
        table.columns[name] = cells
    table.lines = places
    return table


def _rows(text: str, found: Findings) -> tuple[list[list[str]], Sequence[int], bool]:
    """All rows, the header first; the physical line on which each starts; whether the file was read to its end."""
    before = csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
                if len(rows) > MAX_ROWS:
                    found.row(
                        "unreadable-data-file",
                        f"{found.file} has more than {MAX_ROWS:,} rows",
                        line,
                        "",
                        Repair("Leave out what the plan doesn't need, such as earlier years."),
                    )
                    return rows, lines, False
            line = reader.line_num + 1
    except csv.Error as error:
        found.row("broken-row", *_broken(str(error), line))
        return rows, lines, False
    finally:
        csv.field_size_limit(before)
    return rows, lines, True


def _broken(error: str, line: int) -> tuple[str, int, str, Repair]:
    if "field larger" in error:
        return (
            f"a cell is longer than {MAX_CELL:,} characters",
            line,
            "often a quotation mark that is never closed",
            Repair('Look for a single " on this line; inside a quoted cell it is written twice.'),
        )
    if "unexpected end" in error:
        return (
            "a quotation mark opens here and is never closed",
            line,
            "everything after it would be one cell",
            Repair('Close the quotation mark; inside a quoted cell a " is written twice.'),
        )
    return (
        f"this row is not written as CSV is: {error}",
        line,
        "the rows after it can't be told apart",
        Repair('Put the whole cell between quotation marks, and write a " inside it twice.'),
    )


def _even(
    rows: list[list[str]], lines: Sequence[int], table: RawTable, found: Findings, needed: bool
) -> tuple[list[list[str]], Sequence[int]]:
    """The rows that have as many cells as the header; the others are findings, and where cells are ``needed`` blank rows too."""
    wide = len(rows[0])
    body = rows[1:]
    if all(len(row) == wide for row in body) and (not needed or all(map(any, body))):
        return body, lines[1:]
    good: list[list[str]] = []
    places: list[int] = []
    for row, line in zip(body, lines[1:], strict=True):
        if needed and not any(row):
            found.row(
                "broken-row",
                "this row is blank",
                line,
                "spreadsheets write such rows below the last one, where a cell was once filled or coloured",
                Repair("Delete the row."),
            )
        elif len(row) == wide:
            good.append(row)
            places.append(line)
        else:
            table.hints.update(row)
            _uneven(row, line, wide, found)
    return good, places


def _uneven(row: list[str], line: int, wide: int, found: Findings) -> None:
    more = len(row) > wide
    found.row(
        "broken-row",
        f"this row has {len(row)} cells, and the header has {wide}",
        line,
        _suspect(row) if more else "where a cell is missing, every one after it would be taken for another",
        Repair(
            "Put a cell that holds a comma between quotation marks, and write amounts without commas."
            if more
            else "Add the missing cells; a blank cell still has its comma."
        ),
    )


def _suspect(row: list[str]) -> str:
    for left, right in pairwise(row):
        if left.strip("$€£ -").isdigit() and len(right.partition(".")[0]) == 3 and right[:3].isdigit():
            return f"is {quoted(f'{left},{right}')} one amount, written with a comma?"
    return "a comma inside a cell divides it in two"


def _other_separator(header: str, found: Findings) -> bool:
    for sign, name in _SEPARATORS.items():
        if sign in header:
            found.whole_file(
                "unreadable-data-file",
                f"the columns of {found.file} seem to be divided by {name}, not by commas",
                "",
                Repair("Export it again as CSV with commas."),
            )
            return True
    return False
