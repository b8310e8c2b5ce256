"""Aggregates over rows of another, or the same, table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise, repeat
from operator import sub
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values, take
from planlang.engines.interpreter.exact import Rows, bounded, in_groups, spread
from planlang.engines.interpreter.frame import Computed, Frame, Machine, Need, Work
from planlang.engines.interpreter.groups import Groups, Key, absent, gathered, groups_of
from planlang.engines.interpreter.lookup_ops import match_keys
from planlang.engines.interpreter.partitions import padded
from planlang.engines.interpreter.refusal import several_rows
from planlang.engines.interpreter.sorting import by_column
from planlang.engines.interpreter.tables import shape
from planlang.slotted import define, evolve


@define
class Matched:
    """What the rows of a frame aggregate.

    ``rows`` are rows of the other table, group after group (``starts`` are where each starts, and the end), by day where
    there is one. The different stretches asked for go from position ``first`` up to ``end``; ``which`` says for each row of the
    frame the number of its own, -1 for none. ``live`` says which rows count (``None``: all).
    """

    rows: list[int]
    starts: list[int]
    first: list[int]
    end: list[int]
    which: list[int]
    live: list[bool] | None

    def alive(self, window: int) -> list[int]:
        """The positions of a stretch that count."""
        positions = range(self.first[window], self.end[window])
        return list(positions) if self.live is None else [i for i in positions if self.live[i]]


def totalled(frame: Frame, op: g.Total) -> Work[Computed]:
    """An aggregate. Rows that match the same share one result."""
    matched = yield from match(frame, op)
    if op.function == "only":
        several = [i for i, w in enumerate(matched.which) if w >= 0 and len(matched.alive(w)) > 1]
        if several:
            bad = [(i, [matched.rows[p] for p in matched.alive(matched.which[i])]) for i in several]
            raise several_rows(frame, op, bad)
    if op.function == "count" or op.value is None:
        return frame.rows, _placed(matched, _counts(matched), 1, 0)
    items, den = yield from _cells(frame.machine, op, matched)
    over: Any = den
    if isinstance(den, list):  # one for each group
        over = [den[at] for at in matched.first]
    if op.function == "total":
        return frame.rows, _placed(matched, _sums(matched, items), over or 1, 0)
    if op.function == "average":
        counts = _counts(matched)
        dens = [c * (over[w] if isinstance(over, list) else over or 1) or 1 for w, c in enumerate(counts)]
        means = [n if c else None for n, c in zip(_sums(matched, items), counts)]
        return frame.rows, _placed(matched, means, dens, None)
    pick: Any = {"highest": max, "lowest": min, "only": min}[op.function]
    picks = [pick([items[i] for i in at]) if (at := matched.alive(w)) else None for w in range(len(matched.first))]
    return frame.rows, _placed(matched, picks, over, None)


def _placed(matched: Matched, items: list[Any], den: Any, empty: Any) -> Values:
    """One result for each row of the frame."""
    results = [*items, empty]  # which of -1 finds the last
    out = [results[w] for w in matched.which]
    if not isinstance(den, list):
        return Values(out, den)
    dens = [*den, 1]
    return bounded(out, [dens[w] for w in matched.which])


def _sums(matched: Matched, items: list[Any]) -> list[Any]:
    """The sum of each stretch; ``items`` are 0 where a row doesn't count. Stretches share the sums so far."""
    starts, first, end = matched.starts, matched.first, matched.end
    if len(first) < len(starts) and len(items) > 8 * len(starts):
        return [sum(items[a:b]) for a, b in zip(first, end)]
    so_far = [0, *accumulate(items)].__getitem__
    return list(map(sub, map(so_far, end), map(so_far, first)))


def _counts(matched: Matched) -> list[int]:
    if matched.live is None:
        return list(map(sub, matched.end, matched.first))
    return _sums(matched, matched.live)


def _cells(machine: Machine, op: g.Total, matched: Matched) -> Work[tuple[list[Any], Any]]:
    """The values of the rows that count, in their groups; 0 where a row doesn't: its cell isn't asked for."""
    assert op.value is not None
    count = len(matched.rows)
    at = range(count) if matched.live is None else [i for i, here in enumerate(matched.live) if here]
    rows = matched.rows if matched.live is None else [matched.rows[i] for i in at]
    column = yield from _by_row(machine, op.table, op.value, rows)
    if matched.live is not None:
        column = padded(at, column, count)
    if not isinstance(column.den, list):
        return column.items, column.den
    (over,), den = in_groups([column], list(pairwise(matched.starts)), count)
    return over, den


def _by_row(machine: Machine, table: str, column: str, rows: list[int]) -> Work[Values]:
    """Cells of different rows in any order; a whole column is asked for when these are all its rows."""
    size = (yield from shape(machine, table)).size
    if len(rows) == size:
        return take((yield Need(table, column, None)), rows)
    return (yield Need(table, column, rows))


def match(frame: Frame, op: g.Total) -> Work[Matched]:
    """Which rows each row of the frame aggregates: by key, then by day, then by condition. Totals of the same share it."""
    found = ("matched", frame.table.name, op.table, op.match, op.between, op.where)
    known: tuple[Rows, Matched] | None = frame.machine.indexes.get(found)
    if known is not None and (known[0] is frame.rows or known[0] == frame.rows):
        return known[1]
    if op.where is None:
        matched = yield from _match(frame, op)
    else:
        every = yield from match(frame, g.Total(op.function, op.table, op.value, op.match, op.between, None))
        matched = yield from _where(frame, op.table, op.where, every)
    frame.machine.indexes[found] = frame.rows, matched
    return matched


def _where(frame: Frame, table: str, where: str, every: Matched) -> Work[Matched]:
    """Only those of the rows for which a condition holds."""
    if not every.rows:
        return every
    live = every.live
    at: Sequence[int] = range(len(every.rows)) if live is None else [i for i, here in enumerate(live) if here]
    asked = every.rows if live is None else [every.rows[i] for i in at]
    answers = (yield from _by_row(frame.machine, table, where, asked)).items
    if live is None:
        return every if all(answers) else evolve(every, live=answers)
    live = [False] * len(every.rows)
    for i, answer in zip(at, answers):
        live[i] = answer
    return evolve(every, live=live)


def _match(frame: Frame, op: g.Total) -> Work[Matched]:
    size = (yield from shape(frame.machine, op.table)).size
    wanted, _ = yield from match_keys(frame, op.match)
    columns = tuple(column for column, _ in op.match)
    groups = yield from groups_of(frame.machine, op.table, columns, size)
    if op.between is not None:
        number: dict[Key, int] = {}
        for key in dict.fromkeys(wanted):
            if key in groups.number and not absent(key):
                number[key] = len(number)
        return (yield from _between(frame, op, op.between, groups, number, wanted))
    which = list(map(groups.number.get, wanted, repeat(-1)))
    if groups.nothing:
        which = [-1 if group in groups.nothing else group for group in which]
    asked = dict.fromkeys(which)
    asked.pop(-1, None)
    if len(asked) == len(groups.number):
        return Matched(groups.rows, groups.starts, groups.starts[:-1], groups.starts[1:], which, None)
    rows, starts = _joined([groups.members(group) for group in asked])
    place = {group: position for position, group in enumerate(asked)}
    return Matched(rows, starts, starts[:-1], starts[1:], [place.get(group, -1) for group in which], None)


def _joined(members: Sequence[list[int]]) -> tuple[list[int], list[int]]:
    rows: list[int] = []
    starts = [0]
    for group in members:
        rows.extend(group)
        starts.append(len(rows))
    return rows, starts


def _between(
    frame: Frame, op: g.Total, between: tuple[str, g.Operand | None, g.Operand | None],
    groups: Groups, number: dict[Key, int], wanted: list[Key],
) -> Work[Matched]:  # fmt: skip
    """The rows of each key by day, cut to the days asked for."""
    day_column, first, last = between
    none: list[Any] = [None] * frame.count
    since = none if first is None else spread((yield from frame.fetch(first)), frame.count).items
    until = none if last is None else spread((yield from frame.fetch(last)), frame.count).items
    members: list[list[int]] = []
    days: list[list[int]] = []
    if 2 * len(number) > len(groups.number):
        yield from _all_days(frame.machine, op, day_column, groups)
    for key in number:
        by_day, sorted_rows = yield from _days(frame.machine, op, day_column, groups, key)
        members.append(sorted_rows)
        days.append(by_day)
    windows: dict[tuple[int, int, int], int] = {}
    known: dict[tuple[Any, Any, Any], int] = {}
    which: list[int] = []
    for asked in zip(wanted, since, until):
        at = known.get(asked)
        if at is None:
            key, opens, closes = asked
            at = -1
            if key in number:
                k = number[key]
                start = 0 if opens is None else bisect_left(days[k], opens)
                end = len(days[k]) if closes is None else bisect_right(days[k], closes)
                if start < end:
                    at = windows.setdefault((k, start, end), len(windows))
            known[asked] = at
        which.append(at)
    rows, starts = _joined(members)
    stretches = [(starts[k] + start, starts[k] + end) for k, start, end in windows]
    matched = Matched(rows, starts, [a for a, _ in stretches], [b for _, b in stretches], which, None)
    matched.live = _covered(matched)
    return matched


def _covered(matched: Matched) -> list[bool] | None:
    """Which rows lie in any stretch at all: the others aren't looked at."""
    if set(pairwise(matched.starts)) <= set(zip(matched.first, matched.end)):
        return None
    change = [0] * (len(matched.rows) + 1)
    for start, end in zip(matched.first, matched.end):
        change[start] += 1
        change[end] -= 1
    covered = [n > 0 for n in accumulate(change)][:-1]
    return None if all(covered) else covered


def _all_days(machine: Machine, op: g.Total, column: str, groups: Groups) -> Work[None]:
    """As ``_days`` for every key at once, where many are asked for: all rows are sorted together."""
    found = ("days", op.table, tuple(name for name, _ in op.match), column)
    if found in machine.indexes:
        return
    days = (yield Need(op.table, column, None)).items
    if None in days:
        return
    rows = gathered(by_column(range(len(days)), days), groups.of, groups.starts)
    by_day = list(map(days.__getitem__, rows))
    spans = list(pairwise(groups.starts))
    machine.indexes[found] = {key: (by_day[a:b], rows[a:b]) for key, (a, b) in zip(groups.number, spans)}


def _days(machine: Machine, op: g.Total, column: str, groups: Groups, key: Key) -> Work[tuple[list[int], list[int]]]:
    """The rows of a key by day, and their days. A row without a day lies in no window."""
    found = ("days", op.table, tuple(name for name, _ in op.match), column)
    known: dict[Any, tuple[list[int], list[int]]] = machine.indexes.setdefault(found, {})
    if key not in known:
        days = (yield Need(op.table, column, None)).items
        rows = sorted(
            (row for row in groups.members(groups.number[key]) if days[row] is not None), key=days.__getitem__
        )
        known[key] = [days[row] for row in rows], rows
    return known[key]
