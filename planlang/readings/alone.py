"""One rule of a plan alone, with an open question in it that more of the plan is about.

What stands in the header, or is read by many rules, has the whole plan for its part, in which each case takes long to pay. Most of the
time one rule is enough to show the difference: a question is looked at in one paying rule after another, the shortest first, each with what
it needs and nothing else. The payout then only adds that rule. What is found there counts where the whole plan pays the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.readings.answers import edits_of
from planlang.readings.parts import Part, Parts, blank, closed, inside, same
from planlang.slotted import frozen
from planlang.syntax import tree

MOST_ALONE = 4
"""So many rules are tried by themselves."""
_OF_TIME = frozenset(
    {"window-open", "payout-period-open", "year-of-weeks-open", "balance-closes-open", "balance-rest-open"}
)
"""Questions that show in several quarters."""
_STAYING = (tree.AddRules, tree.IfNegative, tree.ConvertsTo)
"""Steps of a payout that are about any rule."""


@frozen(eq=False, repr=False)
class Alone:
    """A part with one paying rule in it, and the question as it is asked there."""

    part: Part
    question: Diagnostic


def alone(parts: Parts, question: Diagnostic) -> Iterator[Alone]:
    """The question in one paying rule after another, where it is asked there as in the whole plan."""
    plan = parts.plan
    payout = next((item for item in plan.items if isinstance(item, tree.Payout)), None) if plan is not None else None
    if plan is None or payout is None or not parts.one_file or _in_steps(question, payout):
        return
    about = _about(parts, question)
    tried = 0
    for kept in sorted(_each(parts, payout), key=len):
        if tried == MOST_ALONE:
            return
        if len(kept) == len(parts.named) or (about and not about & kept):
            continue
        text = _only(parts, payout, kept)
        found = [made for one in _in_time(plan, question, text) if (made := _asked(parts, one, question)) is not None]
        tried += bool(found)
        yield from found


def _in_steps(question: Diagnostic, payout: tree.Payout) -> bool:
    """Whether a question is about a step of the payout, which is about all that it adds."""
    return any(inside(question.primary, step.span) for step in payout.steps)


def _about(parts: Parts, question: Diagnostic) -> set[str]:
    """The declarations in which a question and its answers stand."""
    places = [question.primary, *(edit.place for repair in question.repairs for edit in edits_of(repair))]
    return {name for place in places for name, item in parts.named.items() if inside(place, item.span)}


def _each(parts: Parts, payout: tree.Payout) -> Iterator[set[str]]:
    """Each rule that the payout adds, with what it needs."""
    for step in payout.steps:
        for name in step.names if isinstance(step, tree.AddRules) else ():
            yield closed({name.name}, parts.says) - {"payout"}


def _only(parts: Parts, payout: tree.Payout, kept: set[str]) -> str:
    """The text with these declarations, the balances that they name, and a payout of nothing else."""
    assert parts.plan is not None
    words = {word for name in kept for word in parts.words(parts.named[name].span)}
    balances = {item.name for item in parts.plan.items if isinstance(item, tree.Balance)}
    named = balances & words
    for item in parts.plan.items:
        if isinstance(item, tree.Balance) and item.name in named:
            kept = closed(kept | (parts.words(item.span) & parts.named.keys()), parts.says)
    steps = [step for step in payout.steps if not isinstance(step, _STAYING) and not parts.words(step.span) & named]
    for step in payout.steps:
        if step not in steps and not isinstance(step, tree.AddRules):
            kept = closed(kept | (parts.words(step.span) & parts.named.keys()), parts.says)
    text = parts.only(kept)
    gone = [item for item in parts.plan.items if isinstance(item, tree.Balance) and item.name not in named]
    for item in (*gone, *steps):
        text = blank(text, item.span.start, item.span.end)
    return text


def _in_time(plan: tree.Plan, question: Diagnostic, text: str) -> Iterator[str]:
    """The text, and before it one that covers less time, in which a case is paid sooner: its end is another day of as many letters."""
    covers = next((item for item in plan.items if isinstance(item, tree.CoversLine)), None)
    if covers is not None:
        start, months = covers.start.value, 6 if question.rule in _OF_TIME else 3
        after = start.month - 1 + months
        end = date(start.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)
        at = covers.end.span
        if end < covers.end.value and at.end - at.start == len(end.isoformat()):
            yield text[: at.start] + end.isoformat() + text[at.end :]
    yield text


def _asked(parts: Parts, text: str, question: Diagnostic) -> Alone | None:
    """The question as it is asked in a part, where nothing is wrong there that is not in the whole plan, and it has the same answers."""
    found = [one for one in parts.origin.compile(text).diagnostics if head(one.rule).severity == "error"]
    mine = [one for one in found if same(one) == same(question)]
    there = {same(one) for one in found}
    if len(mine) != 1 or not there <= {same(one) for one in parts.errors}:
        return None
    (asked,) = mine
    if [repair.text for repair in asked.repairs] != [repair.text for repair in question.repairs]:
        return None
    return Alone(Part(text, tuple(one for one in found if one is not asked)), asked)
