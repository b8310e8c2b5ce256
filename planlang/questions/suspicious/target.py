"""A rule that pays something else than the target where the quota is met exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.decimals import grouped, terminates
from planlang.diagnostics.model import Repair
from planlang.questions.known import column_of
from planlang.questions.suspicious.fixed import Fixed, fixed_rows, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

FULL = Fraction(1)
PROMISED = frozenset({"target", "ote"})
"""Words in the name of a column that promise what meeting the quota pays; a `variable` may be no more than the base of a rate."""
NEAR = (Fraction(85, 100), Fraction(115, 100))
"""What is promised for the quota, whatever it is called, where the table all but pays it: 97% of it is a slip, 75% the base of a rate."""


def promised(low: Lowering, column: tree.Node | None, at_full: Fraction) -> bool:
    """Whether an amount that each person has is what meeting the quota exactly is to pay: by its name, or since it very nearly does."""
    if not isinstance(column, tree.Column) or len(column.parts) != 2 or column.parts[0] != "participant":
        return False
    found = column_of(low, column)
    money = found is not None and found[1].kind == "money"
    return not PROMISED.isdisjoint(column.parts[-1].split("_")) or (money and NEAR[0] < at_full < NEAR[1])


def report_target_missed(low: Lowering, rule: tree.Rule) -> None:
    """Warns where an amount times target / quota, sliced by attainment of that quota, doesn't come to the target at 100%.

    Only where the column's name calls it a target, or it is missed by little, and only the plain form: what was credited, times
    target / quota, times slices by what was credited / quota. A kicker that has a condition of its own is beside that.
    """
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    changes = [step for step in rule.steps if isinstance(step, tree.Change) and step.when is None]
    if start is None or len(changes) != 2 or any(c.word != "times" for c in changes):
        return
    if any(isinstance(step, (tree.Limit, tree.OnlyIf, tree.When, tree.MinusPaid)) for step in rule.steps):
        return
    rate = measured_by(low, changes[0].value)
    if isinstance(rate, tree.Fallback):
        rate = measured_by(low, rate.otherwise)
    table = changes[1].value
    if not isinstance(table, tree.Tiers) or table.application != "slice" or not _ratio(rate):
        return
    attainment = measured_by(low, table.by)
    if not isinstance(attainment, tree.Binary) or attainment.op != "/" or not _same_quota(rate, attainment):
        return
    rows = fixed_rows(low, table)
    at_full = sum((_width(row) * row.value for row in rows), Fraction(0))
    assert isinstance(rate, tree.Binary)
    if not rows or at_full == FULL or not promised(low, rate.left, at_full):
        return
    target, quota = low.words(rate.left), low.words(rate.right)
    low.report.add(
        "target-missed",
        f"at exactly 100% of {quota} this pays {percent(at_full)} of {target}",
        table.span,
        consequence=f"The letter promises {target} for {quota}, and the table pays {'less' if at_full < 1 else 'more'}.",
        repairs=(
            Repair("Let the rows below 100% come to 1.0x on average."),
            Repair(f"Or, if it is meant, correct {target}."),
        ),
    )


def _width(row: Fixed) -> Fraction:
    """How much of the way from 0 to 100% lies in a row."""
    start = max(Fraction(0), row.low or Fraction(0))
    end = FULL if row.high is None else min(FULL, row.high)
    return max(Fraction(0), end - start)


def _ratio(rate: tree.Node) -> bool:
    return (
        isinstance(rate, tree.Binary)
        and rate.op == "/"
        and isinstance(rate.left, tree.Column)
        and isinstance(rate.right, tree.Column)
        and rate.left.parts[0] == rate.right.parts[0] == "participant"
    )


def _same_quota(rate: tree.Node, attainment: tree.Binary) -> bool:
    return isinstance(rate, tree.Binary) and tree.same_text(rate.right, attainment.right)


def percent(value: Fraction) -> str:
    """A share as people write it."""
    whole = value * 100
    return f"{grouped(whole)}%" if terminates(whole) else f"about {grouped(Fraction(round(whole * 100), 100))}%"
