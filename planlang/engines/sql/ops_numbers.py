"""Operations on numbers within a row."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.bounds import remember
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact, Poly
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Num, Sql, TooBig, bracketed, filled
from planlang.engines.sql.passes import bands, once, zeros
from planlang.engines.sql.passes.decided import one_of
from planlang.engines.sql.passes.ends import two_ends
from planlang.engines.sql.passes.pieces import difference as of_pieces
from planlang.engines.sql.values import Fault, Value, all_faults, listed, negated


def same(frame: Frame, op: g.Same) -> Value:
    """The same value."""
    return frame.value(op.value)


def added(frame: Frame, op: g.Add) -> Value:
    """A signed sum."""
    values = [frame.value(term) for _, term in op.terms]
    total = _cancelled(frame, x.added([(sign, value.exact) for (sign, _), value in zip(op.terms, values)]))
    sliced = two_ends(frame, total) or bands.one_division(frame, total) or of_pieces(frame, total)
    if sliced is not None:
        return Value("number", sliced, faults=all_faults(values))
    if all(name in frame.compiler.rounded for name in total.columns):
        total = frame.single(total)  # one column to carry instead of several; nothing of it would cancel
    return Value("number", frame.small(total), faults=all_faults(values))


def _cancelled(frame: Frame, total: Exact) -> Exact:
    """The same sum with columns taken apart that are sums themselves, where something cancels then."""
    for names, factor in total.top.items():
        if len(names) == 1 and names[0] in frame.compiler.sums and not total.divisors:
            apart = x.added([(1, frame.compiler.sums[names[0]]), (-1, x.column(names[0]))])
            other = x.added([(1, total), (1, x.multiplied(x.constant(Fraction(factor, total.den)), apart))])
            if len(other.top) < len(total.top):
                return other
    return total


def multiplied(frame: Frame, op: g.Multiply) -> Value:
    """A product."""
    values = [frame.value(factor) for factor in op.factors]
    product = x.constant(1)
    for value in values:
        factor = value.exact
        if len(product.top) > 1 and len(factor.top) > 1:
            product, factor = frame.single(product), frame.single(factor)
        product = x.multiplied(product, factor)
    return Value("number", product, faults=all_faults(values))


def ratio(frame: Frame, op: g.Ratio) -> Value:
    """A quotient, which divides nothing: its bottom becomes a divisor."""
    top, bottom = frame.value(op.top), frame.value(op.bottom)
    faults = list(all_faults((top, bottom)))
    below = bottom.exact
    if not below.top:
        return Value("number", top.exact, faults=(*faults, Fault((frame.dialect.yes_no(True),))))
    if len(below.top) > 1:
        below = frame.single(below, f"{frame.hint} divisor")
    ((names, factor),) = below.top.items()
    for name in dict.fromkeys(names):
        column = frame.compiler.columns[name]
        if column.low <= 0 <= column.high:
            faults.append(Fault(("(", Name(name), " = 0)"), zero=name))
    above = x.product(top.exact.top, {below.divisors: below.den if factor > 0 else -below.den})
    exact = x.reduced(above, top.exact.den * abs(factor), (*top.exact.divisors, *names))
    return Value("number", exact, faults=tuple(faults))


def rounded(frame: Frame, op: g.Round) -> Value:
    """The place where SQL divides."""
    value = frame.value(op.value)
    counted, faults = in_units(frame, value.exact, op)
    return Value("number", counted, absent=value.absent, faults=(*value.faults, *faults))


def in_units(frame: Frame, exact: Exact, op: g.Round | g.Allocate) -> tuple[Exact, tuple[Fault, ...]]:
    """A value rounded to multiples of the unit, and what may be wrong with that."""
    unit = x.constant(op.unit.value).constant  # type: ignore[arg-type]
    assert unit is not None
    exact = frame.positive(exact)
    counts = x.reduced(
        {names: factor * unit.denominator for names, factor in exact.top.items()},
        exact.den * unit.numerator,
        exact.divisors,
    )
    if counts.den == 1 and not counts.divisors:
        return exact, ()
    name, fault = quotient(frame, counts, op.mode)
    result = x.reduced({(name.text,): unit.numerator} if isinstance(name, Name) else {(): name * unit.numerator},
                       unit.denominator, ())  # fmt: skip
    return result, fault


def quotient(
    frame: Frame, exact: Exact, mode: g.Mode, within: tuple[int, int] | None = None
) -> tuple[Name | int, tuple[Fault, ...]]:
    """A value with positive divisors, rounded to a whole number: a column. ``within``: what it is known to lie in."""
    known = exact.constant
    if known is not None:
        from planlang.engines.interpreter.arithmetic import EXACT

        whole = EXACT.rounded([known.numerator], known.denominator, mode)[0]
        wrong = mode == "exact" and known.denominator != 1
        return whole, (Fault((frame.dialect.yes_no(True),)),) if wrong else ()
    below = frame.num({exact.divisors: exact.den})
    above = frame.num(exact.top)
    low, high = frame.bounds(exact)
    least, most = (int(low) - 1, int(high) + 1) if within is None else within
    long = not frame.fits(least, most, tuple(map(Name, exact.columns)))
    if long and frame.compiler.absurd(exact.columns):
        raise TooBig(least, most, exact.columns)
    wide = above.wide or below.wide or long
    if wide:
        above, below = (
            frame.arithmetic.widened(above),
            frame.arithmetic.widened(below) if below.literal is None else below,
        )
    absent = frame.absent(exact)
    top = frame.number(f"{frame.hint} above", above, absent=absent)
    bottom: Sql = (
        below.sql if below.literal is not None else (frame.number(f"{frame.hint} below", below, absent=absent),)
    )
    size = max(abs(least), abs(most))
    often_zero = "zeros" in frame.compiler.passes and frame.compiler.often_zero(exact.columns)
    if once.applies(frame, mode, wide):
        pieces = once.rounded(frame, top, bottom, below, mode, size, often_zero)
    else:
        pieces = filled(frame.dialect.rounded("\0", "\1", mode, wide, size), top, bottom)
        if wide and not long:
            before, after = frame.dialect.cast("\0", False).split("\0")
            pieces = (before, *pieces, after)
        if often_zero:
            pieces = zeros.unless_zero(frame, top, pieces, long)
    name = frame.define(frame.hint, "wide" if long else "narrow", pieces, least, most, absent=absent)
    frame.compiler.rounded.add(name.text)
    frame.compiler.quotients[name.text] = (exact, mode)
    if mode != "exact":
        return name, ()
    rest = filled("(" + frame.dialect.remainder("\0", "\1") + " <> 0)", top, bottom)
    return name, (Fault(rest),)


def extreme(frame: Frame, op: g.Extreme) -> Value:
    """The least or the greatest."""
    values = [frame.value(operand) for operand in op.values]
    found = frame.small(least_of(frame, [value.exact for value in values], op.which == "least"))
    return Value("number", found, faults=all_faults(values))


def least_of(frame: Frame, exacts: list[Exact], least: bool, hint: str | None = None) -> Exact:
    """The least (or greatest) of some values: one column over what they all stand over."""
    some = list(dict.fromkeys(map(_frozen, exacts)))
    if len(some) == 1:
        return exacts[0]
    there = [frame.positive(exact) for exact in exacts]
    tops, den, divisors = x.common(there)
    nums = [frame.num(top) for top in tops]
    pick = min if least else max
    low, high = pick(num.low for num in nums), pick(num.high for num in nums)
    sure = one_of(exacts, nums, least, frame)
    if sure is not None:
        return x.reduced(tops[sure], den, divisors)
    for num in nums:  # one of them is it in any case
        if (num.high if least else num.low) == (low if least else high) and num.low == num.high:
            return x.reduced({(): num.low}, den, divisors)
    name = frame.define(
        hint or frame.hint, "wide" if any(num.wide for num in nums) else "narrow",
        _of_all(frame, exacts, chosen_of(frame, nums, least)), low, high, absent=any(frame.absent(exact) for exact in exacts),
    )  # fmt: skip
    found = x.reduced({(name.text,): 1}, den, divisors)
    ends = [frame.bounds(one) for one in there]
    remember(frame, found, pick(least for least, _ in ends), pick(most for _, most in ends))
    return found


def chosen_of(frame: Frame, nums: list[Num], least: bool) -> Sql:
    """``least(a, b)``, all of one width."""
    wide = any(num.wide for num in nums)
    texts = [frame.arithmetic.typed(frame.arithmetic.widened(num) if wide else num).sql for num in nums]
    return _extreme("least" if least else "greatest", *texts)


def _of_all(frame: Frame, exacts: list[Exact], chosen: Sql) -> Sql:
    """Databases leave out what is NULL, and what is left may lie outside the bounds that all of them give."""
    columns = dict.fromkeys(name for exact in exacts for name in exact.columns)
    there: list[str | Name] = []
    for name in columns:
        if frame.compiler.columns[name].absent:
            there += [" AND " if there else "", Name(name), " IS NOT NULL"]
    return ("(CASE WHEN ", *there, " THEN ", *chosen, " END)") if there else chosen


def _extreme(word: str, *texts: Sql) -> Sql:
    """Of different texts: DuckDB takes two equal columns for one named argument given twice, and raises. One text may be a sum: in brackets."""
    some = list(dict.fromkeys(texts))
    if len(some) > 1:
        return (f"{word}(", *listed(some), ")")
    return some[0] if len(some[0]) == 1 else ("(", *some[0], ")")


def _frozen(exact: Exact) -> tuple[object, ...]:
    return (tuple(sorted(exact.top.items())), exact.den, exact.divisors)


def band(frame: Frame, op: g.Band) -> Value:
    """How many edges a value has passed."""
    value = frame.value(op.value)
    edges = [frame.value(edge.bound) for edge in op.edges]
    parts: list[str | Name] = []
    for edge, bound in zip(op.edges, edges):
        held = frame.compiler.compared(frame, value, ">=" if edge.included else ">", bound)
        parts += [
            " + " if parts else "",
            "CASE WHEN ",
            *held,
            " THEN ",
            frame.dialect.integer(1),
            " ELSE ",
            frame.dialect.integer(0),
            " END",
        ]
    if not parts:
        return Value("number", x.constant(0), faults=value.faults)
    name = frame.define(frame.hint, "narrow", tuple(part for part in parts if part != ""), 0, len(edges))
    return Value("number", x.column(name.text), faults=all_faults([value, *edges]))


def cut(frame: Frame, op: g.Cut) -> Value:
    """The part of a move that lies between two bounds: never more than the whole move."""
    bounds = [frame.value(bound) for bound in (op.low, op.high) if bound is not None]
    before, after = frame.value(op.before), frame.value(op.after)
    values = [before, after, *bounds]
    exacts = [frame.positive(value.exact) for value in values]
    tops, den, divisors = x.common(exacts)
    # what stands on top of all of them may be a common factor
    shared = gcd(*(factor for top in tops for factor in top.values()), den)
    if shared > 1:
        tops, den = [{names: factor // shared for names, factor in top.items()} for top in tops], den // shared
    move = _difference(tops[1], tops[0])
    whole = frame.num(move)
    limits = [frame.arithmetic.typed(frame.num(top)) for top in tops[2:]]
    low = limits[0] if op.low is not None else None
    high = limits[-1] if op.high is not None else None
    if low is None and high is None:
        return Value("number", x.reduced(move, den, divisors), faults=all_faults(values))
    rising = low is None or high is None or frame.num(_difference(tops[3], tops[2])).low >= 0
    sure = "decided" in frame.compiler.passes and not any(frame.absent(exact) for exact in exacts)
    ends = [frame.num(top) for top in tops[:2]]
    above = high is not None and min(end.low for end in ends) >= high.high
    if sure and rising and (above or (low is not None and max(end.high for end in ends) <= low.low)):
        return Value("number", x.constant(0), faults=all_faults(values))  # no move reaches in between
    clipped = [_clipped(frame, frame.num(top), low, high, rising, sure) for top in (tops[1], tops[0])]
    wide = any(part.wide for part in clipped)
    if wide:
        clipped = [frame.arithmetic.widened(part) for part in clipped]
    kind: SqlType = "wide" if wide else "narrow"
    sql: Sql = (*clipped[0].sql, " - ", *bracketed(clipped[1]))
    least, most = min(whole.low, 0), max(whole.high, 0)
    absent = any(frame.absent(exact) for exact in exacts)
    if wide and frame.fits(least, most, sql):
        pieces = frame.dialect.cast("\0", False).split("\0")
        kind, sql = "narrow", (pieces[0], "(", *sql, ")", pieces[1])
    name = frame.define(frame.hint, kind, sql, least, most, absent=absent)
    frame.compiler.vanishes(name.text, move)
    if rising:
        bounds_of = iter(exacts[2:])
        bottom, top = (None if bound is None else next(bounds_of) for bound in (op.low, op.high))
        frame.compiler.parts[name.text] = bands.Part(move, exacts[0], exacts[1], bottom, top, den, divisors)
    return Value("number", x.reduced({(name.text,): 1}, den, divisors), faults=all_faults(values))


def _clipped(frame: Frame, num: Num, low: Num | None, high: Num | None, rising: bool, sure: bool) -> Num:
    """``least(greatest(num, low), high)``; where the bounds may not rise, the low one comes first.

    ``sure``: a bound that a number cannot pass is left out.
    """
    if sure and low is not None and num.low >= low.high:
        low = None
    if sure and rising and high is not None and max(num.high, num.low if low is None else low.high) <= high.low:
        high = None
    if low is None and high is None:
        return frame.arithmetic.typed(num)
    some = [part for part in (num, low, high) if part is not None]
    wide = any(part.wide for part in some)
    if wide:
        num, low, high = (None if part is None else frame.arithmetic.widened(part) for part in (num, low, high))  # type: ignore[assignment]
    num = frame.arithmetic.typed(num)
    sql, least, most = num.sql, num.low, num.high
    if low is not None and high is not None and not rising:
        bare = (num.sql, low.sql, high.sql)
        a, m, n = (("(", *part, ")") for part in bare)
        sql = ("CASE WHEN ", *a, " < ", *m, " THEN ", *m, " WHEN ", *a, " > ", *n, " THEN ", *n, " ELSE ", *a, " END")
        return Num(("(", *sql, ")"), min(least, low.low, high.low), max(most, low.high, high.high), wide)
    if low is not None:
        sql, least, most = _extreme("greatest", sql, low.sql), max(least, low.low), max(most, low.high)
    if high is not None:
        sql, least, most = _extreme("least", sql, high.sql), min(least, high.low), min(most, high.high)
    return Num(sql, least, most, wide)


def _difference(a: Poly, b: Poly) -> Poly:
    found = dict(a)
    for names, factor in b.items():
        found[names] = found.get(names, 0) - factor
    return {names: factor for names, factor in found.items() if factor}


def unless(held: Sql, fault: Fault) -> Fault:
    """A fault that matters only where a condition doesn't hold."""
    return Fault(("(", *negated(held), " AND ", *fault.sql, ")"))
