"""Allocations of amounts that stand over divisors of their own: each person's over their own quota, all of one pot.

Their sum has a denominator that no column of a database holds. So each amount is cut after so many decimals of a unit, and the cut ones are added up:
the sum of the amounts lies between that and as much more as one last decimal for each amount that was cut. Where both ends round
to the same, so does the sum. Where they don't, nothing is paid: that is a fault, and the interpreter pays.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, lcm

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import NARROW_LIMIT
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.ops_numbers import quotient
from planlang.engines.sql.values import Fault, NotCompiled, Value

WIDE_LIMIT = 10**37
FEW = 40
"""All divisors up to this one have a multiple of fewer than 64 bits, over which nothing needs to be cut."""
ENOUGH = 10**6
"""With so many last decimals to a unit for each row, hardly one sum in a million lies too close to where it rounds otherwise."""


def whole_of(
    frame: Frame, op: g.Allocate, exact: Exact, total: Callable[[Exact], Exact]
) -> tuple[Exact, tuple[Fault, ...]]:
    """The rounded sum of a group's amounts as an exact value, and where it can't be told. ``total`` adds a value up over the group."""
    unit = x.constant(op.unit.value).constant  # type: ignore[arg-type]
    assert unit is not None
    counts = x.reduced(
        {names: factor * unit.denominator for names, factor in exact.top.items()},
        exact.den * unit.numerator,
        exact.divisors,
    )
    counts = frame.single(counts, f"{frame.hint} in units")
    if op.mode == "exact":
        raise NotCompiled(
            "whether quotients with different divisors add up to a whole number can't be told", frame.place
        )
    below = counts.den
    for name in counts.divisors:
        below *= max(frame.compiler.columns[name].high, 1)
    low, high = frame.bounds(counts)
    rows, size = max(frame.body.rows, 1), max(ceil(abs(low)), ceil(abs(high)), 1)
    fits = min(WIDE_LIMIT // below, NARROW_LIMIT // (2 * size * rows))
    fine = lcm(*range(1, below + 1)) if below <= FEW else fits + 1
    if fine > fits:
        fine = 10**12
        while fine > fits:
            fine //= 10
        if fine < ENOUGH * rows:
            why = "an allocation adds up quotients of too large numbers with different divisors"
            raise NotCompiled(why, frame.place)
    scaled = x.multiplied(x.constant(fine), counts)
    cut, _ = quotient(frame, scaled, "floor")
    cut_value = x.column(cut.text) if isinstance(cut, Name) else x.constant(cut)
    left = frame.num(x.added([(1, Exact(scaled.top)), (-1, x.multiplied(cut_value, _below(scaled)))]).top)
    more = frame.define(f"{frame.hint} cut", "narrow", ("(CASE WHEN ", *left.sql, " <> 0 THEN 1 ELSE 0 END)"), 0, 1)
    least = total(cut_value)
    most = x.added([(1, least), (1, total(x.column(more.text)))])
    ends: list[Name | int] = []
    for end in (least, most):
        rounded, _ = quotient(frame, x.reduced(end.top, end.den * fine, ()), op.mode)
        ends.append(rounded)
    one, other = (end if isinstance(end, Name) else frame.dialect.integer(end) for end in ends)
    faults = () if one == other else (Fault(("(", one, " <> ", other, ")")),)
    first = ends[0]
    top: x.Poly = {(first.text,): unit.numerator} if isinstance(first, Name) else {(): first * unit.numerator}
    return x.reduced(top, unit.denominator, ()), faults


def _below(exact: Exact) -> Exact:
    return Exact({exact.divisors: exact.den})


def by_size(frame: Frame, exact: Exact) -> list[Sql]:
    """Terms of ORDER BY for quotients by their size, the largest first."""
    single = frame.positive(frame.single(exact, f"{frame.hint} exact"))
    num = frame.num(single.top)
    size = frame.define(
        f"{frame.hint} size", "wide" if num.wide else "narrow", frame.size(("(", *frame.typed(num), ")"), num.wide),
        0, max(abs(num.low), abs(num.high)), absent=frame.absent(single),
    )  # fmt: skip
    value = Value("number", Exact({(size.text,): 1}, single.den, single.divisors))
    return [frame.term(key, value, True) for key in frame.quotient_order(value, f"{frame.hint} size")]
