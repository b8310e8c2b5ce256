"""Rules that pay side by side: which pay the same rows again, which share some, and what lies between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.questions.contradictory.holes import ask_neither_pays, report_no_gap
from planlang.questions.contradictory.named import report_never_together
from planlang.questions.contradictory.overlaps import ask_both_pay, ask_credits_overlap
from planlang.questions.contradictory.reaches import Asked, reach_of
from planlang.questions.contradictory.spoken import Spoken
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_together(low: Lowering, rules: list[tree.Rule], restated: list[tree.Rule], asked: Asked) -> None:
    """Asks what rules with a result for the same rows pay twice, or leave out, taken together.

    What lies between two of them may be paid by one that amendments restate.
    """
    ask_credits_overlap(low, rules)
    while len(rules) > 1:
        first = rules[0].grain
        family = [rule for rule in rules if tree.same_text(rule.grain, first)]
        rules = [rule for rule in rules if rule not in family]
        if len(family) < 2:
            continue
        spoken: dict[str, Spoken] = {}
        reaches = {rule.name: reach for rule in family if (reach := reach_of(low, rule, spoken)) is not None}
        bounded = [reach for reach in reaches.values() if reach.gates]
        ask_both_pay(low, bounded, asked)
        if not any(tree.same_text(rule.grain, first) for rule in restated):
            ask_neither_pays(low, bounded, list(reaches.values()))
        report_never_together(low, list(reaches.values()))
        report_no_gap(low, list(reaches.values()))
