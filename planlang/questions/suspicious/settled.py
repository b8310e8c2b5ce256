"""A balance that is filled and never settled: a draw that nobody repays, money kept back that nobody gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_never_settled(low: Lowering, balance: tree.Balance, items: list[tree.Node]) -> None:
    """Warns where something goes into a balance, nothing comes out, and what is left at its end is dropped."""
    filled: tree.Node | None = None
    owed = False
    for item in items:
        if not isinstance(item, (tree.Rule, tree.Payout)):
            continue
        for step in item.steps:
            if isinstance(step, tree.Settle) and step.balance.name == balance.name:
                return
            if isinstance(step, tree.Limit) and step.excess is not None and _is(step.excess.balance, balance):
                filled, owed = step, step.excess.kind == "owed"
            elif isinstance(step, tree.OnlyIf) and _is(step.held_in, balance):
                filled = step
    if filled is None or balance.rest != ("forgiven" if owed else "lost"):
        return
    name = balance.name
    low.report.add(
        "never-settled",
        f"what is owed in {name} is never repaid, and in the end forgiven"
        if owed
        else f"what is kept in {name} is never released, and in the end lost",
        filled.span,
        "goes in here",
        also=(Label(head(balance, low.report), "and stays until the end"),),
        consequence="It is a guarantee then, and the letter calls it a draw."
        if owed
        else "People would read that it is kept for them, and would never get it.",
        repairs=(
            Repair("Say in the payout when it is repaid:", f"repay  {name}")
            if owed
            else Repair("Say in the payout when it is released:", f"release  {name}"),
            Repair("Or say what it is:", "shortfall forgiven" if owed else "excess lost"),
        ),
    )


def _is(name: tree.Name | None, balance: tree.Balance) -> bool:
    return name is not None and name.name == balance.name
