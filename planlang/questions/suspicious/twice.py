"""Two rules that say the same of the same rows: a copy, which pays everything once more."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planlang.diagnostics.model import Label, Repair
from planlang.questions.contradictory.named import settled_between
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_paid_again(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns of two rules that are the same but for their names. Where their conditions differ and overlap, ``both-pay`` is asked."""
    said = [tree.text_key((what_is_paid(rule), _when(rule))) if rule.steps else None for rule in rules]
    again = {key for key, times in Counter(said).items() if key is not None and times > 1}
    some = [(rule, key) for rule, key in zip(rules, said) if key in again]  # few: most rules say what no other does
    for (a, first), (b, second) in itertools.combinations(some, 2):
        if first != second or settled_between(a, b):
            continue
        low.report.add(
            "paid-again",
            f"{b.name} pays the same as {a.name}, once more",
            head(b, low.report),
            also=(Label(head(a, low.report), f"the {a.kind} {a.name}"),),
            consequence="Where both apply, a deal is paid twice by rules that say the same.",
            repairs=(
                Repair(f"Remove {b.name}, if it is a copy."),
                Repair("If each has its own time or product, keep their conditions apart."),
                Repair(f"If it is meant to be paid twice, say so in {b.name}:", f"in addition to {a.name}"),
            ),
        )


def what_is_paid(rule: tree.Rule) -> Any:
    """What a rule says but for the rows that it is about, and rules beside it; nothing if it has no steps."""
    return paid_behind((), rule)


def paid_behind(gates: Sequence[tree.Node], rule: tree.Rule) -> Any:
    """The same without what keeps rows out of it: a gate in its steps, or an amount that is nothing otherwise."""
    if not rule.steps or rule.grain is None:
        return None
    beside = (tree.When, tree.InAdditionTo, tree.OnlyAbove, tree.LeavesGap)
    steps = (step for step in rule.steps if not isinstance(step, beside) and not _among(gates, step))
    return tree.text_key((rule.grain, tuple(_let_through(gates, step) for step in steps)))


def _let_through(gates: Sequence[tree.Node], step: tree.Step) -> tree.Node:
    if not isinstance(step, tree.Start):
        return step
    value = step.value
    return value.value if isinstance(value, tree.Choice) and _among(gates, value) else value


def _among(gates: Sequence[tree.Node], node: tree.Node) -> bool:
    return any(gate is node for gate in gates)


def _when(rule: tree.Rule) -> tuple[tree.When, ...]:
    return tuple(step for step in rule.steps if isinstance(step, tree.When))
