"""What is promised as a target: what the table gives at exactly 100% of quota, and whether the parts of it make a whole."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.questions.contradictory.gates import QUOTAS, goal_of
from planlang.questions.suspicious.fixed import fixed, fixed_rows, measured_by
from planlang.questions.suspicious.target import FULL, PROMISED, percent, promised
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

SHARE = Fraction(1, 2)
"""A table that gives less than half in each of its rows is not what pays a target."""

DIVIDED = PROMISED | {"variable", "incentive"}
"""Words in the name of a column of which parts are paid by several rules."""


def report_not_at_full(low: Lowering, rule: tree.Rule) -> None:
    """Warns where a target, or a part of it, times a table by attainment of a quota, is not that target at exactly 100%."""
    start = next((step.value for step in rule.steps if isinstance(step, tree.Start)), None)
    changes = [step for step in rule.steps if isinstance(step, tree.Change)]
    column = start.whole if isinstance(start, tree.Of) and fixed(start.share) is not None else start
    if (
        not isinstance(column, tree.Column)
        or len(changes) != 1
        or changes[0].word != "times"
        or changes[0].when is not None
    ):
        return
    table = changes[0].value
    if not isinstance(table, (tree.Tiers, tree.Curve)) or (
        isinstance(table, tree.Tiers) and table.application != "reached"
    ):
        return
    attainment = measured_by(low, table.by)
    if not isinstance(attainment, tree.Binary) or attainment.op != "/":
        return
    quota = measured_by(low, attainment.right)
    at_full = _at_full(low, table)
    if at_full is None or at_full[0] == FULL or not promised(low, column, at_full[0]):
        return
    if all(row.value < SHARE for row in fixed_rows(low, table)):
        return  # 5% of it at 100% and 10% at 120%: a bonus that is reckoned as a share of it, beside what pays the target
    held = isinstance(measured_by(low, attainment.left), tree.Aggregate) and goal_of(low, quota) is not None
    if not _named(quota, QUOTAS) and not held:
        return
    if at_full[0] > FULL and isinstance(table, tree.Tiers) and not _named(column, PROMISED):
        return  # more from 100% on is an accelerator
    low.report.add(
        "target-missed",
        f"at exactly 100% of {low.words(quota)} this pays {percent(at_full[0])} of {low.words(start or column)}",
        at_full[1],
        consequence=f"The letter promises {low.words(column)} for {low.words(quota)}, and the table pays "
        f"{'less' if at_full[0] < 1 else 'more'}.",
        repairs=(
            Repair("Let the table give 100% at exactly 100%; see also which row owns that bound."),
            Repair(f"Or, if it is meant, correct {low.words(column)}."),
        ),
    )


def _at_full(low: Lowering, table: tree.Tiers | tree.Curve) -> tuple[Fraction, Span] | None:
    """What a table of fixed rows gives at exactly 100%, and the place that says so."""
    rows = fixed_rows(low, table)
    for row in rows:
        if row.point and row.low == FULL:
            return row.value, row.row.span
        key = row.row.key
        if row.point or not isinstance(key, tree.Bounds):
            continue
        after = row.low is None or row.low < FULL or (row.low == FULL and key.low_word == "from")
        before = row.high is None or row.high > FULL or (row.high == FULL and key.high_word == "through")
        if after and before:
            return row.value, row.row.span
    points = [row for row in rows if row.point and row.low is not None]
    for a, b in itertools.pairwise(points):
        assert a.low is not None and b.low is not None
        if a.low < FULL < b.low:
            return a.value + (b.value - a.value) * (FULL - a.low) / (b.low - a.low), b.row.span
    return None


def report_parts_of_target(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns where several rules pay written parts of one target, and the parts don't make 100%."""
    parts: dict[str, list[tuple[Fraction, tree.Node]]] = {}
    for rule in rules:
        start = next((step for step in rule.steps if isinstance(step, tree.Start)), None)
        if start is None or any(isinstance(step, tree.When) for step in rule.steps):
            continue
        if isinstance(start.value, tree.Of) and isinstance(start.value.whole, tree.Column):
            share = fixed(start.value.share)
            if share is not None:
                parts.setdefault(low.words(start.value.whole), []).append((share, start))
    for column, shares in parts.items():
        total = sum((share for share, _ in shares), Fraction(0))
        _, place = shares[0]
        assert isinstance(place, tree.Start) and isinstance(place.value, tree.Of)
        if len(shares) < 2 or total == FULL:
            continue
        if not _named(place.value.whole, DIVIDED) and not promised(low, place.value.whole, total):
            continue
        low.report.add(
            "parts-of-target",
            f"the parts of {column} come to {percent(total)}: {' + '.join(percent(share) for share, _ in shares)}",
            shares[-1][1].span,
            also=tuple(Label(place.span, "a part") for _, place in shares[:-1]),
            consequence=f"Who meets everything exactly is paid {'less' if total < 1 else 'more'} than {column}.",
            repairs=(
                Repair("Correct one of the parts, so that they make 100%."),
                Repair("Or a rule for the rest is missing."),
            ),
        )


def _named(item: tree.Node | None, words: frozenset[str]) -> bool:
    return (
        isinstance(item, tree.Column)
        and item.parts[0] == "participant"
        and not words.isdisjoint(item.parts[-1].split("_"))
    )
