"""Rows called `week`: the word is that of a period, too, and in a plan that has such rows it means them."""

from __future__ import annotations

from typing import Any

from planlang.core.calendar import DAYS
from planlang.diagnostics.model import Label, Repair
from planlang.semantics.model import head
from planlang.semantics.report import Report
from planlang.syntax import tree


def rows_called_so(items: tuple[tree.Statement, ...]) -> dict[str, tree.Data]:
    """The data whose rows are called `week` or `fortnight`, by the word."""
    return {item.row: item for item in items if isinstance(item, tree.Data) and item.row in DAYS}


def by_rows(item: Any, words: dict[str, tree.Data]) -> Any:
    """A part of a plan in which `in the week` is in the row that is called so."""
    if isinstance(item, tuple):
        parts = tuple(by_rows(part, words) for part in item)
        return parts if any(new is not old for new, old in zip(parts, item)) else item
    if not isinstance(item, tree.Node):
        return item
    if isinstance(item, tree.Window) and item.kind == "in" and item.unit in words:
        return item.but(kind="row", unit=None, row=item.unit)
    held = ((name, getattr(item, name)) for name in item._fields)
    changed = {name: new for name, old in held if (new := by_rows(old, words)) is not old}
    return item.but(**changed) if changed else item


def refuse_period(unit: str, said: tree.Node, data: tree.Data, report: Report) -> None:
    """Where a plan means the period by the word that its rows have."""
    report.add(
        "reserved-row-name",
        f"rows of this plan are called `{unit}`, so the word can't be the calendar's {unit} as well",
        said.span,
        also=(Label(head(data, report), "the rows"),),
        consequence="A total could be of the days of a week, or of what names the same row, whenever dated.",
        repairs=(Repair("Call the rows otherwise, such as:", f"data {data.name}, each row a report"),),
    )
