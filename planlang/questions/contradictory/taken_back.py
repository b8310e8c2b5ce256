"""Two clawbacks of one row: what a deal was paid is taken back twice, or once?"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.regions import Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.contradictory.holes import ask_neither_pays
from planlang.questions.contradictory.named import one_or_both, settled_between
from planlang.questions.contradictory.reaches import Reach, reach_of
from planlang.questions.contradictory.spoken import Spoken
from planlang.questions.suspicious.fixed import fixed
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_taken_back_twice(low: Lowering, rules: list[tree.Rule]) -> None:
    """Asks about rows of which two clawbacks take the same back, and about those that lie between two of them."""
    while len(rules) > 1:
        first = rules[0].grain
        family = [rule for rule in rules if tree.same_text(rule.grain, first)]
        rules = [rule for rule in rules if rule not in family]
        spoken: dict[str, Spoken] = {}
        reaches = [reach for rule in family if (reach := reach_of(low, rule, spoken)) is not None]
        bounded = [reach for reach in reaches if reach.gates]
        for a, b in itertools.combinations(bounded, 2):
            shared = None if settled_between(a.rule, b.rule) else _taken_twice(low, a, b)
            if shared is not None:
                _ask(low, a, b, shared)
        ask_neither_pays(low, bounded, reaches)


def _ask(low: Lowering, a: Reach, b: Reach, shared: Box) -> None:
    case = " and ".join(a.spoken[column].says(shared[column]) for column in shared)
    both, _, first, second = (
        evolve(one, text=one.text.replace("are paid", "are taken back").replace("is paid", "is taken back"))
        for one in one_or_both(low, a.rule, b.rule)
    )
    low.report.add(
        "both-pay",
        f"{a.rule.name} and {b.rule.name} both take back where {case}, and nothing says whether both are meant",
        head(b.rule, low.report),
        f"the {b.rule.kind} {b.rule.name}",
        also=(
            Label(head(a.rule, low.report), f"the {a.rule.kind} {a.rule.name}"),
            *(Label(line.span, "is about them") for line in (*a.gates, *b.gates)),
        ),
        consequence="Both take back what the same deal was paid. Together they can take back more than that.",
        repairs=(both, first, second, Repair("Or let the conditions meet and not overlap, if a bound is off.")),
    )


def _taken_twice(low: Lowering, a: Reach, b: Reach) -> Box | None:
    """The rows of which two clawbacks take the same: by conditions on the same columns, or more than all of it together.

    Clawbacks with the very same conditions are two parts of one. Half of it on a cancellation and half on a downgrade can't be more than all.
    """
    if tree.same_text(tuple(one.condition for one in a.gates), tuple(one.condition for one in b.gates)):
        return None
    (first, one), (second, other) = _taken(low, a.rule), _taken(low, b.rule)
    if first is None or first != second:
        return None
    for x, y in itertools.product(a.boxes, b.boxes):
        both = meet(x, y)
        if both is None or any(a.spoken[column].nothing_in(both[column]) for column in x.keys() & y.keys()):
            continue
        if x.keys() == y.keys() or one is None or other is None or one + other > 1:
            return both
    return None


def _taken(low: Lowering, rule: tree.Rule) -> tuple[Hashable, Fraction | None]:
    """What a clawback takes a share of, which is a rule where it names one; and the share, where it is fixed."""
    for step in rule.steps:
        if isinstance(step, tree.TakeBackAll):
            return step.rule.name, Fraction(1)
        if isinstance(step, tree.Start):
            of = step.value if isinstance(step.value, tree.Of) else None
            whole, share = (step.value, Fraction(1)) if of is None else (of.whole, fixed(of.share))
            named = (
                whole.name
                if isinstance(whole, tree.Name)
                else whole.source
                if isinstance(whole, tree.Aggregate)
                else None
            )
            decl = low.model.names.get(named or "")
            return (named if isinstance(decl, tree.Rule) and decl.pays else tree.text_key(whole)), share
    return None, None
