"""Graphs of plans that people wrote are sound, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.core.invariants import violations
from planlang.diagnostics.order import has_errors

ROOT = Path(__file__).resolve().parents[2]
MODELS = sorted(path for path in (ROOT / "stdlib_plans").rglob("*.plan") if path.parent.name != "pieces")
SHARED = ROOT.parent / "shared" / "design" / "sketches"
SKETCHES = sorted(SHARED.rglob("*.plan")) if SHARED.is_dir() else []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_plans(path: Path) -> None:
    graph = compile_text(path.read_bytes(), path.name).graph
    assert graph is not None
    assert violations(graph) == []


@pytest.mark.skipif(not SKETCHES, reason="the shared sketches are not beside this checkout")
def test_shared_cases() -> None:
    """They need not be built yet: those that check have sound graphs, the others findings."""
    sound = 0
    for path in SKETCHES:
        found = compile_text(path.read_bytes(), path.name)
        assert (found.graph is None) == has_errors(found.diagnostics), path.name
        if found.graph is not None:
            assert violations(found.graph) == [], path.name
            sound += 1
    assert sound > 0
