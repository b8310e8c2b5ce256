"""Limits taken in order, for those who can reach them.

``least(run, cap) - least(run - value, cap)`` is the value itself as long as no running total of the partition is above a cap; that is
so where even the total of what is above 0 is not above the least cap. Only the other partitions need a window. The rows of those are
found again by what puts them in order, which a data check has made sure tells the rows of a partition apart; of those only the ones that
the limit takes something of are kept.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Num, Sql, fits, reads
from planlang.engines.sql.ops_lookup import output
from planlang.engines.sql.ops_numbers import chosen_of
from planlang.engines.sql.tables import Join


def taken_back(frame: Frame, op: g.Within, flat: Exact, cap: Exact, by: list[Sql], order: list[Sql]) -> Exact | None:
    """What a limit takes of each value, as a number to be added to it; ``None`` where the pass does not apply."""
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
    least: Sql = limit.sql if limit_name is None else ("min(", limit_name, ")")
    found: dict[str, Sql] = {}
    matches = []
    for key in keys:
        name = compiler.names.new(f"{frame.hint} row")
        found[name] = key
        matches.append((key, name))
    among = (tuple(by), (*positive, " > ", *least))
    join = Join(len(frame.body.joins), frame.body.name, found, tuple(matches), among=among)
    frame.body.joins.append(join)
    window = frame.total(
        (value_name,), False, frame.window(by, order, "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")
    )
    low, high = min(value.low, 0) * rows, max(value.high, 0) * rows
    so_far = Name(compiler.names.new(f"{frame.hint} so far"))
    join.inside = {so_far.text: window}
    run, each = Num((so_far,), low, high, False), Num((value_name,), value.low, value.high, False)
    cap_num = limit if limit_name is None else Num((limit_name,), limit.low, limit.high, False)
    before = frame.arithmetic.plus([(1, run), (-1, each)])
    if before.wide:
        return None
    with_this, without = (chosen_of(frame, [one, cap_num], True) for one in (run, before))
    difference = (*with_this, " - ", *without, " - ", value_name)
    join.where = (*difference, " <> ", zero)  # a row that is not found is one of which 0 is taken
    cut = output(
        frame, join, f"{frame.hint} taken back", difference, "narrow",
        -max(value.high, 0), max(-value.low, 0), absent=True,
    )  # fmt: skip
    taken = frame.define(
        f"{frame.hint} taken back",
        "narrow",
        ("coalesce(", cut, ", ", zero, ")"),
        -max(value.high, 0),
        max(-value.low, 0),
    )
    ((names, factor),) = flat.top.items()
    return x.reduced({(taken.text,): 1}, flat.den * (tops[0][names] // factor), ())
