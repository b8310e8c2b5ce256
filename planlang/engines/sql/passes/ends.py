"""Of many slices that are rounded one by one, only those at the two ends of a move are worked out in its row.

A move ends in two tiers, or in one. Its slices there are parts of tiers; those in between are whole tiers, and their rounded quotients are
added up once for each different question: from which tier through which, with the numbers that they are made of. The tiers are
found by halves, so that a hundred times as many cost a few comparisons more.

The tiers must end at rising multiples of one number that is never negative and must not reach into each other; each slice must be a rate times what
is the same for all; and rounding must treat both signs alike, or the move be proven to go forward. The slices of a move then
add up to those between its lower end and its upper one, with its sign.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm

from planlang.core.graph import Mode
from planlang.engines.sql import exact as x
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact, Monomial, Poly
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Num, Sql, TooBig, bracketed, fits
from planlang.engines.sql.ops_lookup import output
from planlang.engines.sql.passes.bands import Slice, slice_of
from planlang.engines.sql.passes.decided import decided
from planlang.engines.sql.passes.pieces import LEAST, multiples
from planlang.engines.sql.tables import Join
from planlang.slotted import frozen

BOTH_WAYS = frozenset({"half-even", "half-away", "half-toward", "cut", "raised"})
"""Roundings of which that of a negated number is that of the number, negated."""

ONE_WAY = frozenset({"half-up", "half-down", "floor", "ceiling"})


@frozen
class Tiers:
    """Tiers from one bound to the next, from below the first to above the last, with a rate of 0 where there is none.

    ``steps``: the bounds as multiples of ``unit``. ``rates``: whole numbers; a slice is its part times the rate times ``times``.
    """

    lower: Poly
    upper: Poly
    unit: Poly
    steps: list[int]
    rates: list[int]
    times: Exact


def two_ends(frame: Frame, total: Exact) -> Exact | None:
    """A sum of many rounded slices as one column; ``None`` where the pass does not apply."""
    if "ends" not in frame.compiler.passes or len(total.top) < LEAST or total.divisors:
        return None
    factors = set(total.top.values())
    slices = [one for names in total.top if (one := slice_of(frame, names)) is not None]
    if len(factors) > 1 or len(slices) < len(total.top) or frame.absent(total):
        return None
    mode, first = slices[0].mode, slices[0].part
    if any((one.mode, one.part.before, one.part.after) != (mode, first.before, first.after) for one in slices):
        return None
    tiers = _tiers(frame, slices)
    if tiers is None:
        return None
    forward = bool(decided(frame, x.added([(1, Exact(tiers.upper)), (-1, Exact(tiers.lower))]), ">="))
    if mode not in BOTH_WAYS and not (forward and mode in ONE_WAY):
        return None
    try:
        name = _Sum(frame, tiers, mode, forward).name()
    except TooBig:
        return None
    frame.compiler.rounded.add(name.text)
    return x.reduced({(name.text,): factors.pop()}, total.den, ())


def _tiers(frame: Frame, slices: list[Slice]) -> Tiers | None:
    """The slices as tiers that do not overlap, at multiples of one rate."""
    part = slices[0].part
    bounds = [bound for one in slices for bound in (one.part.low, one.part.high) if bound is not None]
    tops, den, divisors = x.common([part.before, part.after, *bounds])
    unit, found = multiples(tops[2:])
    each = [_single(one.each) for one in slices]
    if unit is None or frame.num(unit).low < 0 or None in each:
        return None
    some = [one for one in each if one is not None]
    if any((names, over) != (some[0][0], some[0][2]) for names, _, over in some):
        return None
    at = iter(found)
    steps = sorted(set(found))
    rates = [Fraction(0)] * (len(steps) + 1)
    taken = [False] * len(rates)
    for one, (_, rate, _) in zip(slices, some):
        low = 0 if one.part.low is None else steps.index(next(at)) + 1
        high = len(steps) if one.part.high is None else steps.index(next(at))
        if high < low:
            continue  # from a bound to itself: nothing lies in there
        if high > low or taken[low]:
            return None
        rates[low], taken[low] = rate, True
    scale = lcm(*(rate.denominator for rate in rates))
    whole = [int(rate * scale) for rate in rates]
    if not all(fits(number, number) for number in (*whole, *steps)):
        return None
    names, _, over = some[0]
    return Tiers(tops[0], tops[1], unit, steps, whole, x.reduced({names: 1}, den * scale, (*divisors, *over)))


def _single(exact: Exact) -> tuple[Monomial, Fraction, Monomial] | None:
    """A product of columns, its factor, and what it is divided by."""
    if len(exact.top) != 1:
        return None
    ((names, factor),) = exact.top.items()
    return names, Fraction(factor, exact.den), exact.divisors


class _Sum:
    """The sum of the slices of a move, while it is made."""

    def __init__(self, frame: Frame, tiers: Tiers, mode: Mode, forward: bool) -> None:
        self.frame, self.tiers, self.mode, self.forward = frame, tiers, mode, forward
        self.arithmetic, self.dialect = frame.arithmetic, frame.dialect
        self.ends = [frame.num(tiers.lower), frame.num(tiers.upper)]
        self.move = frame.num(x.added([(1, Exact(tiers.upper)), (-1, Exact(tiers.lower))]).top)
        self.size = frame.num(tiers.unit)
        self.lengths = [0, *((b - a) * rate for (a, b), rate in zip(pairwise(tiers.steps), tiers.rates[1:])), 0]
        """Of each tier between two bounds its length times its rate."""
        self.whole = x.multiplied(Exact(tiers.unit), tiers.times)
        """The slice that is a whole tier of length 1 at a rate of 1."""
        self.relation, self.words = self._prepared()

    def name(self) -> Name:
        """The sum as a column."""
        frame, arithmetic = self.frame, self.arithmetic
        start, stop = self._in_order()
        first = self._tier("first tier", start, "<=")
        here = self._met(first)
        until = arithmetic.times(self._atom(self._column(here, "until")), self.size)
        beyond: Sql = ("(", *bracketed(stop), " <= ", *bracketed(until), " OR ", first, f" = {len(self.tiers.steps)})")
        last = self._tier("last tier", stop, "<", (beyond, first))
        apart: Sql = (first, " < ", last)
        there = self._met(self._case("last tier", apart, self._atom(last), None))
        opens = arithmetic.times(self._atom(self._column(there, "opens", True)), self.size)
        parts = [
            self._case("start", apart, self._less(until, start), self._less(stop, start), self.move.size),
            self._case("end", apart, self._less(stop, opens), arithmetic.literal(0), self.move.size),
        ]
        frame.compiler.vanishes(parts[1].text, {(parts[1].text,): 1})
        slices = [
            self._slice(part, self._column(join, "rate", join is there)) for part, join in zip(parts, (here, there))
        ]
        if self.whole.constant is None:
            between = self._asked(first, last)
        else:
            before, through = self._column(there, "before", True), self._column(here, "through")
            some = self._less(self._atom(before), self._atom(through))
            between = self._atom(self._case("between", apart, some, arithmetic.literal(0)))
        total = arithmetic.plus((1, one) for one in (*slices, between))
        sql = arithmetic.typed(total).sql
        if not self.forward:
            one, other = (bracketed(end) for end in self.ends)
            sql = ("(CASE WHEN ", *other, " < ", *one, " THEN 0 - (", *sql, ") ELSE ", *sql, " END)")
        return frame.define(frame.hint, "narrow", sql, *self._bounds())

    # --- where a move lies --------------------------------------------------------------------

    def _in_order(self) -> tuple[Num, Num]:
        """The lower end of a move and the upper one."""
        from planlang.engines.sql.ops_numbers import chosen_of

        frame, ends = self.frame, self.ends
        if self.forward:
            lower, upper = (frame.number(f"{frame.hint} {word}", num) for word, num in zip(("from", "to"), ends))
        else:
            low, high = min(num.low for num in ends), max(num.high for num in ends)
            kind: SqlType = "wide" if any(num.wide for num in ends) else "narrow"
            lower, upper = (
                frame.define(f"{frame.hint} {word}", kind, chosen_of(frame, ends, least), low, high, costly=True)
                for word, least in (("from", True), ("to", False))
            )
        return self._atom(lower), self._atom(upper)

    def _tier(self, word: str, place: Num, relation: str, sure: tuple[Sql, Name] | None = None) -> Name:
        """How many bounds are (``<=`` or ``<``) a place; ``sure``: where another number is it."""
        limits = [self.arithmetic.times(self.arithmetic.literal(step), self.size) for step in self.tiers.steps]

        def half(least: int, most: int) -> Sql:
            if least == most:
                return (self.dialect.integer(least),)
            at = (least + most) // 2
            return (
                "CASE WHEN ", *bracketed(limits[at]), f" {relation} ", *bracketed(place), " THEN ", *half(at + 1, most), " ELSE ",
                *half(least, at), " END",
            )  # fmt: skip

        sql = half(0, len(limits))
        if sure is not None:
            sql = ("CASE WHEN ", *sure[0], " THEN ", sure[1], " ELSE ", *sql, " END")
        return self.frame.define(f"{self.frame.hint} {word}", "narrow", ("(", *sql, ")"), 0, len(limits), costly=True)

    def _prepared(self) -> tuple[str, dict[str, tuple[str, int, int]]]:
        """A table of the tiers by number: its name, and for each of its columns the name there and the bounds."""
        steps = self.tiers.steps
        cells = {
            "number": list(range(len(steps) + 1)), "rate": self.tiers.rates, "opens": [0, *steps], "until": [*steps, 0],
            "length": self.lengths,
        }  # fmt: skip
        known = self.whole.constant
        if known is not None:
            from planlang.engines.interpreter.arithmetic import EXACT

            each = EXACT.rounded([known.numerator * one for one in self.lengths], known.denominator, self.mode)
            cells["through"] = list(accumulate(each))
            cells["before"] = [0, *cells["through"][:-1]]
        if not all(fits(min(column), max(column)) for column in cells.values()):
            raise TooBig(min(map(min, cells.values())), max(map(max, cells.values())), ())
        compiler, rows = self.frame.compiler, tuple(map(tuple, cells.values()))
        columns = tuple((compiler.names.new(f"tier {word}"), "narrow") for word in cells)
        made = compiler.made_of("tiers", columns, rows, rows, "of tiers by number")  # type: ignore[arg-type]
        names = [name for name, _ in made.columns]
        return made.name, {word: (name, min(c), max(c)) for name, (word, c) in zip(names, cells.items())}

    def _met(self, number: Name) -> Join:
        """The tier with a number."""
        body, tier = self.frame.body, self.words["number"][0]
        join = Join(len(body.joins), None, {tier: (Name(tier),)}, (((number,), tier),), relation=self.relation)
        body.joins.append(join)
        return join

    def _column(self, join: Join, word: str, maybe: bool = False) -> Name:
        """What a tier has; ``maybe``: 0 where there is none."""
        frame = self.frame
        name, low, high = self.words[word]
        found = output(frame, join, f"{frame.hint} {word}", (Name(name),), "narrow", low, high, absent=maybe)
        if maybe:
            sql = ("coalesce(", found, ", ", self.dialect.integer(0), ")")
            found = frame.define(f"{frame.hint} {word}", "narrow", sql, min(low, 0), max(high, 0))
        return found

    # --- what is paid -------------------------------------------------------------------------

    def _slice(self, part: Name, rate: Name) -> Num:
        """The rounded slice that is a part of a tier."""
        from planlang.engines.sql.ops_numbers import quotient

        exact = x.multiplied(Exact({tuple(sorted((part.text, rate.text))): 1}), self.tiers.times)
        found, _ = quotient(self.frame, exact, self.mode)
        num = self._atom(found) if isinstance(found, Name) else self.arithmetic.literal(found)
        if num.wide:
            raise TooBig(num.low, num.high, exact.columns)
        return num

    def _asked(self, first: Name, last: Name) -> Num:
        """The rounded slices of all whole tiers between two: a question, and the answer to each different one."""
        frame, tier = self.frame, self.words["number"][0]
        length, least, most = self.words["length"]
        asked: list[tuple[str, Sql]] = []

        def question(text: Sql, hint: str) -> Name:
            asked.append((frame.compiler.names.new(f"asked {hint}"), text))
            return Name(asked[-1][0])

        further: Sql = (last, " - ", first, " > 1")
        after = question((self._case("after tier", further, self._atom(first), None),), "after")
        until = question((self._case("until tier", further, self._atom(last), None),), "until")
        there = {name: question((Name(name),), name) for name in self.whole.columns}

        def of_tiers(num: Num) -> Num:
            sql = tuple(there[part.text] if isinstance(part, Name) else part for part in num.sql)
            return Num(sql, num.low, num.high, num.wide, num.bare, num.literal)

        above = self.arithmetic.times(of_tiers(frame.num(self.whole.top)), Num((Name(length),), least, most, False))
        below = of_tiers(frame.num({self.whole.divisors: self.whole.den}))
        wide = above.wide or below.wide
        if wide:
            above, below = self.arithmetic.widened(above), self.arithmetic.widened(below)
        ends = [end * one for end in frame.bounds(self.whole) for one in self.lengths]
        size = int(max(map(abs, ends))) + 1
        text = _filled(self.dialect.rounded("\0", "\1", self.mode, wide, size), bracketed(above), bracketed(below))
        if wide:
            before, behind = self.dialect.cast("\0", False).split("\0")
            text = (before, *text, behind)
        outputs: dict[str, Sql] = {name: (Name(name),) for name, _ in asked}
        meets: Sql = (Name(tier), " > ", after, " AND ", Name(tier), " < ", until)
        join = Join(
            len(frame.body.joins), None, outputs, tuple((text, name) for name, text in asked), grouped=tuple(outputs),
            asked=tuple(asked), asked_on=meets, relation=self.relation,
        )  # fmt: skip
        frame.body.joins.append(join)
        low, high = self._all_whole()
        total = frame.total(text, False)
        found = output(frame, join, f"{frame.hint} between", total, "narrow", low, high, absent=True)
        sql: Sql = ("coalesce(", found, ", ", self.dialect.integer(0), ")")
        return self._atom(frame.define(f"{frame.hint} between", "narrow", sql, low, high))

    def _all_whole(self) -> tuple[int, int]:
        """From where to where the rounded slices of any whole tiers go together."""
        ends = [sorted(int(end * one) for end in self.frame.bounds(self.whole)) for one in self.lengths if one]
        return sum(min(low - 1, 0) for low, _ in ends), sum(max(high + 1, 0) for _, high in ends)

    def _bounds(self) -> tuple[int, int]:
        """From where to where the sum may go: the move at the lowest or highest rate, and what rounding adds in each tier."""
        times = self.frame.bounds(self.tiers.times)
        corners = [move * rate * one for move in (self.move.low, self.move.high) for one in times
                   for rate in (0, min(self.tiers.rates), max(self.tiers.rates))]  # fmt: skip
        low, high, tiers = int(min(corners)), int(max(corners)), len(self.tiers.rates)
        low, high = low - tiers if low < 0 else low, high + tiers
        if not fits(low, high):
            raise TooBig(low, high, ())
        return low, high

    # --- columns ------------------------------------------------------------------------------

    def _atom(self, name: Name) -> Num:
        return self.frame.atom(name.text)

    def _less(self, a: Num, b: Num) -> Num:
        return self.arithmetic.plus([(1, a), (-1, b)])

    def _case(self, word: str, held: Sql, one: Num, other: Num | None, most: int | None = None) -> Name:
        """One number where a condition holds and another one elsewhere (``None``: nothing); ``most``: from 0 through which it is known to be."""
        wide = one.wide or (other is not None and other.wide)
        texts = [
            self.frame.typed(self.arithmetic.widened(num) if wide else num) for num in (one, other) if num is not None
        ]
        otherwise: Sql = (" ELSE ", *texts[1]) if other is not None else ()
        low = min(num.low for num in (one, other) if num is not None) if most is None else 0
        high = max(num.high for num in (one, other) if num is not None) if most is None else most
        kind: SqlType = "wide" if wide else "narrow"
        sql: Sql = ("(CASE WHEN ", *held, " THEN ", *texts[0], *otherwise, " END)")
        return self.frame.define(f"{self.frame.hint} {word}", kind, sql, low, high, absent=other is None)


def _filled(template: str, top: Sql, bottom: Sql) -> Sql:
    """A template of a dialect's with texts."""
    parts: list[str | Name] = []
    for number, piece in enumerate(template.split("\0")):
        parts += top if number else ()
        for place, text in enumerate(piece.split("\1")):
            parts += bottom if place else ()
            parts += [text] if text else []
    return tuple(parts)
