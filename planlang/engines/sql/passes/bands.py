"""A move that lies in one tier is divided once.

Slices at their own rates are rounded quotients of the parts of a move between bounds. Where the whole move lies between two bounds, its part
there is the move, and all other parts, and so their quotients, are 0: the sum is one quotient, of the move at that rate. The slices are
worked out for the other rows only. The bounds must be proven to rise, and no slice to reach into another.
"""

from __future__ import annotations

import itertools
from math import gcd

from planlang.core.graph import Mode
from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact, Poly
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Num, Sql, filled, fits
from planlang.engines.sql.passes import once, zeros
from planlang.engines.sql.passes.decided import decided
from planlang.slotted import frozen


@frozen
class Part:
    """A column that is the part of a move between two bounds: ``move``, in the unit of the column, where the move lies between them."""

    move: Poly
    before: Exact
    after: Exact
    low: Exact | None
    high: Exact | None
    den: int = 1
    over: tuple[str, ...] = ()
    """The column counts so many of what the move is: ``den`` times the columns ``over``."""


@frozen
class Slice:
    """A rounded quotient of a part.

    ``counts``: what is rounded; ``whole``: what that is where the whole move lies in the part; ``each``: what it is of each 1 of the part.
    """

    part: Part
    counts: Exact
    whole: Exact
    each: Exact
    mode: Mode


def one_division(frame: Frame, total: Exact) -> Exact | None:
    """A sum of slices as one column; ``None`` where the pass does not apply."""
    compiler = frame.compiler
    if "bands" not in compiler.passes or not frame.dialect.divides_again or len(total.top) < 2 or total.divisors:
        return None
    factors = set(total.top.values())
    slices = [slice_of(frame, names) for names in total.top]
    some = [one for one in slices if one is not None]
    if len(factors) > 1 or len(some) < len(slices):
        return None
    first = some[0]
    if any((s.mode, s.part.before, s.part.after) != (first.mode, first.part.before, first.part.after) for s in some):
        return None
    some = next((row for row in (some, some[::-1]) if _in_order(frame, row)), [])
    rates = _rates(some) if some else None
    if rates is None or not once.applies(frame, first.mode, False):
        return None
    found = _divided(frame, total, some, *rates)
    if found is None:
        return None
    compiler.rounded.add(found.text)
    return x.reduced({(found.text,): factors.pop()}, total.den, ())


def slice_of(frame: Frame, names: tuple[str, ...]) -> Slice | None:
    """A column as a rounded quotient of one part of a move."""
    known = frame.compiler.quotients.get(names[0]) if len(names) == 1 else None
    if known is None or frame.absent(known[0]) or len(known[0].top) != 1:
        return None
    counts, mode = known
    ((columns, factor),) = counts.top.items()
    parts = [name for name in columns if name in frame.compiler.parts]
    if len(parts) != 1:
        return None
    part = frame.compiler.parts[parts[0]]
    rest = list(columns)
    rest.remove(parts[0])
    top = x.product(part.move, {tuple(rest): factor})
    # The column of the part counts so many of what the move is measured in.
    each = x.product({tuple(rest): factor * part.den}, {part.over: 1})
    return Slice(
        part,
        counts,
        x.reduced(top, counts.den, counts.divisors),
        x.reduced(each, counts.den, counts.divisors),
        mode,
    )


def _in_order(frame: Frame, slices: list[Slice]) -> bool:
    """Whether each slice is proven to end before the next one starts."""
    for one, other in itertools.pairwise(slices):
        high, low = one.part.high, other.part.low
        if high is None or low is None:
            return False
        tops, _, _ = x.common([high, low])
        if frame.num(x.added([(1, Exact(tops[1])), (-1, Exact(tops[0]))]).top).low < 0:
            return False
    return True


def _rates(slices: list[Slice]) -> tuple[Poly, list[int], int, tuple[str, ...]] | None:
    """All wholes over one denominator, as multiples of the same number."""
    tops, den, divisors = x.common([one.whole for one in slices])
    base = tops[0]
    if not base:
        return None
    size = gcd(*base.values())
    unit = {names: factor // size for names, factor in base.items()}
    rates = []
    for top in tops:
        if top.keys() != unit.keys():
            return None
        factors = {factor // unit[names] if factor % unit[names] == 0 else 0 for names, factor in top.items()}
        if len(factors) != 1 or 0 in factors:
            return None
        rates.append(factors.pop())
    return unit, rates, den, divisors


def _divided(
    frame: Frame, total: Exact, slices: list[Slice], unit: Poly, rates: list[int], den: int, divisors: tuple[str, ...]
) -> Name | None:
    arithmetic = frame.arithmetic
    rate = _rate(frame, slices, rates)
    if rate is None:
        return None
    above = arithmetic.times(frame.num(unit), Num((rate,), min(0, *rates), max(0, *rates), False))
    below = frame.num({divisors: den})
    if above.wide or below.wide:
        return None
    top = frame.number(f"{frame.hint} above", above)
    bottom: Sql = below.sql if below.literal is not None else (frame.number(f"{frame.hint} below", below),)
    low, high = frame.bounds(Exact({(top.text,): 1}, den, divisors))
    whole = once.rounded(frame, top, bottom, below, slices[0].mode, max(abs(int(low)), abs(int(high))) + 1, False)
    parts = [_only_where_needed(frame, one, rate) for one in slices]
    summed: list[str | Name] = []
    for number, part in enumerate(parts):
        summed += [" + ", *part] if number else part
    bound = frame.num(dict.fromkeys(total.top, 1))
    sql: Sql = ("(CASE WHEN ", rate, " <> 0 THEN ", *whole, " ELSE ", *summed, " END)")
    return None if bound.wide else frame.define(frame.hint, "narrow", sql, bound.low, bound.high)


def _rate(frame: Frame, slices: list[Slice], rates: list[int]) -> Name | None:
    """The rate of the slice that the whole move lies in, 0 where it lies in none."""
    from planlang.engines.sql.ops_numbers import chosen_of

    part = slices[0].part
    bounds = [bound for one in slices for bound in (one.part.low, one.part.high) if bound is not None]
    tops, _, _ = x.common([part.before, part.after, *bounds])
    nums = [frame.num(top) for top in tops]
    if any(num.wide for num in nums) or any(frame.absent(Exact(top)) for top in tops):
        return None
    ends = nums[:2]
    least, most = min(num.low for num in ends), max(num.high for num in ends)
    moves = decided(frame, x.added([(1, Exact(tops[1])), (-1, Exact(tops[0]))]), ">=")  # forward, in every row
    sure = bool(moves)
    if sure:
        lower, upper = (frame.number(f"{frame.hint} {word}", num) for word, num in zip(("from", "to"), ends))
    else:
        lower = frame.define(f"{frame.hint} from", "narrow", chosen_of(frame, ends, True), least, most, costly=True)
        upper = frame.define(f"{frame.hint} to", "narrow", chosen_of(frame, ends, False), least, most, costly=True)
    limits = iter(nums[2:])
    cases: list[str | Name] = []
    for one, rate in zip(slices, rates):
        tests: list[Sql] = []
        if one.part.low is not None:
            limit = next(limits)
            if not (sure and ends[0].low >= limit.high):
                tests.append((lower, " >= ", *limit.sql))
        if one.part.high is not None:
            tests.append((upper, " <= ", *next(limits).sql))
        held = [part for number, test in enumerate(tests) for part in ((" AND ", *test) if number else test)]
        cases += [" WHEN ", *(held or ["TRUE"]), " THEN ", frame.dialect.integer(rate)]
    sql: Sql = ("(CASE", *cases, " ELSE ", frame.dialect.integer(0), " END)")
    return frame.define(f"{frame.hint} rate", "narrow", sql, min(0, *rates), max(0, *rates), costly=True)


def _only_where_needed(frame: Frame, one: Slice, rate: Name) -> Sql:
    """A slice that is worked out only where the move lies in no slice as a whole."""
    num = frame.num(one.counts.top)
    below = frame.num({one.counts.divisors: one.counts.den})
    zero = frame.dialect.integer(0)
    sql: Sql = ("(CASE WHEN ", rate, " = 0 THEN ", *frame.typed(num), " ELSE ", zero, " END)")
    top = frame.define(f"{frame.hint} slice", "narrow", sql, min(num.low, 0), max(num.high, 0))
    bottom: Sql = below.sql if below.literal is not None else (frame.number(f"{frame.hint} below", below),)
    twice = fits(0, 2 * below.high + 1)
    template = frame.dialect.rounded("\0", "\1", one.mode, False, twice=twice)
    return zeros.unless_zero(frame, top, filled(template, top, bottom))
