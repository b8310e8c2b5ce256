"""Rules as amendments leave them: for each stretch of days which version of each is in force, and what these pay twice or leave out together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.core.regions import Box
from planlang.questions.contradictory.holes import ask_neither_pays
from planlang.questions.contradictory.overlaps import ask_both_pay
from planlang.questions.contradictory.reaches import Asked, boxes_of, reach_of
from planlang.questions.contradictory.spoken import Spoken
from planlang.semantics.model import Change
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_in_force(low: Lowering, rules: list[tree.Rule], asked: Asked) -> None:
    """Asks about rules with a result for the same rows, in each stretch of days in which no other version of one begins."""
    while rules:
        first = rules[0].grain
        family = [rule for rule in rules if tree.same_text(rule.grain, first)]
        rules = [rule for rule in rules if rule not in family]
        restated = [rule for rule in family if rule.name in low.model.changes]
        if not restated or len(family) < 2:
            continue
        for forms, days in _stretches(low, family, restated[0]):
            spoken: dict[str, Spoken] = {}
            reaches = [reach for one in forms if (reach := reach_of(low, one, spoken)) is not None]
            bounded = [reach for reach in reaches if reach.gates]
            asked.days = days
            ask_both_pay(low, bounded, asked)
            ask_neither_pays(low, bounded, reaches, asked)


def _stretches(low: Lowering, family: list[tree.Rule], restated: tree.Rule) -> Iterator[tuple[list[tree.Rule], Box]]:
    """The forms of the rules that are in force together, and their days as a region; nothing where amendments go by different dates."""
    changes = [change for rule in family for change in low.model.changes.get(rule.name, [])]
    by, known = changes[0].amend.by, low.rules.get(restated.name)
    if known is None or not all(tree.same_text(change.amend.by, by) for change in changes):
        return
    starts = sorted({change.start: change for change in changes}.items())
    edges = [None, *(change for _, change in starts), None]
    for begun, ended in itertools.pairwise(edges):
        lines = tuple(
            days_of(edge, word) for edge, word in ((begun, "is at least"), (ended, "is before")) if edge is not None
        )
        boxes = boxes_of(lines, known.scope, {})
        if boxes is None or len(boxes) != 1:
            return
        forms = [form for rule in family if (form := _in_force(low, rule, begun)) is not None]
        yield forms, boxes[0]


def _in_force(low: Lowering, rule: tree.Rule, begun: Change | None) -> tree.Rule | None:
    """What holds of a rule from a day on: its latest version that has begun, or none where it has been removed."""
    form: object = rule
    for change in low.model.changes.get(rule.name, []):
        if begun is not None and change.start <= begun.start:
            form = change.decl
    return form if isinstance(form, tree.Rule) else None


def days_of(change: Change, relation: str) -> tree.When:
    """The days of a version as a condition."""
    by, start = change.amend.by, change.amend.start
    said = tree.Compare(start.span, by, relation, start)  # type: ignore[arg-type]
    return tree.When(start.span, change.amend.trivia, said)
