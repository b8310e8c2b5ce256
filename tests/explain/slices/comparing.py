"""Explanations from slices beside those from all data, which must be the same."""

from __future__ import annotations

import csv
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import duckdb

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.decimals import decimal_text
from planlang.core.graph import Graph
from planlang.core.records import NUMERIC, PERIODS, ColumnSpec
from planlang.core.values import Scalar
from planlang.data.load import load
from planlang.data.named import Sources
from planlang.engines.interpreter import Evaluator, Refusal, check_data
from planlang.explain.document import text_digest, to_text
from planlang.explain.model import Explanation, Reader, Step
from planlang.explain.steps import explain
from planlang.explain.verify import verify_text
from planlang.slices import Slice, SliceRefused, payouts_of
from planlang.slices.slicing import Slicer

MOST = 6
"""Payouts compared of each case, spread over people and periods."""

Told = tuple[str, object]

DIGEST = "sha256:" + "0" * 64


def write(data: Dataset, directory: Path, calendar: FiscalCalendar) -> None:
    """Data as CSV files; columns and rows in an order that says nothing."""
    for record in data.values():
        name = record.spec.file or f"{record.spec.name}.csv"
        with (directory / name).open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, quoting=csv.QUOTE_ALL)
            columns = list(reversed(record.spec.columns))
            out.writerow([column.header for column in columns])
            for row in reversed(range(len(record.ids))):
                out.writerow([_cell(column, record, row, calendar) for column in columns])


def _cell(column: ColumnSpec, record: RecordData, row: int, calendar: FiscalCalendar) -> str:
    value = record.columns[column.name].at(row)
    if value is None:
        return ""
    if column.kind in NUMERIC:
        number = Fraction(value)
        text = decimal_text(number * 100) + "%" if column.kind == "percent" else decimal_text(number)
    elif column.kind == "yes/no":
        text = "yes" if value else "no"
    elif column.kind == "date" or column.kind in PERIODS:
        text = calendar.label("day" if column.kind == "date" else column.kind, int(value))  # type: ignore[arg-type]
    else:
        text = str(value)
    return next((alias for alias, meant in column.reads if meant == text), text)


def to_parquet(directory: Path, into: Path) -> None:
    """The files of a directory as Parquet files of texts."""
    with duckdb.connect() as database:
        for file in directory.glob("*.csv"):
            read = f"read_csv('{file}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
            database.execute(f"COPY (SELECT * FROM {read}) TO '{into / file.stem}.parquet'")


def documents(
    graph: Graph, reader: Reader, who: str, period: int, texts: dict[str, str], verified: bool = True
) -> Told | str:
    """What an explanation says, or why there is none; its document is verified unless it is compared with one that was."""
    try:
        found = explain(reader, who, period, plan_text=texts)
    except Refusal:
        return "refused"
    if found is None:
        return "nothing"
    if verified:
        verify_document(found, texts)
    return said(found), told(found)


def verify_document(found: Explanation, texts: dict[str, str]) -> None:
    """The document of an explanation holds."""
    file = next(iter(texts))
    problems = verify_text(to_text(found, file, text_digest(texts[file]), DIGEST))
    assert not problems, problems


_OF_A_STEP = attrgetter(*(name for name in Step._fields if name not in ("at", "how")))
_OF_ALL = attrgetter("plan", "title", "participant", "period", "component", "row", "calendar", "unpaid")


def said(found: Explanation) -> object:
    """All that the document of an explanation is made of: where this is the same, so is each byte of it (see ``test_said``).

    The numbers of rows are left out, which differ in a slice; yes is not 1, nor no 0.
    """
    steps = [
        (
            step.at[:2],
            repr(step.how),
            isinstance(step.result, bool),
            [isinstance(one.value, bool) for one in step.inputs],
            _OF_A_STEP(step),
        )
        for step in found.steps
    ]
    return _OF_ALL(found), found.graph.defaults, steps


def told(found: Explanation) -> object:
    """What a page says besides the steps, without the numbers of rows."""
    facts = found.facts
    rows = {name: [facts.ids[component(found, name), row] for row in rows] for name, rows in facts.rows.items()}
    dates = sorted((facts.ids[at], date) for at, date in facts.dates.items())
    return rows, dates, sorted(facts.credited.values()), facts.paid, facts.adjusted, facts.total


def component(found: Explanation, name: str) -> str:
    """The table of a component."""
    return next(one.table for one in found.graph.components if one.name == name)


def compare(graph: Graph, directory: Path, texts: dict[str, str], most: int = MOST) -> int:
    """Compares so many participants and periods, spread over all; each explanation is from a slice of its own. Says how many."""
    loaded = load(graph.records, [directory], graph.calendar)
    if loaded.data is None or graph.payout is None:
        return 0
    whole = Evaluator(graph, loaded.data)
    try:
        rejected = bool(check_data(whole))
        payouts = payouts_in(whole)
    except Refusal:
        rejected, payouts = True, []
    chosen = payouts[:: max(1, -(-len(payouts) // most))]
    try:
        with Slicer(graph, Sources((directory,))) as slicer:
            return sum(_same(slicer, whole, payout, texts, rejected, loaded.data) for payout in chosen)
    except SliceRefused:  # not even the files can be opened
        assert rejected or all(documents(graph, whole, *payout, texts) == "refused" for payout in chosen)
        return 0


def _same(
    slicer: Slicer, whole: Evaluator, payout: tuple[str, int], texts: dict[str, str], rejected: bool, data: Dataset
) -> bool:
    """Compares one explanation; whether there is a slice for it."""
    graph, (who, period) = whole.graph, payout
    expected = documents(graph, whole, who, period, texts)
    try:
        part = slicer.slice([payouts_of(graph, {who}, {period})])
    except SliceRefused:
        assert expected == "refused" or rejected
        return False
    if part.findings:
        assert rejected
    assert documents(graph, part.evaluator, who, period, texts, verified=expected == "nothing") == expected
    assert_part(part, data)
    return True


def assert_part(part: Slice, whole: Dataset) -> None:
    """Every row of a slice is that row of the data, and its place in the file is the same."""
    for name, record in part.data.items():
        all_rows = dict(zip(whole[name].ids, range(len(whole[name].ids)), strict=True))
        for row, row_id in enumerate(record.ids):
            there = all_rows[row_id]
            assert record.lines[row] == whole[name].lines[there]
            for column in record.columns:
                assert record.columns[column].at(row) == whole[name].columns[column].at(there)


def payouts_in(reader: Reader) -> list[tuple[str, int]]:
    """Everybody and every period."""
    payout = reader.graph.payout
    assert payout is not None
    rows = range(reader.count(payout.table))
    pairs: list[tuple[Scalar, Scalar]] = [
        (reader.value(payout.table, payout.participant, r), reader.value(payout.table, payout.period, r)) for r in rows
    ]
    return [(str(who), int(when or 0)) for who, when in pairs]
