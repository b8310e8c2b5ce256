"""Exact values: what stands in the cells of a table.

A numeric column is a list of integer numerators over one denominator, or over a list of
them where each row has its own (an attainment is over each person's quota). Nothing is ever
rounded or reduced here, so a column of cents stays a column of plain integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import eq, ge, gt, itemgetter, le, lt, ne
from typing import Any, Union

from planlang.slotted import define, field

Scalar = Union[Fraction, int, str, bool, None]
"""One exact value: a number, a day or period number, a text, yes/no, or ``None`` for an absent one."""


RELATIONS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, "==": eq, "!=": ne, ">=": ge, ">": gt}
"""What each comparison says of two exact values."""


@define
class Values:
    """A column's values, aligned with some list of rows.

    ``items`` are numerators for numbers; otherwise day or period numbers, texts, booleans. ``den`` is ``None`` for
    what is not a number, an ``int`` when all rows share a denominator, else a list aligned with
    ``items``. Denominators are positive. An absent optional value is ``None`` among the items.
    """

    items: list[Any]
    den: int | list[int] | None = None
    _scaled: tuple[int, list[Any]] | None = field(init=False, eq=False, repr=False)

    def __post_init__(self) -> None:
        self._scaled = None

    def at(self, index: int) -> Scalar:
        """The exact value at a position of this list."""
        item = self.items[index]
        if item is None or self.den is None:
            return item  # type: ignore[no-any-return]
        return Fraction(item, self.den if isinstance(self.den, int) else self.den[index])

    def times(self, factor: int) -> list[Any]:
        """The items, each times a factor. Remembered: each tier asks anew for the same two columns over its own bounds."""
        if factor == 1:
            return self.items
        if self._scaled is None or self._scaled[0] != factor:
            self._scaled = factor, scale(self.items, factor)
        return self._scaled[1]


def scale(items: list[Any], factor: int) -> list[Any]:
    """Every item times a factor; absent ones stay absent."""
    if factor == 1:
        return items
    if None in items:
        return [None if n is None else n * factor for n in items]
    return [n * factor for n in items]


def picked(items: Sequence[Any], positions: Sequence[int]) -> list[Any]:
    """What stands at some positions of a list, in their order."""
    if len(positions) < 2:
        return [items[position] for position in positions]
    return list(itemgetter(*positions)(items))  # a third faster than one at a time, where they go to and fro


def take(values: Values, positions: Sequence[int]) -> Values:
    """The values at some positions, in their order."""
    items = picked(values.items, positions)
    return Values(items, picked(values.den, positions) if isinstance(values.den, list) else values.den)
