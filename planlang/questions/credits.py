"""Questions about credits: who gets the odd cents, where an amount is rounded, and which of two credits comes first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.semantics.model import Record, head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope


def ask_amount(low: Lowering, decl: tree.Credit, line: tree.AmountLine, found: Typed, source: Scope) -> tuple[str, ...]:
    """Asks for a rounding and for the owner of the remainder; gives the columns of the group that is divided."""
    record = source.record
    shares = _shares(line.value, record) if record is not None else []
    group = _group(record) if record is not None else None
    words = low.words(line.value)
    units = Fraction(low.model.header.rounding.unit)
    whole = found.scale.whole(units.denominator) and units.numerator == 1
    if found.type.kind == "money" and not line.rounded and not whole:
        owner = ", odd cents to …" if shares and group is not None else ""
        low.report.add(
            "credit-not-rounded",
            f"`{words}` may come out in fractions of a cent, and nothing says how they are rounded",
            line.span,
            consequence="The credits would not add up to what the statement prints.",
            repairs=(Repair("Round it by the plan's rounding:", f"{line.word}  {words}, rounded{owner}"),),
        )
    if line.rounded and shares and group is not None and line.remainder is None:
        low.report.add(
            "odd-cents-open",
            f"{words} is divided, and nothing says who gets the cents that don't divide evenly",
            line.span,
            also=tuple(Label(share.span, "the share") for share in shares),
            consequence=f"Half of 0.01 rounds to 0.00 or 0.01 for each: the credits of a {group} would add up to a cent less or more than the {group}.",
            repairs=(
                Repair("To the one who is marked in the data:", f"{line.word}  {words}, rounded, odd cents to {record.spec.row if record else 'split'}.primary"),
                Repair("To the one with the largest share:", f"{line.word}  {words}, rounded, odd cents to the largest"),
                Repair("To the last of them:", f"{line.word}  {words}, rounded, odd cents to the last"),
            ),
        )  # fmt: skip
    if line.remainder is not None and group is None:
        low.report.add(
            "nothing-divided",
            "nothing is divided here, so there are no odd cents to give to anyone",
            line.remainder.span,
            repairs=(Repair("Drop `odd cents to …`, or credit rows that share a deal."),),
        )
    if group is None or record is None:
        return ()
    return tuple(low.cell(record, c.name)[0].column for c in record.spec.columns if c.kind == "row" and _is_group(c.row, low))


def _is_group(target: str | None, low: Lowering) -> bool:
    return target is not None and (low.model.people is None or target != low.model.people.spec.name)


def _group(record: Record) -> str | None:
    """The word for the rows whose amount the rows of a record divide: the deal of a split."""
    decls = [line for line in record.decl.lines if isinstance(line, tree.ColumnDecl)]
    words = [line.type.row for line in decls if line.type.kind == "row" and line.type.row != "participant"]
    return words[0] if words else None


def _shares(item: tree.Node, record: Record) -> list[tree.Column]:
    """The share columns of the record itself that an amount is multiplied by."""
    if isinstance(item, tree.Column):
        if len(item.parts) == 2 and item.parts[0] == record.spec.row:
            spec = record.spec.by_name.get(item.parts[1])
            if spec is not None and spec.kind in ("percent", "fraction"):
                return [item]
        return []
    return [share for part in tree.children(item) for share in _shares(part, record)]


def ask_order(
    low: Lowering, name: str, decl: tree.Credit | tree.Gathers, line: tree.Ordered | tree.Gathers | None, source: Scope
) -> None:
    """Asks for an order, and for a last key that tells any two credits apart."""
    keys = line.keys if line is not None else ()
    if not keys:
        low.report.add(
            "order-open",
            f"{name} does not say in which order its credits come",
            head(decl, low.report),
            consequence="Running totals, caps taken in credit order and tiers that a deal crosses depend on it.",
            repairs=(Repair("Order them by date, with a last key that no two share:", "ordered  by deal.closed, then deal.id"),),
        )
        return
    if any(_unique(key, low) for key in keys):
        return
    said = ", then ".join(low.words(key) for key in keys)
    low.report.add(
        "tie-break-open",
        f"two credits of {name} may be alike in {said}, and nothing says which comes first",
        keys[-1].span,
        "no later key breaks a tie",
        consequence="Of two deals closed on the same day, either could be the one that crosses into the next tier or meets the cap.",
        repairs=(Repair("Add a key that tells them apart:", f"ordered  by {said}, then {_suggested(low, source)}"),),
    )


def _suggested(low: Lowering, source: Scope) -> str:
    for record in [source.record, *low.model.records.values()]:
        if record is not None and record.spec.key is not None and record.spec.row != "participant":
            return f"{record.spec.row}.{record.spec.key.name}"
    return "credit.id"


def _unique(key: tree.Value, low: Lowering) -> bool:
    if not isinstance(key, tree.Column):
        return False
    if key.parts == ("credit", "id"):
        return True
    record = low.model.rows.get(key.parts[0])
    for part in key.parts[1:]:
        if record is None:
            return False
        spec = record.spec.by_name.get(part)
        if spec is None:
            return False
        if spec.key:
            return True
        record = low.model.records.get(spec.row or "")
    return record is not None and len(key.parts) > 1 and record.spec.row != "participant"
