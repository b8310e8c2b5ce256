"""What statements are made of: the levels of tables, and what is kept beside them."""

from __future__ import annotations

from planlang.slotted import define, field, frozen

Place = tuple[str, int]
"""A table and one of its levels."""


@frozen
class Statement:
    """A query whose rows are kept under a name."""

    name: str
    select: str


@define(eq=False)
class Relation:
    """A SELECT on its way: where it stands, its columns, what it reads. ``cheap``: it is never worth keeping."""

    place: Place
    name: str
    columns: list[str]
    text: str = ""
    reads: list[Place] = field(factory=list)
    cheap: bool = False
