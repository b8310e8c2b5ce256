"""Rules that follow each other and leave something out between them: a day, an amount, a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.regions import BOTTOM, TOP, Box, Cut, Spans, TooMany, uncovered
from planlang.diagnostics.model import Label, Repair
from planlang.questions.contradictory.reaches import Reach, one_span

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_neither_pays(low: Lowering, reaches: list[Reach], others: list[Reach]) -> None:
    """Warns of what lies between two rules of one kind and is paid by none.

    A hole is certainly one where a single value or day is missing, or where the rules together go from one end to the other: of all
    numbers, or of the days that the plan covers. Two campaigns with weeks between them are two campaigns.
    """
    for a in reaches:
        behind = [(found, b) for b in reaches if (found := _hole(a, b)) is not None]
        if not behind:
            continue
        (column, box), b = min(behind, key=lambda one: _end(one[0]))
        spoken = a.spoken[column]
        hole = box[column]
        assert isinstance(hole, Spans)
        start, end = hole.parts[0]
        single = end[1] - start[1] <= 1 if spoken.whole else start[1] == end[1]
        if not single and not _from_end_to_end(low, a, b, reaches, column):
            continue
        try:
            left = uncovered([box], [one for other in others for one in other.boxes])
        except TooMany:
            continue
        if not left:
            continue
        low.report.add(
            "neither-pays",
            f"where {spoken.says(left[0][column])}, neither {a.rule.name} nor {b.rule.name} pays",
            b.when[0].span,
            "begins after it",
            also=(Label(a.when[0].span, "ends before it"),),
            consequence="Whoever lands there is paid nothing by either of them. Mostly a bound is off by one.",
            repairs=(
                Repair(
                    "Let one of the two go on until the other begins: its bound owns the value, and the other's does not."
                ),
                Repair(
                    "If nothing is meant to be paid there, say so in a rule for all:",
                    "first match { … otherwise: 0 USD }",
                ),
            ),
        )


def _hole(a: Reach, b: Reach) -> tuple[str, Box] | None:
    """What lies behind the rows of one rule and before those of another, in one column, all else being the same."""
    if len(a.boxes) != 1 or len(b.boxes) != 1 or a.rule is b.rule or a.rule.kind != b.rule.kind:
        return None
    first, second = a.boxes[0], b.boxes[0]
    if first.keys() != second.keys():
        return None
    differ = [column for column in first if first[column] != second[column]]
    if len(differ) != 1:
        return None
    (column,) = differ
    one, other = one_span(first[column]), one_span(second[column])
    if one is None or other is None or not one[1] < other[0]:
        return None
    return column, {**first, column: Spans(((one[1], other[0]),))}


def _end(found: tuple[str, Box]) -> Cut:
    column, box = found
    hole = one_span(box[column])
    assert hole is not None
    return hole[1]


def _from_end_to_end(low: Lowering, a: Reach, b: Reach, reaches: list[Reach], column: str) -> bool:
    """Whether the rules that differ in this column only reach from its lowest value to its highest."""
    family = [a, b, *(one for one in reaches if one.rule.kind == a.rule.kind and set(one.spoken) == set(a.spoken))]
    spans = [
        found
        for one in family
        for box in one.boxes
        if box.keys() == a.boxes[0].keys() and (found := one_span(box[column])) is not None
    ]
    bottom, top = BOTTOM, TOP
    if column == "date" and a.rule.kind != "spiff":
        header = low.model.header
        bottom, top = (0, header.start, 0), (0, header.end + 1, 0)
    return min(low_ for low_, _ in spans) <= bottom and max(high for _, high in spans) >= top
