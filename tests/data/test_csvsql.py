"""Cells that DuckDB writes into CSV files are those that Python writes."""

from __future__ import annotations

import csv
import io

import duckdb
import pytest

from planlang.data.csvsql import line, text_cell
from planlang.data.outputs import FORMULA_STARTS, QUOTED_SIGNS, OutputColumn, OutputTable, csv_bytes, harmless

ODD = ("", "'", "''=1", "a", "Z9", "0", "{", "[x", "`", "/", ":", "é", "Ａ", "_a", " a", "ab'c")
TEXTS = sorted(
    {
        *ODD,
        *(f"{before}{start}1" for start in FORMULA_STARTS for before in ("", "'", "''", "a")),
        *(f"{before}{sign}{after}" for sign in QUOTED_SIGNS for before in ("", "a", "=") for after in ("", "b", "-")),
        "-12.50",
        "-1/3",
        "-x",
    }
)


def _cells(expression: str, texts: list[str | None]) -> list[str]:
    rows = duckdb.execute(f"SELECT {expression} FROM (SELECT unnest($1::VARCHAR[]) AS t)", [texts]).fetchall()
    return [row[0] for row in rows]


def test_texts_are_written_as_python_writes_them() -> None:
    table = OutputTable(
        (OutputColumn("t", "text"), OutputColumn("u", "text")), [(text, "x") for text in (*TEXTS, None)]
    )
    written = csv_bytes(table).decode().removeprefix("t,u\n").encode()
    found = _cells(line((text_cell('"t"'), "'x'")), [*TEXTS, None])
    assert "".join(f"{one}\n" for one in found).encode() == written


def test_where_a_blank_is_told_from_an_empty_text_both_are_read_back() -> None:
    found = _cells(text_cell('"t"', telling=True), [*TEXTS, None])
    read = [
        row[0] if row else "" for row in csv.reader(io.StringIO("".join(f"{one}\r\n" for one in found), newline=""))
    ]
    assert read == [*(text if text.startswith("-1") else harmless(text) for text in TEXTS), ""]
    assert (found[TEXTS.index("")], found[-1]) == ('""', "")


@pytest.mark.parametrize("words", [("Base", "limit"), ("=1", "a"), ("a,b",)])
def test_words_that_are_known_are_written_the_same(words: tuple[str, ...]) -> None:
    assert _cells(text_cell('"t"', words), [*words, None]) == _cells(text_cell('"t"'), [*words, None])
