"""Questions about balances: whose they are, what is in them to begin with, when they close and what becomes of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Column
from planlang.diagnostics.model import Completed, Edit, Label, Repair, instead, line_above
from planlang.diagnostics.place import Span
from planlang.semantics import types
from planlang.semantics.model import Declared, head, what
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.steps import Steps

RESTS = {"owed": ("forgiven", "due"), "kept": ("paid", "lost")}
"""What may become of the rest of a balance when it closes."""


def ask_balance(low: Lowering, decl: tree.Balance) -> None:
    """Asks what a balance leaves open, and checks that its lines mean something."""
    low.unread.add(decl.name)  # until all of it is answered
    place = head(decl, low.report)
    name, currency = decl.name, low.model.header.currency
    end = low.model.header.calendar.label("day", low.model.header.end)
    if decl.grain.kind != "participant" or decl.grain.each is not None or decl.grain.once_on is not None:
        raise low.not_built(
            f"a balance `{low.words(decl.grain)}` is",
            decl.grain.span,
            Repair("There is one for each person:", f"balance {name} for each participant {{"),
        )
    which = direction(low, decl)
    if decl.opens is None:
        low.fail(
            "balance-opens-open",
            f"nothing says what is in {name} to begin with",
            place,
            consequence="Who brings something along from the year before would start at nothing, or be refused.",
            repairs=(
                _first_line(low, decl, "Nothing:", f"opens  at 0 {currency}"),
                Repair("What the data says:", "opens  at participant.…", completed=_brought(low, decl)),
            ),
        )
    if decl.closes is None:
        low.fail(
            "balance-closes-open",
            f"nothing says when {name} ends",
            place,
            consequence="A debt without an end is a dispute when somebody leaves.",
            repairs=tuple(
                _first_line(low, decl, f"With the plan. {_TEXTS[word]}", f"closes  on {end}, rest {word}")
                for word in RESTS[which]
            ),
        )
    elif decl.rest is None:
        low.fail(
            "balance-rest-open",
            f"nothing says what becomes of what is in {name} when it closes",
            decl.closes.span,
            consequence=_MEANS[which],
            repairs=_rests(low, decl, which),
        )
    elif decl.rest not in RESTS[which]:
        low.fail(
            "balance-rest-open",
            f"{name} is {'owed by' if which == 'owed' else 'kept for'} the participant, "
            f"and `rest {decl.rest}` does not say what becomes of that",
            decl.closes.span,
            consequence=_MEANS[which],
            repairs=_rests(low, decl, which),
        )
    if decl.opens is not None and decl.closes is not None and decl.rest in RESTS[which]:
        low.unread.discard(name)


_MEANS = {
    "owed": "The person could be let off, or go on owing it.",
    "kept": "The person could get it, or lose it.",
}


_TEXTS = {
    "forgiven": "They are let off:",
    "due": "They go on owing it:",
    "paid": "It is paid with that payout:",
    "lost": "It is lost:",
}


def _first_line(low: Lowering, decl: tree.Balance, text: str, line: str) -> Repair:
    """An answer that is a line of its own, the first in the braces of a balance."""
    span = decl.span
    at = low.report.text_of(span).index("{", decl.grain.span.end) + 1
    column = span.column + at - span.start
    place = Span(span.file, at, at, span.line, column, span.line, column)
    return Repair(text, line, (Edit(place, "\n" + " " * (span.column + 3) + line),))


def _brought(low: Lowering, decl: tree.Balance) -> Completed:
    """What somebody may bring along: the amount that the data has of each person, else one that stands for it."""
    people = low.model.people
    columns = people.spec.columns if people is not None else ()
    found = next((column.name for column in columns if column.kind == "money" and not column.per), None)
    said = f"participant.{found}" if found is not None else f"500 {low.model.header.currency}"
    line = f"opens  at {said}"
    return Completed(f"`{line.replace('  ', ' ')}`", _first_line(low, decl, "", line).edits)


def _rests(low: Lowering, decl: tree.Balance, which: Literal["owed", "kept"]) -> tuple[Repair, ...]:
    assert decl.closes is not None
    day, place = low.words(decl.closes), decl.closes.span
    said = re.compile(r",\s*rest\s+\w+").match(low.report.text_of(place), place.end)
    if said is not None:
        place = Span(place.file, place.start, said.end(), place.line, place.column, place.end_line, place.end_column)
    return tuple(
        Repair(_TEXTS[word], f"closes  on {day}, rest {word}", (Edit(place, f"{day}, rest {word}"),))
        for word in RESTS[which]
    )


def direction(low: Lowering, decl: tree.Balance) -> Literal["owed", "kept"]:
    """Whether a balance is owed by the person or kept for them: what the plan's steps do with it says so."""
    known = low.directions.get(decl.name)
    if known is not None:
        return known
    found: dict[Literal["owed", "kept"], tree.Node] = {}
    for step, which in uses(low, decl.name):
        found.setdefault(which, step)
    if len(found) == 2:
        owed, kept = found["owed"], found["kept"]
        raise low.fail(
            "balance-two-ways",
            f"{decl.name} is owed by the participant in one step and kept for them in another",
            owed.span,
            "owed",
            also=(Label(kept.span, "kept"),),
            consequence="A debt would be paid out, or savings collected.",
            repairs=(Repair("Make two balances of it."),),
        )
    said: Literal["owed", "kept"] = (
        "kept" if decl.rest in RESTS["kept"] else "owed"
    )  # where no step moves it, its own end says so
    low.directions[decl.name] = next(iter(found), said)
    return low.directions[decl.name]


def uses(low: Lowering, name: str) -> Iterator[tuple[tree.Node, Literal["owed", "kept"]]]:
    """The steps that move a balance, and which way each says that it goes."""
    rules = [item for item in low.model.statements if isinstance(item, (tree.Rule, tree.Payout))]
    for step in (step for item in rules for step in item.steps):
        if isinstance(step, tree.Settle) and step.balance.name == name:
            yield step, "owed" if step.word == "repay" else "kept"
        elif isinstance(step, tree.OnlyIf) and step.held_in is not None and step.held_in.name == name:
            yield step, "kept"
        elif isinstance(step, tree.Limit) and step.excess is not None:
            balance = step.excess.balance
            if balance is not None and balance.name == name:
                yield step, "owed" if step.excess.kind == "owed" else "kept"


def ask_whole(
    low: Lowering,
    steps: Steps | None,
    step: tree.Node,
    decl: tree.Balance,
    scale: types.Scale,
    above: types.Scale | None = None,
) -> None:
    """Asks where what goes into a balance, or out of it, is rounded; of each rule once, since one rounding above the step settles more.

    ``above`` is the scale of the amount that a limit cuts or that a balance is settled from: where that is whole, it is the bound that is not.
    """
    name = decl.name if steps is None else steps.name
    unit = Fraction(low.model.header.rounding.unit)
    if scale.whole(unit) or name in low.fractions:
        return
    low.fractions.add(name)
    each = steps.scope.unit or "credit" if steps is not None else "month"
    low.report.add(
        "rounding-open",
        f"`{low.words(step)}` may move fractions of a cent in {decl.name}, and nothing says where they are rounded",
        step.span,
        consequence="What is owed and what is paid would differ by parts of a cent that nobody ever pays.",
        repairs=tuple(_roundings(low, steps, step, each, whole=above is not None and above.whole(unit))),
    )


def _roundings(low: Lowering, steps: Steps | None, step: tree.Node, each: str, whole: bool) -> Iterator[Repair]:
    """Where what moves may be rounded: the amount above the step, unless it is ``whole`` already, and the bound."""
    line = f"rounded  each {each}"
    if steps is None:
        yield Repair("Round the amount above this step:", line)
    elif not whole:
        yield line_above("Round the amount above this step:", step.span, line)
    if isinstance(step, tree.Settle) and step.limit is not None:
        text = (
            "The amount above is whole, the bound is not. Round that:"
            if whole
            else "Or, if it is the bound, round that:"
        )
        yield instead(text, step.span, f"{low.words(step)}, rounded")
    if steps is None or not isinstance(step, tree.Limit) or _reads_balance(low, step.value):
        return
    named = steps.decl.grain if isinstance(steps.decl, tree.Rule) else None
    grain = low.words(named) if named is not None else f"for each participant each {each}"
    bound = low.words(step.value)
    measure = f"measure Most {grain} {{\n    start with  {bound}\n    rounded     each {each}\n}}"
    place = head(steps.decl, low.report)
    indent = "\n" + " " * (place.column - 1)
    edits = (
        ()
        if "Most" in low.model.names
        else (*line_above("", place, measure.replace("\n", indent) + "\n").edits, Edit(step.value.span, "Most"))
    )
    text = "The amount above is whole, the bound is not. Make that a measure, which is rounded:"
    yield Repair(text if whole else "Or, if it is the bound, make it a measure, which is rounded:", measure, edits)


def _reads_balance(low: Lowering, value: tree.Value) -> bool:
    """Whether a bound looks at what is in a balance, which a measure can't."""
    names = (part.name for part in tree.below(value) if isinstance(part, tree.Name))
    return any(isinstance(low.model.names.get(name), tree.Balance) for name in names)


def ask_order(low: Lowering, payout: tree.Payout) -> None:
    """Warns of a draw that is taken back as soon as it is paid: the floor stands above the repayment."""
    floors: dict[str, tree.Limit] = {}
    for step in payout.steps:
        if isinstance(step, tree.Limit) and step.excess is not None and step.excess.kind == "owed":
            if step.excess.balance is not None:
                floors.setdefault(step.excess.balance.name, step)
        elif isinstance(step, tree.Settle) and step.balance.name in floors:
            floor = floors[step.balance.name]
            if floor.when is not None and step.when is not None:
                continue
            name = step.balance.name
            low.report.add(
                "floor-before-repay",
                f"{name} is repaid out of the floor that puts into it",
                step.span,
                "taken back here",
                also=(Label(floor.span, "paid here"),),
                consequence="Who earns less than the floor gets it and gives it back in the same payout.",
                repairs=(
                    Repair("Repay first, and then see that enough is left:", f"{low.words(step)}\n{low.words(floor)}"),
                    Repair("Or say when each of them holds:", f"{low.words(step)} when …"),
                ),
            )


def refuse_measure(low: Lowering, step: tree.Node, decl: tree.Balance) -> Exception:
    """A measure pays nobody."""
    return low.fail(
        "balance-elsewhere",
        f"a measure pays nobody, so what it cuts off can't go into {decl.name}",
        step.span,
        repairs=(Repair("Say it in the rule that pays, or in the payout."),),
    )


def refuse_elsewhere(low: Lowering, step: tree.Settle) -> Exception:
    """Settling is a matter of the payout."""
    return low.fail(
        "balance-elsewhere",
        f"`{step.word}` is said in the payout",
        step.span,
        consequence="What is owed comes off everything that is paid, not off one rule.",
        repairs=(Repair("Move it to the payout:", low.words(step)),),
    )


def not_a_balance(low: Lowering, name: tree.Name, decl: Declared) -> Exception:
    """A name that is something else."""
    balances = [n for n, d in low.model.names.items() if isinstance(d, tree.Balance)]
    return low.fail(
        "not-a-balance",
        f"{name.name} is a {what(decl)}, not a balance",
        name.span,
        also=(Label(head(decl, low.report), "declared here"),),
        repairs=tuple(instead(f"Did you mean {n}?", name.span, n) for n in balances[:2])
        or (Repair("Declare one:", f"balance {name.name}Owed for each participant {{"),),
    )


def refuse_feedback(low: Lowering, decl: tree.Balance, column: Column) -> None:
    """A step between a balance and itself that looks at other payouts than its own."""
    low.fail(
        "balance-feedback",
        f"`{column.says}` depends on {decl.name}, {decl.name} on it, and it looks at other periods",
        column.place or decl.span,
        also=(Label(head(decl, low.report), "carried on from here"),),
        consequence="Each period would have to be worked out from a sum over periods that depend on it.",
        repairs=(
            Repair(f"Write it above the steps that move {decl.name}, so that it does not see what they pay."),
            Repair("Or say the limit for each payout."),
        ),
    )
