"""What ``check`` adds to the open questions of a plan: a case for each, and what hangs on it in the data at hand."""

from __future__ import annotations

from planlang.check import CheckResult
from planlang.cli.paying import data_sources
from planlang.core.graph import Graph
from planlang.data.load import LoadResult, load
from planlang.readings import Data, settled_plan, witnessed
from planlang.semantics.library import Library
from planlang.slotted import evolve


def with_cases(
    result: CheckResult, name: str, data: tuple[str, ...], library: Library, cases: bool = True
) -> CheckResult:
    """The same findings, with what each reading of the plan pays; questions that make no difference are notes.

    Without ``cases`` none is looked for.
    """
    if not cases:
        plan = settled_plan(result.source, name, result.diagnostics, library)
        return result if plan is None else evolve(result, diagnostics=plan.notes)

    if result.graph is not None and result.plan is not None:
        from planlang.readings.pairs import shown_together

        shown = shown_together(result.source, name, result.diagnostics, result.graph, result.plan, library)
        return evolve(result, diagnostics=shown)

    def read(graph: Graph) -> LoadResult:
        sources = data_sources(data, graph)
        return load(graph.records, sources.directories, graph.calendar, sources.given)

    named = Data(", ".join(data), read) if data else None
    shown = witnessed(result.source, name, result.diagnostics, named, library, result.file)
    return evolve(result, diagnostics=shown)
