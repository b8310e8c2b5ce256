"""A step that reads a balance below the one that has just emptied it: a gate that means to count what was kept, and counts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_emptied(low: Lowering, payout: tree.Payout) -> None:
    """Warns of each step of the payout that reads a balance which an earlier one has released whole, and nothing has gone into since."""
    emptied: dict[str, tree.Settle] = {}
    for step in payout.steps:
        filled = _filled(step)
        moved = filled if filled is not None else step.balance if isinstance(step, tree.Settle) else None
        for read in tree.below(step):
            if isinstance(read, tree.Name) and read is not moved and read.name in emptied:
                _report(low, read, emptied[read.name])
                break
        if isinstance(step, tree.AddRules):
            for name in _filled_by(low, step):
                emptied.pop(name, None)
        elif filled is not None:
            emptied.pop(filled.name, None)
        elif isinstance(step, tree.Settle) and step.word == "release" and step.when is None and step.limit is None:
            emptied[step.balance.name] = step


def _filled(step: tree.Node) -> tree.Name | None:
    """The balance that a limit or a gate puts something into."""
    if isinstance(step, tree.Limit):
        return step.excess.balance if step.excess is not None else None
    return step.held_in if isinstance(step, tree.OnlyIf) else None


def _filled_by(low: Lowering, added: tree.AddRules) -> set[str]:
    """The balances that rules put something into, which the payout does where it adds them."""
    rules = [decl for name in added.names if isinstance(decl := low.model.names.get(name.name), tree.Rule)]
    return {name.name for rule in rules for step in rule.steps if (name := _filled(step)) is not None}


def _report(low: Lowering, read: tree.Name, release: tree.Settle) -> None:
    name = read.name
    low.report.add(
        "balance-emptied",
        f"{name} is always 0 here: a step above has released all of it",
        read.span,
        "0, whatever was kept",
        also=(Label(release.span, "empties it"),),
        consequence="What was kept before is not counted, and whoever would reach a threshold with it is not paid.",
        repairs=(
            Repair(
                "Put everything into the balance, and let what is then in it say whether it is paid:",
                f"at most  0 USD each month, excess kept in {name}\nrelease  {name} when {name} is at least 50 USD",
            ),
            Repair(f"Or read {name} in a step above the one that empties it."),
        ),
    )
