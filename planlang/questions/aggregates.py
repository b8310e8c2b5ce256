"""Questions about totals: over which window, whose, and whether what is summed has been rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope

WINDOWS = ("in the month", "in the quarter", "in the year", "in the year through this month", "in the plan")


def ask_window(low: Lowering, item: tree.Aggregate, scope: Scope) -> tree.Window:
    """The window of an aggregate; without one it is an error that lists what it could be."""
    if item.window is not None:
        return item.window
    words = low.words(item)
    raise low.fail(
        "window-open",
        f"`{words}` does not say over which time",
        item.span,
        "in which month, quarter, year?",
        consequence="The same rule pays on one month's sales, on the quarter's, or on everything so far.",
        repairs=tuple(Repair(f"Over {_plain(window)}:", f"{words} {window}") for window in WINDOWS),
    )


def _plain(window: str) -> str:
    return {
        "in the month": "the calendar month of this row", "in the quarter": "its quarter", "in the year": "its year",
        "in the year through this month": "the year so far, this month included", "in the plan": "all that the plan covers",
    }[window]  # fmt: skip


def ask_whose(low: Lowering, item: tree.Aggregate, scope: Scope, window: tree.Window) -> None:
    """Asks whose rows are summed, where the window does not say."""
    if item.owner is not None or window.kind == "row":
        return
    people = low.model.people
    if scope.kind == "plan" and item.source in low.model.records:
        return
    if people is not None and item.source in low.model.records and item.source != people.spec.name:
        record = low.model.records[item.source]
        if not any(c.row == people.spec.name for c in record.spec.columns):
            return
    words = low.words(item)
    with_owner = words.replace(f"of {item.source}", "of {} " + item.source)
    raise low.fail(
        "whose-open",
        f"`{words}` does not say whose",
        item.span,
        "one person's or everybody's?",
        consequence="Each person would be paid on their own, or each on everybody's together.",
        repairs=(
            Repair("This participant's only:", with_owner.format("the participant's")),
            Repair("Everybody's together:", with_owner.format("everyone's")),
        ),
    )


def ask_rounding(low: Lowering, item: tree.Aggregate, summed: Typed) -> None:
    """Refuses to total quotients that were not rounded: where to round changes the cents."""
    if item.function in ("count", "only", "highest", "lowest") or not summed.scale.quotient:
        return
    low.report.add(
        "total-of-unrounded",
        f"`{summed.says}` is a quotient that has not been rounded, and its divisor may differ from row to row",
        item.span,
        "where is it rounded?",
        consequence="Rounding each row and then adding, or adding and then rounding, pays different cents.",
        repairs=(
            Repair("Round each row before it is added:", "rounded each credit"),
            Repair("Or total what is above and what is below the line, and divide the totals."),
        ),
    )
