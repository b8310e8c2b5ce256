"""Limits taken in order, for those who can reach them.

``least(run, cap) - least(run - value, cap)`` is the value itself as long as no running total of the partition is above a cap; that is
so where even the total of what is above 0 is not above the least cap. Only the other partitions need a window. The rows of those are
found again by what puts them in order, which a data check has made sure tells the rows of a partition apart.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Sql, fits, reads
from planlang.engines.sql.ops_lookup import output
from planlang.engines.sql.tables import Join


def running(
    frame: Frame, op: g.Within, flat: Exact, cap: Exact, by: list[Sql], order: list[Sql]
) -> tuple[Exact, Sql] | None:
    """The running total of a value where it matters, and where that is; ``None`` where the pass does not apply."""
    compiler = frame.compiler
    if "sparse" not in compiler.passes or not by or cap.divisors or not frame.checked(op.order, op.by):
        return None
    keys = [*by, *(frame.key(frame.own(name), name) for name in op.order)]
    keys = [key for key in dict.fromkeys(keys) if reads(key)]
    if (
        any(compiler.columns[name].absent for key in keys for name in reads(key))
        or len(flat.top) != 1
        or frame.absent(cap)
    ):
        return None
    tops, _, _ = x.common([flat, cap])
    value, limit = frame.num(tops[0]), frame.num(tops[1])
    rows = max(frame.body.rows, 1)
    if value.wide or limit.wide or not fits(min(value.low, 0) * rows, max(value.high, 0) * rows):
        return None
    value_name = frame.number(f"{frame.hint} each", value)
    limit_name = None if limit.literal is not None else frame.number(f"{frame.hint} limit", limit)
    zero = frame.dialect.integer(0)
    positive = frame.total(("greatest(", value_name, ", ", zero, ")"), False)
    outputs: dict[str, Sql] = {}
    pairs = []
    for key in by:
        name = compiler.names.new(f"{frame.hint} of")
        outputs[name] = key
        pairs.append((key, name))
    group = Join(len(frame.body.joins), frame.body.name, outputs, tuple(pairs), grouped=tuple(outputs))
    frame.body.joins.append(group)
    total = output(frame, group, f"{frame.hint} at most", positive, "narrow", 0, max(value.high, 0) * rows, absent=True)
    least: Sql = limit.sql
    if limit_name is not None:
        least = (
            output(
                frame,
                group,
                f"{frame.hint} least",
                ("min(", limit_name, ")"),
                "narrow",
                limit.low,
                limit.high,
                absent=True,
            ),
        )
    reached = frame.condition(f"{frame.hint} reached", ("(", total, " > ", *least, ")"))
    found: dict[str, Sql] = {}
    matches = []
    for key in keys:
        name = compiler.names.new(f"{frame.hint} row")
        found[name] = key
        matches.append((key, name))
    join = Join(len(frame.body.joins), frame.body.name, found, tuple(matches), where=reached)
    frame.body.joins.append(join)
    window = frame.total(
        (value_name,), False, frame.window(by, order, "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")
    )
    low, high = min(value.low, 0) * rows, max(value.high, 0) * rows
    run = output(frame, join, f"{frame.hint} so far", window, "narrow", low, high, absent=True)
    filled: Sql = ("(CASE WHEN ", *reached, " THEN ", run, " ELSE ", zero, " END)")
    total_so_far = frame.define(f"{frame.hint} run", "narrow", filled, low, high)
    ((names, factor),) = flat.top.items()
    scale = tops[0][names] // factor
    return Exact({(total_so_far.text,): 1}, flat.den * scale), reached
