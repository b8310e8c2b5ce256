"""From the text of a plan to its core graph."""

from __future__ import annotations

from attr import frozen

from planlang.check import check_text
from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic
from planlang.syntax import tree


@frozen
class CompileResult:
    """A compiled plan: ``graph`` and ``plan_tree`` where the plan has no error."""

    graph: Graph | None
    plan_tree: tree.Plan | None
    diagnostics: tuple[Diagnostic, ...]
    source: str


def compile_text(text: str | bytes, file: str) -> CompileResult:
    """Checks and lowers the text of a plan file. Never raises for what is wrong with it."""
    checked = check_text(text, file)
    return CompileResult(checked.graph, checked.plan, checked.diagnostics, checked.source)
