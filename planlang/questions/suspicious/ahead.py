"""A month's result that counts the whole quarter: days that come after it, so that it is known only when the quarter is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, instead
from planlang.lowering.periods import finer
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planlang.lowering.context import Lowering


def report_looks_ahead(low: Lowering, rule: tree.Rule, below: Iterable[tree.Node]) -> None:
    """Warns of credits totalled over a longer period than the one that the result is for."""
    unit = None if rule.grain is None else rule.grain.each
    if unit is None:
        return
    for item in below:
        if not isinstance(item, tree.Aggregate) or item.running or item.window is None:
            continue
        long = item.window.unit
        if item.window.kind != "in" or long is None or not finer(unit, long):
            continue
        if not isinstance(low.model.names.get(item.source), (tree.Credit, tree.Gathers)):
            continue  # what is planned for a year, such as targets by month, is known before it is over
        low.report.add(
            "looks-ahead",
            f"what {rule.name} is in a {unit} depends on later {unit}s of the {long}",
            item.span,
            f"the whole {long}",
            also=(Label(head(rule, low.report), f"one result for each {unit}"),),
            consequence=f"It is not known before the {long} is over, and an amount of the {long} is paid in each of its {unit}s.",
            repairs=(
                instead(f"The {long} so far:", item.window.span, f"{low.words(item.window)} through this {unit}"),
                instead(f"This {unit} only:", item.window.span, f"in the {unit}"),
            ),
        )
