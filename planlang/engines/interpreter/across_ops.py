"""Operations over the rows of a partition in order. They compute whole partitions."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from planlang.core import graph as g
from planlang.core.values import Values
from planlang.engines.interpreter.exact import bounded, in_groups, spread
from planlang.engines.interpreter.frame import Computed, Frame, Need, Work
from planlang.engines.interpreter.partitions import Partition, filled, held, partition
from planlang.engines.interpreter.refusal import no_one_owner, not_exact
from planlang.engines.interpreter.row_ops import in_units, multiples


def running(frame: Frame, op: g.Running) -> Work[Computed]:
    """The total so far."""
    part = yield from partition(frame, op.by, op.order)
    holds = yield from held(frame, op.where, part)
    value = yield from filled(frame, op.value, part, holds)
    (items,), den = in_groups([value], part.groups, part.count)
    out: list[Any] = [0] * part.count
    for group in part.groups:
        sums = accumulate([items[i] for i in group], initial=None if op.inclusive else 0)
        for i, total in zip(group, sums):
            out[i] = total
    return part.rows, bounded(out, den)


def within(frame: Frame, op: g.Within) -> Work[Computed]:
    """What still fits under a limit."""
    part = yield from partition(frame, op.by, op.order)
    value = yield from frame.fetch_at(op.value, part.rows)
    cap = yield from frame.fetch_at(op.cap, part.rows)
    (items, caps), den = in_groups([value, cap], part.groups, part.count)
    out = list(items)
    for group in part.groups:
        run: Any = 0
        for i in group:
            limit, before = caps[i], run
            run = before + items[i]
            if run > limit:
                out[i] = limit - before if before < limit else 0
            elif before > limit:
                out[i] = run - limit
    return part.rows, bounded(out, den)


def level(frame: Frame, op: g.Level) -> Work[Computed]:
    """A level carried from row to row, kept on one side of a bound."""
    part = yield from partition(frame, op.by, op.order)
    holds = yield from held(frame, op.where, part)
    flow = yield from filled(frame, op.flow, part, holds)
    bound = yield from filled(frame, op.bound, part, holds)
    (flows, bounds), den = in_groups([flow, bound], part.groups, part.count)
    out: list[Any] = [0] * part.count
    floor = op.kind == "floor"
    for group in part.groups:
        state: Any = 0
        for i in group:
            if holds is None or holds[i]:
                state = state + flows[i]
                if state < bounds[i] if floor else state > bounds[i]:
                    state = bounds[i]
            out[i] = state
    return part.rows, bounded(out, den)


def previous(frame: Frame, op: g.Previous) -> Work[Computed]:
    """The value one row before."""
    part = yield from partition(frame, op.by, op.order)
    holds = yield from held(frame, op.where, part)
    values = spread((yield from filled(frame, op.value, part, holds)), part.count)
    items: list[Any] = [0] * part.count
    dens = [1] * part.count
    over = values.den
    for group in part.groups:
        last: int | None = None
        for i in group:
            if last is not None:
                items[i] = values.items[last]
                if isinstance(over, list):
                    dens[i] = over[last]
            if holds is None or holds[i]:
                last = i
    return part.rows, Values(items, dens if isinstance(over, list) else over)


def allocated(frame: Frame, op: g.Allocate) -> Work[Computed]:
    """Parts that add up to the rounded whole: the owner of the remainder gets what the others leave."""
    part = yield from partition(frame, op.by, op.order)
    owners = yield from _owners(frame, op, part)
    given = yield from frame.fetch_at(op.value, part.rows)
    (items,), den = in_groups([given], part.groups, part.count)
    if op.kind == "largest":  # max() keeps the first among equals
        owners = [max(group, key=items.__getitem__) for group in part.groups]
    arithmetic = frame.machine.arithmetic
    counts, divisor, step = in_units(Values(items, den), op.unit)
    whole_divisor: Any = divisor
    if isinstance(divisor, list):
        whole_divisor = [divisor[group[0]] for group in part.groups]
    wholes = [sum([counts[i] for i in group]) for group in part.groups]
    if op.mode == "exact":
        rest = arithmetic.inexact(counts, divisor)
        if rest:
            raise not_exact(frame, op, rest, part.rows)
    parts = list(arithmetic.rounded(counts, divisor, op.mode))
    for group, owner, whole in zip(part.groups, owners, arithmetic.rounded(wholes, whole_divisor, op.mode)):
        if len(group) > 1:
            parts[owner] = whole - sum([parts[i] for i in group]) + parts[owner]
    return part.rows, multiples(parts, step)


def _owners(frame: Frame, op: g.Allocate, part: Partition) -> Work[list[int]]:
    """The position of each partition's owner, where it doesn't depend on the values."""
    if op.kind == "last":
        return [group[-1] for group in part.groups]
    if op.kind == "largest" or op.owner is None:
        return []
    answers = (yield Need(frame.table.name, op.owner, part.rows)).items
    owners = [[i for i in group if answers[i]] for group in part.groups]
    bad = [(group, found) for group, found in zip(part.groups, owners) if len(found) != 1]
    if bad:
        raise no_one_owner(frame, op, part.rows, bad)
    return [found[0] for found in owners]
