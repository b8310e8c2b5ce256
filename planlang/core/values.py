"""Exact values: what stands in the cells of a table.

A numeric column is a list of integer numerators over one denominator, or over a list of
them where each row has its own (an attainment is over each person's quota). Nothing is ever
rounded or reduced here, so a column of cents stays a column of plain integers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Union

from planlang.slotted import define

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

    def at(self, index: int) -> Scalar:
        """The exact value at a position of this list."""
        item = self.items[index]
        if item is None or self.den is None:
            return item  # type: ignore[no-any-return]
        return Fraction(item, self.den if isinstance(self.den, int) else self.den[index])
