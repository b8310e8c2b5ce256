"""Operations over the rows of a partition in order, as window functions."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.bounds import remember
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact, Monomial
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Num, Sql
from planlang.engines.sql.ops_numbers import in_units, least_of
from planlang.engines.sql.passes import sparse
from planlang.engines.sql.passes.errors import remainder
from planlang.engines.sql.passes.proofs import most_rows, one_owner
from planlang.engines.sql.values import Fault, NotCompiled, Value, all_faults, one_fault

_SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"


def running(frame: Frame, op: g.Running) -> Value:
    """The total so far: with this row a window, without it that window less this row."""
    by, keys = frame.partition(op.by)
    value = frame.value(op.value)
    flat, divisors = frame.flat(value, keys, "a running total")
    if op.where is not None:
        flat = _where(frame, flat, frame.own(op.where).sql)
    flat = frame.single(flat, f"{frame.hint} of")
    total = _so_far(frame, flat, by, frame.order(op.order, op.by))
    if not op.inclusive:
        total = x.added([(1, total), (-1, flat)])
    exact = x.reduced(total.top, total.den, divisors)
    return Value("number", exact, faults=_spread(frame, _held(frame, value, op.where), by))


def _so_far(frame: Frame, flat: Exact, by: list[Sql], order: list[Sql], window: str = _SO_FAR) -> Exact:
    """A running sum of a value of one column."""
    known = flat.constant
    if known is not None and known == 0:
        return flat
    ((names, factor),) = flat.top.items()
    each = frame.num({names: 1})
    sql = frame.typed(each)
    low, high = frame.summed(each)
    wide = not frame.fits(low, high, sql)
    if wide:
        sql = frame.arithmetic.widened(each).sql
    over = frame.window(by, order, window if order else "")
    name = frame.define(
        f"{frame.hint} so far", "wide" if wide else "narrow", frame.total(sql, wide, over), low, high,
        absent=frame.absent(flat), window=True,
    )  # fmt: skip
    frame.compiler.before[name.text] = (names, low, high)
    return Exact({(name.text,): factor}, flat.den)


def _where(frame: Frame, flat: Exact, held: Sql) -> Exact:
    """A value, 0 where a condition does not hold."""
    if held == (frame.dialect.yes_no(True),):
        return flat
    num = frame.arithmetic.typed(frame.num(flat.top))
    zero = frame.dialect.integer(0)
    sql: Sql = ("(CASE WHEN ", *held, " THEN ", *num.sql, " ELSE ", zero, " END)")
    name = frame.define(
        f"{frame.hint} counted", "wide" if num.wide else "narrow", sql, min(num.low, 0), max(num.high, 0)
    )
    return x.column(name.text, flat.den)


def _held(frame: Frame, value: Value, where: str | None) -> tuple[Fault, ...]:
    if where is None:
        return value.faults
    held = frame.own(where)
    return (*held.faults, *(Fault(("(", *held.sql, " AND ", *fault.sql, ")")) for fault in value.faults))


def _spread(frame: Frame, faults: tuple[Fault, ...], by: list[Sql]) -> tuple[Fault, ...]:
    """Faults of rows as faults of their whole partition."""
    op = frame.column.op if frame.column else None
    if isinstance(op, (g.Running, g.Within, g.Level, g.Previous, g.Allocate)):  # what puts rows together and in order
        faults = (*faults, *all_faults(frame.own(name) for name in (*op.by, *op.order)))
    found = []
    for fault in one_fault(frame.compiler.gather(frame.body.name, faults)):
        flag = frame.define(f"{frame.hint} fault", "narrow", ("(CASE WHEN ", *fault.sql, " THEN 1 ELSE 0 END)"), 0, 1)
        name = frame.define(
            f"{frame.hint} faulty", "yes/no", ("(max(", flag, ") ", *frame.window(by, []), " = 1)"), window=True
        )
        found.append(Fault((name,)))
    return tuple(found)


def within(frame: Frame, op: g.Within) -> Value:
    """A limit taken in order: never more of a value than there is of it."""
    by, keys = frame.partition(op.by)
    value, cap = frame.value(op.value), frame.value(op.cap)
    flat, divisors = frame.flat(value, keys, "a limit")
    flat = frame.single(flat, f"{frame.hint} of")
    order = frame.order(op.order, op.by)
    few = None if divisors else sparse.taken_back(frame, op, flat, cap.exact, by, order)
    if few is not None:
        return Value("number", _less(frame, flat, few), faults=_spread(frame, all_faults((value, cap)), by))
    run = _so_far(frame, flat, by, order)
    whole = x.reduced(run.top, run.den, divisors)
    before = x.added([(1, run), (-1, flat)])
    before = x.reduced(before.top, before.den, divisors)
    limit = frame.positive(cap.exact)
    with_this = least_of(frame, [whole, limit], True, f"{frame.hint} with this")
    without = least_of(frame, [before, limit], True, f"{frame.hint} before this")
    left = x.added([(1, with_this), (-1, without)])
    result = _no_more_than(frame, left, x.reduced(flat.top, flat.den, divisors))
    return Value("number", result, faults=_spread(frame, all_faults((value, cap)), by))


def _less(frame: Frame, whole: Exact, taken: Exact) -> Exact:
    """A column for what a limit leaves of a value; that it is the value and what is taken back is remembered."""
    left = x.added([(1, whole), (1, taken)])
    part = _no_more_than(frame, left, whole)
    ((names, _),) = part.top.items()
    frame.compiler.sums[names[0]] = x.multiplied(x.constant(part.den), left)
    return part


def _no_more_than(frame: Frame, part: Exact, whole: Exact) -> Exact:
    """A column for a part that lies between 0 and a whole: what bounds the whole bounds it too."""
    if part.constant is not None:
        return part
    tops, den, divisors = x.common([part, whole])
    num, all_of_it = frame.num(tops[0]), frame.num(tops[1])
    low, high = max(min(all_of_it.low, 0), num.low), min(max(all_of_it.high, 0), num.high)
    sql, kind = num.sql, "wide" if num.wide else "narrow"
    if num.wide and frame.fits(low, high, sql):
        pieces = frame.dialect.cast("\0", False).split("\0")
        sql, kind = (pieces[0], "(", *num.sql, ")", pieces[1]), "narrow"
    name = frame.define(frame.hint, kind, sql, min(low, high), max(low, high), absent=frame.absent(part))  # type: ignore[arg-type]
    frame.compiler.vanishes(name.text, tops[1])
    return x.reduced({(name.text,): 1}, den, divisors)


def level(frame: Frame, op: g.Level) -> Value:
    """A carried level in closed form.

    ``s = max(s + x, f)`` from 0 is, by induction, ``X + max(0, the greatest f - X so far)`` with X the running total; with a cap
    the least. A person redoes the recurrence; a window needs the closed form.
    """
    by, keys = frame.partition(op.by)
    order = frame.order(op.order, op.by)
    flow, bound = frame.value(op.flow), frame.value(op.bound)
    one, over_flow = frame.flat(flow, keys, "a carried level")
    other, over_bound = frame.flat(bound, keys, "a carried level's bound")
    tops, den, divisors = x.common([Exact(one.top, one.den, over_flow), Exact(other.top, other.den, over_bound)])
    moved, limit = Exact(tops[0]), Exact(tops[1])
    held = None if op.where is None else frame.own(op.where).sql
    if held is not None:
        moved = _where(frame, moved, held)
    total = _so_far(frame, frame.single(moved, f"{frame.hint} flow"), by, order)
    gap = frame.num(x.added([(1, limit), (-1, total)]).top)
    text: Sql = frame.arithmetic.typed(gap).sql
    if held is not None:
        text = ("(CASE WHEN ", *held, " THEN ", *text, " END)")
    floor = op.kind == "floor"
    kind: SqlType = "wide" if gap.wide else "narrow"
    lack = frame.define(f"{frame.hint} lack", kind, text, gap.low, gap.high, absent=held is not None)
    most = ("max(" if floor else "min(", lack, ") ", *frame.window(by, order, _SO_FAR if order else ""))
    worst = frame.define(f"{frame.hint} worst", kind, most, gap.low, gap.high, absent=True, window=True)
    low, high = (max(gap.low, 0), max(gap.high, 0)) if floor else (min(gap.low, 0), min(gap.high, 0))
    low, high = (0, high) if floor else (low, 0)
    word, zero = ("greatest(" if floor else "least("), frame.arithmetic.literal(0)
    zeros = frame.typed(frame.arithmetic.widened(zero) if gap.wide else zero)
    pushed = frame.define(
        f"{frame.hint} pushed", kind, (word, *zeros, ", coalesce(", worst, ", ", *zeros, "))"), low, high, window=True
    )
    exact = x.added([(1, total), (1, x.column(pushed.text))])
    exact = x.reduced(exact.top, den, divisors)
    faults = _held(frame, Value("number", faults=all_faults((flow, bound))), op.where)
    return Value("number", frame.small(exact), faults=_spread(frame, faults, by))


def previous(frame: Frame, op: g.Previous) -> Value:
    """The value one row before; among some rows: that of the last of them at or before the row before."""
    by, keys = frame.partition(op.by)
    order = frame.order(op.order, op.by)
    value = frame.value(op.value)
    if value.kind != "number" or (value.absent and value.sql):
        raise NotCompiled("the value of the row before is not a number", frame.place)
    exact = value.exact
    if not all(
        frame.decided(name, keys) for name in exact.divisors
    ):  # a quotient: what stands above and what below, each of the row before
        exact = frame.positive(exact)
        over = frame.number(f"{frame.hint} of over", frame.num({exact.divisors: 1}))
        divisors: Monomial = (_one_before(frame, op, x.column(over.text), 1, by, order).text,)
        flat = Exact(exact.top, exact.den)
    else:
        flat, divisors = frame.flat(value, keys, "the value of the row before")
    flat = frame.single(flat, f"{frame.hint} of")
    if flat.constant is not None and not flat.top:  # 0 before each row, as far as the rows can be worked out
        exact, absent = flat, False
    else:
        name = _one_before(frame, op, flat, 0, by, order)
        exact, absent = x.reduced({(name.text,): 1}, flat.den, divisors), value.absent
    return Value("number", exact, absent=absent, faults=_spread(frame, _held(frame, value, op.where), by))


def _one_before(frame: Frame, op: g.Previous, flat: Exact, first: int, by: list[Sql], order: list[Sql]) -> Name:
    """What stands above the line, one row before; in the first row what is said."""
    num = frame.num(flat.top)
    given: Sql = frame.typed(num)
    if op.where is not None:
        held = frame.own(op.where).sql
        one = frame.define(f"{frame.hint} counts", "narrow", ("(CASE WHEN ", *held, " THEN 1 ELSE 0 END)"), 0, 1)
        over = frame.window(by, order, _SO_FAR if order else "")
        group = frame.define(
            f"{frame.hint} group", "narrow", frame.total((one,), False, over), 0, frame.body.rows, window=True
        )
        kept = frame.define(
            f"{frame.hint} kept",
            _width(num),
            ("(CASE WHEN ", *held, " THEN ", *given, " END)"),
            num.low,
            num.high,
            absent=True,
        )
        last = frame.define(
            f"{frame.hint} last", _width(num), ("max(", kept, ") ", *frame.window([*by, (group,)], [])),
            num.low, num.high, absent=True, window=True,
        )  # fmt: skip
        given = (last,)
        counted: Sql = ("coalesce(lag(", group, ") ", *frame.window(by, order), ", 0) = 0")
    else:
        given = (frame.number(f"{frame.hint} of", num, absent=frame.absent(flat)),)
        counted = ("lag(1) ", *frame.window(by, order), " IS NULL")
    start = frame.typed(frame.arithmetic.literal(first))
    lag: Sql = ("lag(", *given, ") ", *frame.window(by, order))
    sql: Sql = ("(CASE WHEN ", *counted, " THEN ", *start, " ELSE ", *lag, " END)")
    low, high = min(num.low, first), max(num.high, first)
    return frame.define(frame.hint, _width(num), sql, low, high, absent=frame.absent(flat), window=True)


def fold(frame: Frame, op: g.Fold) -> Value:
    """What is carried from row to row, where there is a closed form of it."""
    if op.closed is None:
        raise NotCompiled("what is carried on depends on itself in a way that no window can say", frame.place)
    return frame.own(op.closed)


def _width(num: Num) -> SqlType:
    return "wide" if num.wide else "narrow"


def allocated(frame: Frame, op: g.Allocate) -> Value:
    """Each part rounded by itself; the owner gets the rounded whole less what the others got."""
    by, keys = frame.partition(op.by)
    value = frame.value(op.value)
    if not all(frame.decided(name, keys) for name in frame.positive(value.exact).divisors):
        return _apart(frame, op, value, by)
    flat, divisors = frame.flat(value, keys, "an allocation")
    own, faults = in_units(frame, x.reduced(flat.top, flat.den, divisors), op)
    everything = frame.window(by, [])
    owner, wrong = _owner(frame, op, flat, by, everything)
    rest = None if divisors or op.kind != "column" else remainder(frame, op, flat, own, owner, by)
    more: tuple[Fault, ...] = ()
    if rest is None:
        flat = frame.single(flat, f"{frame.hint} exact")
        low, high = frame.bounds(x.reduced(flat.top, flat.den, divisors))
        sum_of = _so_far(frame, flat, by, [])
        exactly = x.reduced(sum_of.top, sum_of.den, divisors)
        remember(frame, exactly, min(low, Fraction(0)) * frame.body.rows, max(high, Fraction(0)) * frame.body.rows)
        whole, more = in_units(frame, exactly, op)
        given = _so_far(frame, frame.single(own, f"{frame.hint} own"), by, [])
        rest = frame.single(x.added([(1, whole), (-1, given)]), f"{frame.hint} remainder")
    return _given(frame, op, own, rest, owner, _spread(frame, (*value.faults, *faults, *more, *wrong), by))


def _apart(frame: Frame, op: g.Allocate, value: Value, by: list[Sql]) -> Value:
    """The same of parts with divisors of their own, each row another."""
    from planlang.engines.sql.ops_apart import whole_of

    exact = frame.positive(value.exact)
    own, faults = in_units(frame, exact, op)
    owner, wrong = _owner(frame, op, exact, by, frame.window(by, []))

    def total(part: Exact) -> Exact:
        return _so_far(frame, frame.single(part, f"{frame.hint} part"), by, [])

    whole, unsure = whole_of(frame, op, exact, total)
    rest = frame.single(x.added([(1, whole), (-1, total(own))]), f"{frame.hint} remainder")
    return _given(frame, op, own, rest, owner, _spread(frame, (*value.faults, *faults, *unsure, *wrong), by))


def _given(frame: Frame, op: g.Allocate, own: Exact, rest: Exact, owner: Sql, faults: tuple[Fault, ...]) -> Value:
    """To each row its own, and to the owner the rest."""
    tops, den, divs = x.common([own, x.added([(1, own), (1, rest)])])
    mine, with_rest = frame.num(tops[0]), frame.num(tops[1])
    low, high = with_rest.low, with_rest.high
    if not divs:  # each row's rounding is off by a unit at most, and so is that of the whole
        rows = frame.body.rows if op.kind != "column" else most_rows(frame, frame.partition(op.by)[0])
        limit = (rows + 1) * ceil(Fraction(op.unit.value) * den)  # type: ignore[arg-type]
        low, high = max(low, mine.low - limit), min(high, mine.high + limit)
    wide = mine.wide or with_rest.wide
    if wide:
        mine, with_rest = frame.arithmetic.widened(mine), frame.arithmetic.widened(with_rest)
    sql: Sql = ("(CASE WHEN ", *owner, " THEN ", *frame.typed(with_rest), " ELSE ", *frame.typed(mine), " END)")
    kind: SqlType = "wide" if wide else "narrow"
    name = frame.define(frame.hint, kind, sql, min(low, mine.low), max(high, mine.high), absent=frame.absent(own))
    result = x.reduced({(name.text,): 1}, den, divs)
    return Value("number", result, faults=faults)


def _owner(frame: Frame, op: g.Allocate, flat: Exact, by: list[Sql], everything: Sql) -> tuple[Sql, tuple[Fault, ...]]:
    """Which row gets the remainder."""
    if op.kind == "column":
        assert op.owner is not None
        owner = frame.own(op.owner)
        if one_owner(frame, op, owner.sql, by):
            return owner.sql, owner.faults
        one = frame.define(f"{frame.hint} owns", "narrow", ("(CASE WHEN ", *owner.sql, " THEN 1 ELSE 0 END)"), 0, 1)
        count = frame.define(
            f"{frame.hint} owners", "narrow", frame.total((one,), False, everything), 0, frame.body.rows, window=True
        )
        return owner.sql, (*owner.faults, Fault(("(", count, " <> 1)")))
    if op.kind == "largest" and flat.divisors:
        from planlang.engines.sql.ops_apart import by_size

        order = [*by_size(frame, flat), *frame.order(op.order, op.by)]
    elif op.kind == "largest":
        num = frame.num(flat.top)
        size = (*frame.size(("(", *frame.typed(num), ")"), num.wide), " DESC")
        order = [size, *frame.order(op.order, op.by)]
    else:
        order = frame.order(op.order, op.by, descending=True)
    place = frame.define(
        f"{frame.hint} place",
        "narrow",
        ("row_number() ", *frame.window(by, order)),
        1,
        max(frame.body.rows, 1),
        window=True,
    )
    return ("(", place, " = 1)"), ()
