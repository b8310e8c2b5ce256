"""Whatever a file holds, the answer is data or findings, never an exception; and the short cuts change nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.data import cells as cells_module
from planlang.data import csvfile
from planlang.data.load import LoadResult
from planlang.diagnostics import catalogue
from tests.data.shapes import ALL, GOOD, column, load_texts, record

NAMES = st.sampled_from(sorted(GOOD))
BITS = st.sampled_from(
    [
        "1,000",
        "$5",
        "NaN",
        "1e999999999",
        "\x00",
        '"',
        '""',
        "\r",
        "\n",
        ",",
        ";",
        " ",
        "0.001",
        "-",
        "%",
        "x",
        "60%",
        "0.6",
        "2025-02-29",
        *[
            "d1",
            "ana",
            "é",
            "\u200b",
            "\ufeff",
            "\ud7ff",
            "٣",
            "-0",
            "yes",
            "New",
            "=1+1",
            "\x1f",
            "/",
            "\x85",
            "\u2028",
        ],
        "9" * 60,
    ]
)


def answer(files: dict[str, str | bytes]) -> LoadResult:
    with tempfile.TemporaryDirectory() as name:
        result = load_texts(Path(name), files)
    assert (result.data is None) == bool(result.diagnostics)
    for diagnostic in result.diagnostics:
        assert catalogue.head(diagnostic.rule).code != "P000", diagnostic.rule
        assert len(diagnostic.message) < 500
        assert diagnostic.repairs
    return result


@given(name=NAMES, data=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(name: str, data: bytes) -> None:
    answer({**GOOD, name: data})


@given(name=NAMES, data=st.data())
@settings(max_examples=400, deadline=None)
def test_mutated_files(name: str, data: st.DataObject) -> None:
    text = GOOD[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        text = text[:at] + data.draw(BITS) + text[min(end, at + 5) :]
    quick = answer({**GOOD, name: text.encode("utf-8", "surrogatepass")})
    with (
        mock.patch.object(csvfile, "split_plain", return_value=None),
        mock.patch.object(cells_module, "_quick", return_value=None),
    ):
        careful = answer({**GOOD, name: text.encode("utf-8", "surrogatepass")})
    assert quick == careful


TEXTS = st.text(st.characters(codec="utf-8"), max_size=6) | BITS


@given(texts=st.lists(TEXTS, max_size=6), kind=st.sampled_from(["text", "money", "row"]), optional=st.booleans())
@settings(max_examples=400, deadline=None)
def test_short_cuts_of_columns(texts: list[str], kind: str, optional: bool) -> None:
    from planlang.data.load import Grid, load_grids
    from tests.data.shapes import CALENDAR

    spec = record(
        "rows",
        "row",
        column("id", "text", key=True),
        column("x", kind, optional=optional, row="rows"),  # type: ignore[arg-type]
    )
    rows = [{"id": text, "x": text} for text in texts]
    quick = load_grids([Grid(spec, rows, "rows.csv", range(2, len(rows) + 2))], CALENDAR)
    with mock.patch.object(cells_module, "_quick", return_value=None):
        assert load_grids([Grid(spec, rows, "rows.csv", range(2, len(rows) + 2))], CALENDAR) == quick


@given(lines=st.lists(st.text(max_size=40) | st.from_regex(r'\{"id": ?[^\n]{0,20}\}', fullmatch=True), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_json_lines(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        load_texts(Path(name), {"splits.jsonl": "\n".join(lines).encode("utf-8", "surrogatepass")}, ALL[2:])


@pytest.mark.slow
@given(name=NAMES, data=st.binary(max_size=4_000))
@settings(max_examples=5_000, deadline=None)
def test_many_bytes(name: str, data: bytes) -> None:
    answer({**GOOD, name: data})
