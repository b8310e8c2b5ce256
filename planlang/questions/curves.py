"""What a curve is below its first point and above its last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, instead
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

BETWEEN = "straight lines between points"
WAYS = (
    ("As high as the point at that end:", "flat beyond them"),
    ("The first and the last line go on:", "lines go on beyond them"),
    ("It is an error in the data:", "refused beyond them"),
)


def ask_beyond(low: Lowering, item: tree.Curve) -> None:
    """Of a curve in the data it has to be said; of one in the plan rows with bounds say it."""
    from_data = item.using is not None and item.using.data
    if from_data and item.beyond is None:
        said = " ".join(low.words(item).split())
        low.report.add(
            "beyond-points-open",
            f"nothing says what the curve of {item.using.name if item.using else ''} is below its first point and above its last",
            item.span,
            consequence="Who sells more than the last point foresees would be paid as there, more, or stop the run.",
            repairs=tuple(
                instead(text, item.span, said.replace(BETWEEN, f"{BETWEEN}, {words}", 1)) for text, words in WAYS
            ),
        )
    elif not from_data and item.beyond is not None:
        low.report.add(
            "beyond-points-open",
            "the rows of this curve stand in the plan, where rows with bounds say what it is beyond the points",
            item.span,
            repairs=(Repair("Write rows beside the points:", "below  50%: 0%\nabove 150%: 200%"),),
        )
