"""Amounts at which one reading of a plan has taken a step and another hasn't yet: of a tier that a rounding moves by part of a cent.

No value that a plan names lies there. What each reading pays is a function of the amount (``planlang.analysis``), whose steps are compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from planlang.analysis.curve import Outcome, explore
from planlang.analysis.linear import Function, NotLinear, Region, Unrounded
from planlang.analysis.varied import Cell, Watched, evaluating, payouts, with_cell
from planlang.core.dataset import Dataset
from planlang.core.graph import Const, Graph, Mode
from planlang.engines.interpreter import Arithmetic

PIECES = 24
"""So many stretches of an amount are looked at."""
NEAR = 2
"""Steps of two readings are so many times the smallest amount apart at most, or they are other steps."""
_EXACT = Arithmetic()


class Apart(Unrounded):
    """Rounds what does not hang on the unknown amount as the plan says, and leaves out the roundings of what does."""

    def rounded(self, items: list[Any], divisor: Any, mode: Mode) -> list[Any]:
        """Each by itself."""
        over = [divisor] * len(items) if isinstance(divisor, int) else divisor
        found: list[Any] = []
        for item, below in zip(items, over, strict=True):
            moves = isinstance(item, Function) or isinstance(below, Function)
            found += super().rounded([item], [below], mode) if moves else _EXACT.rounded([item], [below], mode)
        return found

    def to_unit(self, items: list[Any], divisor: Any, mode: Mode, unit: Const) -> list[Any]:
        """Steps as any rounding."""
        return self.rounded(items, divisor, mode)


def between(
    graphs: Sequence[Graph], data: Dataset, people: Sequence[str], cell: Cell, most: Fraction, digits: int
) -> tuple[list[Fraction], int]:
    """Amounts of a cell up to the most that lie at or past a step of one reading and before that of another; and how many runs that took."""
    runs = 0
    steps: list[list[Fraction]] = []
    for graph in graphs:
        evaluate = evaluating(graph, lambda t: with_cell(data, cell, t), lambda r: payouts(r, Watched(people)), Apart())

        def counted(region: Region) -> Outcome:
            nonlocal runs
            runs += 1
            return evaluate(region)  # noqa: B023 - it is done with before the next graph

        try:
            steps.append([point.at for point in explore(counted, Fraction(0), most, PIECES).points])
        except NotLinear:
            return [], runs
    return _amounts(steps, Fraction(1, 10**digits)), runs


def _amounts(steps: Sequence[Sequence[Fraction]], cent: Fraction) -> list[Fraction]:
    """The whole cents at the ends of each gap between steps of two readings that lie close together, but for one that both have."""
    found = []
    every = sorted({step for some in steps for step in some})
    for low, high in itertools.pairwise(every):
        if high - low <= NEAR * cent and not any(low in some and high in some for some in steps):
            found += [number * cent for number in range(ceil(low / cent), floor(high / cent) + 1)]
    return list(dict.fromkeys(found))
