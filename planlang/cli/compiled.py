"""A plan made ready for a command that needs its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.cli.files import base_name, library_of, read_plan
from planlang.cli.findings import complain, renamed
from planlang.cli.stop import FINDINGS, Stop
from planlang.core.graph import Graph
from planlang.diagnostics.order import has_errors
from planlang.slotted import frozen
from planlang.syntax.tree import Plan

if TYPE_CHECKING:
    from planlang.compile import CompileResult
    from planlang.semantics.library import Library


@frozen
class Compiled:
    """A plan without errors: its graph, its text, and the name that results use for it."""

    graph: Graph
    tree: Plan
    text: str
    name: str
    path: str

    @property
    def sources(self) -> dict[str, str]:
        """The text by the name that places use."""
        return {self.name: self.text, **dict(self.graph.modules)}

    @property
    def whole(self) -> str:
        """The text with those of the modules, for digests."""
        from planlang.core.texts import whole_text

        return whole_text(self.text, self.graph.modules)


def compiled(path: str, color: str, findings: str = "full") -> Compiled:
    """Reads and compiles a plan; a plan with errors ends the command with its findings, exit 1.

    Places speak of the plan by its file's name alone, so that results do not depend on where the command was started;
    findings name it as the user did.
    """
    given, data = read_plan(path)
    return compiled_text(data, base_name(given), given, color, findings, library_of(path))


def paid_all_the_same(
    result: CompileResult, name: str, given: str, color: str, findings: str, library: Library
) -> CompileResult:
    """A plan whose open questions make no difference is paid with an answer to each in it, and says so; others are left as they are."""
    from planlang.readings import settled_plan

    plan = settled_plan(result.source, name, result.diagnostics, library)
    if plan is None:
        return result
    complain(renamed(plan.notes, name, given), {given: result.source, **result.modules}, color)
    return plan.compiled


def compiled_text(data: bytes | str, name: str, given: str, color: str, findings: str, library: Library) -> Compiled:
    """Compiles the text of a plan; findings name it as ``given``, and ``library`` has the modules that it uses."""
    from planlang.compile import compile_text

    result = compile_text(data, name, library)
    if result.graph is None:
        result = paid_all_the_same(result, name, given, color, findings, library)
    found = renamed(result.diagnostics, name, given)
    failed = has_errors(result.diagnostics)
    if found:
        complain(found, {given: result.source, **result.modules}, color, findings if failed else "full")
    if result.graph is None or result.plan_tree is None or failed:
        raise Stop(FINDINGS, "the plan has open findings; nothing can be done with it before they are settled")
    return Compiled(result.graph, result.plan_tree, result.source, name, given)
