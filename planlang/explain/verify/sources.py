"""Constants, places and quotations against the plan's text; data cells against the files. Both are read here anew."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from planlang.explain.verify.values import MONTHS, NUMBERS, PERIODS, Fiscal, Json, Unreadable, Value, read, write
from planlang.explain.verify.weeks import MONTHS as MONTH_NAMES
from planlang.explain.verify.weeks import not_said

DataRows = Mapping[int, Mapping[str, str | None]]
"""The rows of a data file by the number a person finds them under: each a mapping of headers to cells."""

_LITERAL = re.compile(r"(?<![\w.])(-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(%|x\b)?")

_LENGTH = re.compile(r"(?<![\w.])([0-9]+)\s+(week|year)s?\b")
_LENGTHS = {"week": 7, "year": 12}
"""A length of time is so many days, or so many months."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_DAY = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")


def csv_rows(text: str) -> dict[int, dict[str, str | None]]:
    """The rows of a CSV text by the line on which each starts; the header is line 1."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    found: dict[int, dict[str, str | None]] = {}
    header: list[str] = []
    line = 1
    for row in reader:
        if row and not header:
            header = [name.strip() for name in row]
        elif row:
            found[line] = dict(zip(header, row, strict=False))
        line = reader.line_num + 1
    return found


def json_rows(text: str) -> dict[int, dict[str, str | None]]:
    """The records of a JSON lines text, counted from 1."""
    found = {}
    for number, line in enumerate(text.rstrip().split("\n"), 1):
        record = json.loads(line, parse_int=str, parse_float=str)
        words = {True: "yes", False: "no"}
        found[number] = {k: v if v is None or isinstance(v, str) else words.get(v, str(v)) for k, v in record.items()}
    return found


def read_rows(path: Path) -> DataRows:
    """The rows of a CSV or JSON lines file."""
    text = path.read_bytes().decode("utf-8-sig")
    return json_rows(text) if path.suffix.lower() == ".jsonl" else csv_rows(text)


def _days(text: str) -> Iterator[int]:
    """The days that a text says."""
    for said in _DAY.findall(text):
        with contextlib.suppress(ValueError):
            yield datetime.date.fromisoformat(said).toordinal()


class Plan:
    """The plan's text, to look things up in."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.starts = {file: _line_starts(text) for file, text in texts.items()}
        self.rules: dict[str, bool] = {}

    def place(self, place: Json, fiscal: Fiscal) -> Iterator[str]:
        """What is wrong with a place: it lies elsewhere, or other text stands there."""
        text = self.texts.get(place["file"])
        if text is None:
            yield f"{place['file']} is not the plan's file"
            return
        for line, column, offset in (("line", "column", "start"), ("end_line", "end_column", "end")):
            if self._offset(place["file"], place[line], place[column]) != place[offset]:
                yield f"{place[line]}:{place[column]} is not at {place[offset]}"
        first, *more = text[place["start"] : place["end"]].split("\n")
        if place["text"] != first.rstrip() + (" …" if more else ""):
            yield f"the plan says something else than {place['text']!r} at line {place['line']}"

    def _offset(self, file: str, line: int, column: int) -> int | None:
        starts = self.starts[file]
        return starts[line - 1] + column - 1 if line <= len(starts) else None

    def constant(self, found: Json, value: Value, fiscal: Fiscal) -> str | None:
        """Why a constant is not what stands at its place."""
        text, kind = str(found["from"]["plan"]["text"]), found["unit"]["kind"]
        if isinstance(value, Fraction) and kind in NUMBERS:
            said = {Fraction(n.replace(",", "")) / (100 if sign == "%" else 1) for n, sign in _LITERAL.findall(text)}
            said |= {Fraction(n) * _LENGTHS[unit] for n, unit in _LENGTH.findall(text)}
            whole = said | {-n for n in said}
            if value in said or (value < 0 and value in whole):
                return None
            if found["part"] == "unit" and not said and any(value in _header_units(t) for t in self.texts.values()):
                return None
        elif isinstance(value, Fraction):
            if str(write(value, found["unit"], fiscal)) in text:
                return None
            if kind in PERIODS and any(fiscal.period(kind, day) == value for day in _days(text)):
                return None  # the period of a day, such as that in which a balance closes
        elif value is None or isinstance(value, bool) or value in text:
            return None
        return f"{found['shown']} is not what stands in {text!r}"

    def rule(self, name: str) -> str | None:
        """Why a rule is not one of the plan."""
        if name not in self.rules:
            pattern = r"\bpayout\b" if name == "payout" else rf"^\s*[a-z]+\s+{re.escape(name)}\b"
            self.rules[name] = any(re.search(pattern, text, re.MULTILINE) for text in self.texts.values())
        return None if self.rules[name] else f"no rule of the plan is called {name}"

    def header(self, document: Json) -> Iterator[str]:
        """Whether the head of the document is that of this plan."""
        plan, calendar = document["plan"], document["calendar"]
        text = self.texts.get(plan["file"])
        if text is None:
            yield f"{plan['file']} is not the plan's file"
            return
        if not re.search(rf"\bplan\s+{re.escape(plan['name'])}\b", text):
            yield f"the plan is not called {plan['name']}"
        if plan["title"] and f'"{plan["title"]}"' not in text:
            yield f"the plan's title is not {plan['title']!r}"
        found = re.search(r"years start in ([A-Z][a-z]+)", text)
        if found and calendar.get("start_month") != MONTH_NAMES.index(found[1]) + 1:
            yield f"years start in {found[1]}"
        yield from not_said(text, calendar)


def _header_units(text: str) -> set[Fraction]:
    return {
        Fraction(n.replace(",", ""))
        for n in re.findall(r"nearest ([0-9][0-9,.]*)|\bto ([0-9][0-9,.]*)", text)
        for n in n
        if n
    }


def _line_starts(text: str) -> list[int]:
    return [0, *(ended.end() for ended in _LINE_END.finditer(text))]


def cell(
    document_cell: Json, how: Json, value: Value, unit: Json, data: Mapping[str, DataRows], fiscal: Fiscal
) -> str | None:
    """Why a data cell is not what the document says."""
    file, row, column = document_cell["file"], document_cell["row"], document_cell["column"]
    if file not in data:
        return f"there is no {file}"
    if row not in data[file]:
        return f"{file} has no row {row}"
    if column not in data[file][row]:
        return f"{file} has no column {column}"
    raw = (data[file][row][column] or "").strip()
    if raw in how.get("reads", []):
        return None
    try:
        said = meaning(raw, how.get("holds"), unit, fiscal)
    except (Unreadable, ValueError):
        return f"{file} row {row}, column {column} holds {raw!r}"
    return None if said == value else f"{file} row {row}, column {column} holds {raw!r}"


def meaning(raw: str, holds: object, unit: Json, fiscal: Fiscal) -> Value:
    """The value that a cell's text stands for."""
    if raw == "":
        return None
    if holds in ("money", "number", "count", "fraction", "multiplier"):
        return Fraction(raw[:-1] if holds == "multiplier" and raw.endswith("x") else raw)
    if holds == "percent":
        return Fraction(raw.removesuffix("%")) / 100
    if holds == "yes/no":
        return {"yes": True, "no": False}.get(raw.lower())
    if holds == "date":
        return read(raw[:10], {"kind": "date"}, fiscal)
    if holds in MONTHS:
        return Fraction(fiscal.read(str(holds), raw))
    return raw


def other_row(row_id: str, file: DataRows, row: int) -> bool:
    """Whether another row of the file is plainly the one of this id."""
    parts = row_id.split(" / ")

    def has(cells: Mapping[str, str | None]) -> bool:
        texts = [(text or "").strip() for text in cells.values()]
        return all(part in texts for part in parts)

    return row in file and not has(file[row]) and any(has(cells) for cells in file.values())
