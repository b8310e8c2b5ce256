"""Percent or fraction? One system exports 60, another 0.6; a column that looks like the other one is reported."""

from __future__ import annotations

from typing import Any

from planlang.core.records import ColumnSpec
from planlang.data.report import Cell, Refused, quoted, repair

_RULE = "percent-or-fraction"


def looks_wrong(column: ColumnSpec, outcome: dict[Cell, Any], den: int, aliases: dict[str, str]) -> Refused | None:
    """The finding about a whole column, or ``None``.

    A ``percent`` column looks like fractions when no value written without a ``%`` sign is beyond 1, and one is
    not 0. A ``fraction`` column looks like percentages when a value is beyond 10, or when none is below 1 and one
    is beyond it; a stated upper bound answers the question there.
    """
    if column.kind == "percent":
        bare = {
            cell: abs(value)
            for cell, value in outcome.items()
            if type(value) is int and value and isinstance(cell, str) and not aliases.get(cell, cell).endswith("%")
        }
        if not bare or max(bare.values()) * 100 > den:
            return None
        sample = next(iter(bare))
        return Refused(
            _RULE,
            f"{quoted(column.header)} is declared `percent`, but looks like fractions: no value is above 1",
            f"is {quoted(sample)} meant as {sample}%, or as 100 times that?",
            (
                *repair("If the file writes 0.6 for sixty per cent, say so in the plan:", f"{column.name}: fraction"),
                *repair(f"If the values are this small, write them with their sign: `{sample}%`."),
            ),
            consequence=f"Read as declared, {quoted(sample)} counts for a hundredth of what it would be as a fraction.",
        )
    if column.kind == "fraction" and (column.limits is None or column.limits.high is None):
        values = {cell: abs(value) for cell, value in outcome.items() if type(value) is int and value}
        if (
            not values
            or max(values.values()) <= den
            or (min(values.values()) < den and max(values.values()) <= 10 * den)
        ):
            return None
        sample = next(str(cell) for cell, value in values.items() if value > den)
        return Refused(
            _RULE,
            f"{quoted(column.header)} is declared `fraction`, but looks like percentages",
            f"is {quoted(sample)} meant as {sample}%?",
            (
                *repair("If the file writes 60 for sixty per cent, say so in the plan:", f"{column.name}: percent"),
                *repair(
                    "If the values are this large, give the column an upper bound:",
                    f"{column.name}: fraction, from 0 through 20",
                ),
            ),
            consequence=f"Read as declared, {quoted(sample)} counts a hundred times what it would as a percentage.",
        )
    return None
