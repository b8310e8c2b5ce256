"""Look-ups: the one row of another table."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter.exact import keys, spread
from planlang.engines.interpreter.frame import Computed, Frame, Machine, Need, Work
from planlang.engines.interpreter.refusal import no_row, several_rows
from planlang.engines.interpreter.tables import shape

Index = dict[Any, list[int]]
"""The rows of a table by the values of some columns."""


def index_of(machine: Machine, table: str, columns: tuple[str, ...]) -> Work[Index]:
    """All rows of a table by some columns. Rows where one of them is absent can't be found."""
    found = ("index", table, columns)
    if found not in machine.indexes:
        size = (yield from shape(machine, table)).size
        parts: list[list[Any]] = []
        for column in columns:
            parts.append(keys((yield Need(table, column, None)), size))
        index: defaultdict[Any, list[int]] = defaultdict(list)
        for row, key in enumerate(_together(parts, size)):
            index[key].append(row)
        machine.indexes[found] = {key: rows for key, rows in index.items() if not _absent(key)}
    known: Index = machine.indexes[found]
    return known


def match_keys(frame: Frame, match: tuple[tuple[str, g.Operand], ...]) -> Work[list[Any]]:
    """For each row of the frame the key to look for."""
    parts: list[list[Any]] = []
    for _, operand in match:
        parts.append(keys((yield from frame.fetch(operand)), frame.count))
    return _together(parts, frame.count)


def _together(parts: list[list[Any]], count: int) -> list[Any]:
    if not parts:
        return [()] * count
    return parts[0] if len(parts) == 1 else list(zip(*parts))


def _absent(key: Any) -> bool:
    return key is None or (isinstance(key, tuple) and None in key)


def fetch_rows(machine: Machine, table: str, column: str, rows: list[int]) -> Work[Values]:
    """Cells of some rows, each named once; asked for as a whole column when they are all there are."""
    size = (yield from shape(machine, table)).size
    if len(rows) == size and rows == list(range(size)):
        return (yield Need(table, column, None))
    return (yield Need(table, column, rows))


def looked_up(frame: Frame, op: g.Lookup) -> Work[Computed]:
    """A column of the one row that matches."""
    found = yield from hits(frame, op)
    rows = sorted({row for row in found if row is not None})
    values = yield from fetch_rows(frame.machine, op.table, op.column, rows)
    at = {row: position for position, row in enumerate(rows)}
    items = values.items
    taken = [None if row is None else items[at[row]] for row in found]
    if not isinstance(values.den, list):
        return frame.rows, Values(taken, values.den)
    dens = values.den
    return frame.rows, Values(taken, [1 if row is None else dens[at[row]] for row in found])


def hits(frame: Frame, op: g.Lookup) -> Work[list[int | None]]:
    """For each row of the frame the row it finds, if absent rows are allowed; else a refusal."""
    wanted = yield from match_keys(frame, op.match)
    index = yield from index_of(frame.machine, op.table, tuple(column for column, _ in op.match))
    candidates: list[list[int]]
    if op.on is None:
        candidates = [index.get(key, []) for key in wanted]
    else:
        candidates = yield from _dated(frame, op, op.on, index, wanted)
    several = [i for i, rows in enumerate(candidates) if len(rows) > 1]
    if several:
        raise several_rows(frame, op.table, op.match, [(i, candidates[i]) for i in several], op.on)
    if op.missing == "error":
        lost = [i for i, rows in enumerate(candidates) if not rows]
        if lost:
            raise no_row(frame, op, lost)
    return [rows[0] if rows else None for rows in candidates]


def _dated(
    frame: Frame, op: g.Lookup, on: tuple[g.Operand, str, str], index: Index, wanted: list[Any]
) -> Work[list[list[int]]]:
    """The rows that match and hold on the day; each pair of key and day is looked for once."""
    operand, first, last = on
    days = spread((yield from frame.fetch(operand)), frame.count).items
    rows = sorted(row for key in set(wanted) if key in index for row in index[key])
    since = dict(zip(rows, (yield from fetch_rows(frame.machine, op.table, first, rows)).items))
    until = dict(zip(rows, (yield from fetch_rows(frame.machine, op.table, last, rows)).items))
    spans: dict[Any, _Spans] = {}
    known: dict[tuple[Any, Any], list[int]] = {}
    out: list[list[int]] = []
    for pair in zip(wanted, days):
        if pair not in known:
            key, day = pair
            if key not in spans:
                spans[key] = _Spans(index.get(key, []), since, until)
            known[pair] = [] if day is None else spans[key].on(day)
        out.append(known[pair])
    return out


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
    return [row for row in (yield from hits(frame, op)) if row is not None]
