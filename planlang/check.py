"""Checking a plan: everything that is wrong or open in it, at once."""

from __future__ import annotations

from attr import frozen

from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.diagnostics.order import has_errors
from planlang.syntax import tree
from planlang.syntax.parse import parse


@frozen(eq=False, repr=False)
class CheckResult:
    """What a check found. ``graph`` is the lowered plan where there is no error."""

    plan: tree.Plan | None
    diagnostics: tuple[Diagnostic, ...]
    source: str
    graph: Graph | None = None


def check_text(text: str | bytes, file: str) -> CheckResult:
    """Checks the text of a plan file. Never raises for what is wrong with it."""
    parsed = parse(text, file)
    if parsed.tree is None or has_errors(parsed.diagnostics):
        return CheckResult(None, parsed.diagnostics, parsed.source)
    return check_tree(parsed.tree, parsed.source, parsed.diagnostics)


def check_tree(file: tree.PlanFile, source: str, before: tuple[Diagnostic, ...] = ()) -> CheckResult:
    """Checks a file that parses."""
    from planlang.lowering.plan import lower_plan
    from planlang.semantics.report import Report

    report = Report(source)
    report.found.extend(before)
    plans = [item for item in file.items if isinstance(item, tree.Plan)]
    for item in file.items:
        if isinstance(item, (tree.Use, tree.Amend)):
            word = "`use`" if isinstance(item, tree.Use) else "`amend`"
            report.found.append(
                finding(
                    "not-built-yet",
                    f"{word} is not built yet",
                    item.span,
                    consequence="The plan is not run, so that nobody is paid by half of it.",
                    repairs=(Repair("Write the whole plan in one block for now."),),
                )
            )
    if len(plans) != 1:
        place = plans[1].span if plans else file.span
        report.found.append(
            finding(
                "one-plan",
                f"a file holds one plan, and this one holds {len(plans)}",
                place,
                repairs=(
                    Repair('Write `plan Name "title" {` … `}`.')
                    if not plans
                    else Repair("Put each plan in a file of its own."),
                ),
            )
        )
        return CheckResult(plans[0] if plans else None, tuple(report.found), source)
    graph = lower_plan(plans[0], report)
    if has_errors(report.found):
        graph = None
    return CheckResult(plans[0], tuple(report.found), source, graph)
