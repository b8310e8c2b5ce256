"""A clawback that falls on the day of the sale and not on the day of the return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_backdated(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a clawback without a day of its own, when what brings it about has one."""
    known = low.rules.get(rule.name)
    if known is None or known.scope.kind != "credit" or any(isinstance(step, tree.Dated) for step in rule.steps):
        return
    from planlang.lowering.values import optional_value

    for step in rule.steps:
        if not isinstance(step, tree.When):
            continue
        for column in _asked_for(step.condition):
            found = optional_value(column, known.scope)
            if found.type.kind != "date" or found.operand == known.scope.day:
                continue
            words = low.words(column)
            low.report.add(
                "clawback-backdated",
                f"{rule.name} takes back on the day of the credit, not on {words}",
                rule.name_span,
                also=(Label(step.span, "known later"),),
                consequence="A deal of March that is returned in June would change what was paid for March.",
                repairs=(
                    Repair("Let it fall on the day on which it comes about:", f"dated  {words}"),
                    Repair("If the month of the sale is meant, say so:", "dated  credit.date"),
                ),
            )
            return


def _asked_for(item: tree.Condition) -> Iterator[tree.Column]:
    """The columns of which a condition says that they are known."""
    if isinstance(item, tree.Junction) and item.word == "and":
        for part in item.parts:
            yield from _asked_for(part)
    elif isinstance(item, tree.Known) and isinstance(item.value, tree.Column) and item.known:
        yield item.value
