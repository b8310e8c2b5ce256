"""Operations over the rows of a partition in order. They compute whole partitions."""

from __future__ import annotations

from itertools import accumulate, chain, islice
from operator import le, lt
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter.exact import bounded, in_groups, spread
from planlang.engines.interpreter.frame import Computed, Frame, Need, Work
from planlang.engines.interpreter.partitions import Partition, cells, filled, held, partition
from planlang.engines.interpreter.refusal import no_one_owner, not_exact
from planlang.engines.interpreter.row_ops import in_units, multiples

_LONG = 8
"""A partition longer than this is worth a look at the whole of it before each of its rows."""


def running(frame: Frame, op: g.Running) -> Work[Computed]:
    """The total so far."""
    part = yield from partition(frame, op.by, op.order)
    holds = yield from held(frame, op.where, part)
    value = yield from filled(frame, op.value, part, holds)
    (items,), den = in_groups([value], part.spans, len(part.rows))
    if op.inclusive:
        sums = chain.from_iterable(accumulate(items[a:b]) for a, b in part.spans)
    else:
        sums = chain.from_iterable(accumulate(items[a : b - 1], initial=0) for a, b in part.spans)
    return part.result(bounded(list(sums), den))


def within(frame: Frame, op: g.Within) -> Work[Computed]:
    """What still fits under a limit."""
    part = yield from partition(frame, op.by, op.order)
    value = yield from cells(frame, op.value, part)
    cap = yield from cells(frame, op.cap, part)
    (items, caps), den = in_groups([value, cap], part.spans, len(part.rows))
    out = list(items)
    for a, b in part.spans:
        if b - a > _LONG and max(accumulate(items[a:b], initial=0)) <= min(caps[a:b]):
            continue  # the limit isn't reached
        run: Any = 0
        for i in range(a, b):
            limit, before = caps[i], run
            run = before + items[i]
            if run > limit:
                out[i] = limit - before if before < limit else 0
            elif before > limit:
                out[i] = run - limit
    return part.result(bounded(out, den))


def level(frame: Frame, op: g.Level) -> Work[Computed]:
    """A level carried from row to row, kept on one side of a bound."""
    part = yield from partition(frame, op.by, op.order)
    holds = yield from held(frame, op.where, part)
    flow = yield from filled(frame, op.flow, part, holds)
    bound = yield from filled(frame, op.bound, part, holds)
    (flows, bounds), den = in_groups([flow, bound], part.spans, len(part.rows))
    out: list[Any] = [0] * len(part.rows)
    floor = op.kind == "floor"
    for a, b in part.spans:
        state: Any = 0
        for i in range(a, b):
            if holds is None or holds[i]:
                state = state + flows[i]
                if state < bounds[i] if floor else state > bounds[i]:
                    state = bounds[i]
            out[i] = state
    return part.result(bounded(out, den))


def previous(frame: Frame, op: g.Previous) -> Work[Computed]:
    """The value one row before."""
    part = yield from partition(frame, op.by, op.order)
    holds = yield from held(frame, op.where, part)
    count = len(part.rows)
    values = spread((yield from filled(frame, op.value, part, holds)), count)
    items: list[Any] = [0] * count
    dens = [1] * count
    over = values.den
    for a, b in part.spans:
        last: int | None = None
        for i in range(a, b):
            if last is not None:
                items[i] = values.items[last]
                if isinstance(over, list):
                    dens[i] = over[last]
            if holds is None or holds[i]:
                last = i
    return part.result(Values(items, dens if isinstance(over, list) else over))


def fold(frame: Frame, op: g.Fold) -> Work[Computed]:
    """What the state was in the row before, from the first row on: all first rows, then all second ones, and so on.

    No row is looked at that isn't asked for or stands before one that is, so folds may read each other.
    """
    part = yield from partition(frame, op.by, op.order)
    table, column = frame.table.name, frame.column.name
    store = frame.machine.stores[table, column]
    asked = None if frame.rows is None else set(frame.rows)
    ends = [
        b if asked is None else next((i + 1 for i in range(b - 1, a - 1, -1) if part.rows[i] in asked), a)
        for a, b in part.spans
    ]
    waves = max((end - a for (a, _), end in zip(part.spans, ends)), default=0)
    for wave in range(waves):
        at = [a + wave for (a, _), end in zip(part.spans, ends) if a + wave < end]
        rows = [part.rows[i] for i in at]
        if wave == 0:
            values = spread((yield from frame.fetch_at(op.first, rows)), len(rows))
        else:
            values = yield Need(table, op.state, [part.rows[i - 1] for i in at])
        store.put(rows, values, frame.size)
    everything = list(range(frame.size)) if frame.rows is None else frame.rows
    found = store.get(everything)
    assert found is not None
    return frame.rows, found


def allocated(frame: Frame, op: g.Allocate) -> Work[Computed]:
    """Parts that add up to the rounded whole: the owner of the remainder gets what the others leave."""
    # Only `largest` and `last` depend on the order.
    part = yield from partition(frame, op.by, () if op.kind == "column" else op.order)
    owners = yield from _owners(frame, op, part)
    given = yield from cells(frame, op.value, part)
    (items,), den = in_groups([given], part.spans, len(part.rows))
    arithmetic = frame.machine.arithmetic
    counts, divisor, step = in_units(Values(items, den), op.unit)
    if op.mode == "exact":
        rest = arithmetic.inexact(counts, divisor)
        if rest:
            raise not_exact(frame, op, rest, part.rows)
    shared = [(k, a, b) for k, (a, b) in enumerate(part.spans) if b - a > 1]  # a row alone keeps its own rounding
    over: Any = [divisor[a] for _, a, _ in shared] if isinstance(divisor, list) else divisor
    wholes = arithmetic.rounded([sum(counts[a:b]) for _, a, b in shared], over, op.mode)
    parts = list(arithmetic.rounded(counts, divisor, op.mode))
    for (k, a, b), whole in zip(shared, wholes):
        if owners is None:  # the largest by size, so that a return goes to whom the sale went; the first among equals
            own = [abs(item) for item in items[a:b]]
            owner = a + own.index(max(own))
        else:
            owner = owners[k]
        parts[owner] = whole - sum(parts[a:b]) + parts[owner]
    return part.result(multiples(parts, step))


def _owners(frame: Frame, op: g.Allocate, part: Partition) -> Work[list[int] | None]:
    """The position of each partition's owner, where it doesn't depend on the values."""
    if op.kind == "last":
        return [b - 1 for b in part.starts[1:]]
    if op.kind == "largest" or op.owner is None:
        return None
    answers = spread((yield from cells(frame, g.Ref(op.owner), part)), len(part.rows)).items
    if answers.count(True) == len(part.spans):  # as it should be: one behind the other, each in the next partition
        owners = [i for i, own in enumerate(answers) if own]
        if all(map(le, part.starts, owners)) and all(map(lt, owners, islice(part.starts, 1, None))):
            return owners
    bad = [(a, b) for a, b in part.spans if sum(answers[a:b]) != 1]
    if bad:
        raise no_one_owner(
            frame, op, [(part.rows[a:b], [part.rows[i] for i in range(a, b) if answers[i]]) for a, b in bad]
        )
    return [i for i, own in enumerate(answers) if own]  # one for each, so in their order
