"""A case on which readings fall apart."""

from __future__ import annotations

from planlang.readings.outcomes import Outcome, Split
from planlang.readings.world import Case
from planlang.slotted import frozen


@frozen(eq=False, repr=False)
class Found:
    """A case, how the readings fall apart on it, and what each gives."""

    case: Case
    split: Split
    outcomes: tuple[Outcome, ...]


def better(best: Found | None, found: Found | None) -> Found | None:
    """The one of two that shows the question better; the first where they do alike."""
    if found is None:
        return best
    return found if best is None or found.split.rank > best.split.rank else best
