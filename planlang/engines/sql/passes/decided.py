"""A comparison that the bounds of the data decide is not made: the difference is above, below or exactly 0 in every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.core.values import RELATIONS
from planlang.engines.sql.exact import Exact, Poly
from planlang.engines.sql.numbers import Num
from planlang.engines.sql.values import Value
from planlang.slotted import evolve

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler
    from planlang.engines.sql.frame import Frame


def decided(frame: Frame, difference: Exact, relation: g.Relation) -> bool | None:
    """What a comparison with 0 gives in every row, if the bounds of the data decide it."""
    if "decided" not in frame.compiler.passes or frame.absent(difference):
        return None
    num = frame.num(difference.top)
    low, high = num.low, num.high
    sure: dict[g.Relation, tuple[bool, bool]] = {
        "<": (high < 0, low >= 0), "<=": (high <= 0, low > 0), "==": (low == high == 0, low > 0 or high < 0),
        "!=": (low > 0 or high < 0, low == high == 0), ">=": (low >= 0, high < 0), ">": (low > 0, high <= 0),
    }  # fmt: skip
    yes, no = sure[relation]
    return True if yes else False if no else None


def closer(compiler: Compiler, top: Poly, num: Num) -> Num:
    """The same with closer bounds, where a total over rows stands beside what this row adds to it: the others' total has bounds of its own."""
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


def one_of(exacts: list[Exact], nums: list[Num], least: bool, frame: Frame) -> int | None:
    """Which of some values is the least (or the greatest) in every row, if their bounds say so."""
    if "decided" not in frame.compiler.passes or any(frame.absent(exact) for exact in exacts):
        return None
    for number, num in enumerate(nums):
        others = [other for place, other in enumerate(nums) if place != number]
        if all(num.high <= other.low if least else num.low >= other.high for other in others):
            return number
    return None


def beside(frame: Frame, parts: list[Value], settles: bool) -> list[bool | None]:
    """Of each part of an ``or`` (``settles``) or an ``and`` what it is where the others leave the answer open, if another says it.

    Where ``a = 0`` has to hold, too, ``a * b <> 0`` does not.
    """
    if "decided" not in frame.compiler.passes:
        return [None] * len(parts)
    zeros = [_zero(part, settles) for part in parts]
    found: list[bool | None] = []
    for number, part in enumerate(parts):
        others = {name for place, name in enumerate(zeros) if place != number and name is not None}
        test = part.test
        if (
            test is not None
            and zeros[number] is None
            and test.difference.top
            and all(others & set(names) for names in test.difference.top)
        ):
            found.append(RELATIONS[test.relation](0, 0))
        else:
            found.append(None)
    return found


def _zero(part: Value, settles: bool) -> str | None:
    """The column that is 0 where a part does not settle the answer."""
    test = part.test
    if test is None or test.relation != ("!=" if settles else "==") or len(test.difference.top) != 1:
        return None
    ((names, _),) = test.difference.top.items()
    return names[0] if len(names) == 1 else None
