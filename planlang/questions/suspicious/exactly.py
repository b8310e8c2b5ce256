"""A mark that has to be met exactly: `is 100%` of an attainment holds at 100% and at nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead
from planlang.diagnostics.place import Span
from planlang.questions.suspicious.fixed import fixed, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_exactly(low: Lowering, below: Iterable[tree.Node]) -> None:
    """Warns of a quotient, a total of amounts, or a count above 1, that is held against one value; 0, which says that there is none, is meant."""
    for item in below:
        if not isinstance(item, tree.Compare) or item.relation != "is":
            continue
        if not (fixed(item.right) or isinstance(item.right, tree.Column)):
            continue
        counted = _counted(low, item)
        if not (counted or _over_time(low, item.left)):
            continue
        left, right = low.words(item.left), low.words(item.right)
        end = item.left.span.after()
        sign = item.right.span.before()
        between = Span(end.file, end.start, sign.start, end.line, end.column, sign.line, sign.column)
        low.report.add(
            "exactly-met",
            f"this holds where {left} is {right} to the last digit, and neither above nor below",
            item.span,
            f"{right}, and nothing else",
            also=() if isinstance(item.left, (tree.Aggregate, tree.Binary)) else _declared(low, item.left),
            consequence=f"Whoever passes {right}{'' if counted else ' by a cent'} is treated like somebody who never came near it.",
            repairs=(
                instead("From there on:", between, " is at least "),
                instead("Up to there:", between, " is at most "),
                Repair("If one value is meant, round what is compared:", "rounded  each …, nearest 1%, halves to even"),
            ),
        )


def _over_time(low: Lowering, item: tree.Node) -> bool:
    """Whether a value is what somebody sells in a time, or a quotient of it: of one deal's invoices, that they are all of it may well be asked."""
    item = measured_by(low, item)
    if isinstance(item, tree.Binary):
        return _over_time(low, item.left) and (item.op in "*/" or _over_time(low, item.right))
    if isinstance(item, tree.Choice):
        return _over_time(low, item.value)
    if not isinstance(item, tree.Aggregate) or item.function != "total" or item.field not in ("amount", "quota_credit"):
        return False
    return item.window is not None and item.window.kind not in ("row", "on")


def _counted(low: Lowering, item: tree.Compare) -> bool:
    """Whether a count of a period is held against one number above 1, of which nothing else in the plan speaks: the next one has no bonus."""
    left, bound = measured_by(low, item.left), fixed(item.right)
    if not isinstance(left, tree.Aggregate) or left.function != "count" or left.running or bound is None or bound <= 1:
        return False
    if left.window is None or left.window.kind in ("row", "on", "plan"):
        return False
    others = (
        one.left
        for statement in low.model.statements
        for one in tree.below(statement)
        if isinstance(one, (tree.Compare, tree.Between)) and one is not item
    )
    return not any(tree.same_text(measured_by(low, one), left) for one in others)


def _declared(low: Lowering, item: tree.Node) -> tuple[Label, ...]:
    decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    return (Label(decl.name_span, "measured here"),) if isinstance(decl, tree.Rule) else ()
