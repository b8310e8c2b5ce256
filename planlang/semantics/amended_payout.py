"""A payout that amendments restate: one payout, whose steps hold in the periods of their version.

What all versions say alike at their beginning and their end (what is added, what becomes of a negative payout) is said once. Between them stand
limits, changes and what moves balances, each with the days of its version as a condition; where that does not hold, such a step changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair
from planlang.semantics.amended_alike import in_all, in_both
from planlang.semantics.model import head
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.semantics.model import Change
    from planlang.semantics.report import Report

PAYOUT = "payout"
"""The payout among what amendments change; no declaration is called so, since names are capitalised."""

_CONDITIONAL = (tree.Limit, tree.Change, tree.Settle)


def fits(before: tree.Payout, item: tree.Payout, amend: tree.Amend, report: Report) -> bool:
    """Whether a payout can be restated so: for the same periods, from a day that each period can be compared with."""
    by = amend.by
    if item.each != before.each or item.by_credit_date != before.by_credit_date:
        report.add(
            "amended-otherwise",
            "the payout is restated for other periods than it was",
            item.span,
            also=(Label(before.span, "as in the plan"),),
            consequence="What is carried from payout to payout would lie between two kinds of period.",
            repairs=(
                *in_both(head(before, report), head(item, report), report),
                Repair("Or write the plan of another year."),
            ),
        )
        return False
    if isinstance(by, tree.Column) and by.parts[0] != "participant":
        unit = item.each or "month"
        beyond(report, f"the payout is of each participant and {unit}, which has no one", unit, by)
        return False
    return True


def beyond(report: Report, what: str, unit: str, by: tree.Node) -> None:
    """Finds that what goes from period to period can't change with a day that may lie within one."""
    report.add(
        "out-of-reach",
        f"{what} `{report.words(by.span)}`",
        by.span,
        consequence=f"A {unit} with deals on both sides of that day would belong to both versions.",
        repairs=tuple(
            Repair(text, edits=(Edit(by.span, f"the {edge} day of the {unit}"),))
            for text, edge in (("Where that day falls into it, the new version holds:", "last"), ("The old version holds:", "first"))
        ),
    )  # fmt: skip


def as_amended(decl: tree.Payout, changes: Sequence[Change], report: Report) -> tree.Payout:
    """The payout with the steps of all versions."""
    forms = [decl, *(change.decl for change in changes if isinstance(change.decl, tree.Payout))]
    written = [[" ".join(report.words(step.span).split()) for step in form.steps] for form in forms]
    first = _alike(written)
    last = _alike([list(reversed(words[first:])) for words in written])
    steps = list(decl.steps[:first])
    asked: set[type] = set()
    for number, form in enumerate(forms):
        middle = form.steps[first : len(form.steps) - last]
        for step in middle:
            if isinstance(step, _CONDITIONAL):
                steps.append(evolve(step, when=_both(_in_its_days(changes, number), step.when)))
            elif type(step) not in asked:
                asked.add(type(step))
                report.add(
                    "amended-otherwise",
                    f"`{report.words(step.span)[:60]}` holds for all payouts of a plan, and other versions of the payout don't say it here",
                    step.span,
                    also=tuple(Label(other.span, "another version") for other in forms if other is not form)[:1],
                    consequence="What one payout carries to the next, rounds or adds can't change from period to period.",
                    repairs=_as_one_has_it(forms, type(step), first, last, report),
                )
    return decl.but(steps=(*steps, *decl.steps[len(decl.steps) - last :]))


def _as_one_has_it(
    forms: Sequence[tree.Payout], kind: type, first: int, last: int, report: Report
) -> tuple[Repair, ...]:
    """A line of a kind as one version has it in all; left to the author where one has several, or nothing that it could stand below."""
    mine = [[one for one in form.steps[first : len(form.steps) - last] if isinstance(one, kind)] for form in forms]
    if any(len(found) > 1 for found in mine):
        return (Repair("Say it alike in all versions, above or below what differs."),)
    number, has = next((number, found[0]) for number, found in enumerate(mine) if found)
    above = [report.words(one.span) for one in forms[number].steps[: forms[number].steps.index(has)]]
    places = []
    for form in forms:
        same = [one for one in form.steps if report.words(one.span) in above]
        if not same:
            return (Repair("Say it alike in all versions, above or below what differs."),)
        places.append(same[-1].span)
    return in_all([found[0].span if found else None for found in mine], places, report)


def _alike(written: Sequence[Sequence[str]]) -> int:
    """How many steps all versions begin with alike."""
    return sum(1 for _ in takewhile(lambda said: len(set(said)) == 1, zip(*written)))


def _in_its_days(changes: Sequence[Change], number: int) -> list[tree.Condition]:
    """The days of a version: from its own, and before the next."""
    found: list[tree.Condition] = []
    if number:
        found.append(_compared(changes[number - 1].amend, "is at least"))
    if number < len(changes):
        found.append(_compared(changes[number].amend, "is before"))
    return found


def _compared(amend: tree.Amend, relation: str) -> tree.Compare:
    return tree.Compare(amend.by.span, amend.by, relation, amend.start)  # type: ignore[arg-type]


def _both(days: list[tree.Condition], when: tree.Condition | None) -> tree.Condition:
    parts = [*days, when] if when is not None else days
    return parts[0] if len(parts) == 1 else tree.Junction(parts[0].span, "and", tuple(parts))
