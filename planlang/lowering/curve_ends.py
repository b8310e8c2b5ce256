"""What a curve whose points stand in the plan is below its first point and above its last, where no row with bounds says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planlang.core.graph import Const
from planlang.lowering.bands import Tier
from planlang.lowering.context import Typed
from planlang.lowering.scope import Scope
from planlang.questions.curves import refuse_beyond
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.curves import Point


@frozen(eq=False, repr=False)
class End:
    """One end: where it lies, the point it begins at, and the point before that, through which a line that goes on is drawn."""

    band: Tier
    point: Point
    before: Point
    above: bool


def ends_of(scope: Scope, item: tree.Curve, by: Typed, points: list[Point], bands: list[Tier]) -> list[End]:
    """The ends for which ``, … beyond them`` speaks."""
    if item.beyond is None:
        return []
    first, last = points[0], points[-1]
    found = []
    if not any(_value(band.high) is not None and _value(band.high) <= first.x for band in bands):
        found.append(End(_band(scope, by, first, above=False), first, points[1], above=False))
    if not any(_value(band.low) is not None and _value(band.low) >= last.x for band in bands):
        found.append(End(_band(scope, by, last, above=True), last, points[-2], above=True))
    if not found:
        refuse_beyond(scope.low, item)
    return found


def _value(bound: object) -> Any:
    return bound.value if isinstance(bound, Const) else None


def _band(scope: Scope, by: Typed, point: Point, above: bool) -> Tier:
    here = Const(point.x, by.type.unit(), point.key.span)
    where = scope.low.words(point.key)
    if above:
        return Tier(here, False, None, False, None, f"above {where}", point.row.span)
    return Tier(None, False, here, False, None, f"below {where}", point.row.span)
