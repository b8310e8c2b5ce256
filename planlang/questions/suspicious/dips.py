"""A table whose values fall and rise again: two rows swapped, or a band in the middle that pays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.fixed import fixed_rows, of_days
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_dip(low: Lowering, table: tree.Tiers | tree.Curve) -> bool:
    """Warns of the first row with less than a row before it and a row behind it; gives whether there is one."""
    if of_days(table, low):
        return False
    rows = fixed_rows(low, table)
    for index, row in enumerate(rows[1:-1], 1):
        before = max(rows[:index], key=lambda one: one.value)
        after = max(rows[index + 1 :], key=lambda one: one.value)
        if not (row.value < before.value and row.value < after.value):
            continue
        if isinstance(table.by, tree.Name) and table.by.counting and isinstance(before.row.key, tree.Point):
            continue  # a milestone that each credit comes by: so much for the tenth, and nothing for the eleventh
        said = [low.words(one.row.value) for one in (before, row, after)]
        by = low.words(table.by)
        nothing = row.value == 0
        low.report.add(
            "dead-zone" if nothing else "rate-dips",
            f"between {said[0]} and {said[2]} by {by}, this row gives nothing"
            if nothing
            else f"by {by} it is {said[0]}, then less ({said[1]}), then more again ({said[2]})",
            row.row.span,
            also=(Label(before.row.span, "a lower row gives more"), Label(after.row.span, "so does a higher one")),
            consequence="Who lands here has no reason to sell the next deal, until the row is behind them."
            if nothing
            else "Who is about to land here does better to wait. Mostly two rows were swapped, or a digit is missing.",
            repairs=(Repair("Correct the value, or the bounds."),),
        )
        return True
    return False
