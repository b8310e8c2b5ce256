"""Which day is meant: the days that the row at hand knows of, as answers wherever a plan has to say one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, put_after
from planlang.diagnostics.place import Span
from planlang.semantics.model import Record
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


def made_of(low: Lowering, source: Scope) -> Record | None:
    """The record whose rows are credited, perhaps by way of other credits."""
    table = low.credits.get(source.credit or "")
    while source.record is None and table is not None and table.source is not None:
        source = table.source
        table = low.credits.get(source.credit or "")
    return source.record


def days_at_hand(low: Lowering, scope: Scope) -> list[str]:
    """The days that a row knows of, each in the plan's words and once: its own first, then the other dates of what it came from."""
    if scope.unit is not None:
        return [f"the last day of the {scope.unit}", f"the first day of the {scope.unit}"]
    record = made_of(low, scope)
    own = ["credit.date"] if scope.kind == "credit" else []
    if record is None:
        return own
    dated = _dated(low, scope)
    return [
        *own,
        *(
            words
            for column in record.spec.columns
            if column.kind == "date" and column.name not in (record.spec.valid or ())
            if not column.optional or (record.spec.row, column.name) in scope.known
            if (words := f"{record.spec.row}.{column.name}") != dated
        ),
    ]


def _dated(low: Lowering, scope: Scope) -> str | None:
    """What dates the credits at hand, where that is one phrase: `credit.date` is the same day then."""
    table = low.credits.get(scope.credit or "") if scope.kind == "credit" else None
    while table is not None and isinstance(table.decl, tree.Credit):
        said = next((low.words(line.value) for line in table.decl.lines if isinstance(line, tree.Dated)), None)
        if said != "credit.date" or table.source is None:
            return said
        table = low.credits.get(table.source.credit or "")
    return None


def on_which_day(low: Lowering, scope: Scope, place: Span, phrase: str) -> tuple[Repair, ...]:
    """A day for a phrase that lacks one, put in behind a place: each that the row at hand knows of."""
    days = days_at_hand(low, scope)
    unit = low.model.payout.each if low.model.payout is not None else None
    if scope.unit is None and unit is not None and len(days) == 1:  # the other day that the trade knows
        days.append(f"the last day of the {unit} of {days[0]}")
    answers = tuple(put_after(f"On {_called(day)}:", place, f" on {day}", f"{phrase} on {day}") for day in days)
    return answers or (Repair("Say the day:", f"{phrase} on …"),)


def _called(day: str) -> str:
    return "the day of the credit" if day == "credit.date" else day
