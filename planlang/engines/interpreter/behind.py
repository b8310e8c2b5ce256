"""The rows behind a cell, for operations that read more rows than their own."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.interpreter.frame import Frame, Work
from planlang.engines.interpreter.lookup_ops import rows_hit
from planlang.engines.interpreter.partitions import held, partition
from planlang.engines.interpreter.tables import PairShape
from planlang.engines.interpreter.total_ops import match


def rows_behind(frame: Frame) -> Work[list[tuple[str, list[int]]]]:
    """Tables and rows, in order; nothing for an operation within a row. The frame is of one row."""
    op = frame.column.op
    if isinstance(op, g.Lookup):
        return [(op.table, (yield from rows_hit(frame, op)))]
    if isinstance(op, g.Total):
        matched = yield from match(frame, op)
        window = matched.which[0]
        at = [] if window < 0 else matched.alive(window)
        return [(op.table, [matched.rows[i] for i in at])]
    if isinstance(op, (g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate)):
        return [(frame.table.name, (yield from _of_partition(frame, op)))]
    if isinstance(op, g.Reached):
        rows = frame.table.rows
        known = frame.machine.shapes[frame.table.name]
        assert isinstance(rows, (g.RollUp, g.Everyone)) and isinstance(known, PairShape)
        reach = known.reached[frame.row(0)]
        return [(rows.links if isinstance(rows, g.RollUp) else rows.people, list(reach.rows))]
    return []


def _of_partition(
    frame: Frame, op: g.Running | g.Within | g.Level | g.Previous | g.Fold | g.Allocate
) -> Work[list[int]]:
    """The rows of the partition that matter: up to this one, and only those where the condition holds."""
    part = yield from partition(frame, op.by, op.order)
    own = part.rows.index(frame.row(0)) if part.back is None else part.back[frame.row(0)]
    start, end = next((a, b) for a, b in part.spans if a <= own < b)
    if isinstance(op, g.Allocate):
        return part.rows[start:end]
    includes = not (isinstance(op, (g.Previous, g.Fold)) or (isinstance(op, g.Running) and not op.inclusive))
    at = range(start, own + includes)
    holds = None if isinstance(op, (g.Within, g.Fold)) else (yield from held(frame, op.where, part))
    rows = [part.rows[i] for i in at if holds is None or holds[i]]
    return rows[-1:] if isinstance(op, (g.Previous, g.Fold)) else rows
