"""Every kind of cell: what is taken, and what each refusal says."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import ColumnSpec, Limits
from planlang.core.values import Scalar
from planlang.data.load import Grid, LoadResult, load_grids
from tests.data.shapes import CALENDAR, DEALS, GOOD, column, load_texts, one, place, record


def cells(spec: ColumnSpec, *texts: str | None, calendar: FiscalCalendar = CALENDAR) -> LoadResult:
    """Reads a column beside a key, with one row for each text."""
    rows = record("rows", "row", column("id", "text", key=True), spec)
    given = [{"id": f"r{number:03}", spec.name: text} for number, text in enumerate(texts)]
    return load_grids([Grid(rows, given, "rows.csv", range(2, len(texts) + 2))], calendar)


def value(spec: ColumnSpec, text: str | None) -> Scalar:
    result = cells(spec, text)
    assert result.data is not None, [d.message for d in result.diagnostics]
    return result.data["rows"].columns[spec.name].at(0)


MONEY = column("x", "money", currency="USD")
PERCENT = column("x", "percent")
MULTIPLIER = column("x", "multiplier")
FRACTION = column("x", "fraction")


@pytest.mark.parametrize(
    ("spec", "text", "expected"),
    [
        (MONEY, "1234.5", Fraction("1234.5")),
        (MONEY, "-0.01", Fraction("-0.01")),
        (MONEY, "-0", Fraction(0)),
        (MONEY, "007", Fraction(7)),
        (MONEY, "1.5000", Fraction("1.5")),
        (MONEY, "1234.500", Fraction("1234.5")),
        (MONEY, "0.500", Fraction("0.5")),
        (column("x", "money", digits=0, currency="JPY"), "12", Fraction(12)),
        (column("x", "money", digits=0, currency="JPY"), "12.00", Fraction(12)),
        (column("x", "money", digits=3, currency="KWD"), "1.005", Fraction("1.005")),
        (column("x", "number"), "0.10000", Fraction("0.1")),
        (column("x", "count"), "12", Fraction(12)),
        (column("x", "count"), "12.0", Fraction(12)),
        (PERCENT, "60", Fraction(60, 100)),
        (PERCENT, "60%", Fraction(60, 100)),
        (PERCENT, "33.3333%", Fraction("0.333333")),
        (PERCENT, "0.5%", Fraction("0.005")),
        (FRACTION, "0.6", Fraction("0.6")),
        (MULTIPLIER, "1.5", Fraction("1.5")),
        (MULTIPLIER, "1.50x", Fraction("1.5")),
        (column("x", "date"), "2024-02-29", datetime.date(2024, 2, 29).toordinal()),
        (column("x", "month"), "2025-03", CALENDAR.numbered("month", 2025, 3)),
        (column("x", "week"), "2025-01-06", CALENDAR.period("week", 739257)),
        (column("x", "fortnight"), "2025-01-06", CALENDAR.period("fortnight", 739257)),
        (column("x", "quarter"), "2025-Q4", CALENDAR.numbered("quarter", 2025, 4)),
        (column("x", "half"), "2025-H2", CALENDAR.numbered("half", 2025, 2)),
        (column("x", "year"), "2025", CALENDAR.numbered("year", 2025, 1)),
        (column("x", "yes/no"), "Yes", True),
        (column("x", "yes/no"), "NO", False),
        (column("x", "yes/no", reads=(("1", "yes"),)), "1", True),
        (column("x", "one-of", members=("New", "Old")), "Old", "Old"),
        (column("x", "one-of", members=("New",), reads=(("new biz ", "New"),)), "new biz ", "New"),
        (column("x", "text"), "Zoë & Söhne / “Ltd” 株式会社", "Zoë & Söhne / “Ltd” 株式会社"),
        (column("x", "text", optional=True), "", None),
        (column("x", "money", optional=True), None, None),
        (column("x", "text", reads=(("", "nobody"),)), "", "nobody"),
    ],
)
def test_what_is_taken(spec: ColumnSpec, text: str | None, expected: Scalar) -> None:
    found = value(spec, text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("spec", "text", "rule", "words", "mend"),
    [
        (MONEY, "1,000", "not-a-plain-number", "commas between its thousands", "`1000`"),
        (MONEY, "-1,000,000.50", "not-a-plain-number", "commas", "`-1000000.50`"),
        (MONEY, "1.234,56", "not-a-plain-number", "decimal comma", "`1234.56`"),
        (MONEY, "12,5", "not-a-plain-number", "decimal comma", "`12.5`"),
        (MONEY, "1 000", "not-a-plain-number", "signs between its thousands", "`1000`"),
        (MONEY, "1'000.00", "not-a-plain-number", "signs between its thousands", "`1000.00`"),
        (MONEY, "1.000", "not-a-plain-number", "between thousands, or before decimals", "`1000`, or `1.00`"),
        (MONEY, "-12.500", "not-a-plain-number", "between thousands, or before decimals", "`-12500`, or `-12.50`"),
        (
            column("x", "count"),
            "2.000",
            "not-a-plain-number",
            "between thousands, or before decimals",
            "`2000`, or `2`",
        ),
        (MONEY, "1.000.000", "not-a-plain-number", "points between its thousands", "`1000000`"),
        (MONEY, "$5", "not-a-plain-number", "currency sign", "`5`"),
        (MONEY, "5 USD", "not-a-plain-number", "currency sign or code", "`5`"),
        (MONEY, "€ 1,5", "not-a-plain-number", "currency", "`"),
        (MONEY, "1e3", "not-a-plain-number", "exponent", "in full"),
        (MONEY, "1e999999999", "not-a-plain-number", "exponent", "in full"),
        (MONEY, "NaN", "not-a-plain-number", "not a number", "export"),
        (MONEY, "-inf", "not-a-plain-number", "not a number", "export"),
        (MONEY, "(500)", "not-a-plain-number", "brackets", "`-500`"),
        (MONEY, "500-", "not-a-plain-number", "minus sign at the end", "`-500`"),
        (MONEY, "−500", "not-a-plain-number", "dash", "`-500`"),
        (MONEY, "+5", "not-a-plain-number", "plus sign", "`5`"),
        (MONEY, "٣٤", "not-a-plain-number", "other digits", "0 to 9"),
        (MONEY, "１２", "not-a-plain-number", "other digits", "0 to 9"),
        (MONEY, ".5", "not-a-plain-number", "lacks a digit", "`0.5`"),
        (MONEY, "5.", "not-a-plain-number", "lacks a digit", "`5`"),
        (MONEY, "#REF!", "not-a-plain-number", "spreadsheet", "formula"),
        (MONEY, "n/a", "not-a-plain-number", "not a number", "blank"),
        (MONEY, "many", "not-a-plain-number", "not a number", "digits"),
        (MONEY, "5%", "not-a-plain-number", "percentage", "percent"),
        (MONEY, "1.5x", "not-a-plain-number", "multiplier", "multiplier"),
        (MONEY, "9" * 39, "not-a-plain-number", "more digits", "Correct"),
        (MONEY, "9" * 100_000, "not-a-plain-number", "more digits", "Correct"),
        (MONEY, "1.005", "too-many-decimals", "more decimals than USD has", "rounded"),
        (column("x", "money", digits=0, currency="JPY"), "1.5", "too-many-decimals", "JPY", "rounded"),
        (column("x", "count"), "1.5", "not-a-plain-number", "not a whole number", "`number`"),
        (FRACTION, "60%", "not-a-plain-number", "percentage", "`percent`"),
        (PERCENT, "%", "not-a-plain-number", "not a number", "digits"),
        (column("x", "date"), "2/29/2025", "not-a-date", "not written as year-month-day", "2025-03-31"),
        (column("x", "date"), "2025-02-29", "not-a-date", "no day", "Correct"),
        (column("x", "date"), "2025-13-01", "not-a-date", "no day", "Correct"),
        (column("x", "date"), "29 February", "not-a-date", "not a date", "2025-03-31"),
        (column("x", "date"), "2025-02-28T10:00:00Z", "not-a-date", "is a time", "2025-02-28"),
        (column("x", "date"), "2025-02-28 00:00:00", "not-a-date", "is a time", "2025-02-28"),
        (column("x", "date"), "20250228", "not-a-date", "hyphens", "`2025-02-28`"),
        (column("x", "date"), "45716", "not-a-date", "day number", "spreadsheet"),
        (column("x", "date"), "9999-12-31", "not-a-date", "out of range", "blank"),
        (column("x", "date"), "0025-01-01", "not-a-date", "out of range", "year"),
        (column("x", "date"), "２０２５-01-01", "not-a-date", "not a date", "2025-03-31"),
        (column("x", "month"), "2025-13", "not-a-period", "not a month", "2025-03"),
        (column("x", "month"), "2025-03-31", "not-a-period", "not a month", "2025-03"),
        (column("x", "quarter"), "Q1 2025", "not-a-period", "not a quarter", "2025-Q1"),
        (column("x", "half"), "2025-H3", "not-a-period", "not a half", "2025-H1"),
        (column("x", "year"), "25", "not-a-period", "not a year", "2025"),
        (column("x", "week"), "2025-01-08", "not-a-period", "not the first day of a week", "`2025-01-06`"),
        (column("x", "week"), "2025-W02", "not-a-period", "not a week", "Monday 2025-01-06"),
        (column("x", "week"), "2025-W53", "not-a-period", "not a week", "first day"),
        (column("x", "fortnight"), "2025-01-13", "not-a-period", "not the first day of a fortnight", "`2025-01-06`"),
        (column("x", "fortnight"), "2025-W02", "not-a-period", "not a fortnight", "first day"),
        (column("x", "yes/no"), "true", "not-yes-or-no", "neither yes nor no", "stands for"),
        (column("x", "yes/no"), "maybe", "not-yes-or-no", "neither yes nor no", "`yes`"),
        (column("x", "one-of", members=("New",)), "new", "value-not-in-set", "not one of New", "means New"),
        (column("x", "one-of", members=("New",)), "zzz", "value-not-in-set", "not one of New", "stands for"),
        (column("x", "text"), "a\0b", "unusable-text", "nobody can see", "Remove"),
        (column("x", "text"), " a", "unusable-text", "a space before or after", "`a`"),
        (column("x", "text"), "a\u00a0", "unusable-text", "a space before or after", "`a`"),
        (column("x", "text"), "   ", "unusable-text", "nothing but spaces", "empty"),
        (column("x", "text", optional=True), "   ", "unusable-text", "nothing but spaces", "empty"),
        (column("x", "text"), "a" * 10_001, "unusable-text", "10,001 characters", "Shorten"),
        (MONEY, " 5", "unusable-text", "a space before or after", "`5`"),
        (MONEY, "", "missing-value", "is blank", "optional"),
        (column("x", "text"), None, "missing-value", "is blank", "optional"),
    ],
)
def test_what_is_refused(spec: ColumnSpec, text: str | None, rule: str, words: str, mend: str) -> None:
    found = one(cells(spec, text))
    assert found.rule == rule
    assert words in found.message
    assert any(mend in r.text or mend in (r.example or "") for r in found.repairs), found.repairs
    assert place(found)[:3] == ("rows.csv", 2, "x")
    assert len(found.message) < 400


def test_invisible_characters_count_in_keys_only() -> None:
    assert value(column("x", "text"), "line one\nline\ttwo \u200bthree") == "line one\nline\ttwo \u200bthree"
    spec = record("rows", "row", column("id", "text", key=True))
    found = one(load_grids([Grid(spec, [{"id": "an\u200ba"}], "rows.csv", [2])], CALENDAR))
    assert (found.rule, place(found)[3]) == ("unusable-text", "an\\u200ba")


def test_a_column_of_mixed_precision_has_one_denominator() -> None:
    result = cells(column("x", "number"), "1", "0.25", "10.50")
    assert result.data is not None
    column_ = result.data["rows"].columns["x"]
    assert (column_.items, column_.den) == ([100, 25, 1050], 100)


def test_money_is_always_in_the_smallest_unit() -> None:
    result = cells(MONEY, "1", "2")
    assert result.data is not None
    assert (result.data["rows"].columns["x"].items, result.data["rows"].columns["x"].den) == ([100, 200], 100)


LIMITS = Limits(Fraction(1), True, Fraction(5), False, "from 1 below 5")


@pytest.mark.parametrize(
    ("text", "inside"), [("1", True), ("0.99", False), ("4.99", True), ("5", False), ("-3", False)]
)
def test_bounds(text: str, inside: bool) -> None:
    result = cells(column("x", "money", limits=LIMITS), text)
    assert (result.data is not None) == inside
    if not inside:
        assert one(result).rule == "value-out-of-bounds"
        assert "from 1 below 5" in one(result).labels[0].text


@pytest.mark.parametrize(
    ("kind", "texts", "reported"),
    [
        ("percent", ["0.6", "0.4", "1"], True),
        ("percent", ["0.6", "0.4", "0"], True),
        ("percent", ["60", "0.4"], False),
        ("percent", ["0.6%", "0.4%"], False),
        ("percent", ["60%", "0.4"], True),
        ("percent", ["0", "0"], False),
        ("percent", ["1", "1"], True),
        ("percent", ["-0.5"], True),
        ("percent", ["0.95", "1.05", "1.8"], True),
        ("percent", ["1.05", "2"], False),
        ("percent", ["0.5", "2.5"], False),
        ("percent", [], False),
        ("fraction", ["60", "40"], True),
        ("fraction", ["0.6", "0.4"], False),
        ("fraction", ["1.2", "0.8"], False),
        ("fraction", ["1", "1"], False),
        ("fraction", ["0.6", "60"], True),
        ("fraction", ["0", "0"], False),
    ],
)
def test_percent_or_fraction(kind: Any, texts: list[str], reported: bool) -> None:
    result = cells(column("x", kind), *texts)
    assert (result.data is None) == reported, [d.message for d in result.diagnostics]
    if reported:
        found = one(result)
        assert found.rule == "percent-or-fraction"
        assert place(found)[:3] == ("rows.csv", None, "x")
        assert len(found.repairs) == 2


def test_an_upper_bound_settles_what_a_fraction_is() -> None:
    assert cells(column("x", "fraction", limits=Limits(Fraction(0), True, Fraction(20), True, "")), "12", "3").data


@pytest.mark.parametrize(("high", "settled"), [(Fraction(1, 20), True), (Fraction(2), False)])
def test_a_low_upper_bound_settles_what_a_percentage_is(high: Fraction, settled: bool) -> None:
    """Rates of up to 5% are small; attainments of up to 200% may be written as fractions."""
    limits = Limits(Fraction(0), True, high, True, "")
    assert (cells(column("x", "percent", limits=limits), "0.5", "1.25").data is not None) == settled


def test_periods_are_those_of_the_plan() -> None:
    fiscal = FiscalCalendar(2, "end")
    result = cells(column("x", "quarter"), "2026-Q1", calendar=fiscal)
    assert result.data is not None
    number = result.data["rows"].columns["x"].items[0]
    assert fiscal.label("day", fiscal.first_day("quarter", number)) == "2025-02-01"


def test_one_fault_in_many_rows_is_told_alike(tmp_path: Path) -> None:
    rows = "".join(f"d{i},2025-01-01,Nwe,5\n" for i in range(50))
    result = load_texts(tmp_path, {"deals.csv": "id,closed,product,amount\n" + rows}, (DEALS,))
    assert len(result.diagnostics) == 50
    assert {d.message for d in result.diagnostics} == {"`Nwe` is not one of New, Renewal, Upsell"}
    assert {d.labels[0].text for d in result.diagnostics} == {"did you mean `New`?"}
    assert [place(d)[1] for d in result.diagnostics] == list(range(2, 52))


def test_the_good_files_are_good(tmp_path: Path) -> None:
    result = load_texts(tmp_path, dict(GOOD))
    assert result.data is not None
    deals = result.data["deals"]
    assert deals.ids == ["d1", "d2"]
    assert deals.lines == [3, 2]
    assert deals.file == "deals.csv"
    assert deals.columns["product"].items == ["New", "New"]
    assert deals.columns["amount"].at(0) == 90000
    splits = result.data["splits"]
    assert splits.ids == ["d1 / ana", "d1 / bo", "d2 / ana"]
    assert [splits.columns["share"].at(i) for i in range(3)] == [Fraction(6, 10), Fraction(4, 10), 1]
    assert result.data["participants"].columns["manager"].items == ["bo", None]
    assert set(result.digests) == {"participants", "deals", "splits"}
    assert len(result.digest) == 64
