"""What a rule without its first line could begin with, and what a payout without rules could add: the amounts that the plan has there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair, line_above, line_below
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope

MOST = 4


def beginnings(low: Lowering, decl: tree.Node, scope: Scope, step: tree.Node, pays: bool) -> tuple[Repair, ...]:
    """The amounts that a rule could begin with, each as its line; where the plan has none, the word that is missing."""
    word = "pay" if pays else "start with"
    if not isinstance(decl, tree.Rule) or step not in decl.steps:
        return (Repair(f"Begin with `{word} …`."),)
    found = list(dict.fromkeys(_amounts(low, decl, scope)))[:MOST]
    whens = [one for one in decl.steps if isinstance(one, tree.When)]
    put, at = (line_below, whens[-1].span) if isinstance(step, tree.When) else (line_above, step.span)
    return tuple(
        put(f"{'Or with' if number else 'Begin with'} {words}:", at, f"{word}  {words}")
        for number, words in enumerate(found)
    ) or (Repair(f"Begin with `{word} …`."),)


def _amounts(low: Lowering, decl: tree.Rule, scope: Scope) -> Iterator[str]:
    """What its tiers go by, what is credited, and measures of the same grain, in money."""
    for one in decl.steps:
        if isinstance(one, tree.Change) and isinstance(one.value, tree.Tiers) and _is_money(low, one.value.by):
            yield low.words(one.value.by)
    if scope.kind == "credit":
        yield "credit.amount"
    measures = [one for one in low.model.names.values() if isinstance(one, tree.Rule) and one.kind == "measure"]
    for other in measures:
        if _alike(low, other.grain, decl.grain) and _money(low, other):
            yield f"{other.name} counting this credit" if _moves(other) else other.name
    payout = low.model.payout
    if scope.kind != "participant" or scope.unit is None or payout is None:
        return
    known = {" ".join(low.words(one.value).split()) for one in measures if one.value is not None}
    for name, source in low.model.names.items():
        total = f"total amount of the participant's {name} in the"
        if isinstance(source, (tree.Credit, tree.Gathers)) and f"{total} {scope.unit}" not in known:
            yield f"{total} {scope.unit}"
        longer = payout.each not in (None, scope.unit) and low.model.header.calendar.nests(scope.unit, payout.each)
        if isinstance(source, (tree.Credit, tree.Gathers)) and longer:
            yield f"{total} {payout.each} through this {scope.unit}"


def _alike(low: Lowering, one: tree.Grain | None, other: tree.Grain | None) -> bool:
    return one is not None and other is not None and low.words(one) == low.words(other)


def _moves(decl: tree.Rule) -> bool:
    return isinstance(decl.value, tree.Aggregate) and decl.value.running


def _is_money(low: Lowering, item: tree.Value) -> bool:
    if isinstance(item, tree.Column):
        return item.parts == ("credit", "amount")
    if isinstance(item, tree.Name):
        decl = low.model.names.get(item.name)
        said = isinstance(decl, tree.Rule) and (item.counting is not None or not _moves(decl))
        return said and isinstance(decl, tree.Rule) and _money(low, decl)
    return isinstance(item, tree.Aggregate) and item.field == "amount"


def _money(low: Lowering, decl: tree.Rule) -> bool:
    """Whether a measure is known to be money; one that may need this very rule is not looked at."""
    found = low.rules.get(decl.name)
    return found is not None and found.value.type.kind == "money"


def additions(low: Lowering, payout: tree.Payout) -> tuple[Repair, ...]:
    """The rules that a payout could add: all that pay, or one of them."""
    rules = [name for name, decl in low.model.names.items() if isinstance(decl, tree.Rule) and decl.pays]
    if not rules or not payout.steps:
        return (Repair("Name the rules that it pays:", "add  Base, Spiff"),)
    first = payout.steps[0].span
    answers = [line_above("All rules that pay:", first, f"add  {', '.join(rules)}")]
    if len(rules) > 1:
        answers += [line_above(f"Or {name} alone:", first, f"add  {name}") for name in rules[: MOST - 1]]
    return tuple(answers)
