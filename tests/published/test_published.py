"""Published worked examples that were written from the documentation alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.core.invariants import violations
from planlang.syntax.formatting.api import format_text
from planlang.testing.examples import examples_of, run_example

PLANS = sorted(Path(__file__).parent.glob("*.plan"))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_pays_what_was_published(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# Case {path.stem}. Source: ")
    assert format_text(text, path.name).text == text
    assert check_text(text, path.name).diagnostics == ()
    result = compile_text(text, path.name)
    assert result.graph is not None and result.plan_tree is not None
    assert violations(result.graph) == []
    examples = examples_of(result.plan_tree)
    assert examples
    for example in examples:
        outcome = run_example(example, result.graph, path.name, result.source)
        assert outcome.passed and outcome.checked > 0, f"{outcome.title}: {outcome.differences} {outcome.findings}"
