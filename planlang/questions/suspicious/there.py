"""A count of all participants that the data ever had, in a rule for each period, where the data says from when through when they are some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_counts_who_left(low: Lowering, rule: tree.Rule) -> None:
    """Warns of a count, or a total of a column, of participants `in the plan` that a rule for each period reads."""
    people, unit = low.model.people, rule.grain.each if rule.grain is not None else None
    if people is None or people.spec.valid is None or unit is None:
        return
    start, end = (f"{people.spec.row}.{name}" for name in people.spec.valid)
    for item in tree.below(rule):
        if not isinstance(item, tree.Aggregate) or item.source != people.spec.name or item.window is None:
            continue
        if (
            item.function not in ("count", "total")
            or item.window.kind != "plan"
            or _of_days(item.where, people.spec.valid)
        ):
            continue
        low.report.add(
            "counts-who-left",
            f"this counts everybody whom the data ever has, also who is there before or after the {unit}",
            item.span,
            f"not those of the {unit}",
            also=(Label(people.decl.span, f"from {start} through {end}"), Label(head(rule, low.report), f"for each {unit}")),
            consequence="A pot that is divided by it leaves the parts of those who are not there to nobody.",
            repairs=(
                *_those_there(low, rule, item, unit),
                Repair(
                    "If who left is to be counted, accept it, with the reason:",
                    "# planlang: accept counts-who-left: the pot was set for as many seats",
                ),
            ),
        )  # fmt: skip


def _of_days(where: tree.Node | None, valid: tuple[str, str]) -> bool:
    """Whether a condition speaks of the days on which somebody is there, or of a measure that may."""
    return where is not None and any(
        isinstance(one, tree.Name) or (isinstance(one, tree.Column) and one.parts[-1] in valid)
        for one in tree.below(where)
    )


def _those_there(low: Lowering, rule: tree.Rule, item: tree.Aggregate, unit: str) -> tuple[Repair, ...]:
    """A measure that is 1, or the column, for each who has the period, and a total of it."""
    if "There" in low.model.names or item.where is not None:
        return ()
    assert low.model.people is not None
    worth = "1" if item.function == "count" else f"{low.model.people.spec.row}.{item.field}"
    words = f"total of everyone's There in the {unit}"
    text = f"measure There for each participant each {unit} = {worth}"
    answer = instead(f"Those who are there in the {unit}:", item.span, words)
    indent = " " * (rule.span.column - 1)
    return (
        Repair(
            answer.text,
            f"{text}\n{words}",
            (Edit(head(rule, low.report).before(), f"{text}\n\n{indent}"), *answer.edits),
        ),
    )
