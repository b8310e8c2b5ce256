"""On whom a rule has already paid: the amount so far may be a customer's, where what comes off is the participant's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, instead
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.steps import Steps


def ask_paid_on_whom(steps: Steps, step: tree.MinusPaid) -> None:
    """Asks whose earlier results come off where the amount so far runs over the rows of a customer, a contract or everybody."""
    low = steps.low
    if step.whose is not None or steps.scope.kind != "credit" or step.window is None:
        return
    first = next((one for one in getattr(steps.decl, "steps", ()) if isinstance(one, tree.Start)), None)
    found = _running(low, first.value, set()) if first is not None else None
    if found is None:
        return
    word = _over(found)
    said = "everybody" if word == "everyone" else f"the {word}"
    window = low.words(step.window)
    paid = "minus  what this rule already paid"
    owner = "for everyone together" if word == "everyone" else f"for each {word}"
    raise low.fail(
        "paid-on-whom-open",
        f"the amount so far is that of {said}, and what was already paid could be on {said}, or to the participant",
        step.span,
        "paid on whom?",
        also=(Label(found.span, f"runs over the credits of {said}"),),
        consequence="What was paid on another customer would come off this one's, or what was paid to somebody else would be paid again.",
        repairs=(
            instead(f"What it paid on {said}, to whomever:", step.span, f"{paid} {owner} {window}"),
            instead("What it paid the participant, on whatever:", step.span, f"{paid} for each participant {window}"),
        ),
    )


def _running(low: Lowering, item: tree.Node, seen: set[str]) -> tree.Aggregate | None:
    """The running total that an amount is made of, in it or in a measure that it names, if it is not the participant's."""
    if isinstance(item, tree.Aggregate):
        row = item.window is not None and item.window.kind == "row"
        return item if item.running and (row or item.owner != "participant") else None
    if isinstance(item, tree.Name) and item.name not in seen:
        seen.add(item.name)
        rule = low.model.names.get(item.name)
        inside = (rule.value,) if isinstance(rule, tree.Rule) and rule.value is not None else ()
    else:
        inside = tuple(tree.children(item))  # type: ignore[assignment]
    return next((found for one in inside if (found := _running(low, one, seen)) is not None), None)


def _over(item: tree.Aggregate) -> str:
    if item.owner not in (None, "everyone", "participant"):
        return item.owner or ""
    if item.window is not None and item.window.kind == "row":
        return item.window.row or ""
    return "everyone"
