"""A rule for each credit that could as well be for each participant and period: its steps with totals where they have one credit's amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Completed, Edit
from planlang.diagnostics.place import Span
from planlang.lowering.periods import finer
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


class _OfOneCredit(Exception):
    """Something in a rule that only a credit has."""


def in_total(low: Lowering, decl: object, at: Span, unit: str) -> Completed | None:
    """How a rule reads for each participant and a period, which no answer's words alone make of it: totals of the period for each amount.

    Not where it has conditions or limits of single credits, nor for a period longer than the payout's, nor where it pays what a total grew by,
    which comes to the same.
    """
    payout = low.model.payout
    each = payout.each if payout is not None else None
    if not isinstance(decl, tree.Rule) or not decl.pays or each is None or not (unit == each or finer(unit, each)):
        return None
    credits = [name for name, one in low.model.names.items() if isinstance(one, (tree.Credit, tree.Gathers))]
    if len(credits) != 1:
        return None
    try:
        edits = [edit for step in decl.steps for edit in _step(low, step, credits[0], unit)]
    except _OfOneCredit:
        return None
    amounts = [edit for edit in edits if edit.words.startswith("(")]
    if not amounts:
        return None
    said = f"the same steps, with `{amounts[0].words[1:-1]}` for `{low.report.words(amounts[0].place)}`"
    return Completed(said, (Edit(at, f" for each participant each {unit}"), *edits))


def _total(field: str, credit: str, unit: str, window: str | None = None) -> str:
    within = f"the {unit}" if window in (None, unit) else f"the {window} through this {unit}"
    return f"total {field} of the participant's {credit} in {within}"


def _step(low: Lowering, step: tree.Step, credit: str, unit: str) -> Iterator[Edit]:
    if isinstance(step, tree.Rounded):
        if step.rounding is not None or step.remainder is not None or step.each not in ("credit", "slice"):
            raise _OfOneCredit
        if step.each == "credit":
            yield Edit(step.span, f"rounded  each {unit}")
    elif isinstance(step, (tree.Start, tree.Change)):
        for part in tree.children(step):
            yield from _value(low, part, credit, unit)
    else:
        raise _OfOneCredit


def _value(low: Lowering, item: tree.Node, credit: str, unit: str) -> Iterator[Edit]:
    if isinstance(item, tree.Column):
        if item.parts == ("credit", "amount"):
            yield Edit(item.span, f"({_total('amount', credit, unit)})")
        elif item.parts[0] != "participant":
            raise _OfOneCredit
    elif isinstance(item, tree.Name):
        yield from _named(low, item, credit, unit)
    elif isinstance(item, tree.Aggregate):
        if item.running or item.counting is not None:
            raise _OfOneCredit
    else:
        for part in tree.children(item):
            yield from _value(low, part, credit, unit)


def _named(low: Lowering, item: tree.Name, credit: str, unit: str) -> Iterator[Edit]:
    """A running total up to this credit is the total up to this period; of slices only where both begin together."""
    decl = low.model.names.get(item.name)
    if not isinstance(decl, tree.Rule) or decl.grain is None or decl.grain.kind != "credit":
        return
    total = decl.value
    if not isinstance(total, tree.Aggregate) or not total.running or total.where is not None or total.field is None:
        raise _OfOneCredit
    window = total.window.unit if total.window is not None and total.window.kind == "in" else None
    meets = window is not None and (window == unit or (item.counting == "counting" and finer(unit, window)))
    if item.counting == "not counting" or total.source != credit or not meets:
        raise _OfOneCredit
    yield Edit(item.span, f"({_total(total.field.replace('_', ' '), credit, unit, window)})")
