"""The highest and the lowest of quotients over divisors of their own, such as the attainment of each of one's people.

No aggregate of a database compares fractions. So the rows that may be asked for together get places by their value, exactly (``digits``); the
highest place of a group is an aggregate, and what stands above and below the line is looked up in the row that has it.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.digits import order
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.ops_lookup import key_pairs, output
from planlang.engines.sql.tables import Join
from planlang.engines.sql.values import Fault, Value


def outermost(
    frame: Frame, op: g.Total, there: Frame, join: Join, value: Value, faults: tuple[Fault, ...]
) -> Value:  # fmt: skip
    """The highest or lowest of a group; ``join`` finds its rows."""
    place = _place(there, op, value)
    word = "max(" if op.function == "highest" else "min("
    best = output(
        frame, join, f"{frame.hint} place", (word, place, ")"), "narrow", 1, max(there.body.rows, 1), absent=True
    )
    found, own = _row(frame, op, there, place, best), there.positive(value.exact)
    num = there.num(own.top)
    name = output(
        frame, found, frame.hint, there.typed(num), "wide" if num.wide else "narrow", num.low, num.high, absent=True
    )
    over = []
    for divisor in own.divisors:
        column = frame.compiler.columns[divisor]
        below = output(
            frame, found, f"{frame.hint} divisor", (Name(divisor),), column.kind, column.low, column.high, absent=True
        )
        over.append(below.text)
    return Value("number", x.reduced({(name.text,): 1}, own.den, over), absent=True, faults=faults)


def _place(there: Frame, op: g.Total, value: Value) -> Name:
    """The place of each row by its value, among all rows that may be asked for together; none where there is no value."""
    by, _ = there.partition(tuple(column for column, _ in op.match))
    hint = f"{there.hint} by size"
    terms = [there.term(key, value) for key in order(there, value, hint)]
    rows = max(there.body.rows, 1)
    window: Sql = ("row_number() ", *there.window(by, terms))
    place = there.define(f"{there.hint} place", "narrow", window, 1, rows, window=True)
    top = there.top(there.positive(value.exact), hint)
    if top is None or not there.absent(value.exact):
        return place
    known: Sql = ("(CASE WHEN ", top, " IS NOT NULL THEN ", place, " END)")
    return there.define(f"{there.hint} place", "narrow", known, 1, rows, absent=True)


def _row(frame: Frame, op: g.Total, there: Frame, place: Name, best: Name) -> Join:
    """A join with the one row that has the place."""
    shared = ("place", op.table, op.match, place.text, best.text)
    known = frame.body.shared.get(shared)
    if isinstance(known, Join):
        return known
    outputs: dict[str, Sql] = {}
    keys = key_pairs(frame, there, op.match, outputs)
    number = frame.compiler.names.new(f"{frame.hint} place")
    outputs[number] = (place,)
    join = Join(len(frame.body.joins), op.table, outputs, (*keys, ((best,), number)))
    frame.body.joins.append(join)
    frame.body.shared[shared] = join
    return join


def apart(there: Frame, exact: Exact, matched: set[str]) -> bool:
    """Whether divisors may differ within a group."""
    return not all(there.decided(name, matched) for name in exact.divisors)
