"""`take back all that Base pays on the credit` in a rule for other rows: those of Base, or what was paid as this rule's rows can tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.semantics.model import Record, head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.rules import RuleTable
    from planlang.lowering.steps import Steps

MOST_DAYS = 2


def ask_elsewhere(steps: Steps, step: tree.TakeBackAll, made: RuleTable) -> Exception:
    """Asks whose payments are taken back where a rule is not about the rows that they were made for."""
    low, name = steps.low, step.rule.name
    return low.fail(
        "clawback-elsewhere",
        f"{name} is worked out for each {made.scope.grain}, and this rule for each {steps.scope.grain}",
        step.span,
        also=(Label(head(made.decl, low.report), f"for each {made.scope.grain}"),),
        consequence="Nothing says which of its payments belong to which row here.",
        repairs=(
            *_of_its_rows(steps, step, made),
            *_paid_here(steps, step, made),
            Repair("Or take back an amount that is worked out here:", "take back  50% of credit.amount"),
        ),
    )


def _of_its_rows(steps: Steps, step: tree.TakeBackAll, made: RuleTable) -> Iterator[Repair]:
    """The rule for the rows of what it takes back: on each day that may say that one is undone, where no line says which they are."""
    low, decl, grain = steps.low, steps.decl, made.decl.grain
    if not isinstance(decl, tree.Rule) or decl.grain is None or grain is None:
        return
    text, words = "Each payment of one row, if this rule is about the same rows", low.words(grain)
    place = Edit(decl.grain.span, words)
    whens = any(isinstance(one, (tree.When, tree.Dated)) for one in decl.steps)
    days = [] if whens else _days(low, made)[:MOST_DAYS]
    for day in days:
        indent = "\n" + " " * (step.span.column - 1)
        lines = (f"when       {day} is known", low.words(step), f"dated      {day}")
        yield Repair(
            f"{text}, and taken back on {day}:",
            "\n".join((words, *lines)),
            (place, Edit(step.span, indent.join(lines))),
        )
    if not days:
        yield Repair(f"{text}:", words, (place,))


def _paid_here(steps: Steps, step: tree.TakeBackAll, made: RuleTable) -> Iterator[Repair]:
    """What was paid in the period at hand, or for the row that both lead to."""
    scope = steps.scope
    where = scope.unit if scope.kind == "participant" else _shared(steps.low, scope.credit, made.scope.credit)
    if scope.kind == "participant" and where is None:
        where = "plan"
    if where is not None:
        said = f"take back  total paid of the participant's {step.rule.name} in the {where}"
        yield instead(f"What it paid the person in the {where}, whichever row it was for:", step.span, said)


def _days(low: Lowering, made: RuleTable) -> list[str]:
    """The days that a credited row may have, or not, and of which its rule says nothing: of a return, of a cancellation."""
    record = _credited(low, made.scope.credit)
    if record is None:
        return []
    said = {one.parts for one in tree.below(made.decl) if isinstance(one, tree.Column)}
    return [
        f"{record.spec.row}.{one.name}"
        for one in record.spec.columns
        if one.kind == "date" and one.optional and (record.spec.row, one.name) not in said
    ]


def _credited(low: Lowering, name: str | None) -> Record | None:
    """The data of which each row is a credit."""
    decl = low.model.names.get(name or "")
    grain = decl.grain if isinstance(decl, tree.Credit) else None
    if grain is None:
        return None
    return _credited(low, grain.name) if grain.kind == "credit" else low.model.rows.get(grain.name or "")


def _shared(low: Lowering, mine: str | None, theirs: str | None) -> str | None:
    """The word for a row that the credits of two ledgers are about: the deal that was sold, and of which something came back."""
    one, other = _credited(low, mine), _credited(low, theirs)
    if one is None or other is None:
        return None
    known = [one.spec.name, *(c.row for c in one.spec.columns if c.kind == "row")]
    return other.spec.row if known.count(other.spec.name) == 1 else None
