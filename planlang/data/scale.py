"""Percent or fraction? One system exports 60, another 0.6; a column that looks like the other one is reported."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planlang.core.records import ColumnSpec
from planlang.data.report import Cell, Refused, quoted, repair

_RULE = "percent-or-fraction"

_SMALL = Fraction(1, 10)
"""An upper bound of a percent column that says that its values are small."""


def like_fractions(column: ColumnSpec, most: int, least: int, den: int) -> bool:
    """Whether the values of a percent column that have no sign, from the least to the most that isn't 0, are hardly percentages."""
    high = None if column.limits is None else column.limits.high
    if most == 0 or (high is not None and high <= _SMALL):
        return False
    return most * 100 <= den or (most * 100 <= 2 * den and least * 100 < den)


def looks_wrong(column: ColumnSpec, outcome: dict[Cell, Any], den: int, aliases: dict[str, str]) -> Refused | None:
    """The finding about a whole column, or ``None``.

    A ``percent`` column looks like fractions when no value written without a ``%`` sign is beyond 1, and one is
    not 0, or when none is beyond 2, and one is below 1, as attainments are; an upper bound of 10% or less says that its values are small.
    A ``fraction`` column looks like percentages when a value is beyond 10, or when none is below 1 and one is beyond it; a stated upper bound
    answers the question there.
    """
    if column.kind == "percent":
        bare = {
            cell: abs(value)
            for cell, value in outcome.items()
            if type(value) is int and value and isinstance(cell, str) and not aliases.get(cell, cell).endswith("%")
        }
        most = max(bare.values(), default=0)
        if not like_fractions(column, most, min(bare.values(), default=0), den):
            return None
        sample = next(iter(bare))
        return Refused(
            _RULE,
            f"{quoted(column.header)} is declared `percent`, but looks like fractions: no value is above {1 if most * 100 <= den else 2}",
            f"is {quoted(sample)} meant as {sample}%, or as 100 times that?",
            (
                *repair("If the file writes 0.6 for sixty per cent, say so in the plan:", f"{column.name}: fraction"),
                *repair(
                    f"If the values are this small, write them with their sign (`{sample}%`), or give the column an upper bound:",
                    f"{column.name}: percent, from 0% through 5%",
                ),
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
