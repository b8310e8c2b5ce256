"""JSON lines: exact numbers, and a reason for whatever is not a row."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.data.shapes import DEALS, PEOPLE, column, load_texts, one, place, record

D1 = {"id": "d1", "closed": "2025-01-01", "product": "New", "amount": 5}
ROWS = record("rows", "row", column("id", "text", key=True), column("x", "number", optional=True))


def test_numbers_stay_what_is_written(tmp_path: Path) -> None:
    text = '{"id": "a", "x": 0.1}\n{"id": "b", "x": -12345678901234567890.000000000000000001}\n{"id": "c", "x": "7"}\n'
    text += '{"id": "d", "x": null}\n{"id": "e"}\r\n{"id": 6, "x": ""}\n\n'
    result = load_texts(tmp_path, {"rows.jsonl": text}, (ROWS,))
    assert result.data is not None, result.diagnostics
    rows = result.data["rows"]
    assert rows.ids == ["6", "a", "b", "c", "d", "e"]
    values = [rows.columns["x"].at(i) for i in range(6)]
    assert values == [None, Fraction(1, 10), Fraction("-12345678901234567890.000000000000000001"), 7, None, None]


def test_the_point_of_a_json_number_stands_before_decimals(tmp_path: Path) -> None:
    """In a text it may as well stand between thousands."""
    amounts = record("rows", "row", column("id", "text", key=True), column("x", "money", currency="USD"))
    result = load_texts(tmp_path, {"rows.jsonl": '{"id": "a", "x": 12.500}\n'}, (amounts,))
    assert result.data is not None and result.data["rows"].columns["x"].at(0) == Fraction("12.5")
    text = one(load_texts(tmp_path, {"rows.jsonl": '{"id": "a", "x": "12.500"}\n'}, (amounts,)))
    assert text.rule == "not-a-plain-number"


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ("{", "broken-row", "not JSON"),
        ("[]", "broken-row", "a list of rows"),
        ("5", "broken-row", "not an object"),
        ("", "broken-row", "an empty line"),
        ('{"id": "d9", "id": "d8"}', "broken-row", "twice"),
        ("[" * 100_000, "broken-row", "not JSON"),
        ('{"id": "a\tb"}', "broken-row", "not JSON"),
        (json.dumps(D1 | {"amount": True}), "wrong-column-type", "yes or no"),
        (json.dumps(D1 | {"amount": [5]}), "wrong-column-type", "a list"),
        (json.dumps(D1 | {"amount": {"USD": 5}}), "wrong-column-type", "an object"),
        (json.dumps(D1 | {"id": 1.5}), "wrong-column-type", "a number"),
        (json.dumps(D1 | {"id": "\ud800"}), "unusable-text", "nobody can see"),
        (json.dumps(D1 | {"amount": "1,000"}), "not-a-plain-number", "commas"),
        (json.dumps(D1 | {"amount": float("nan")}), "not-a-plain-number", "not a number"),
        (json.dumps(D1 | {"amount": 1e30}), "not-a-plain-number", "exponent"),
        (json.dumps(D1).replace("5}", "9" * 5000 + "}"), "not-a-plain-number", "more digits"),
        (json.dumps(D1 | {"amount": "5" * 2_000_000}), "wrong-column-type", "longer"),
        (json.dumps({"id": "d1", "closed": "2025-01-01", "product": "New"}), "missing-value", "blank"),
    ],
)
def test_what_is_refused(tmp_path: Path, line: str, rule: str, words: str) -> None:
    good = json.dumps(D1 | {"id": "zz"})
    found = one(load_texts(tmp_path, {"deals.jsonl": f"{good}\n{line}\n{good.replace('zz', 'yy')}\n"}, (DEALS,)))
    assert (found.rule, place(found)[1]) == (rule, 2)
    assert words in found.message


def test_no_rows(tmp_path: Path) -> None:
    result = load_texts(tmp_path, {"deals.jsonl": "\n"}, (DEALS,))
    assert result.data is not None


def test_a_missing_column(tmp_path: Path) -> None:
    found = one(
        load_texts(tmp_path, {"deals.jsonl": json.dumps({**D1, "Amount": 5}).replace('"amount": 5, ', "")}, (DEALS,))
    )
    assert found.rule == "missing-column"
    assert "`Amount`" in found.repairs[0].text


def test_an_optional_value_is_not_lost_to_a_slip(tmp_path: Path) -> None:
    text = '{"id": "bo", "quota": 1, "manager": null}\n{"id": "ana", "quota": 1, "Manager": "bo", "age": 5}\n'
    found = one(load_texts(tmp_path, {"participants.jsonl": text}, (PEOPLE,)))
    assert (found.rule, place(found)[1:3]) == ("missing-column", (2, "Manager"))
