"""Look-ups: the one row of another table."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter.exact import Rows, keys, spread
from planlang.engines.interpreter.frame import Computed, Frame, Machine, Need, Work
from planlang.engines.interpreter.groups import Groups, Key, absent, groups_of, together
from planlang.engines.interpreter.refusal import no_row, several_rows
from planlang.engines.interpreter.tables import shape
from planlang.slotted import define


@define
class Hits:
    """The rows that a look-up finds: ``rows`` are the different ones in order (``None``: all of the table).

    ``at`` says for each row of the frame the position of its own among them; -1 where there is none.
    """

    rows: Rows
    at: list[int]


def looked_up(frame: Frame, op: g.Lookup) -> Work[Computed]:
    """A column of the one row that matches."""
    hits = yield from hits_of(frame, op)
    values: Values = yield Need(op.table, op.column, hits.rows)
    taken = list(map([*values.items, None].__getitem__, hits.at))  # -1 finds the last
    if not isinstance(values.den, list):
        return frame.rows, Values(taken, values.den)
    return frame.rows, Values(taken, list(map([*values.den, 1].__getitem__, hits.at)))


def hits_of(frame: Frame, op: g.Lookup) -> Work[Hits]:
    """The rows found, shared by look-ups of several columns of the same row."""
    found = ("hits", frame.table.name, op.table, op.match, op.on, op.missing)
    known: tuple[Rows, Hits] | None = frame.machine.indexes.get(found)
    if known is not None and (known[0] is frame.rows or known[0] == frame.rows):
        return known[1]
    hits = yield from _hits(frame, op)
    frame.machine.indexes[found] = frame.rows, hits
    return hits


def _hits(frame: Frame, op: g.Lookup) -> Work[Hits]:
    size = (yield from shape(frame.machine, op.table)).size
    wanted, nothing = yield from match_keys(frame, op.match)
    columns = tuple(column for column, _ in op.match)
    found: list[int | None]
    unique = None if op.on or nothing else (yield from _unique(frame.machine, op.table, columns, size))
    if unique is not None:
        found = list(map(unique.get, wanted))
    else:
        groups = yield from groups_of(frame.machine, op.table, columns, size)
        found = yield from _one_each(frame, op, groups, wanted)
    if op.missing == "error" and None in found:
        raise no_row(frame, op, [i for i, row in enumerate(found) if row is None])
    different = set(found)
    different.discard(None)
    if len(different) == size:
        return Hits(None, [-1 if row is None else row for row in found])
    rows = sorted(row for row in different if row is not None)
    place: dict[int | None, int] = {row: position for position, row in enumerate(rows)}
    place[None] = -1
    return Hits(rows, list(map(place.__getitem__, found)))


def _unique(machine: Machine, table: str, columns: tuple[str, ...], size: int) -> Work[dict[Key, int] | None]:
    """The row of each key, if no key has several."""
    found = ("unique", table, columns)
    if found not in machine.indexes:
        parts: list[list[Any]] = []
        for column in columns:
            parts.append(keys((yield Need(table, column, None)), size))
        rows = dict(zip(together(parts, size), range(size)))
        machine.indexes[found] = rows if len(rows) == size else None
    known: dict[Key, int] | None = machine.indexes[found]
    return known


def match_keys(frame: Frame, match: tuple[tuple[str, g.Operand], ...]) -> Work[tuple[list[Key], bool]]:
    """For each row of the frame the key to look for; and whether some are absent, so that they find nothing."""
    parts: list[list[Any]] = []
    for _, operand in match:
        parts.append(keys((yield from frame.fetch(operand)), frame.count))
    return together(parts, frame.count), any(None in part for part in parts)


def _one_each(frame: Frame, op: g.Lookup, groups: Groups, wanted: list[Key]) -> Work[list[int | None]]:
    """The row for each key and day, worked out once for each that differ."""
    days: list[Any] = [None] * frame.count
    spans: dict[Key, _Spans] = {}
    if op.on is not None:
        days = spread((yield from frame.fetch(op.on[0])), frame.count).items
        spans = yield from _spans(frame.machine, op.table, op.on, groups, set(wanted))
    known: dict[tuple[Key, Any], list[int]] = {}
    for pair in set(zip(wanted, days)):
        key, day = pair
        if absent(key) or key not in groups.number or (op.on is not None and day is None):
            known[pair] = []
        else:
            known[pair] = groups.members(groups.number[key]) if op.on is None else spans[key].on(day)
    candidates = [known[pair] for pair in zip(wanted, days)]
    several = [(i, rows) for i, rows in enumerate(candidates) if len(rows) > 1]
    if several:
        raise several_rows(frame, op, several)
    return [rows[0] if rows else None for rows in candidates]


def _spans(
    machine: Machine, table: str, on: tuple[g.Operand, str, str], groups: Groups, wanted: set[Key]
) -> Work[dict[Key, _Spans]]:
    """The rows of the keys that are looked for, by the days on which they hold."""
    found = {key: groups.members(groups.number[key]) for key in wanted if key in groups.number}
    rows = sorted(row for members in found.values() for row in members)
    since = dict(zip(rows, (yield Need(table, on[1], rows)).items))
    until = dict(zip(rows, (yield Need(table, on[2], rows)).items))
    return {key: _Spans(members, since, until) for key, members in found.items()}


class _Spans:
    """The rows of one key by their first day. Where they don't overlap, as they shouldn't, a search finds the one."""

    def __init__(self, rows: list[int], since: dict[int, int | None], until: dict[int, int | None]) -> None:
        spans = sorted((since[r] or 0, _end(until[r]), r) for r in rows)
        self._spans = spans
        self._first = [span[0] for span in spans]
        self._apart = all(a[1] < b[0] for a, b in pairwise(spans))

    def on(self, day: int) -> list[int]:
        """The rows that hold on a day."""
        upto = bisect_right(self._first, day)
        spans = self._spans[max(upto - 1, 0) : upto] if self._apart else self._spans[:upto]
        return sorted(row for _, end, row in spans if day <= end)


def _end(day: int | None) -> int:
    return 1 << 62 if day is None else day


def rows_hit(frame: Frame, op: g.Lookup) -> Work[list[int]]:
    """The rows behind a look-up."""
    hits = yield from hits_of(frame, op)
    return [at if hits.rows is None else hits.rows[at] for at in hits.at if at >= 0]
