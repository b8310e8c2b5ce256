"""The rows of the four sorts of table, and the operations that only they have."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from itertools import accumulate
from typing import Any

from planlang.core import graph as g
from planlang.core.dataset import RecordData
from planlang.core.values import Values, take
from planlang.engines.interpreter.exact import Given, assembled
from planlang.engines.interpreter.frame import Computed, Frame, Machine, Need, Shape, Work
from planlang.engines.interpreter.pairs import Reach, pairs
from planlang.slotted import define


@define
class InputShape:
    """The rows of a record."""

    size: int
    record: RecordData

    def ids(self, machine: Machine) -> list[str]:
        """The identity texts that the loader made."""
        return self.record.ids

    def sources(self, rows: Collection[int]) -> dict[str, list[int]]:
        """Nothing comes before a file."""
        return {}


@define
class DeriveShape:
    """Rows of another table; ``rows`` are their numbers there, ``None`` for all."""

    size: int
    table: str
    rows: list[int] | None

    def ids(self, machine: Machine) -> list[str]:
        """Those of the source rows."""
        ids = machine.ids(self.table)
        return ids if self.rows is None else [ids[r] for r in self.rows]

    def sources(self, rows: Collection[int]) -> dict[str, list[int]]:
        """The rows they derive from."""
        return {self.table: list(rows if self.rows is None else map(self.rows.__getitem__, rows))}


@define
class StackShape:
    """The rows of several tables one after the other; ``starts`` are the numbers of their first rows, and the end."""

    size: int
    tables: tuple[str, ...]
    starts: list[int]

    def ids(self, machine: Machine) -> list[str]:
        """Those of the stacked rows; with the table's name if there are several: one deal may come from each."""
        if len(self.tables) == 1:
            return machine.ids(self.tables[0])
        return [f"{name} / {table}" for table in self.tables for name in machine.ids(table)]

    def sources(self, rows: Collection[int]) -> dict[str, list[int]]:
        """The stacked rows."""
        found: dict[str, list[int]] = {}
        for row in rows:
            which = bisect_right(self.starts, row) - 1
            found.setdefault(self.tables[which], []).append(row - self.starts[which])
        return found


@define
class SpineShape:
    """People and periods; ``None`` for a part that the table doesn't have."""

    size: int
    table: str | None
    people: list[int] | None
    periods: list[int] | None
    unit: str | None

    def ids(self, machine: Machine) -> list[str]:
        """``ana / 2025-Q1``."""
        calendar, parts = machine.graph.calendar, list[list[str]]()
        if self.people is not None and self.table is not None:
            names = machine.ids(self.table)
            parts.append([names[r] for r in self.people])
        if self.periods is not None:
            unit: Any = self.unit
            labels = {period: calendar.label(unit, period) for period in set(self.periods)}
            parts.append([labels[period] for period in self.periods])
        return [" / ".join(row) for row in zip(*parts)] if parts else ["plan"] * self.size

    def sources(self, rows: Collection[int]) -> dict[str, list[int]]:
        """The people's rows."""
        if self.people is None or self.table is None:
            return {}
        return {self.table: list(map(self.people.__getitem__, rows))}


@define
class PairShape:
    """Rows of another table, each with a person whom it reaches: ``rows`` are their numbers there."""

    size: int
    table: str
    rows: list[int]
    reached: list[Reach]

    def ids(self, machine: Machine) -> list[str]:
        """``d1 / bo``."""
        ids = machine.ids(self.table)
        return [f"{ids[row]} / {reach.above}" for row, reach in zip(self.rows, self.reached)]

    def sources(self, rows: Collection[int]) -> dict[str, list[int]]:
        """The rows they come from."""
        return {self.table: list(map(self.rows.__getitem__, rows))}


def shape(machine: Machine, table: str) -> Work[Shape]:
    """The rows of a table, found out once."""
    known = machine.shapes.get(table)
    if known is None:
        known = yield from _made(machine, machine.graph.tables[table].rows)
        machine.shapes[table] = known
    return known


def _made(machine: Machine, rows: g.Rows) -> Work[Shape]:
    if isinstance(rows, g.Input):
        record = machine.data[rows.record]
        return InputShape(len(record.ids), record)
    if isinstance(rows, g.Derive):
        source = yield from shape(machine, rows.source)
        if rows.keep is None:
            return DeriveShape(source.size, rows.source, None)
        keep = yield Need(rows.source, rows.keep, None)
        kept = [r for r, holds in enumerate(keep.items) if holds]
        return DeriveShape(len(kept), rows.source, None if len(kept) == source.size else kept)
    if isinstance(rows, g.Stack):
        sizes: list[int] = []
        for name in rows.sources:
            sizes.append((yield from shape(machine, name)).size)
        return StackShape(sum(sizes), rows.sources, [*accumulate(sizes, initial=0)][:-1])
    if isinstance(rows, (g.RollUp, g.Everyone)):
        kept = yield from kept_rows(machine, rows.source, rows.keep)
        at, reaches = yield from pairs(machine, rows, kept)
        return PairShape(len(at), rows.source, at, reaches)
    return (yield from _spine(machine, rows))


def _spine(machine: Machine, rows: g.Spine) -> Work[Shape]:
    calendar, unit = machine.graph.calendar, rows.unit
    periods = list(range(rows.first, rows.last + 1)) if unit is not None else [0]
    if rows.people is None:
        return SpineShape(len(periods), None, None, periods if unit is not None else None, unit)
    people = (yield from shape(machine, rows.people)).size
    days = [machine.graph.covers]
    if unit is not None:
        days = [(calendar.first_day(unit, p), calendar.last_day(unit, p)) for p in periods]
    start: list[Any] = [None] * people
    end: list[Any] = [None] * people
    first, last = rows.valid or (None, None)
    if first is not None:
        start = (yield Need(rows.people, first, None)).items
    if last is not None:
        end = (yield Need(rows.people, last, None)).items
    pairs = [
        (person, period)
        for person, (since, until) in enumerate(zip(start, end))
        for period, (opens, closes) in zip(periods, days)
        if max(opens, opens if since is None else since) <= min(closes, closes if until is None else until)
    ]
    numbers = [period for _, period in pairs] if unit is not None else None
    return SpineShape(len(pairs), rows.people, [person for person, _ in pairs], numbers, unit)


# --- operations -------------------------------------------------------------------------------


def cell(frame: Frame, op: g.Cell) -> Work[Computed]:
    """A column of the record."""
    yield from ()  # it needs no other cells, but is a generator like all operations
    known = frame.machine.shapes[frame.table.name]
    assert isinstance(known, InputShape)
    values = known.record.columns[op.column]
    return frame.rows, values if frame.rows is None else take(values, frame.rows)


def carried(frame: Frame, op: g.Carried) -> Work[Computed]:
    """The source row's value."""
    known = frame.machine.shapes[frame.table.name]
    assert isinstance(known, (DeriveShape, PairShape))
    rows = frame.rows
    if known.rows is not None:
        rows = known.rows if rows is None else [known.rows[r] for r in rows]
    return frame.rows, (yield Need(known.table, op.column, rows))


def stacked(frame: Frame, op: g.Stacked) -> Work[Computed]:
    """The stacked row's value."""
    known = frame.machine.shapes[frame.table.name]
    assert isinstance(known, StackShape)
    pieces: list[tuple[Any, Given]] = []
    ends = [*known.starts[1:], known.size]
    for table, column, start, end in zip(known.tables, op.columns, known.starts, ends):
        if frame.rows is None:
            at: Any = range(start, end)
            rows = None
        else:
            at = [i for i, r in enumerate(frame.rows) if start <= r < end]
            rows = [frame.rows[i] - start for i in at]
        if column is None:
            pieces.append((at, Values([None] * len(at))))
        elif at:
            pieces.append((at, (yield Need(table, column, rows))))
    return frame.rows, assembled(pieces, frame.count)


def spine_key(frame: Frame, op: g.SpineKey) -> Work[Computed]:
    """The person or the period."""
    yield from ()  # it needs no other cells, but is a generator like all operations
    known = frame.machine.shapes[frame.table.name]
    assert isinstance(known, SpineShape)
    items: list[Any] = [None] * known.size
    if op.part == "period" and known.periods is not None:
        items = known.periods
    elif op.part == "person" and known.people is not None and known.table is not None:
        names = frame.machine.ids(known.table)
        items = [names[r] for r in known.people]
    return frame.rows, Values(items) if frame.rows is None else take(Values(items), frame.rows)


def reached(frame: Frame, op: g.Reached) -> Work[Computed]:
    """The person whom a row reaches, or how."""
    yield from ()  # it needs no other cells, but is a generator like all operations
    known = frame.machine.shapes[frame.table.name]
    assert isinstance(known, PairShape)
    field = {"person": "above", "through": "through", "level": "level"}[op.part]
    values = Values([getattr(reach, field) for reach in known.reached], 1 if op.part == "level" else None)
    return frame.rows, values if frame.rows is None else take(values, frame.rows)


def kept_rows(machine: Machine, table: str, keep: str | None) -> Work[list[int]]:
    """The rows of a table where a condition holds."""
    size = (yield from shape(machine, table)).size
    if keep is None:
        return list(range(size))
    answers = yield Need(table, keep, None)
    return [row for row, holds in enumerate(answers.items) if holds]


def row_identity(frame: Frame, op: g.RowId) -> Work[Computed]:
    """The text that tells rows apart."""
    yield from ()  # it needs no other cells, but is a generator like all operations
    values = Values(frame.machine.ids(frame.table.name))
    return frame.rows, values if frame.rows is None else take(values, frame.rows)
