"""Bounds of a sum in which a total over rows stands beside what this row adds to it.

By themselves both may be anything; but the total less the row is the total of the other rows, which has bounds of its own: where amounts
are never negative, a running total without its row is not negative either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.engines.sql.exact import Poly
from planlang.engines.sql.numbers import Num
from planlang.slotted import evolve

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler


def closer(compiler: Compiler, top: Poly, num: Num) -> Num:
    """The same with closer bounds, where there are some (the pass ``decided``)."""
    if "decided" not in compiler.passes:
        return num
    for names, factor in top.items():
        known = compiler.before.get(names[0]) if len(names) == 1 else None
        own = 0 if known is None else top.get(known[0], 0)
        if known is None or own * factor >= 0:
            continue
        row, low, high = known
        sign = 1 if factor > 0 else -1
        both = sign * min(abs(factor), abs(own))  # so often the total less the row
        rest = {**top, names: factor - both, row: own + both}
        ends = sorted((both * low, both * high))
        least, most = _bounds(compiler, rest)
        num = evolve(num, low=max(num.low, least + ends[0]), high=min(num.high, most + ends[1]))
    return num


def _bounds(compiler: Compiler, top: Poly) -> tuple[int, int]:
    low = high = 0
    for names, factor in top.items():
        ends = [factor]
        for name in names:
            column = compiler.columns[name]
            ends = [end * bound for end in ends for bound in (column.low, column.high)]
        low, high = low + min(ends), high + max(ends)
    return low, high
