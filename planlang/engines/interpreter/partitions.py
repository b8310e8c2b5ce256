"""Rows divided into partitions and put in order: once for all operations that ask for the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values, take
from planlang.engines.interpreter.exact import Fixed, Given, sort_keys, spread
from planlang.engines.interpreter.frame import Computed, Frame, Machine, Need, Work
from planlang.engines.interpreter.groups import Groups, gathered, groups_of
from planlang.engines.interpreter.sorting import by_column
from planlang.slotted import define


@define
class Partition:
    """The partitions that some rows lie in: ``rows`` are all their rows, partition after partition, each in order.

    ``starts`` are the positions where partitions start, and the end. ``back`` says at which position each row of the
    table stands, if these are all its rows. ``spans`` are from where to where each partition goes.
    """

    rows: list[int]
    starts: list[int]
    back: list[int] | None
    spans: Sequence[tuple[int, int]]
    straight: bool
    """Whether these are all rows of the table in its own order."""

    @classmethod
    def of(cls, rows: list[int], starts: list[int], size: int | None) -> Partition:
        """Partitions of some rows, or of all so many that a table has."""
        spans = list(pairwise(starts))
        if size is None:
            return cls(rows, starts, None, spans, False)
        back = [0] * size
        for position, row in enumerate(rows):
            back[row] = position
        return cls(rows, starts, back, spans, back == rows == list(range(size)))

    def result(self, values: Values) -> Computed:
        """Values at positions as values of rows."""
        if self.back is None:
            return self.rows, values
        return None, values if self.straight else take(values, self.back)


def partition(frame: Frame, by: tuple[str, ...], order: tuple[str, ...]) -> Work[Partition]:
    """The partitions of the rows of a frame, in order."""
    machine, table, size = frame.machine, frame.table.name, frame.size
    groups = yield from groups_of(machine, table, by, size)
    if frame.rows is not None:
        touched = sorted({groups.of[r] for r in frame.rows})
        if len(touched) < len(groups.number):
            return (yield from _some(machine, table, by, order, touched, groups))
    found = ("partition", table, by, order)
    if found not in machine.indexes:
        rows = groups.rows
        if order:
            rows = yield from _sequence(machine, table, order, size)
            if len(groups.number) > 1:
                rows = gathered(rows, groups.of, groups.starts)
        machine.indexes[found] = Partition.of(rows, groups.starts, size)
    known: Partition = machine.indexes[found]
    return known


def _sequence(machine: Machine, table: str, order: tuple[str, ...], size: int) -> Work[list[int]]:
    """All rows in an order, shared by every way to divide them."""
    found = ("sequence", table, order)
    if found not in machine.indexes:
        columns: list[Values] = []
        for column in order:
            columns.append((yield Need(table, column, None)))
        machine.indexes[found] = _sorted(size, columns)
    known: list[int] = machine.indexes[found]
    return known


def _sorted(count: int, columns: list[Values]) -> list[int]:
    """Positions by one column after the other. The last first: rows often come in the order of their ids already."""
    result = list(range(count))
    for values in reversed(columns):
        result = by_column(result, sort_keys(values))
    return result


def _some(
    machine: Machine, table: str, by: tuple[str, ...], order: tuple[str, ...], touched: list[int], groups: Groups
) -> Work[Partition]:
    """A few partitions, without a look at the order of the others."""
    rows: list[int] = []
    starts = [0]
    for number in touched:
        found = ("one", table, by, order, number)
        if found not in machine.indexes:
            members = groups.members(number)
            columns: list[Values] = []
            for column in order:
                columns.append((yield Need(table, column, members)))
            machine.indexes[found] = [members[i] for i in _sorted(len(members), columns)]
        rows.extend(machine.indexes[found])
        starts.append(len(rows))
    return Partition.of(rows, starts, None)


def cells(frame: Frame, operand: g.Operand, part: Partition) -> Work[Given]:
    """An operand at the positions of the partitions."""
    if part.back is None:
        return (yield from frame.fetch_at(operand, part.rows))
    given = yield from frame.fetch_at(operand, None)
    return given if isinstance(given, Fixed) or part.straight else take(given, part.rows)


def held(frame: Frame, where: str | None, part: Partition) -> Work[list[bool] | None]:
    """At which positions of the partitions a condition holds; ``None`` for all."""
    if where is None:
        return None
    answers = spread((yield from cells(frame, g.Ref(where), part)), len(part.rows)).items
    return None if all(answers) else answers


def filled(frame: Frame, operand: g.Operand, part: Partition, holds: list[bool] | None) -> Work[Given]:
    """An operand at the positions of the partitions, 0 where the condition doesn't hold: it isn't computed there."""
    if holds is None:
        return (yield from cells(frame, operand, part))
    at = [i for i, here in enumerate(holds) if here]
    given = spread((yield from frame.fetch_at(operand, [part.rows[i] for i in at])), len(at))
    return padded(at, given, len(part.rows))


def padded(at: Sequence[int], values: Values, count: int) -> Values:
    """A column with values at some positions and 0 at the others."""
    items: list[Any] = [0] * count
    for i, n in zip(at, values.items):
        items[i] = n
    if not isinstance(values.den, list):
        return Values(items, values.den)
    dens = [1] * count
    for i, d in zip(at, values.den):
        dens[i] = d
    return Values(items, dens)
