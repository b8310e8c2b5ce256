"""A month's amount that is divided over all of a longer time's slices, from 0 on, again in each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead, line_below
from planlang.questions.suspicious.fixed import fixed_rows, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_filled_again(low: Lowering, rule: tree.Rule) -> None:
    """Warns of slices by the quarter so far, of which the sales of one month of it are divided: each month fills them from 0 on.

    Only where amount and measure are totals of the same rows. Credit by credit a total that is no running one is the whole time's, and
    the credits come to that together; with `minus what this rule already paid` a rule says itself what it takes off.
    """
    unit = rule.grain.each if rule.grain is not None else None
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    if unit is None or start is None or any(isinstance(step, tree.MinusPaid) for step in rule.steps):
        return
    amount = measured_by(low, start.value)
    if not isinstance(amount, tree.Aggregate) or amount.window is None:
        return
    if amount.window.kind != "in" or amount.window.unit != unit:
        return
    for step in rule.steps:
        table = step.value if isinstance(step, tree.Change) and step.word == "times" else None
        if isinstance(table, tree.Tiers) and table.application == "slice":
            so_far, quota = _so_far(low, table.by)
            if so_far is not None and so_far.window is not None and _same_rows(amount, so_far, unit):
                _report(low, rule, start, amount, table, so_far.window, quota)


def _so_far(low: Lowering, by: tree.Node) -> tuple[tree.Aggregate | None, tree.Node | None]:
    """The total that a table goes by, and what it is held against."""
    item = measured_by(low, by)
    quota = item.right if isinstance(item, tree.Binary) and item.op == "/" else None
    total = measured_by(low, item.left) if isinstance(item, tree.Binary) and quota is not None else item
    return (total, quota) if isinstance(total, tree.Aggregate) else (None, None)


def _same_rows(amount: tree.Aggregate, so_far: tree.Aggregate, unit: str) -> bool:
    window = so_far.window
    return (
        window is not None
        and window.kind == "through"
        and window.inner == unit
        and not so_far.running
        and amount.function == so_far.function == "total"
        and amount.source == so_far.source
        and amount.owner == so_far.owner
        and tree.same_text(amount.where, so_far.where)
    )


def _report(
    low: Lowering,
    rule: tree.Rule,
    start: tree.Start,
    amount: tree.Aggregate,
    table: tree.Tiers,
    window: tree.Window,
    quota: tree.Node | None,
) -> None:
    assert rule.grain is not None and amount.window is not None
    unit, long = rule.grain.each, window.unit or "plan"
    whole = low.words(amount).replace(low.words(amount.window), low.words(window))
    last = next((step for step in reversed(rule.steps) if isinstance(step, tree.Rounded)), table)
    took = line_below("", last.span, f"minus  what this rule already paid in the {long}")
    alone = instead(f"Or let each {unit} begin anew, by itself:", table.by.span, low.words(start.value))
    low.report.add(
        "slices-from-zero",
        f"each {unit}'s amount is divided over all that the {long} has so far, from 0 on",
        table.by.span,
        f"the {long} so far",
        also=(Label(start.value.span, f"this {unit}"),),
        consequence=_deal(low, table, str(unit), long, quota)
        or f"A tier that one {unit} of the {long} has filled is filled once more by a part of the next.",
        repairs=(
            Repair(
                f"Let each {unit} go on where the one before ended: pay the {long} so far, and take off what was paid:",
                f"pay    {whole}\n{took.example or ''}",
                edits=(Edit(start.value.span, whole), *took.edits),
            ),
            *((alone,) if quota is None else ()),
            Repair(
                "Or pay all of it at the one tier reached:", f"tiers by {low.words(table.by)}, all at the tier reached"
            ),
        ),
    )


def _deal(low: Lowering, table: tree.Tiers, unit: str, long: str, quota: tree.Node | None) -> str | None:
    """Two equal months of which the first fills the lowest tier, and what the second is paid; ``None`` where rows aren't fixed or too short."""
    rows = fixed_rows(low, table)
    if len(rows) < 2 or rows[0].low not in (None, 0) or not rows[0].high or rows[0].high != rows[1].low:
        return None
    if rows[0].high < 0 or (rows[1].high is not None and rows[1].high < 2 * rows[0].high):
        return None
    key = rows[1].row.key
    end = low.words(key.low) if isinstance(key, tree.Bounds) and key.low is not None else ""
    first, second = (low.words(row.row.value) for row in rows[:2])
    of = "" if quota is None else f" of {low.words(quota)}"
    return (
        f"With {end}{of} in one {unit} of the {long} and as much in the next, half of the next is at {first} and half at {second}. "
        f"Going on from {end}, all of it would be at {second}."
    )
