"""Rules that pay side by side: which pay the same rows again, which share some, and what lies between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.questions.suspicious.holes import report_neither_pays
from planlang.questions.suspicious.overlaps import report_both_pay, report_credits_overlap
from planlang.questions.suspicious.reaches import Spoken, reach_of
from planlang.questions.suspicious.twice import report_paid_again
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_together(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns of what rules with a result for the same rows pay twice, or leave out, taken together."""
    rules = [rule for rule in rules if rule.name in _added(low) and rule.name not in low.model.changes]
    if len(rules) > 1 and any(
        isinstance(step, tree.Start) and isinstance(step.value, tree.Of) for rule in rules for step in rule.steps
    ):
        from planlang.questions.suspicious.promise import report_parts_of_target

        report_parts_of_target(low, rules)
    report_credits_overlap(low, rules)
    while len(rules) > 1:
        first = rules[0].grain
        family = [rule for rule in rules if tree.same_text(rule.grain, first)]
        rules = [rule for rule in rules if rule not in family]
        if len(family) < 2:
            continue
        spoken: dict[str, Spoken] = {}
        reaches = {rule.name: reach for rule in family if (reach := reach_of(low, rule, spoken)) is not None}
        report_paid_again(low, family, reaches)
        bounded = [reach for reach in reaches.values() if reach.when]
        report_both_pay(low, bounded)
        report_neither_pays(low, bounded, list(reaches.values()))


def _added(low: Lowering) -> set[str]:
    """The rules that the payout adds."""
    payout = low.model.payout
    return {
        name.name
        for step in (payout.steps if payout is not None else ())
        if isinstance(step, tree.AddRules)
        for name in step.names
    }
