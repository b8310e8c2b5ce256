"""Explanations that were written and read back, beside those from the data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from planlang.core.calendar import FiscalCalendar
from planlang.core.graph import Graph, Unit
from planlang.data.load import load
from planlang.data.named import Sources
from planlang.data.outputs import Format
from planlang.engines.interpreter import Evaluator
from planlang.engines.interpreter.kept import COPIES, Cells, KeptEvaluator
from planlang.explain.keep import keep_all
from planlang.explain.model import Reader
from planlang.explain.steps import explain
from planlang.explain.text import render_text
from planlang.run.explained import texts
from planlang.run.explained.batches import Batches, Sliced, Whole
from planlang.run.explained.read import open_explained
from planlang.run.explained.write import explain_all
from planlang.run.pay import pay_with, reader_of
from planlang.run.periods import payout_periods
from planlang.run.result import Rejected
from planlang.run.write import write_run
from planlang.slotted import evolve
from tests.explain.slices.comparing import payouts_in, said, verify_document

MOST = 4
"""Payouts compared of each case, of all people and from the first period to the last."""


def keep(graph: Graph, data: Path, text: dict[str, str], out: Path, form: Format, sliced: bool) -> Evaluator | None:
    """Pays, and writes all explanations; the evaluator of all data, ``None`` where these can't be paid."""
    loaded = load(graph.records, [data], graph.calendar)
    assert loaded.data is not None, loaded.diagnostics
    ((file, plan),) = text.items()
    chosen = payout_periods(graph)
    try:
        whole = reader_of(graph, loaded.data)
        result = pay_with(whole, chosen)
    except Rejected:
        return None
    batches: Batches
    batches = Sliced(graph, Sources((data,))) if sliced else Whole(Evaluator(graph, loaded.data), loaded.digest)
    with explain_all(graph, (file, plan), batches, out) as beside:
        beside.fill(chosen, result.payouts, lambda done, of: None)
        assert not write_run(out, result, plan, loaded.digest, form, None, beside)
    return Evaluator(graph, loaded.data)


def through_texts(reader: Evaluator) -> KeptEvaluator:
    """What was computed for all payouts, written as texts and read again, without files."""
    keep_all(reader, list(range(reader.count(reader.graph.payout.table))) if reader.graph.payout else None)
    graph, kept = reader.graph, {}
    for table, name in reader.evaluated():
        column = graph.tables[table].columns[name]
        if not isinstance(column.op, COPIES):
            rows, values = reader.known(table, name)
            said = texts.written(values, column.unit, graph.calendar)
            kept[table, name] = _known(rows, said, column.unit, graph.calendar)
    data = {name: evolve(record, columns={}) for name, record in reader.data.items()}
    return KeptEvaluator(graph, data, kept)


def _known(rows: list[int] | None, said: list[str], unit: Unit, calendar: FiscalCalendar) -> Cells:
    return lambda: (rows, texts.read(said, unit, calendar))


def compare_files(graph: Graph, whole: Evaluator, text: dict[str, str], out: Path) -> int:
    """Compares the page and the document of each payout, of each of its components and of one deal; says how many."""
    kept = open_explained(out)
    assert {kept.file: kept.text} == text
    return compare(graph, whole, text, lambda who: kept.reader(graph, who))


def compare(graph: Graph, whole: Evaluator, text: dict[str, str], reader_of: Callable[[str], Reader]) -> int:
    """The same with any reader."""
    compared = 0
    payouts = payouts_in(whole)
    for who, when in payouts[:: max(1, -(-len(payouts) // MOST))] + payouts[-1:]:
        reader = reader_of(who)
        for asked in [{}, *({"component": component.name} for component in graph.components), {"deal": _deal(whole)}]:
            expected = _told(whole, who, when, text, asked)
            found = _told(reader, who, when, text, asked, verified=False)  # it is the same, or the test fails
            assert found == expected, (who, when, asked)
            compared += expected is not None
    return compared


def _deal(whole: Evaluator) -> str:
    return next((row for record in whole.data.values() if record.spec.name == "deals" for row in record.ids), "none")


def _told(
    reader: Any, who: str, when: int, text: dict[str, str], asked: dict[str, str], verified: bool = True
) -> object:
    found = explain(reader, who, when, plan_text=text, **asked)
    if found is None:
        return None
    if verified:
        verify_document(found, text)
    return said(found), render_text(found, full=True)
