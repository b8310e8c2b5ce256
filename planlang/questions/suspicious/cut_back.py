"""A clawback of more than was paid: a cap of the payout has cut the rule, and what is taken back is all that the rule came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_cut_and_taken_back(low: Lowering, payout: tree.Payout, rules: list[tree.Rule]) -> None:
    """Warns where the payout's cap, whose excess is lost, cuts a rule that a clawback takes back by its name."""
    taken = [(rule, name) for rule in rules for name in _taken_back(rule)]
    added: set[str] = set()
    for step in payout.steps:
        if isinstance(step, tree.AddRules):
            added.update(name.name for name in step.names)
        if (
            not isinstance(step, tree.Limit)
            or step.word != "at most"
            or step.excess is None
            or step.excess.kind != "lost"
        ):
            continue
        for clawback, name in [one for one in taken if one[1].name in added]:
            _report(low, clawback, name, step)
        taken = [one for one in taken if one[1].name not in added]


def _taken_back(rule: tree.Rule) -> list[tree.Name]:
    """The rules of which a clawback takes back the result, or a part of it; what was paid of it (`total paid of`) is something else."""
    found: list[tree.Name] = []
    for step in rule.steps:
        if isinstance(step, tree.TakeBackAll):
            found.append(step.rule)
        elif isinstance(step, tree.Start) and step.word == "take back":
            value = step.value.whole if isinstance(step.value, tree.Of) else step.value
            if isinstance(value, tree.Name):
                found.append(value)
    return found


def _report(low: Lowering, clawback: tree.Rule, name: tree.Name, cap: tree.Limit) -> None:
    amount, base = low.words(cap.value), name.name
    low.report.add(
        "cut-and-taken-back",
        f"{clawback.name} takes back all of {base}, also what the payout's cap has cut of it",
        name.span,
        "whatever was paid of it",
        also=(Label(cap.span, "what is above is never paid"),),
        consequence=f"Of a result of twice {amount} half is paid, and all of it is taken back.",
        repairs=(
            Repair(
                f"Put the cap into {base}, which then comes to what is paid:",
                f"at most  {amount} for each participant each {cap.each}, in credit order, excess lost",
            ),
            Repair(
                "Or, if that is meant, accept it, with the reason:",
                "# planlang: accept cut-and-taken-back: what a cap cuts is owed back like what it pays",
            ),
        ),
    )
