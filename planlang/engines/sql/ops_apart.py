"""Allocations of amounts that stand over divisors of their own: each person's over their own quota, all of one pot.

Their sum has a denominator that no column of a database holds. So each amount is cut after so many decimals of a unit, and the cut ones are added up:
the sum of the amounts lies between that and as much more as one last decimal for each amount that was cut. Where both ends round
to the same, so does the sum. Where they don't, nothing is paid: that is a fault, and the interpreter pays.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, lcm

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import WIDE_LIMIT
from planlang.engines.sql.digits import LEAST_BASE, digits_of, largest_base, order
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.ops_numbers import quotient
from planlang.engines.sql.values import Fault, NotCompiled, Value

SMOOTH = tuple(lcm(*range(1, most + 1)) for most in range(40, 5, -1))
"""Bases of digits: all divisors up to 40 have a multiple of fewer than 64 bits, over which nothing needs to be cut."""
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
    bases = _bases(frame, counts)
    cut = digits_of(frame, counts, bases, frame.hint)
    fine, parts = 1, [total(_column(cut.whole))]
    for base, digit in zip(bases, cut.digits):
        fine *= base
        parts.append(x.multiplied(total(_column(digit)), x.constant(Fraction(1, fine))))
    least = frame.single(x.added([(1, part) for part in parts]), f"{frame.hint} at least")
    rest = cut.rest if isinstance(cut.rest, Name) else frame.dialect.integer(cut.rest)
    more = frame.define(f"{frame.hint} cut", "narrow", ("(CASE WHEN ", rest, " <> 0 THEN 1 ELSE 0 END)"), 0, 1)
    cuts = total(x.column(more.text))
    if op.mode == "exact":  # whole, and nothing is cut off
        known, faults = quotient(frame, least, "exact")
        faults = (*faults, Fault(("(", *frame.num(cuts.top).sql, " <> 0)")))
    else:
        known, _ = quotient(frame, least, op.mode)
        other, _ = quotient(
            frame, x.added([(1, least), (1, x.multiplied(cuts, x.constant(Fraction(1, fine))))]), op.mode
        )
        one, two = (end if isinstance(end, Name) else frame.dialect.integer(end) for end in (known, other))
        faults = () if one == two else (Fault(("(", one, " <> ", two, ")")),)
    top: x.Poly = {(known.text,): unit.numerator} if isinstance(known, Name) else {(): known * unit.numerator}
    return x.reduced(top, unit.denominator, ()), faults


def _bases(frame: Frame, counts: Exact) -> list[int]:
    """Of which digits of each amount are added up: one is nearly always enough. The sum over ``fine`` of them has to go into 38 digits."""
    rows = max(frame.body.rows, 1)
    fine, size = ENOUGH * rows, max(map(abs, frame.bounds(counts)))
    room = WIDE_LIMIT // (4 * rows * (ceil(size) + 1))
    limit = min(largest_base(frame, counts), room)
    base = next((one for one in SMOOTH if one <= limit), 1)
    bases = [base]
    while base > 1 and base ** len(bases) < fine:
        bases.append(base)
    if base < LEAST_BASE or base ** len(bases) > room:
        why = "an allocation adds up quotients of too large numbers with different divisors"
        raise NotCompiled(why, frame.place)
    return bases


def _column(whole: Name | int) -> Exact:
    return x.column(whole.text) if isinstance(whole, Name) else x.constant(whole)


def by_size(frame: Frame, exact: Exact) -> list[Sql]:
    """Terms of ORDER BY for quotients by their size, the largest first."""
    single = frame.positive(frame.single(exact, f"{frame.hint} exact"))
    num = frame.num(single.top)
    size = frame.define(
        f"{frame.hint} size", "wide" if num.wide else "narrow", frame.size(("(", *frame.typed(num), ")"), num.wide),
        0, max(abs(num.low), abs(num.high)), absent=frame.absent(single),
    )  # fmt: skip
    value = Value("number", Exact({(size.text,): 1}, single.den, single.divisors))
    return [frame.term(key, value, True) for key in order(frame, value, f"{frame.hint} size")]
