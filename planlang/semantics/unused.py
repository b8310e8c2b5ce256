"""Declarations that nothing uses: warnings, because a letter that promises what is never paid is a dispute to come."""

from __future__ import annotations

from planlang.diagnostics.edits import lines_out
from planlang.diagnostics.model import Edit, Repair
from planlang.diagnostics.order import has_errors
from planlang.semantics.model import Declared, Model, head, what
from planlang.semantics.report import Report
from planlang.syntax import tree


def _taken_out(decl: Declared, report: Report) -> tuple[Edit, ...]:
    """The declaration out of the plan; what comments say of it is for people to move."""
    if decl.span.file in report.modules:  # of a plan that this one amends: an edit would be one of this file
        return ()
    if decl.trivia.lead or decl.trivia.trail is not None or "#" in report.source[decl.span.start : decl.span.end]:
        return ()
    edit = lines_out(report.source, decl.span)
    return (edit,) if edit is not None else ()


def report_unused(model: Model, report: Report, used: set[str]) -> None:
    """Warns of rules that the payout does not add, and of whatever nothing mentions."""
    added = [
        name.name
        for step in (model.payout.steps if model.payout is not None else ())
        if isinstance(step, tree.AddRules)
        for name in step.names
    ]
    whole = not has_errors(report.found)  # what an error keeps from being read is not unused
    here = model.plan.span.file
    for name, decl in model.names.items() if whole else ():
        if decl.span.file != here:  # a module serves several plans, which need not use all of it
            continue
        if isinstance(decl, tree.Rule) and decl.pays:
            if model.payout is not None and name not in added:
                report.add(
                    "never-paid",
                    f"the {decl.kind} {name} is never paid: the payout does not add it",
                    head(decl, report),
                    consequence="People would read it in their letter and not find it on their statement.",
                    repairs=(
                        Repair("Add it in the payout:", f"add  {', '.join([*added, name])}"),
                        Repair("Or make it a `measure`, or remove it."),
                    ),
                )
        elif name not in used:
            report.add(
                "unused",
                f"the {what(decl)} {name} is never used",
                head(decl, report),
                repairs=(Repair("Use it, or remove it.", edits=_taken_out(decl, report)),),
            )
    paying = [name for name, d in model.names.items() if isinstance(d, tree.Rule) and d.pays]
    if model.payout is None and paying:
        report.add(
            "no-payout",
            "rules pay, and nothing says what is paid when: the plan has no payout",
            head(model.plan, report),
            consequence="Nobody would be paid.",
            repairs=(
                Repair(
                    "Add one:",
                    "payout for each participant each quarter, by credit date {\n"
                    + f"    add  {', '.join(paying)}\n}}",
                ),
            ),
        )
