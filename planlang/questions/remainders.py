"""What rounding leaves and somebody is to get: nothing says which results share it, or two things say it otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.diagnostics.model import Completed, Edit, Label, Repair, instead
from planlang.questions.completions import free_name
from planlang.questions.todate import AS_MEASURE, can_be_conditional, pasted, rounded_in_total, where_all_hold
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.steps import Steps

NEVER_REACHED = "10,000,000,000"
"""A cap that cuts nothing, which says who share all the same; above all amounts that cases are made of."""


def ask_remainder(steps: Steps, step: tree.Rounded, remainder: tree.Remainder, quotient: bool) -> Exception:
    """Results of single credits are rounded each by itself; nothing says what several of them share."""
    low, decl, scope = steps.low, steps.decl, steps.scope
    total = rounded_in_total(low, decl, scope, step) if isinstance(decl, tree.Rule) and not quotient else None
    return low.fail(
        "remainder-of-what",
        "nothing says which results share what rounding leaves",
        step.span,
        consequence="A cent could go to another deal, or to another person.",
        repairs=(
            instead("Nobody: each result is rounded by itself:", step.span, _alone(steps, step)),
            *((Repair(f"Those of a person: {_lower(total.text)}", total.example, total.edits),) if total else ()),
            _everybodys(steps, step, remainder),
            Repair("A split deal is shared where it is credited:", "amount  …, rounded, odd cents to the largest"),
        ),
    )


def _alone(steps: Steps, step: tree.Rounded) -> str:
    said = steps.low.words(step)
    for clause in (", within each ", ", among everyone", ", remainder to"):
        said = said.partition(clause)[0]
    return said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _everybodys(steps: Steps, step: tree.Rounded, remainder: tree.Remainder) -> Repair:
    """A cap that cuts all by the same share says who share; its amount is left to the author, and shown with one that is never reached."""
    low, payout = steps.low, steps.low.model.payout
    unit = (payout.each if payout is not None else None) or steps.scope.unit or "quarter"
    heir = low.words(remainder).partition("remainder to ")[2]
    line = f"{_alone(steps, step)}, remainder to {heir}"

    def cap(amount: str) -> str:
        return f"at most  {amount} for everyone together each {unit}, in proportion, excess lost"

    never = cap(f"{NEVER_REACHED} {low.model.header.currency}")
    indent = "\n" + " " * (step.span.column - 1)
    said = f"`{' '.join(never.split())}`, which cuts nothing"
    return Repair(
        f"Everybody's of a {unit}: a cap that cuts all of them by the same share says so:",
        f"{cap('…')}\n{line}",
        completed=Completed(said, (Edit(step.span, f"{never}{indent}{line}"),)),
    )


def ordered_twice(steps: Steps, remainder: tree.Remainder) -> Exception:
    """Credits have an order of their own, and what rounding leaves is to go by another one."""
    low, scope = steps.low, steps.scope
    kept = instead("By the order of the credits:", remainder.span, f", remainder to the {remainder.kind}")
    decl = low.model.names.get(scope.credit or "") if scope.kind == "credit" else None
    line = (
        next((one for one in decl.lines if isinstance(one, tree.Ordered)), None)
        if isinstance(decl, tree.Credit)
        else None
    )
    return low.fail(
        "remainder-of-what",
        f"results for each {scope.grain} have their own order, and the {remainder.kind} goes by that",
        remainder.span,
        "ordered by something else",
        also=(Label(line.span, "their order"),) if line is not None else (),
        repairs=(kept, *((_put_first(steps, remainder, line, kept.edits),) if line is not None else ())),
    )  # fmt: skip


def _put_first(steps: Steps, remainder: tree.Remainder, line: tree.Ordered, kept: tuple[Edit, ...]) -> Repair:
    """The order that is said here as that of the credits, whatever else goes by it, with theirs behind it."""
    low = steps.low
    keys = dict.fromkeys(low.words(one) for one in (*remainder.by, *line.keys))
    said = f"ordered  by {', then '.join(keys)}"
    return Repair("By this one, which is then the order of the credits:", said, (Edit(line.span, said), *kept))


def said_by_the_cap(steps: Steps, step: tree.Rounded, remainder: tree.Remainder) -> Exception:
    """A cap in proportion says which results share; the rounding below it says only who of them gets the rest."""
    low = steps.low
    heir = low.words(step).partition(", remainder to")[2]
    cap = next((one for one in steps.decl.steps if isinstance(one, tree.Limit) and one.order == "in proportion"), None)
    return low.fail(
        "remainder-of-what",
        "the cap above says which results share what rounding leaves, and so does this line",
        remainder.span,
        also=(Label(cap.span, "whom this cuts"),) if cap is not None else (),
        repairs=(
            instead("Those whom the cap cuts:", remainder.span, f", remainder to{heir}"),
            *_in_two(steps, step, remainder),
        ),
    )


def _in_two(steps: Steps, step: tree.Rounded, remainder: tree.Remainder) -> tuple[Repair, ...]:
    """What is cut as a measure, and the rule that rounds it and goes by its own line alone; nothing where more is said below it."""
    low, decl = steps.low, steps.decl
    if not isinstance(decl, tree.Rule) or decl.grain is None or decl.steps[-1] is not step:
        return ()
    whens = [one for one in decl.steps if isinstance(one, tree.When)]
    made = [one for one in decl.steps[:-1] if not isinstance(one, tree.When)]
    first = made[0] if made else None
    if not isinstance(first, tree.Start) or first.word != "pay" or not all(isinstance(one, AS_MEASURE) for one in made):
        return ()
    if whens and not can_be_conditional(first, whens):
        return ()
    name, grain = free_name(low, f"{decl.name}Cut"), low.words(decl.grain)
    rule = [f"{decl.kind} {decl.name} {grain} {{", *(f"    {low.words(one)}" for one in whens)]
    rule += [f"    pay      {name}", f"    {low.words(step)}", "}"]
    indent = "\n" + " " * (decl.span.column - 1)
    edits = (
        Edit(head(decl, low.report), f"measure {name} {grain}"),
        Edit(first.span, f"start with  {low.words(first.value)}{where_all_hold(low, whens)}"),
        *(Edit(one.span, "") for one in whens),
        Edit(step.span, ""),
        Edit(decl.span.after(), indent.join(["", "", *rule])),
    )
    who = f"each {low.words(remainder.within)}" if remainder.within is not None else "everyone"
    text = f"Those of {who}: what the cap leaves is a measure, and the rule rounds that:"
    return (Repair(text, pasted(low, decl, edits), edits),)
