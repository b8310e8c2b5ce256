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
    """Of a curve in the data it has to be said."""
    if item.beyond is not None:
        return
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


def refuse_beyond(low: Lowering, item: tree.Curve) -> None:
    """Of a curve in the plan its rows may say it at both ends; then there is nothing left to say."""
    low.report.add(
        "beyond-points-open",
        "rows with bounds say what this curve is at both ends, and so does what is said of both",
        item.span,
        consequence="Only one of the two can hold.",
        repairs=(
            Repair("Leave it to the rows:", f"curve by …, {BETWEEN} {{"),
            Repair("Or take out the rows at one of the ends, or at both."),
        ),
    )
