"""A total so far that is paid anew on each credit: what was sold in January is paid once more with each deal that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, line_below
from planlang.questions.suspicious.fixed import measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_total_paid_again(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a rule for each credit that pays a share of a running total, with nothing taken off for what it paid before.

    A rule with a condition may pay only once, such as on the deal that reaches a mark; of those nothing is said.
    """
    if rule.grain is None or rule.grain.kind != "credit" or rule.kind == "clawback":
        return
    if any(isinstance(step, (tree.When, tree.OnlyIf, tree.MinusPaid, tree.Dated)) for step in rule.steps):
        return
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    total = None if start is None else _running(low, start.value)
    if start is None or total is None:
        return
    window = total.window
    words = low.words(window) if window is not None and window.unit is not None else "in the plan"
    last = next((step for step in reversed(rule.steps) if isinstance(step, tree.Rounded)), start)
    low.report.add(
        "total-paid-again",
        f"{rule.name} pays of the whole total so far with each credit, and never takes off what it paid before",
        start.value.span,
        "all credits until this one",
        also=() if total.span == start.value.span else (Label(total.span, "the running total"),),
        consequence="The first deal is paid again with each that follows: three deals of 100 are paid as 100, 200 and 300.",
        repairs=(
            line_below("Pay the difference each time:", last.span, f"minus  what this rule already paid {words}"),
            Repair("Or pay of this credit alone, and let the total decide only the rate:", "pay  credit.amount"),
        ),
    )  # fmt: skip


def _running(low: Lowering, item: tree.Node) -> tree.Aggregate | None:
    """The running total of amounts with this credit in it, of which a value is the whole or a fixed share."""
    if isinstance(item, tree.Of):
        return _running(low, item.whole)
    counted = getattr(item, "counting", None) == "counting"
    item = measured_by(low, item)
    if not counted or not isinstance(item, tree.Aggregate) or not item.running or item.function != "total":
        return None
    return item if item.field in ("amount", "quota_credit") else None
