"""Positions put in order by a column: what partitions, credits and lines of results all need."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

_FEW = 8
"""With so many rows for each value, dealing rows out is several times faster than comparing them."""

_SAMPLE = 16_000
"""So many rows show whether there are many values."""


def by_column(positions: Sequence[int], column: Sequence[Any]) -> list[int]:
    """Positions by the values that a column has there; those of equal values stay in their order."""
    first = len(set(map(column.__getitem__, positions[:_SAMPLE])))
    if first * _FEW > _SAMPLE:  # many, without a look at the rest
        return sorted(positions, key=column.__getitem__)
    values = set(map(column.__getitem__, positions))
    if len(values) * _FEW > len(positions):
        return sorted(positions, key=column.__getitem__)
    dealt: dict[Any, list[int]] = {value: [] for value in sorted(values)}
    for at in positions:
        dealt[column[at]].append(at)
    return list(chain.from_iterable(dealt.values()))
