"""A fixed amount that is paid to people who are not there yet, or not any more: nothing says from when on somebody has rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair
from planlang.questions.presence import say_who_is_there, unsaid_days
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

FIXED = (
    tree.Grain, tree.Start, tree.Change, tree.Rounded, tree.MoneyLit, tree.NumberLit, tree.Column, tree.Binary, tree.Of,
    tree.TableBy, tree.Row, tree.Members, tree.Otherwise,
)  # fmt: skip
"""What an amount is made of that is the same in every period."""


def report_paid_while_absent(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a rule for each participant and period that pays each the same in all periods, though the data say when they came."""
    grain, dates = rule.grain, unsaid_days(low)
    if not rule.pays or grain is None or grain.kind != "participant" or grain.each is None or not dates:
        return
    if not _fixed_of_person(low, rule, dates):
        return
    row = "participant"
    start = next(step for step in rule.steps if isinstance(step, tree.Start))
    low.report.add(
        "fixed-for-everybody",
        f"{rule.name} is paid to every {row} in each {grain.each} of the plan, also before they come and after they leave",
        start.span,
        consequence=f"Whoever is hired in June would be paid `{low.words(start.value)}` from January on.",
        repairs=(
            say_who_is_there(low, dates),
            Repair(
                "Or in which periods it is paid:",
                f"when  {row}.{dates[0]} is at most the first day of the {grain.each}",
            ),
        ),
    )


def _fixed_of_person(low: Lowering, rule: tree.Rule, dates: list[str]) -> bool:
    """Whether what a rule pays is made of written amounts, what the plan has and the person's columns, none of them a day, without a condition."""
    for item in tree.below(rule):
        if not isinstance(item, FIXED) and not (isinstance(item, tree.Name) and _same_for_all(low, item)):
            return False
        if isinstance(item, tree.Column) and (item.parts[0] != "participant" or item.parts[-1] in dates):
            return False
        if isinstance(item, tree.Change) and item.when is not None:
            return False
    return any(isinstance(step, tree.Start) for step in rule.steps)


def _same_for_all(low: Lowering, name: tree.Name) -> bool:
    """A member of a closed set, or a measure of the plan: a pot, or how many share it."""
    decl = low.model.names.get(name.name)
    of_plan = isinstance(decl, tree.Rule) and decl.grain is not None and decl.grain.kind == "plan"
    return of_plan or name.name in low.model.members
