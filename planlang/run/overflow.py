"""A number that an engine's digits might not hold, as a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import NOWHERE, DataPlace

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Overflow


def too_large(overflow: Overflow, place: DataPlace | None, instead: str) -> Diagnostic:
    """The finding; ``place`` is the row that makes the number so large, ``instead`` how the interpreter is asked."""
    column = overflow.column
    plan = column.place or NOWHERE
    return finding(
        "number-too-large",
        f"with this data, {column.says} could be a number of more than 38 digits",
        place or plan,
        "the largest value of this column" if place else "",
        also=(Label(plan, column.says),) if place else (),
        consequence="Databases keep 38 digits, and would pay another amount. So nothing is paid.",
        repairs=(
            Repair("Correct the value, if it is a slip."),
            Repair(f"Or pay with the slower interpreter, which keeps all digits: {instead}"),
        ),
    )
