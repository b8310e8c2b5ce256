"""Explanations of what is paid in parts, taken back and amended: each holds, for every person in every period."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.engines.interpreter import Evaluator
from planlang.explain.document import text_digest, to_document
from planlang.explain.steps import explain
from planlang.explain.text import render_text
from planlang.explain.verify.document import verify
from planlang.testing.examples import example_data, examples_of

ROOT = Path(__file__).resolve().parents[2]
PLANS = (
    "tests/lowering/invoiced.plan",
    "tests/lowering/clawbacks.plan",
    "tests/lowering/amendments.plan",
    "tests/cases/chf-instalments-last-absorbs.plan",
)


@pytest.mark.parametrize("path", PLANS)
def test_every_explanation_holds(path: str) -> None:
    file = ROOT / path
    made = compile_text(file.read_text(encoding="utf-8"), file.name)
    assert made.graph is not None and made.plan_tree is not None and made.graph.payout is not None
    info, texts = made.graph.payout, {file.name: made.source}
    for example in examples_of(made.plan_tree):
        data = example_data(example, made.graph, file.name).data
        assert data is not None
        reader = Evaluator(made.graph, data)
        for row in range(reader.count(info.table)):
            who, period = (reader.value(info.table, column, row) for column in (info.participant, info.period))
            found = explain(reader, str(who), int(period or 0), plan_text=texts)
            assert found is not None and render_text(found)
            document = to_document(found, file.name, text_digest(made.source), "sha256:" + "0" * 64)
            assert verify(document, texts) == [], (who, period)


def test_a_page_names_the_version_and_what_was_earned() -> None:
    file = ROOT / "tests/lowering/amendments.plan"
    made = compile_text(file.read_text(encoding="utf-8"), file.name)
    assert made.graph is not None and made.plan_tree is not None
    data = example_data(examples_of(made.plan_tree)[0], made.graph, file.name).data
    assert data is not None
    july = made.graph.calendar.numbered("month", 2025, 7)
    found = explain(Evaluator(made.graph, data), "ana", july, plan_text={file.name: made.source})
    assert found is not None
    page = render_text(found)
    assert "d4  as amended from 2025-07-01: 600.00 x 20%" in page
    assert "d4  as amended from 2025-03-01: earned 60.00 = 10% x 600.00" in page
    assert "Push on d4: not deal.closed from 2025-07-01: no" in page
