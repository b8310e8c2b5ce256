"""The answer that a rule pays what its running total grew by: cents are rounded once for all credits of a period, and not for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Edit, Repair, line_below
from planlang.diagnostics.place import Span
from planlang.lowering.periods import finer
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope

AS_MEASURE = (tree.Start, tree.Change, tree.Limit)
"""Steps that a measure may have, too."""


def where_made(decl: tree.Rule) -> Span:
    """The last step that makes the amount: below it come only those that say when it is paid."""
    made = [step for step in decl.steps if not isinstance(step, (tree.Paid, tree.Dated))]
    return (made or decl.steps)[-1].span


def rounded_to_date(low: Lowering, decl: tree.Rule, scope: Scope, step: tree.Rounded | None = None) -> Repair | None:
    """The rule to date in each payout's period, for a rule that is a share of each of its credits; ``step`` rounds already."""
    payout = low.model.payout
    unit = payout.each if payout is not None else None
    amounts = [item for one in decl.steps for item in _columns(one) if item.parts == ("credit", "amount")]
    others = [one for one in decl.steps if not isinstance(one, (tree.Start, tree.Change)) and one is not step]
    plain = scope.kind == "credit" and scope.person is not None and unit is not None and scope.credit is not None
    if not plain or others or len(amounts) != 1 or not all(_share(one) for one in decl.steps if one is not step):
        return None
    total = f"running total amount of the participant's {scope.credit} in the {unit} counting this credit"
    amount = amounts[0].span
    shown = f"({total.replace(' in the ', f'{chr(10)}    in the ', 1)})"
    line, back = "rounded  each credit", f"minus    what this rule already paid in the {unit}"
    below = line_below("", decl.steps[-1].span, f"{line}\n{' ' * (decl.steps[-1].span.column - 1)}{back}").edits
    if step is not None:
        below = (Edit(step.span, line), *line_below("", decl.steps[-1].span, back).edits)
    return Repair(
        f"The {unit}'s total so far; each credit pays what it grew by:",
        f"{low.words(decl.steps[0]).replace('credit.amount', shown)}\n{line}\n{back}",
        (Edit(amount, f"({total})"), *below),
    )


def rounded_in_total(low: Lowering, decl: tree.Rule, scope: Scope, step: tree.Rounded | None = None) -> Repair | None:
    """The rule as a measure that is not rounded, and one that pays its total in each payout's period; ``step`` rounds already.

    A measure has a value in every row, so what the rule is about becomes a condition, and the value otherwise 0. Not where another rule
    reads each result, such as one that takes it back.
    """
    payout, exact = low.model.payout, f"{decl.name}Exact"
    unit = payout.each if payout is not None else None
    whens = [one for one in decl.steps if isinstance(one, tree.When)]
    steps = [one for one in decl.steps if one is not step and not isinstance(one, tree.When)]
    plain = all(isinstance(one, AS_MEASURE) and getattr(one, "when", None) is None for one in steps)
    first = steps[0] if steps else None
    if (whens and (first is None or not can_be_conditional(first, whens))) or _read_elsewhere(low, decl):
        return None
    if not plain or not isinstance(first, tree.Start) or first.word != "pay" or not decl.pays or decl.grain is None:
        return None
    longer = scope.kind == "credit" or (scope.kind == "participant" and finer(scope.unit or "", unit or ""))
    if unit is None or scope.person is None or not longer or exact in low.model.names:
        return None
    indent = "\n" + " " * (decl.span.column - 1)
    total = f"total of the participant's {exact} in the {unit}"
    said = f"{decl.kind} {decl.name} for each participant each {unit} {{"
    below = indent.join(["", "", said, f"    pay      {total}", f"    rounded  each {unit}", "}"])
    edits = (
        Edit(head(decl, low.report), f"measure {exact} {low.words(decl.grain)}"),
        *(Edit(one.span, "") for one in whens),
        Edit(first.span, f"start with  {low.words(first.value)}{where_all_hold(low, whens)}"),
        *((Edit(step.span, ""),) if step is not None else ()),
        Edit(decl.span.after(), below),
    )
    return Repair(f"The {unit}'s total, once:", pasted(low, decl, edits), edits)


def pasted(low: Lowering, decl: tree.Rule, edits: Sequence[Edit]) -> str:
    """What stands in the place of a rule when edits of it are made: whole, so that it can be copied from a screen."""
    text = low.report.text_of(decl.span)
    made = edited(text, edits)
    lines = made[decl.span.start : decl.span.end + len(made) - len(text)].splitlines()
    indent = " " * (decl.span.column - 1)
    return "\n".join(line.rstrip().removeprefix(indent) for line in lines if line.strip())


def _read_elsewhere(low: Lowering, decl: tree.Rule) -> bool:
    others = (one for one in low.model.names.values() if isinstance(one, tree.Rule) and one is not decl)
    return any(_names(one, decl.name) for one in others)


def _names(item: tree.Node, name: str) -> bool:
    if isinstance(item, tree.Name) and item.name == name:
        return True
    return getattr(item, "source", None) == name or any(_names(part, name) for part in tree.children(item))


def can_be_conditional(first: tree.Step, whens: Sequence[tree.When]) -> bool:
    """Whether an amount can be said with conditions behind it: it has none of its own, and they are all to hold."""
    said = isinstance(first, tree.Start) and not isinstance(first.value, (tree.Choice, tree.Fallback))
    return said and not any(isinstance(one.condition, tree.Junction) and one.condition.word == "or" for one in whens)


def where_all_hold(low: Lowering, whens: Sequence[tree.When]) -> str:
    """What stands behind an amount in the place of a rule's conditions."""
    if not whens:
        return ""
    holds = " and ".join(low.words(one.condition) for one in whens)
    return f" if {holds}, otherwise 0 {low.model.header.currency}"


def _share(step: tree.Step) -> bool:
    """Whether a step takes a share of what there is, or of the credit: what is so of two amounts is so of their sum."""
    if isinstance(step, tree.Change):
        return step.when is None and step.word == "times" and isinstance(step.value, tree.NumberLit)
    if not isinstance(step, tree.Start) or step.word != "pay":
        return False
    value = step.value
    if isinstance(value, tree.Of):
        return all(isinstance(part, (tree.NumberLit, tree.Column)) for part in tree.children(value))
    return isinstance(value, tree.Column)


def _columns(item: tree.Node) -> list[tree.Column]:
    if isinstance(item, tree.Column):
        return [item]
    return [column for part in tree.children(item) for column in _columns(part)]
