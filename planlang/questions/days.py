"""Which day is meant: the days that the row at hand knows of, as answers wherever a plan has to say one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, line_above, line_below, put_after
from planlang.diagnostics.place import Span
from planlang.semantics.model import Record, head
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


def payout_dates(low: Lowering, payout: tree.Payout) -> tuple[Repair, ...]:
    """The days by which a payout may take results in: the credits' own, or another that the data has of what they are made of."""
    words = f"payout for each participant each {payout.each}, by credit date"
    by = Edit(head(payout, low.report), words)
    text = "The date of the credit (or the date that a rule gives with `dated`):"
    return (Repair(text, f"{words} {{", (by,)), *_other_dates(low, payout, by))


def _other_dates(low: Lowering, payout: tree.Payout, by: Edit) -> tuple[Repair, ...]:
    """The other dates of the one table that all rules of a payout are about, each with the lines that these need."""
    names = [name.name for step in payout.steps if isinstance(step, tree.AddRules) for name in step.names]
    rules = [low.model.names.get(name) for name in names]
    sound = [
        rule for rule in rules if isinstance(rule, tree.Rule) and rule.steps and _of_credits(low, rule) is not None
    ]
    made = list({id(one): one for rule in sound if (one := _of_credits(low, rule)) is not None}.values())
    if (
        len(sound) != len(rules)
        or len(made) != 1
        or any(isinstance(s, tree.Dated) for rule in sound for s in rule.steps)
    ):
        return ()
    (credit,) = made
    record = low.model.rows.get(credit.grain.name or "")
    if record is None:
        return ()
    own = {low.words(line.value) for line in credit.lines if isinstance(line, tree.Dated)}
    found = []
    for column in record.spec.columns:
        day = f"{record.spec.row}.{column.name}"
        if column.kind != "date" or day in own or column.name in (record.spec.valid or ()):
            continue
        known = f"when  {day} is known" if column.optional else ""
        edits = [edit for rule in sound for edit in line_below("", rule.steps[-1].span, f"dated  {day}").edits]
        if known:
            edits += [edit for rule in sound for edit in line_above("", rule.steps[0].span, known).edits]
        said = f"dated  {day}" if not known else f"{known}\ndated  {day}"
        found.append(Repair(f"{day}, which each rule then says:", said, (by, *edits)))
    return tuple(found)


def _of_credits(low: Lowering, rule: tree.Rule) -> tree.Credit | None:
    """The credit that a rule is for each of, if it is made of rows of the data."""
    name = rule.grain.name if rule.grain is not None and rule.grain.kind == "credit" else None
    decl = low.model.names.get(name or "")
    return decl if isinstance(decl, tree.Credit) else None
