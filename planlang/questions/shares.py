"""Shares of a deal that are credited: a whole, an overlay, or less than there is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, line_below
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

SHARES = frozenset({"share", "split", "portion", "part", "allocation"})
"""Words in the name of a column that say it is a share of something that others have a share of, too."""


def divides(item: tree.Node, row: str) -> bool:
    """Whether a row's percentage of something can be a share of it: of the row's own amount it is a margin or a weight, unless its name says more."""
    columns = [found for found in (item, *_below(item)) if isinstance(found, (tree.Column, tree.Name, tree.Aggregate))]
    own = [one for one in columns if isinstance(one, tree.Column) and len(one.parts) == 2 and one.parts[0] == row]
    return len(own) < len(columns) or any(not SHARES.isdisjoint(one.parts[1].split("_")) for one in own)


def ask_shares(low: Lowering) -> None:
    """Asks where a row's share of something is credited, and no check of the data says what the shares of it come to."""
    here, asked = low.model.plan.span.file, set()
    for item in low.model.plan.items:
        share = _share(item) if isinstance(item, tree.Credit) and item.span.file == here else None
        if share is None or share.parts in asked:
            continue
        asked.add(share.parts)
        _ask(low, share)


def _share(credit: tree.Credit) -> tree.Column | None:
    """The column of the credit's own row that says which share of something it is of."""
    line = next((line for line in credit.lines if isinstance(line, tree.AmountLine) and line.word == "amount"), None)
    share = line.value.share if line is not None and isinstance(line.value, tree.Of) else None
    if not isinstance(share, tree.Column) or line is None or credit.grain.kind != "row":
        return None
    own = len(share.parts) == 2 and share.parts[0] == credit.grain.name
    return share if own and divides(line.value, share.parts[0]) else None


def _ask(low: Lowering, share: tree.Column) -> None:
    word, name = share.parts
    record = low.model.rows.get(word)
    column = record.columns.get(name) if record is not None else None
    if record is None or column is None or column.type.kind not in ("percent", "fraction"):
        return
    whole = next((one.row for one in record.spec.columns if one.row is not None and one.row != "participants"), None)
    if whole is None or _checked(low, record.decl.name, name):
        return
    whole = low.model.records[whole].decl.row
    total = f"reject unless  for each {whole}: total {name} of {record.decl.name} in the {whole} is"
    last = record.decl.lines[-1].span
    low.report.add(
        "shares-unchecked",
        f"nothing says what the shares ({word}.{name}) of one {whole} come to",
        share.span,
        "credits a share",
        also=(Label(column.span, "the shares"),),
        consequence=f"Shares of 60% and 60% would credit, and pay, a {whole} for 120%; shares of 50% and 40% only 90% of it.",
        repairs=(
            line_below("They make a whole:", last, f"{total} 100%"),
            line_below("They make a whole or more, for overlays beside the owner:", last, f"{total} at least 100%"),
            line_below("They make a whole or less, some of it credited to nobody:", last, f"{total} at most 100%"),
            Repair(f"Or say another bound, in `data {record.decl.name}`.", f"{total} at most 150%"),
        ),
    )


def _checked(low: Lowering, table: str, column: str) -> bool:
    """Whether some check of the data totals the column, or a total of which is not said; that is asked first."""
    return any(
        isinstance(found, tree.Aggregate)
        and found.source == table
        and found.field in (column, None)
        and found.function == "total"
        for item in low.model.plan.items
        if isinstance(item, tree.Data)
        for line in item.lines
        if isinstance(line, tree.RejectUnless)
        for found in _below(line)
    )


def _below(item: tree.Node) -> list[tree.Node]:
    return [found for child in tree.children(item) for found in (child, *_below(child))]
