"""Remainders from rounding errors.

A group's remainder is the rounded total of its exact parts less the total of its rounded parts. Where the exact parts total a multiple of
the unit, that is minus the total of the rounding errors: rows without an error need not be looked at. Whether it is a
multiple is checked for the groups that have errors (elsewhere there is no remainder), unless a data check proves it; where it isn't, the
fault is gathered and the run is made without this pass.

Where it is proven, only the row that gets the remainder looks for its group, and not even that one where it has the whole share: nobody
beside it has any, and its part is the whole one, without an error.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql import exact as x
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql, fits
from planlang.engines.sql.ops_lookup import output
from planlang.engines.sql.passes.numbered import number_for
from planlang.engines.sql.passes.proofs import share_of_all, whole_units
from planlang.engines.sql.tables import Join
from planlang.engines.sql.values import Fault


def remainder(frame: Frame, op: g.Allocate, flat: Exact, own: Exact, owner: Sql, by: list[Sql]) -> Exact | None:
    """The remainder of the group of an ``owner`` as an exact value, 0 for most; ``None`` where the pass does not apply."""
    if not {"errors", "gathered"} <= frame.compiler.passes or not by:
        return None
    difference = x.added([(1, own), (-1, flat)])
    if (
        difference.divisors
        or not difference.top
        or any(frame.compiler.columns[n.text].absent for k in by for n in k if isinstance(n, Name))
    ):
        return None
    unit = x.constant(op.unit.value).constant  # type: ignore[arg-type]
    assert unit is not None
    step = unit * difference.den  # an error of so many numerators is one unit
    if step.denominator != 1:
        return None
    num = frame.num(difference.top)
    bound = int(step)
    low, high = max(num.low, -bound), min(num.high, bound)
    error = frame.define(f"{frame.hint} error", "wide" if num.wide else "narrow", frame.typed(num), low, high)
    rows = max(frame.body.rows, 1)
    if not fits(low * rows, high * rows):
        return None
    shared = ("errors", error, owner, tuple(by), bound, difference.den)
    known = frame.body.shared.get(shared)
    if isinstance(known, Exact):
        return known
    parts = Exact(x.common([flat, Exact({}, difference.den)])[0][0], difference.den)  # as numerators of an error
    whole_parts = difference.den % flat.den == 0 and whole_units(frame, parts, bound, by)
    proven = bound == 1 or whole_parts
    asks = _asks(frame, owner, share_of_all(frame, parts, bound, by) if whole_parts else None) if proven else ()
    outputs: dict[str, Sql] = {}
    keys = []
    for number, key in enumerate(_numbered(frame, one) for one in by):
        name = frame.compiler.names.new(f"{frame.hint} of")
        outputs[name] = key
        keys.append((("(CASE WHEN ", *asks, " THEN ", *key, " END)") if asks and number == 0 else key, name))
    where: Sql = ("(", error, " <> 0)")
    join = Join(len(frame.body.joins), frame.body.name, outputs, tuple(keys), where=where, grouped=tuple(outputs))
    frame.body.joins.append(join)
    total = frame.total((error,), False)
    join.having, join.idle = (*total, " <> 0"), True  # nothing is left over elsewhere
    errors = output(frame, join, f"{frame.hint} errors", total, "narrow", low * rows, high * rows, absent=True)
    zero = frame.typed(frame.arithmetic.literal(0))
    whole = frame.define(
        f"{frame.hint} errors", "narrow", ("coalesce(", errors, ", ", *zero, ")"), low * rows, high * rows
    )
    if not proven:
        rest = frame.dialect.remainder("\0", str(bound)).split("\0")
        frame.compiler.gather(frame.body.name, (Fault(("(", rest[0], whole, rest[1], " <> 0)")),))
    found = _in_units(frame, whole, bound, low * rows, high * rows)
    exact = x.reduced({(found.text,): -unit.numerator}, unit.denominator, ())
    frame.body.shared[shared] = exact
    return exact


def _asks(frame: Frame, owner: Sql, known: tuple[str, int] | None) -> Sql:
    """Whether the remainder of a row's group matters to it, and there can be one."""
    if known is None:
        return owner
    share, whole = known
    return ("(", *owner, " AND ", Name(share), f" <> {frame.dialect.plain(whole)})")


def _numbered(frame: Frame, key: Sql) -> Sql:
    number = number_for(frame.compiler, frame.body, key)
    return key if number is None else (number,)


def _in_units(frame: Frame, whole: Name, bound: int, low: int, high: int) -> Name:
    """Whole units of an error that is a multiple of one."""
    if bound == 1:
        return whole
    pieces = frame.dialect.quotient("\0", str(bound), False).split("\0")
    sql: list[str | Name] = []
    for number, piece in enumerate(pieces):
        sql += [whole, piece] if number else [piece]
    return frame.define(f"{frame.hint} odd", "narrow", tuple(sql), low // bound - 1, high // bound + 1)
