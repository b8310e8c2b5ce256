"""Each example of each plan in the repository has a page for everybody, in both lengths, whose arithmetic comes to what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.explain.model import Explanation
from planlang.explain.steps import explain
from planlang.explain.text import render_text
from planlang.run.result import Rejected
from planlang.testing.examples import example_data, examples_of
from tests.explain.test_working import arithmetic, typed

ROOT = Path(__file__).parents[2]
FOLDERS = {"cases": 300, "published": 300, "lowering": 300}
"""The plans of the tests, and how many pages there are at least."""
MOST = 6
"""So many payouts of an example are explained."""


def explanations(path: Path) -> Iterator[Explanation]:
    """Of the payouts of a plan's examples."""
    text = path.read_text("utf-8")
    compiled = compile_text(text, path.name)
    graph = compiled.graph
    if graph is None or graph.payout is None:
        return
    payout = graph.payout
    for example in examples_of(compiled.plan_tree):  # type: ignore[arg-type]
        try:
            data = example_data(example, graph, path.name).data
        except Rejected:
            continue  # an example of what the plan refuses
        assert data is not None
        reader = Evaluator(graph, data)
        for row in range(min(reader.count(payout.table), MOST)):
            who = str(reader.value(payout.table, payout.participant, row))
            when = None if payout.unit is None else reader.value(payout.table, payout.period, row)
            try:
                found = explain(reader, who, None if when is None else int(when), plan_text={path.name: text})
            except Refusal:
                continue
            if found is not None:
                yield found


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_example_has_a_page(folder: str) -> None:
    pages = 0
    for path in sorted((ROOT / "tests" / folder).glob("*.plan")):
        for found in explanations(path):
            for full in (False, True):
                assert max(map(len, render_text(found, full=full).splitlines())) <= 100, path.name
            for text, value in arithmetic(found):
                assert typed(text) == value, (path.name, text)
            pages += 1
    assert pages >= FOLDERS[folder]
