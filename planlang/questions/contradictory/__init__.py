"""Rules that contradict each other unless the plan says otherwise: asked of a plan without other errors, of its text.

Two rules are about one row, and nothing says whether both are paid, or both taken back; or one follows the other, and what
lies between is paid by none; or the gate of a rule measures otherwise than its table; or a count is of credits that share a deal;
or an amount does not follow the shares of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_contradictory(low: Lowering) -> None:
    """Asks about the gate of each rule beside its table, and about rules that the payout adds, taken together."""
    here, payout = low.model.plan.span.file, low.model.payout
    gated = payout is not None and any(isinstance(step, tree.OnlyIf) for step in payout.steps)
    for item in low.model.plan.items:
        if not isinstance(item, tree.Rule) or not item.pays or item.span.file != here:
            continue
        if gated or any(
            isinstance(step, (tree.OnlyIf, tree.When, tree.MeasuredApart))
            or (isinstance(step, tree.Change) and step.when is not None)
            or (
                isinstance(step, (tree.Start, tree.Change))
                and isinstance(step.value, (tree.Choice, tree.Name, tree.Binary))
            )
            for step in item.steps
        ):
            from planlang.questions.contradictory.gates import ask_gate_elsewhere

            ask_gate_elsewhere(low, item)
        if sum(isinstance(step, tree.Change) and step.when is not None for step in item.steps) > 1:
            from planlang.questions.contradictory.steps import ask_steps

            ask_steps(low, item)
    _ask_flat(low)
    for item in low.model.plan.items:
        if isinstance(item, tree.Rule) and item.span.file == here:
            below = tree.below(item)
            if any(isinstance(one, tree.Binary) and one.op == "/" for one in below):
                from planlang.questions.contradictory.mixed_days import ask_mixed_days

                ask_mixed_days(low, below)
        if isinstance(item, (tree.Credit, tree.Rule, tree.Payout)) and item.span.file == here:
            counts = [one for one in tree.below(item) if isinstance(one, tree.Aggregate) and one.function == "count"]
            if any(one.source[:1].isupper() for one in counts):
                from planlang.questions.contradictory.counted import ask_counted

                ask_counted(low, counts)
        if isinstance(item, tree.Credit) and item.grain.kind == "credit" and item.span.file == here:
            from planlang.questions.contradictory.above import ask_shared_above

            ask_shared_above(low, item)
    _ask_beside(low)


def _ask_beside(low: Lowering) -> None:
    """Asks about rules that the payout adds, as they are written and as amendments leave them."""
    backwards = _added(low, amended=False, back=True)
    if len(backwards) > 1:
        from planlang.questions.contradictory.taken_back import ask_taken_back_twice

        ask_taken_back_twice(low, backwards)
    rules, amended = paid_together(low), _added(low, amended=True)
    if len(rules) + len(amended) < 2 and not amended:
        return
    from planlang.questions.contradictory.reaches import Asked

    asked = Asked()
    if len(rules) > 1:
        from planlang.questions.contradictory.together import ask_together

        ask_together(low, rules, amended, asked)
    if amended:
        from planlang.questions.contradictory.epochs import ask_in_force
        from planlang.questions.contradictory.versions import ask_amended

        ask_in_force(low, [*rules, *amended], asked)
        ask_amended(low, rules, amended, asked)


def _ask_flat(low: Lowering) -> None:
    """Asks about amounts for each credit, also of rules that amendments restate."""
    restated = [change.decl for changes in low.model.changes.values() for change in changes]
    asked: set[int] = set()
    for item in (*low.model.plan.items, *restated):
        if not isinstance(item, tree.Rule) or not item.pays or item.span.file != low.model.plan.span.file:
            continue
        if item.grain is not None and item.grain.kind == "credit":
            from planlang.questions.contradictory.flat import ask_flat

            ask_flat(low, item)
        else:
            from planlang.questions.contradictory.units import ask_units

            ask_units(low, item, asked)


def paid_together(low: Lowering) -> list[tree.Rule]:
    """The rules of this file that the payout adds, but for clawbacks, and what amendments restate."""
    return _added(low, amended=False)


def _added(low: Lowering, amended: bool, back: bool = False) -> list[tree.Rule]:
    payout, here = low.model.payout, low.model.plan.span.file
    added = {
        name.name
        for step in (payout.steps if payout is not None else ())
        if isinstance(step, tree.AddRules)
        for name in step.names
    }
    return [
        item
        for item in low.model.plan.items
        if isinstance(item, tree.Rule) and item.span.file == here and item.pays and item.takes_back is back
        if item.name in added and (item.name in low.model.changes) == amended
    ]
