"""The answer that a rule pays what its running total grew by: cents are rounded once for all credits of a period, and not for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Repair, line_below
from planlang.lowering.periods import finer
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


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
    """The rule as a measure that is not rounded, and one that pays its total in each payout's period; ``step`` rounds already."""
    payout, exact = low.model.payout, f"{decl.name}Exact"
    unit = payout.each if payout is not None else None
    steps = [one for one in decl.steps if one is not step]
    plain = all(isinstance(one, (tree.Start, tree.Change)) and getattr(one, "when", None) is None for one in steps)
    first = steps[0] if steps else None
    if not plain or not isinstance(first, tree.Start) or first.word != "pay" or not decl.pays or decl.grain is None:
        return None
    longer = scope.kind == "credit" or (scope.kind == "participant" and finer(scope.unit or "", unit or ""))
    if unit is None or scope.person is None or not longer or exact in low.model.names:
        return None
    indent = "\n" + " " * (decl.span.column - 1)
    total = f"total of the participant's {exact} in the {unit}"
    said = f"{decl.kind} {decl.name} for each participant each {unit} {{"
    below = indent.join(["", "", said, f"    pay      {total}", f"    rounded  each {unit}", "}"])
    return Repair(
        f"The {unit}'s total, once:",
        f"measure {exact} {low.words(decl.grain)} {{ … }}\n{said}\n    pay      {total}\n    rounded  each {unit}\n}}",
        (
            Edit(head(decl, low.report), f"measure {exact} {low.words(decl.grain)}"),
            Edit(first.span, f"start with  {low.words(first.value)}"),
            *((Edit(step.span, ""),) if step is not None else ()),
            Edit(decl.span.after(), below),
        ),
    )


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
