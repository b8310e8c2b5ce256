"""The rows of a table by the values of some columns, found out once for all operations that ask for the same.

Everything is a few long flat lists: a hundred thousand little ones would cost more than all arithmetic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, chain, islice
from operator import le
from typing import Any

from planlang.engines.interpreter.exact import keys
from planlang.engines.interpreter.frame import Machine, Need, Work
from planlang.slotted import define

Key = Any
"""What rows of a group share: one value, or a tuple of them; ``None`` in it is an absent one."""


@define
class Groups:
    """``number`` is the group of a key, ``of`` that of each row.

    ``rows`` are all rows, group after group, each in the table's order; group ``k`` is ``rows[starts[k]:starts[k + 1]]``.
    """

    number: dict[Key, int]
    of: list[int]
    rows: list[int]
    starts: list[int]
    nothing: set[int]
    """The groups whose key is absent or has an absent part: nothing matches them."""

    def members(self, group: int) -> list[int]:
        """The rows of a group."""
        return self.rows[self.starts[group] : self.starts[group + 1]]


def groups_of(machine: Machine, table: str, columns: tuple[str, ...], size: int) -> Work[Groups]:
    """All rows of a table by some columns."""
    found = ("groups", table, columns)
    if found not in machine.indexes:
        parts: list[list[Any]] = []
        for column in columns:
            parts.append(keys((yield Need(table, column, None)), size))
        number: dict[Key, int] = {}
        of = [number.setdefault(key, len(number)) for key in together(parts, size)]
        starts = list(
            accumulate(Counter(of).values(), initial=0)
        )  # groups are numbered as they come, so it counts in their order
        together_already = all(map(le, of, islice(of, 1, None)))
        rows = list(range(size)) if together_already else gathered(range(size), of, starts)
        gone = any(None in part for part in parts)
        nothing = {group for key, group in number.items() if absent(key)} if gone else set()
        machine.indexes[found] = Groups(number, of, rows, starts, nothing)
    known: Groups = machine.indexes[found]
    return known


def together(parts: list[list[Any]], count: int) -> list[Key]:
    """One key for each row."""
    if not parts:
        return [()] * count
    return parts[0] if len(parts) == 1 else list(zip(*parts))


def absent(key: Key) -> bool:
    """Whether a part of a key is absent: nothing matches it."""
    return key is None or (isinstance(key, tuple) and None in key)


def gathered(sequence: Sequence[int], of: list[int], starts: list[int]) -> list[int]:
    """The rows of a sequence group after group, in the sequence's order within each."""
    if len(starts) * 8 < len(sequence):  # few groups: a list for each is the fastest
        members: list[list[int]] = [[] for _ in starts]
        for row in sequence:
            members[of[row]].append(row)
        return list(chain.from_iterable(members))
    free = list(starts)
    rows = [0] * len(sequence)
    for row in sequence:
        group = of[row]
        rows[free[group]] = row
        free[group] += 1
    return rows
