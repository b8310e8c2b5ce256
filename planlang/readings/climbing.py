"""From a case that pays to the most that can be paid, and to the least: a limit, or the end of a table, may only be met there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from planlang.readings.filling import filled
from planlang.readings.world import Case, Slot

CLIMBED = 400
"""So many cases are looked at on the way."""


def climbed(
    case: Case, slots: dict[Slot, list[str | None]], paid: Callable[[], Fraction | None], up: bool
) -> Iterator[Case]:
    """Cases with one cell after another as it pays most, or least where it is not ``up``.

    ``paid`` says what the case given last pays; nothing where that is refused.
    """
    yield case
    made, best, left = dict[Slot, str | None](), paid(), CLIMBED
    moved = True
    while moved and left > 0:
        moved = False
        for slot, values in slots.items():
            for text in values[:left]:
                other = {**made, slot: text}
                yield filled(case, other)
                left -= 1
                now = paid()
                if now is not None and (best is None or (now > best if up else now < best)):
                    made, best, moved = other, now, True
