"""From the text of a plan to its core graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from planlang.check import check_text
from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.semantics.library import Library


@frozen
class CompileResult:
    """A compiled plan: ``graph`` and ``plan_tree`` where the plan has no error."""

    graph: Graph | None
    plan_tree: tree.Plan | None
    diagnostics: tuple[Diagnostic, ...]
    source: str
    modules: Mapping[str, str] = {}


def compile_text(text: str | bytes, file: str, library: Library | None = None, warned: bool = True) -> CompileResult:
    """Checks and lowers the text of a plan file. Never raises for what is wrong with it.

    ``library`` is where `use` finds modules; without one only those that come with planlang are there.
    ``warned``: as ``check_text`` says.
    """
    checked = check_text(text, file, library, warned=warned)
    return CompileResult(checked.graph, checked.plan, checked.diagnostics, checked.source, checked.modules)
