"""What the bounds of the data decide is not looked at in every row.

A comparison whose difference is always above, always below or always 0; the one of some values that is always the least; and a condition
that another one beside it decides: where ``a = 0`` has to hold first, ``a * b <> 0`` cannot.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.values import RELATIONS
from planlang.engines.sql.exact import Exact
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Num
from planlang.engines.sql.values import Value


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
    """Of each part of an ``or`` (``settles``) or an ``and`` what it is where those before it leave the answer open, if one of them says it.

    Only those before it: where a later one is never looked at, what is wrong with it does not matter.
    """
    found: list[bool | None] = []
    zeros: set[str] = set()
    for part in parts:
        test = part.test
        said = test is not None and test.difference.top and all(zeros & set(names) for names in test.difference.top)
        found.append(RELATIONS[test.relation](0, 0) if test is not None and said else None)
        zero = _zero(part, settles) if "decided" in frame.compiler.passes else None
        if zero is not None:
            zeros.add(zero)
    return found


def _zero(part: Value, settles: bool) -> str | None:
    """The column that is 0 where a part does not settle the answer."""
    test = part.test
    if test is None or test.relation != ("!=" if settles else "==") or len(test.difference.top) != 1:
        return None
    ((names, _),) = test.difference.top.items()
    return names[0] if len(names) == 1 else None
