"""A comparison that the bounds of the data decide is not made: the difference is above, below or exactly 0 in every row."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.engines.sql.exact import Exact
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
