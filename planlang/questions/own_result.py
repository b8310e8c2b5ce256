"""A rule that is measured by its own result: in which form that has one meaning, and what is carried from row to row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead, line_below
from planlang.questions.todate import where_made
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope

FORM = "times  tiers by running total of the participant's {} in the {}, each slice at its own tier {{"


def refuse_whole(low: Lowering, item: tree.Tiers) -> Exception:
    """The one tier reached would depend on the result that it is to give."""
    assert isinstance(item.by, tree.Aggregate)
    unit = item.by.window.unit if item.by.window is not None and item.by.window.unit is not None else "plan"
    return low.fail(
        "own-result-form",
        f"{item.by.source} is measured by its own result, and which tier that reaches depends on the rate that the tier gives",
        item.by.span,
        "only an amount that is divided over the tiers can be measured so",
        repairs=(
            Repair("Divide the amount, in a step of its own:", FORM.format(item.by.source, unit)),
            Repair(
                "Or take the tier that was reached before this credit, for all of it:",
                f"times  tiers by running total of the participant's {item.by.source} in the {unit} not counting this credit, "
                "all at the tier reached {",
            ),
        ),
    )


def refuse_nested(low: Lowering, item: tree.Tiers) -> Exception:
    """Tiers of the rule's own result inside of a larger value: what the next credit goes on from is the rule's result, and no part of it."""
    return low.fail(
        "own-result-form",
        "tiers by the rule's own result are a step of their own",
        item.span,
        repairs=(
            Repair("Write the rest as steps above it:", f"times  {low.words(item).partition('{')[0].strip()} {{"),
        ),
    )


def refuse_form(
    low: Lowering, decl: tree.Rule | tree.Payout, step: tree.Change, by: tree.Aggregate, scope: Scope
) -> None:
    """Refuses what would make the result another one than what the tiers are filled with."""
    words = low.words(by)
    if scope.kind != "credit":
        raise low.fail(
            "own-result-form",
            f"a result moves through tiers credit by credit, and this is about a {scope.grain}",
            by.span,
            repairs=(Repair("Make it a rule `for each credit of …`."),),
        )
    if by.counting is not None and isinstance(step.value, tree.Tiers) and step.value.application == "slice":
        plain = words.replace(" not counting this credit", "").replace(" counting this credit", "")
        raise low.fail(
            "own-result-form",
            "the slices go from the result without this credit to the result with it, so nothing is to be said of this credit",
            by.span,
            repairs=(instead("Leave it out:", by.span, plain),),
        )
    if by.where is not None:
        raise low.fail(
            "own-result-form",
            "the tiers are filled with each result of the rule, and `where` would leave some out",
            by.where.span,
            repairs=(Repair("Drop the `where`, or make two rules of it."),),
        )
    for other in decl.steps:
        below = other.span.start > step.span.start
        if isinstance(other, tree.Dated) or (below and not _keeps(other)):
            raise low.fail(
                "own-result-form",
                "the tiers are filled with the result of the rule, and this step would make it another one"
                if not isinstance(other, tree.Dated)
                else "the tiers are filled in the order of the credits, and this step gives the results other dates",
                other.span,
                also=(Label(by.span, "measured by the result"),),
                consequence="A tier would end somewhere else than where the plan says.",
                repairs=(
                    Repair("Move it above the tiers, if it changes the amount that they divide."),
                    Repair("Or make it a step of another rule, which begins with this one:", f"pay  {by.source}"),
                ),
            )


def _keeps(step: tree.Step) -> bool:
    """Whether a step leaves the result what the tiers made of it, but for rounding."""
    return (isinstance(step, tree.Rounded) and step.remainder is None) or isinstance(step, tree.Paid)


def ask_carried(low: Lowering, decl: tree.Rule, step: tree.Change, result: Typed) -> None:
    """Asks where a result is rounded which the next one goes on from."""
    if result.type.kind == "unknown" or not result.scale.quotient:
        return
    raise low.fail(
        "rounding-open",
        f"{decl.name} goes on from its own result, and nothing says where that is rounded",
        head(decl, low.report),
        "what does the next credit go on from?",
        consequence="Where a credit crosses into another tier the result is a quotient; each later one depends on how it is rounded.",
        repairs=(
            line_below("Each credit's result, at the end of the rule:", where_made(decl), "rounded  each credit"),
            line_below("Each slice of it, right below the tiers:", step.span, "rounded  each slice"),
        ),
    )
