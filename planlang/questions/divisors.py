"""A divisor that a condition holds to 0, where `is above` was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_divisor(low: Lowering, item: tree.Choice) -> None:
    """Refuses ``a / b if b is 0, otherwise c``, which divides only where it can't."""
    test = item.condition
    if not isinstance(test, tree.Compare) or test.relation != "is" or not isinstance(item.value, tree.Binary):
        return
    zero = isinstance(test.right, (tree.NumberLit, tree.MoneyLit)) and test.right.value == 0
    by, nothing = low.words(test.left), low.words(test.right)
    if zero and item.value.op == "/" and low.words(item.value.right) == by:
        value, otherwise = low.words(item.value), low.words(item.otherwise)
        raise low.fail(
            "zero-divisor",
            f"this divides by {by} only where it is 0",
            item.value.span,
            also=(Label(test.span, "holds where it is 0"),),
            repairs=(
                Repair("Divide where there is something to divide by:", f"{value} if {by} is above {nothing}, otherwise {otherwise}"),
                Repair("Or change places:", f"{otherwise} if {by} is {nothing}, otherwise {value}"),
            ),
        )  # fmt: skip
