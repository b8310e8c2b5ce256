"""An amount times the rate of the tier that the same amount reaches, where the rate falls: at the edge, selling more pays less."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.fixed import fixed, fixed_rows, measured_by
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_falls(low: Lowering, rule: tree.Rule, dips: list[tree.Tiers | tree.Curve]) -> None:
    """Warns of the first edge at which the whole amount falls to a lower rate, where that isn't a dip already reported."""
    for amount, table in _times(rule):
        if table.application != "reached" or table in dips or not _goes_by(low, amount, table.by):
            continue
        for a, b in itertools.pairwise(fixed_rows(low, table)):
            if b.low is None or not 0 <= b.value < a.value or b.low <= 0:
                continue
            key = b.row.key
            at = low.words(key.low) if isinstance(key, tree.Bounds) and key.low is not None else low.words(key)
            low.report.add(
                "pay-falls",
                f"at {at} the rate of the whole amount falls from {low.words(a.row.value)} to {low.words(b.row.value)}",
                b.row.span,
                "from here on, less for all of it",
                also=(Label(a.row.span, "just below, more"),),
                consequence=f"Whoever sells a little more than {at} is paid less than with a little less.",
                repairs=(
                    Repair(
                        "To pay the lower rate only on what is above:",
                        f"times  tiers by {low.words(table.by)}, each slice at its own tier",
                    ),
                    Repair("Or correct the rates."),
                ),
            )
            break


def _goes_by(low: Lowering, amount: tree.Node, by: tree.Node) -> bool:
    """Whether a table goes by the amount that it multiplies, or by what that is of a quota or a fixed number; a part of the amount is paid alike."""
    if isinstance(amount, tree.Of) and fixed(amount.share) is not None:
        amount = amount.whole
    amount, by = measured_by(low, amount), measured_by(low, by)
    if isinstance(by, tree.Binary) and by.op == "/" and not tree.same_text(amount, by):
        whole = by.right
        if not isinstance(whole, tree.Column) and (fixed(whole) or 0) <= 0:
            return False
        by = measured_by(low, by.left)
    return tree.same_text(amount, by) or _of_one_amount(low, amount, by)


def _of_one_amount(low: Lowering, amount: tree.Node, by: tree.Node) -> bool:
    """Whether one is the amount and the other the quota credit of the same credits, which is the same there."""
    if not isinstance(amount, tree.Aggregate) or not isinstance(by, tree.Aggregate):
        return False
    if amount.field == by.field or not tree.same_text(evolve(amount, field=by.field), by):
        return False
    credit = low.model.names.get(amount.source)
    if not isinstance(credit, tree.Credit) or credit.name in low.model.changes:
        return False
    said = [(line.value, line.rounded, line.remainder) for line in credit.lines if isinstance(line, tree.AmountLine)]
    return len(said) == 2 and tree.same_text(said[0], said[1])


def _times(rule: tree.Rule) -> list[tuple[tree.Node, tree.Tiers]]:
    """The first amount of a rule and the table that multiplies it, if nothing changes it in between."""
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    if start is None:
        return []
    if isinstance(start.value, tree.Of) and isinstance(start.value.share, tree.Tiers):
        return [(start.value.whole, start.value.share)]
    found: list[tuple[tree.Node, tree.Tiers]] = []
    for step in rule.steps:
        if isinstance(step, tree.Change):
            if step.word != "times" or step.when is not None:
                break
            if isinstance(step.value, tree.Tiers):
                found.append((start.value, step.value))
                break
    return found
