"""A rule that begins with what was sold and takes a rate of it in some rows only: in all others it pays the whole of it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead
from planlang.questions.suspicious.fixed import fixed
from planlang.questions.suspicious.slips import is_sold
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

RATE = Fraction(3, 10)
"""What is above this share of what was sold may be a part of it (half of a deal that two share), and below it is a rate."""


def report_whole_amount(low: Lowering, rule: tree.Rule) -> None:
    """Warns where each rate of a rule has a condition, and some row may meet none of them."""
    start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
    times = [step for step in rule.steps if isinstance(step, tree.Change) and step.word == "times"]
    if start is None or start.word != "pay" or not times or any(step.when is None for step in times):
        return
    rates = [step for step in times if _rate(step.value)]
    if not rates or not is_sold(low, start.value) or _all_of_them(low, rates):
        return
    step, condition = rates[0], rates[0].when
    assert condition is not None
    amount, said = low.words(start.value), low.words(condition)
    rate = low.words(step.value) if isinstance(step.value, tree.NumberLit) else f"({low.words(step.value)})"
    others = f"no condition holds, {rule.name}" if len(rates) > 1 else f"it is not so that {said}, {rule.name}"
    low.report.add(
        "whole-amount-paid",
        f"where {others} pays all of {amount}",
        step.span,
        "a rate of some rows only",
        also=(Label(start.span, "and of the others all of it"),),
        consequence="Of a deal of 100 that the condition leaves out, 100 are paid.",
        repairs=(
            instead("Say what the others are paid, such as nothing:", step.span, f"times    {rate} if {said}, otherwise 0%"),
            Repair("Or let the rule be about such rows only, above the amount:", f"when     {said}"),
            Repair("Several rates stand in a table:", "times    first match {\n    when …: 5%\n    otherwise: 2%\n}"),
        ),
    )  # fmt: skip


def _rate(value: tree.Value) -> bool:
    """Whether a factor is a percentage as rates are, or a sum of such."""
    if isinstance(value, tree.Binary) and value.op in "+-":
        return _rate(value.left) and _rate(value.right)
    found = fixed(value)
    return isinstance(value, tree.NumberLit) and value.unit == "percent" and found is not None and 0 < found <= RATE


def _all_of_them(low: Lowering, rates: list[tree.Change]) -> bool:
    """Whether the conditions name each member of one column's set, or yes and no."""
    columns: set[tuple[str, ...]] = set()
    named: set[str] = set()
    for step in rates:
        condition = step.when
        if isinstance(condition, tree.OneOf) and not condition.negated:
            column, members = condition.left, list(condition.members)
        elif isinstance(condition, tree.Compare) and condition.relation == "is":
            column, members = condition.left, [condition.right]
        else:
            return len(rates) > 1  # two conditions of other kinds may leave nothing out
        if not isinstance(column, tree.Column):
            return len(rates) > 1
        columns.add(column.parts)
        named.update(low.words(member) for member in members)
    if len(columns) != 1:
        return False
    parts = next(iter(columns))
    record = low.model.rows.get(parts[0])
    spec = record.spec.by_name.get(parts[-1]) if record is not None and len(parts) == 2 else None
    all_of_it = set(spec.members) if spec is not None and spec.members else {"yes", "no"}
    return all_of_it <= named
