"""A balance that is filled and never settled, or settled and never filled: money kept back that nobody gets, and a bank that nothing goes into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.fixed import fixed
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_never_settled(low: Lowering, balance: tree.Balance, items: list[tree.Node]) -> None:
    """Warns where something goes into a balance, nothing comes out, and the rest is dropped; or nothing goes in, and something is taken out."""
    filled: tree.Node | None = None
    settled: tree.Settle | None = None
    owed = False
    for item in items:
        if not isinstance(item, (tree.Rule, tree.Payout)):
            continue
        for step in item.steps:
            if isinstance(step, tree.Settle) and step.balance.name == balance.name:
                settled = settled or step
            elif isinstance(step, tree.Limit) and step.excess is not None and _is(step.excess.balance, balance):
                filled, owed = step, step.excess.kind == "owed"
            elif isinstance(step, tree.OnlyIf) and _is(step.held_in, balance):
                filled = step
    if settled is not None:
        if filled is None and fixed(balance.opens) == 0 and not low.model.changes:
            _report_never_filled(low, balance, settled)
        return
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


def _report_never_filled(low: Lowering, balance: tree.Balance, settled: tree.Settle) -> None:
    name, owed = balance.name, settled.word == "repay"
    low.report.add(
        "never-filled",
        f"nothing is ever {'owed' if owed else 'kept'} in {name}",
        settled.span,
        "there is nothing to take out",
        also=(Label(head(balance, low.report), "opens at 0, and nothing goes in"),),
        consequence="People would read of a balance that is 0 for ever, and what a step was meant to put there is lost or given away.",
        repairs=(
            Repair("Say at the limit or the gate what goes in:", f"…, shortfall owed in {name}")
            if owed
            else Repair("Say at the limit or the gate what goes in:", f"…, excess kept in {name}"),
            Repair(f"Or drop {name} and this step."),
        ),
    )


def _is(name: tree.Name | None, balance: tree.Balance) -> bool:
    return name is not None and name.name == balance.name
