"""A total that is paid anew: a total so far with each credit or month, or a quarter's in each of its months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead, line_below
from planlang.lowering.periods import finer
from planlang.questions.suspicious.fixed import measured_by
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_total_paid_again(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a rule that pays a share of a total so far, credit by credit or month by month, and takes off nothing that it paid before.

    A rule with a condition may pay only once, such as on the deal that reaches a mark; of those nothing is said.
    """
    grain = rule.grain
    if grain is None or rule.takes_back or not (grain.kind == "credit" or grain.each is not None):
        return
    if any(isinstance(step, (tree.When, tree.OnlyIf, tree.MinusPaid, tree.Dated)) for step in rule.steps):
        return
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    if start is None:
        return
    total = _so_far(low, start.value, grain)
    if total is None or total.window is None:
        _report_longer(low, rule, start)
        return
    words = f"in the {total.window.unit}" if total.window.unit is not None else "in the plan"
    last = next((step for step in reversed(rule.steps) if isinstance(step, tree.Rounded)), start)
    row, rows, this = (
        ("credit", "deals", "pay  credit.amount")
        if grain.kind == "credit"
        else (
            grain.each,
            f"{grain.each}s",
            f"pay  total {'amount ' if total.field is not None else ''}of the participant's {total.source} in the {grain.each}",
        )
    )
    low.report.add(
        "total-paid-again",
        f"{rule.name} pays of the whole total so far {'with' if grain.kind == 'credit' else 'in'} each {row}, "
        "and never takes off what it paid before",
        start.value.span,
        f"everything until this {row}",
        also=() if total.span == start.value.span else (Label(total.span, "the total so far"),),
        consequence=f"The first is paid again with each that follows: three {rows} of 100 are paid as 100, 200 and 300.",
        repairs=(
            line_below("Pay the difference each time:", last.span, f"minus  what this rule already paid {words}"),
            Repair(f"Or pay of this {row} alone, and let the total decide only the rate:", this),
        ),
    )  # fmt: skip


def _report_longer(low: Lowering, rule: tree.Rule, start: tree.Start) -> None:
    """Warns of a rule for each month that pays a share of a quarter's total, which it does in each month of the quarter."""
    unit = rule.grain.each if rule.grain is not None else None
    named = start.value.whole if isinstance(start.value, tree.Of) else start.value
    decl = low.model.names.get(named.name) if isinstance(named, tree.Name) else None
    if unit is None or not isinstance(decl, tree.Rule) or decl.pays or decl.grain is None:
        return
    long, total = decl.grain.each, decl.value
    if long is None or not finer(unit, long) or not isinstance(total, tree.Aggregate) or total.function != "total":
        return
    if total.field not in ("amount", "quota_credit") or not isinstance(total.window, tree.Window):
        return
    assert rule.grain is not None
    own = low.words(total).replace(low.words(total.window), f"in the {unit}")
    low.report.add(
        "total-paid-again",
        f"{rule.name} pays of the whole {long}'s {decl.name} in each {unit} of it",
        start.value.span,
        f"all of the {long}, in each {unit}",
        also=(Label(head(decl, low.report), f"one value for each {long}"),),
        consequence=f"What is sold once is paid in every {unit} of the {long}, before it is known and after.",
        repairs=(
            instead(f"Pay it once each {long}:", rule.grain.span, low.words(rule.grain).replace(f"each {unit}", f"each {long}")),
            instead(f"Or pay of this {unit} alone:", named.span, own),
        ),
    )  # fmt: skip


def _so_far(low: Lowering, item: tree.Node, grain: tree.Grain) -> tree.Aggregate | None:
    """The total of amounts until the row at hand, with it, of which a value is the whole or a fixed share."""
    if isinstance(item, tree.Of):
        return _so_far(low, item.whole, grain)
    counted = getattr(item, "counting", None) == "counting"
    item = measured_by(low, item)
    if not isinstance(item, tree.Aggregate) or item.function != "total":
        return None
    decl = low.model.names.get(item.source)
    if item.field not in ("amount", "quota_credit") and not (isinstance(decl, tree.Rule) and not decl.pays):
        return None
    if grain.kind == "credit":
        return item if counted and item.running else None
    window = item.window
    return item if window is not None and window.kind == "through" and window.inner == grain.each else None
