"""Asks what the first slice of a table of counted units takes: `from 0 below 5,000` is 4,999 units, and may have been meant as 5,000."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.diagnostics.place import Span
    from planlang.lowering.context import Lowering


def ask_first_slice(low: Lowering, item: tree.Tiers, rows: tuple[tree.Row, ...], what: str) -> None:
    """Asks where the first row begins at none at all and ends without its bound: of money the two readings are one, of units not.

    The units of a slice are those whose numbers its row has, and the first is number 1. Of `below 5,000` alone, and of rows that say
    `through` or begin at 1, nothing is asked: they can only be about numbers.
    """
    row = next((row for row in rows if _from_zero(row)), None)
    if row is None or not isinstance(row.key, tree.Bounds) or not isinstance(row.key.high, tree.NumberLit):
        return
    last = int(row.key.high.value)
    mine = item.using is None
    first = _whole_number(row.key.low)
    fewer = (Edit(first, "1"),) if mine and first is not None else ()
    raise low.fail(
        "counted-from-zero",
        f"the first row of {what} ends below {last:,}, and nothing says whether the unit with the number {last:,} is in it",
        row.key.span,
        f"{last:,} units, or one fewer?",
        consequence=f"Units are counted 1, 2, 3 …: `from 0 below {last:,}` has {last - 1:,} of them, and of an amount it would be all of {last:,}.",
        repairs=(
            Repair(f"The first {last:,} units:", f"from 1 through {last:,}", _through(rows) if mine else ()),
            Repair(f"The units before number {last:,}:", f"from 1 below {last:,}", fewer),
        ),
    )


def _from_zero(row: tree.Row) -> bool:
    key = row.key
    return (
        isinstance(key, tree.Bounds)
        and key.low_word == "from"
        and key.high_word == "below"
        and isinstance(key.low, tree.NumberLit)
        and isinstance(key.high, tree.NumberLit)
        and key.low.value == 0
        and key.high.value > 1
        and key.high.value % 1 == 0
    )


def _whole_number(value: tree.Value | None) -> Span | None:
    """Where a bound stands that is a whole number of the plan's."""
    return value.span if isinstance(value, tree.NumberLit) and value.value % 1 == 0 else None


def _through(rows: tuple[tree.Row, ...]) -> tuple[Edit, ...]:
    """Each row that ends below a number ends with it, and the next begins behind it; nothing where a bound is no plain number."""
    edits: list[Edit] = []
    for row in rows:
        key = row.key
        if not isinstance(key, tree.Bounds):
            return ()
        for value in (key.low, key.high):
            if value is not None and _whole_number(value) is None:
                return ()
        words = []
        if isinstance(key.low, tree.NumberLit) and key.low_word is not None:
            begins = int(key.low.value) + (1 if key.low_word == "from" else 0)
            words.append(f"{key.low_word} {begins:,}")
        if isinstance(key.high, tree.NumberLit) and key.high_word is not None:
            word = "through" if key.high_word == "below" else key.high_word
            words.append(f"{word} {int(key.high.value):,}")
        edits.append(Edit(key.span, " ".join(words)))
    return tuple(edits)
