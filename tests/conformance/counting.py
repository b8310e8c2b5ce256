"""How many cells were compared, on which engine: said at the end of the tests."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

KEY = "planlang_cells"
CELLS: Counter[str] = Counter()
"""Cells by engine."""
TIMES: Counter[str] = Counter()
"""Comparisons (a graph with its data) by engine."""


def count(engine: str, cells: int) -> int:
    """Notes a comparison that found no difference."""
    CELLS[engine] += cells
    TIMES[engine] += 1
    return cells


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker's numbers go to the process that prints."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[KEY] = {"cells": dict(CELLS), "times": dict(TIMES)}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A worker is done."""
    found = getattr(node, "workeroutput", {}).get(KEY, {})
    CELLS.update(found.get("cells", {}))
    TIMES.update(found.get("times", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was compared."""
    if not CELLS:
        return
    terminalreporter.section("cells compared with the interpreter's")
    for engine, cells in sorted(CELLS.items()):
        terminalreporter.line(f"{engine:10} {cells:>12,} cells in {TIMES[engine]:,} comparisons")
    terminalreporter.line(f"{'total':10} {sum(CELLS.values()):>12,} cells, all equal unless a test above failed")
