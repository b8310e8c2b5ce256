"""What no row of a table covers, of names or of conditions: what is paid then, or that it is an error in the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Completed, Repair, line_below
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_unnamed(low: Lowering, item: tree.Node, by: str, names: Sequence[str], last: object) -> None:
    """Asks for names that a table of ``by`` leaves out, or for any other; ``last`` is its last row, where its names stand in rows."""
    said = ", ".join(names) if names else f"any other {by}"
    key = ", ".join(names) if names else "otherwise"
    refused, paid = _line(last, "otherwise", "refused"), _line(last, key, "…")
    text = "Or that it is an error in the data:"
    rows = last if isinstance(last, (tree.Row, tree.MatrixRow)) else None
    low.report.add(
        "end-open",
        f"no row says what happens to {said}",
        item.span,
        f"table by {by}",
        consequence="Such a deal would be paid nothing, or the run would stop.",
        repairs=(
            Repair("Say what is paid:", paid, completed=_nothing(rows, key)),
            Repair(text, refused) if rows is None else line_below(text, rows.span, refused),
        ),
    )


def ask_none_holds(low: Lowering, item: tree.Match) -> None:
    """Asks what is paid where none of the conditions holds: nothing, or such a case is an error in the data."""
    last = item.rows[-1]
    zero = next((words for words in (_zero(row.value) for row in item.rows) if words is not None), None)
    nothing = "otherwise: …" if zero is None else f"otherwise: {zero}"
    low.report.add(
        "end-open",
        "no row says what happens when none of the conditions holds",
        item.span,
        f"{item.kind} match",
        consequence="Such a deal would be paid nothing, or the run would stop.",
        repairs=(
            Repair("Say what is paid:", nothing)
            if zero is None
            else line_below("Say what is paid:", last.span, nothing),
            line_below("Or that it is an error in the data:", last.span, "otherwise: refused"),
        ),
    )


def _line(row: object, key: str, pays: str) -> str:
    """A row of that key, as the table writes its rows."""
    return " | ".join((key, *[pays] * len(row.cells))) if isinstance(row, tree.MatrixRow) else f"{key}: {pays}"


def _nothing(row: tree.Row | tree.MatrixRow | None, key: str) -> Completed | None:
    """The row with 0 in it, written as the row above it writes what is paid."""
    if row is None:
        return None
    cells = row.cells if isinstance(row, tree.MatrixRow) else (row.value,)
    zero = next((words for words in (_zero(cell) for cell in cells) if words is not None), None)
    if zero is None:
        return None
    line = _line(row, key, zero)
    return Completed(f"`{line}`", line_below("", row.span, line).edits)


def _zero(cell: tree.Node) -> str | None:
    if isinstance(cell, tree.MoneyLit):
        return f"0 {cell.currency}"
    if not isinstance(cell, tree.NumberLit):
        return None
    return {"percent": "0%", "multiplier": "0x"}.get(cell.unit, "0")
