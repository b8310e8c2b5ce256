"""Tables of results: columns of exact values that stay as the evaluator made them until they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any, Literal, TypeVar

from planlang.core.values import Values
from planlang.slotted import frozen

K = TypeVar("K", bound=Hashable)


@frozen
class OutputColumn:
    """One column: texts, dates (day numbers) or money (exact numbers with so many decimals at least).

    ``currency`` is the column with the code of each amount's currency, where they differ: as text each has the decimals of its own.
    """

    name: str
    kind: Literal["text", "date", "money"]
    values: Values
    digits: int = 0
    currency: str | None = None


@frozen
class Output:
    """A table of results, its rows in their final order."""

    name: str
    columns: tuple[OutputColumn, ...]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.columns[0].values.items)

    def __getitem__(self, name: str) -> Values:
        return next(column.values for column in self.columns if column.name == name)

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The rows as plain values: texts, day numbers, fractions."""
        for index in range(self.count):
            yield tuple(column.values.at(index) for column in self.columns)


def joined(parts: Sequence[Values]) -> Values:
    """The values of several lists of rows, one after the other; numbers over one denominator."""
    parts = [part for part in parts if part.items]
    if parts and all(part.den is None for part in parts):
        return Values(list(chain.from_iterable(part.items for part in parts)))
    parts = over_one(parts)
    return Values(list(chain.from_iterable(part.items for part in parts)), parts[0].den if parts else 1)


def over_one(parts: Sequence[Values]) -> list[Values]:
    """The same numbers, all over one denominator."""
    dens: set[int] = set()
    for part in parts:
        dens.update(part.den if isinstance(part.den, list) else [part.den or 1])
    common = lcm(*dens)
    return [part if part.den == common else _over(part, common) for part in parts]


def _over(part: Values, common: int) -> Values:
    dens = part.den if isinstance(part.den, list) else [part.den or 1] * len(part.items)
    items = [None if n is None else n * (common // d) for n, d in zip(part.items, dens, strict=True)]
    return Values(items, common)


def totals(keys: Iterable[K], values: Values) -> dict[K, Fraction]:
    """The exact total of each key's values; absent values count nothing."""
    den = values.den
    if isinstance(den, list):
        exact: dict[K, Fraction] = {}
        for key, item, below in zip(keys, values.items, den, strict=True):
            if item:
                exact[key] = exact.get(key, Fraction(0)) + Fraction(item, below)
            else:
                exact.setdefault(key, Fraction(0))
        return exact
    sums: defaultdict[K, int] = defaultdict(int)
    items = [item or 0 for item in values.items] if None in values.items else values.items
    for key, item in zip(keys, items, strict=True):
        sums[key] += item
    return {key: Fraction(total, den or 1) for key, total in sums.items()}
