"""What people share and rounding leaves: who of them is the last, or the first of equals?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

RANKS = ("date", "count", "number")
"""Kinds of columns by which people can stand in an order that means something."""


def ask_heir_of_people(low: Lowering, step: tree.Rounded, remainder: tree.Remainder) -> Exception:
    """Asks which of several people comes last, or is taken for the largest where all have the same: else it would go by names."""
    people = low.model.people
    row = people.spec.row if people is not None else "participant"
    columns = people.spec.columns if people is not None else ()
    key = people.spec.key.name if people is not None and people.spec.key is not None else "id"
    ranks = [f"{row}.{one.name}" for one in columns if one.kind in RANKS and not one.optional and not one.key]
    marks = [f"{row}.{one.name}" for one in columns if one.kind == "yes/no"]
    head = low.words(step).partition(", remainder to")[0]
    equal = remainder.kind == "largest"

    def to(text: str, who: str) -> Repair:
        said = f", remainder to {who}"
        return Repair(text, f"{head}{said}", (Edit(remainder.span, said),))

    return low.fail(
        "remainder-order-open",
        "all have the same, so nobody has the largest, and nothing says who gets what rounding leaves"
        if equal
        else f"nothing says in which order one {row} comes last, and what rounding leaves goes to the last",
        remainder.span,
        "who?",
        consequence="The cent would go by what people are called: who has another name is paid another amount.",
        repairs=(
            *(() if equal else (to("To the one with the largest result:", "the largest"),)),
            *(
                to(
                    f"To the last by a column, by {key} where two have the same:",
                    f"the last by {one}, then {row}.{key}",
                )
                for one in ranks[:2]
            ),
            to("By what they are called, if it may go by names:", f"the last by {row}.{key}"),
            *(to("To the one whom a column of the data marks:", one) for one in marks[:2]),
            *(
                (
                    Repair(
                        f"Or to one whom the data marks: declare a yes/no column of the {row}, and name it.",
                        f"{head}, remainder to …",
                    ),
                )
                if not marks
                else ()
            ),
        ),
    )
