"""What is rendered: the SELECT of each level, and the statements that they become."""

from __future__ import annotations

from planlang.engines.sql.asked import Place
from planlang.slotted import define, field, frozen


@frozen
class Statement:
    """A query whose rows are kept under a name."""

    name: str
    select: str


@define(eq=False)
class Relation:
    """The SELECT of a level. ``reads``: those of other levels; ``cheap``: what many read needn't be kept for that."""

    place: Place
    name: str
    columns: list[str]
    text: str = ""
    reads: list[Place] = field(factory=list)
    cheap: bool = False
