"""Checking a plan: everything that is wrong or open in it, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.diagnostics.order import has_errors
from planlang.slotted import frozen
from planlang.syntax import tree
from planlang.syntax.parse import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planlang.lowering.promises import PromiseInfo
    from planlang.semantics.accepted import Accepted
    from planlang.semantics.library import Library
    from planlang.semantics.modules import Assembly
    from planlang.semantics.report import Report


@frozen(eq=False, repr=False)
class CheckResult:
    """What a check found. ``graph`` is the lowered plan where there is no error; ``accepted`` are findings that comments in the plan accept.

    ``modules`` are the texts of the files that the plan uses, by the names that places have for them. ``module``: the file holds no
    plan and amends none, so that it is there for plans to use. ``file`` is the text as it was read, where all of it could be.
    """

    plan: tree.Plan | None
    diagnostics: tuple[Diagnostic, ...]
    source: str
    graph: Graph | None = None
    accepted: tuple[Accepted, ...] = ()
    modules: Mapping[str, str] = {}
    module: bool = False
    file: tree.PlanFile | None = None


def check_text(
    text: str | bytes,
    file: str,
    library: Library | None = None,
    promises: list[PromiseInfo] | None = None,
    warned: bool = True,
) -> CheckResult:
    """Checks the text of a plan file. Never raises for what is wrong with it.

    ``library`` is where `use` finds modules; without one only those that come with planlang are there. A list for ``promises`` gets
    what the plan's ``test`` lines became, as ``lower_plan`` says. Without ``warned`` nothing suspicious is looked for.
    """
    parsed = parse(text, file)
    if parsed.tree is None or has_errors(parsed.diagnostics):
        return CheckResult(None, parsed.diagnostics, parsed.source)
    return check_tree(parsed.tree, parsed.source, parsed.diagnostics, library, promises, warned)


def check_tree(
    file: tree.PlanFile,
    source: str,
    before: tuple[Diagnostic, ...] = (),
    library: Library | None = None,
    promises: list[PromiseInfo] | None = None,
    warned: bool = True,
) -> CheckResult:
    """Checks a file that parses."""
    from planlang.lowering.plan import lower_plan
    from planlang.semantics.report import Report

    report = Report(source)
    report.found.extend(before)
    made: Assembly | None = None
    plans = [item for item in file.items if isinstance(item, tree.Plan)]
    if len(plans) != len(file.items):  # most files hold a plan and nothing else
        from planlang.semantics.library import Library
        from planlang.semantics.modules import assemble

        made = assemble(file, report, library or Library())
        plans = made.plans
    modules = made.modules if made is not None else {}
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
        module = bool(file.items) and not any(isinstance(item, (tree.Plan, tree.Amend)) for item in file.items)
        return CheckResult(
            plans[0] if plans else None, tuple(report.found), source, modules=modules, module=module, file=file
        )
    plan = plans[0]
    if made is not None:
        from planlang.semantics.modules import whole_plan

        plan = whole_plan(plan, made, report)
    plan = _by_rows(plan, made)
    graph = lower_plan(plan, report, made, promises, warned)
    found, accepted = _accepted(file, report)
    if has_errors(found):
        graph = None
    return CheckResult(plan, found, source, graph, accepted, modules, file=file)


def _by_rows(plan: tree.Plan, made: Assembly | None) -> tree.Plan:
    """The plan, where words that are those of periods mean rows that are called so."""
    if not any(isinstance(item, tree.Data) and item.row in ("week", "fortnight") for item in plan.items):
        return plan
    from planlang.semantics.called_weeks import by_rows, rows_called_so

    words = rows_called_so(plan.items)
    if made is not None:
        made.amends = [by_rows(amend, words) for amend in made.amends]
    return plan.but(items=by_rows(plan.items, words))


def _accepted(file: tree.PlanFile, report: Report) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """What stays of the findings beside comments that accept some; hardly a plan has any, so they are not looked for in vain."""
    if "planlang" not in report.source:
        return tuple(report.found), ()
    from planlang.semantics.accepted import accept

    return accept(file, report.found, report.source)
