"""Shares of a deal that are credited: a whole, an overlay, or less than there is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead, line_below
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.semantics.model import Record


def shares_of(low: Lowering, credit: tree.Credit, item: tree.Value, record: Record) -> list[tree.Column]:
    """The percentages of a credit's own row that say how much of something is its own, of which other rows have a part, too.

    That is so by what the plan does with them, whatever they are called: several rows may be of one deal, and multiply what is the deal's.
    A percentage of the row's own amount, such as a margin, is a share only where a check of the data adds it up, or where the row names
    the person who is credited.
    """
    groups = [one.name for one in record.spec.columns if one.kind == "row" and one.row != _people(low)]
    if not groups or set(record.spec.identity) <= set(groups):
        return []
    own = [one for one in _columns(item) if isinstance(one, tree.Column) and _of_row(one, record)]
    shares = [one for one in _factors(item) if one in own and _percentage(one, record)]
    others = [one for one in _columns(item) if one not in own]
    if (
        others
        and own == shares
        and all(isinstance(one, tree.Column) and one.parts[0] == "participant" for one in others)
    ):
        return []  # of what the person has, which no other row's person has a part of
    if others:
        return shares
    persons = not _a_product(item) and to_own_person(low, credit, record)
    return [one for one in shares if persons or _checked(low, record.decl.name, one.parts[1])]


def _factors(item: tree.Node) -> list[tree.Node]:
    """What an amount grows in proportion to."""
    if isinstance(item, tree.Of):
        return [*_factors(item.share), *_factors(item.whole)]
    if isinstance(item, tree.Binary):
        return [*_factors(item.left), *(_factors(item.right) if item.op != "/" else ())]
    if isinstance(item, tree.Negate):
        return _factors(item.value)
    if isinstance(item, tree.Choice):
        return [*_factors(item.value), *_factors(item.otherwise)]
    return [item]


def _columns(item: tree.Node) -> list[tree.Node]:
    """What an amount reads."""
    return [one for one in (item, *tree.below(item)) if isinstance(one, (tree.Column, tree.Name, tree.Aggregate))]


def _a_product(item: tree.Node) -> bool:
    """Whether an amount is worked out with signs, not as a share `of` something."""
    return not any(isinstance(one, tree.Of) for one in (item, *tree.below(item)))


def _of_row(column: tree.Column, record: Record) -> bool:
    return len(column.parts) == 2 and column.parts[0] == record.spec.row


def _percentage(column: tree.Column, record: Record) -> bool:
    spec = record.spec.by_name.get(column.parts[1])
    return spec is not None and spec.kind in ("percent", "fraction")


def _people(low: Lowering) -> str | None:
    return low.model.people.spec.name if low.model.people is not None else None


def to_own_person(low: Lowering, credit: tree.Credit, record: Record) -> bool:
    """Whether a credit goes to somebody whom the row itself names: `to split.to`."""
    to = next((line for line in credit.lines if isinstance(line, tree.To)), None)
    if to is None or not isinstance(to.value, tree.Column) or not _of_row(to.value, record):
        return False
    spec = record.spec.by_name.get(to.value.parts[1])
    return spec is not None and spec.row == _people(low)


def ask_shares(low: Lowering) -> None:
    """Asks where a row's share of something is credited, and no check of the data says what the shares of it come to."""
    here, asked = low.model.plan.span.file, set()
    for item in low.model.plan.items:
        if not isinstance(item, tree.Credit) or item.span.file != here or item.grain.kind != "row":
            continue
        record = low.model.rows.get(item.grain.name or "")
        line = next((one for one in item.lines if isinstance(one, tree.AmountLine) and one.word == "amount"), None)
        shares = shares_of(low, item, line.value, record) if line is not None and record is not None else []
        if record is None or len(shares) != 1 or shares[0].parts in asked:
            continue
        asked.add(shares[0].parts)
        assert line is not None
        _ask(low, shares[0], record, line.value)


def _ask(low: Lowering, share: tree.Column, record: Record, amount: tree.Value) -> None:
    word, name = share.parts
    column = record.columns[name]
    whole = next((one.row for one in record.spec.columns if one.row is not None and one.row != _people(low)), None)
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
            *_no_share(low, amount, record),
        ),
    )


def _no_share(low: Lowering, amount: tree.Value, record: Record) -> tuple[Repair, ...]:
    """What says that a percentage of the row's own amount is no share of what is the deal's."""
    if not isinstance(amount, tree.Of) or not all(
        isinstance(one, tree.Column) and _of_row(one, record) for one in (amount.share, amount.whole)
    ):
        return ()
    product = f"{low.words(amount.whole)} * {low.words(amount.share)}"
    return (instead(f"They are no shares, each {record.spec.row} having an amount of its own:", amount.span, product),)


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
        for found in tree.below(line)
    )
