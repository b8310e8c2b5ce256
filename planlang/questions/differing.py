"""Asks which limit is meant, where the rows that share one may each have another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.calendar import PERIODS
from planlang.diagnostics.model import Edit, Repair, instead, line_above
from planlang.questions.limits import limit_words, row_words
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Typed
    from planlang.lowering.scope import Scope


def ask_which_limit(step: tree.Limit, scope: Scope, decl: tree.Rule | tree.Payout, bound: Typed) -> Exception:
    """``at most deal.cap for each participant each month``: the deals of a month may have several caps."""
    low = scope.low
    said, own = low.words(step.value), row_words(scope)[0]
    return low.fail(
        "limit-differs",
        f"`{said}` may differ among the {own}s that share this limit",
        step.value.span,
        "which of them is the limit?",
        consequence="With limits of 500 and 800 and 600 earned each time, 500, 700 or 800 could be paid.",
        repairs=(*_by_measure(step, scope, decl, bound), *_on_one_day(step, scope), *_alone(step, scope)),
    )


def _by_measure(step: tree.Limit, scope: Scope, decl: tree.Rule | tree.Payout, bound: Typed) -> tuple[Repair, ...]:
    """The highest or the lowest of all: of a measure, since that is what such a total can be of."""
    low = scope.low
    if scope.kind == "credit":
        grain = f"credit of {scope.credit}"
    elif scope.kind == "participant" and scope.unit is not None:
        grain = f"participant each {scope.unit}"
    else:
        return ()
    name, number = f"{scope.rule or 'Payout'}Limit".replace("payout", "Payout"), 1
    while name in low.model.names or name in low.model.members:
        number += 1
        name = f"{name.rstrip('0123456789')}{number}"
    measure = f"measure {name} for each {grain} = {low.words(step.value)}"
    whose = "everyone's" if step.whose == "everyone" else f"the {step.whose or 'participant'}'s"
    none = f"0 {low.model.header.currency}" if bound.type.kind == "money" else "0"  # never: each row is one of them
    since = f" of {low.words(step.since)}" if step.since is not None else ""
    above = line_above("", head(decl, low.report), f"{measure}\n").edits
    return tuple(
        Repair(
            f"The {word} of them:",
            f"{measure}\n{step.word}  ({value}) …",
            (*above, Edit(step.value.span, f"({value})")),
        )
        for word in ("highest", "lowest")
        for value in (f"{word} of {whose} {name} in the {step.each}{since} if known, otherwise {none}",)
    )


def _on_one_day(step: tree.Limit, scope: Scope) -> tuple[Repair, ...]:
    """What holds on a day of each row could be what holds on one day of the period."""
    if step.each not in PERIODS:
        return ()
    days = [day for window in _windows(step.value) if window.kind == "on" and (day := window.start) is not None]
    return tuple(
        Repair(
            f"The one that holds on the {edge} day of the {step.each}:",
            f"on the {edge} day of the {step.each}",
            tuple(Edit(day.span, f"the {edge} day of the {step.each}") for day in days),
        )
        for edge in ("first", "last")
        if days
    )


def _windows(item: tree.Node) -> list[tree.Window]:
    below = [window for part in tree.children(item) for window in _windows(part)]
    return [item, *below] if isinstance(item, tree.Window) else below


def _alone(step: tree.Limit, scope: Scope) -> tuple[Repair, ...]:
    """Or it is no limit of several."""
    own = row_words(scope)[0]
    words = limit_words(scope.low, evolve(step, whose=None, order=None, since=None), own)
    return (instead(f"Each {own} has its own, whatever the others are:", step.span, words),)
