"""Every explanation of every participant in every quarter of the published CRM export is accepted by the verifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.data.load import load
from planlang.explain.document import render, text_digest, to_document
from planlang.explain.keep import keep_all
from planlang.explain.steps import explain
from planlang.explain.verify import read_rows, verify_text
from planlang.run.pay import reader_of
from tests.models.support import script

ROOT = Path(__file__).parents[2]
EXPORT = ROOT.parent / "shared" / "data" / "crm"
MODEL = ROOT / "stdlib_plans" / "crm_quarter"


QUARTERS = ("2016-Q4", "2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")


@pytest.mark.parametrize(
    "quarter", [pytest.param(name, marks=() if name == "2017-Q3" else pytest.mark.slow) for name in QUARTERS]
)
@pytest.mark.skipif(not EXPORT.is_dir(), reason="the published CRM export is not beside the checkout")
def test_every_explanation_is_verified_with_plan_and_data_at_hand(quarter: str, tmp_path: Path) -> None:
    script("stdlib_plans/crm_quarter/roster.py", "--export", EXPORT, "--out", tmp_path)
    source = (MODEL / "crm_quarter.plan").read_text(encoding="utf-8")
    graph = compile_text(source, "crm_quarter.plan").graph
    assert graph is not None and graph.payout is not None
    loaded = load(graph.records, [EXPORT, tmp_path], graph.calendar)
    assert loaded.data is not None
    kept = keep_all(reader_of(graph, loaded.data))
    files = {path.name: read_rows(path) for path in (*EXPORT.glob("*.csv"), *tmp_path.glob("*.csv"))}
    table = graph.payout.table
    rows = list(range(kept.count(table)))
    people = kept.column(table, graph.payout.participant, rows).items
    quarters = kept.column(table, graph.payout.period, rows).items
    assert {graph.calendar.label(graph.payout.unit, number) for number in quarters} <= set(QUARTERS)
    for person, number in zip(people, quarters, strict=True):
        if graph.calendar.label(graph.payout.unit, number) != quarter:
            continue
        found = explain(kept, person, number, None, None, {"crm_quarter.plan": source})
        assert found is not None
        document = render(to_document(found, "crm_quarter.plan", text_digest(source), f"sha256:{loaded.digest}"))
        assert verify_text(document, source, files, f"sha256:{loaded.digest}") == [], person
    assert len(rows) == 164
