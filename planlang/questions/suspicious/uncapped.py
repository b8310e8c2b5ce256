"""A clause that says there is no cap, beside a cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

WORDS = ("uncapped", "no cap", "not capped", "without a cap", "without cap")


def report_uncapped(low: Lowering, clause: tree.ClauseLine) -> None:
    """Warns of the first cap of a plan that calls its pay uncapped."""
    text = f"{clause.heading} {clause.text}".lower()
    said = next((word for word in WORDS if word in text), None)
    if said is None:
        return
    for item in low.model.plan.items:
        if not isinstance(item, tree.Payout) and not (isinstance(item, tree.Rule) and item.pays):
            continue
        for step in item.steps:
            if isinstance(step, tree.Limit) and step.word == "at most":
                low.report.add(
                    "capped-after-all",
                    f'the clause "{clause.heading}" says "{said}", and here is a cap',
                    step.span,
                    "a cap",
                    also=(Label(clause.span, "says that there is none"),),
                    consequence="People rely on what the letter calls uncapped, and courts have let them (Fessler v. IBM, 2020).",
                    repairs=(Repair("Drop the cap, or say in the clause what is capped."),),
                )
                return
