"""Rows divided into partitions and put in order: once for all operations that ask for the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attr import define

from planlang.core.values import Values
from planlang.engines.interpreter.exact import Given, Rows, keys, sort_keys, spread
from planlang.engines.interpreter.frame import Frame, Machine, Need, Work


@define
class Partition:
    """The partitions that some rows lie in.

    ``rows`` are all their rows (``None`` for the whole table); ``groups`` has for each partition the positions in
    ``rows`` of its rows, in order.
    """

    rows: Rows
    count: int
    groups: list[Sequence[int]]


def partition(frame: Frame, by: tuple[str, ...], order: tuple[str, ...]) -> Work[Partition]:
    """The partitions of the rows of a frame, in order."""
    machine, table, size = frame.machine, frame.table.name, frame.size
    found = ("ordered", table, by, order)
    everything: Partition | None = machine.indexes.get(found)
    if everything is None and frame.rows is not None:
        numbers, groups = yield from _grouped(machine, table, by, size)
        touched = sorted({numbers[r] for r in frame.rows})
        if len(touched) < len(groups):
            return (yield from _some(machine, table, by, order, touched, groups))
    if everything is None:
        everything = yield from _all(machine, table, by, order, size)
        machine.indexes[found] = everything
    if frame.rows is None or len(everything.groups) == 1:
        return everything
    numbers, groups = yield from _grouped(machine, table, by, size)
    touched = sorted({numbers[r] for r in frame.rows})
    if len(touched) == len(groups):
        return everything
    return _flat([everything.groups[i] for i in touched])


def _flat(groups: Sequence[Sequence[int]]) -> Partition:
    rows: list[int] = []
    positions: list[Sequence[int]] = []
    for group in groups:
        positions.append(range(len(rows), len(rows) + len(group)))
        rows.extend(group)
    return Partition(rows, len(rows), positions)


def _grouped(machine: Machine, table: str, by: tuple[str, ...], size: int) -> Work[tuple[list[int], list[list[int]]]]:
    """For each row the number of its partition, and the rows of each."""
    found = ("grouped", table, by)
    if found not in machine.indexes:
        key = yield from _keys(table, by, size)
        first: dict[Any, int] = {}
        numbers = [first.setdefault(k, len(first)) for k in key]
        groups: list[list[int]] = [[] for _ in first]
        for row, number in enumerate(numbers):
            groups[number].append(row)
        machine.indexes[found] = numbers, groups
    known: tuple[list[int], list[list[int]]] = machine.indexes[found]
    return known


def _keys(table: str, columns: tuple[str, ...], size: int) -> Work[list[Any]]:
    parts: list[list[Any]] = []
    for column in columns:
        parts.append(keys((yield Need(table, column, None)), size))
    if not parts:
        return [()] * size
    return parts[0] if len(parts) == 1 else list(zip(*parts))


def _all(machine: Machine, table: str, by: tuple[str, ...], order: tuple[str, ...], size: int) -> Work[Partition]:
    sequence = yield from _sequence(machine, table, order, size)
    numbers, groups = yield from _grouped(machine, table, by, size)
    if len(groups) == 1:
        return Partition(None, size, [sequence])
    ordered: list[list[int]] = [[] for _ in groups]
    for row in sequence:
        ordered[numbers[row]].append(row)
    return Partition(None, size, list(ordered))


def _sequence(machine: Machine, table: str, order: tuple[str, ...], size: int) -> Work[list[int]]:
    """All rows in an order, shared by every way to divide them."""
    found = ("sequence", table, order)
    if found not in machine.indexes:
        columns: list[Values] = []
        for column in order:
            columns.append((yield Need(table, column, None)))
        machine.indexes[found] = _sorted(range(size), columns)
    known: list[int] = machine.indexes[found]
    return known


def _sorted(rows: Sequence[int], columns: list[Values]) -> list[int]:
    """Positions by one column after the other. The last first: rows often come in the order of their ids already."""
    result = list(range(len(rows)))
    for values in reversed(columns):
        result.sort(key=sort_keys(values).__getitem__)
    return result


def _some(
    machine: Machine,
    table: str,
    by: tuple[str, ...],
    order: tuple[str, ...],
    touched: list[int],
    groups: list[list[int]],
) -> Work[Partition]:
    """A few partitions, without a look at the order of the others."""
    ordered: list[Sequence[int]] = []
    for number in touched:
        found = ("one", table, by, order, number)
        if found not in machine.indexes:
            rows = groups[number]
            columns: list[Values] = []
            for column in order:
                columns.append((yield Need(table, column, rows)))
            machine.indexes[found] = [rows[i] for i in _sorted(rows, columns)]
        ordered.append(machine.indexes[found])
    return _flat(ordered)


def held(frame: Frame, where: str | None, part: Partition) -> Work[list[bool] | None]:
    """In which rows of the partitions a condition holds; ``None`` for all."""
    if where is None:
        return None
    answers = (yield Need(frame.table.name, where, part.rows)).items
    return None if all(answers) else answers


def filled(frame: Frame, operand: Any, part: Partition, holds: list[bool] | None) -> Work[Given]:
    """An operand in the rows of the partitions, 0 where the condition doesn't hold: it isn't computed there."""
    if holds is None:
        return (yield from frame.fetch_at(operand, part.rows))
    at = [i for i, here in enumerate(holds) if here]
    rows = at if part.rows is None else [part.rows[i] for i in at]
    values = spread((yield from frame.fetch_at(operand, rows)), len(at))
    items: list[Any] = [0] * part.count
    for i, n in zip(at, values.items):
        items[i] = n
    if not isinstance(values.den, list):
        return Values(items, values.den)
    dens = [1] * part.count
    for i, d in zip(at, values.den):
        dens[i] = d
    return Values(items, dens)
