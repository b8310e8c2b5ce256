"""Rules that follow each other and leave something out between them: a day, an amount, a month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.core.regions import BOTTOM, TOP, Box, Cut, Spans, TooMany, uncovered
from planlang.diagnostics.model import Label, Repair, instead
from planlang.questions.contradictory.named import beside
from planlang.questions.contradictory.reaches import Asked, Reach, one_span
from planlang.questions.contradictory.relations import rows_where
from planlang.questions.unreachable import _facts
from planlang.semantics.types import PERIODS
from planlang.slotted import evolve
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering
    from planlang.lowering.scope import Scope


def ask_neither_pays(low: Lowering, reaches: list[Reach], others: list[Reach], asked: Asked | None = None) -> None:
    """Asks about what lies between two rules of one kind and is paid by none.

    A hole is certainly one where a single value or day is missing, where two bonuses of a person follow each other up a measure, or where
    the rules together go from one end to the other: of all numbers, or of the days that the plan covers, as versions of one rule do. Two
    campaigns with weeks between them are two campaigns, and two rules for one value each, such as March and May, are for these.
    """
    meant = [
        found[1]
        for a in reaches
        for b in reaches
        if says_gap(b.rule, a.rule.name) and (found := hole_between(a, b)) is not None
    ]
    for a in reaches:
        behind = _first_behind(a, reaches)
        if behind is None:
            continue
        (column, box), b = behind
        spoken = a.spoken[column]
        hole = box[column]
        assert isinstance(hole, Spans)
        start, end = hole.parts[0]
        if (
            not _looks_missing(a, b, column, hole.parts[0])
            and not _from_end_to_end(low, a, b, reaches, column)
            and not _ladder(a, b, column)
        ):
            continue
        try:
            instead = [one for other in others if _in_its_place(a, other) for one in other.boxes]
            left = uncovered([box], [*meant, *instead])
        except TooMany:
            continue
        left = [one for one in left if not spoken.nothing_in(one[column])]
        if not left or (asked is not None and not asked.anew(a.rule, b.rule, left)):
            continue
        first, last = (one_span(one.boxes[0][column]) for one in (a, b))
        assert first is not None and last is not None
        back = a.rule.takes_back
        verb, done = ("takes anything back", "taken back") if back else ("pays", "paid")
        lost = "Of what lies there nothing is taken back" if back else "Whoever lands there is paid nothing"
        low.report.add(
            "neither-pays",
            f"where {spoken.says(left[0][column])}, neither {a.rule.name} nor {b.rule.name} {verb}, and nothing says whether that is meant",
            b.gates[0].span,
            "begins after it",
            also=(Label(a.gates[0].span, "ends before it"),),
            consequence=f"{lost} by either of them. Mostly a bound is off by one.",
            repairs=(
                _in_force(
                    low,
                    reaching(low, f"{a.rule.name} goes on until {b.rule.name} begins:", a, column, (first[0], end)),
                    a,
                    asked,
                ),
                _in_force(
                    low,
                    reaching(low, f"{b.rule.name} begins where {a.rule.name} ends:", b, column, (start, last[1])),
                    b,
                    asked,
                ),
                beside(f"Nothing is {done} there:", b.rule, f"leaves a gap after {a.rule.name}"),
            ),
        )


def _in_force(low: Lowering, answer: Repair, reach: Reach, asked: Asked | None) -> Repair:
    """An answer, without its edit where the rule stays as it is beside two versions of the other: one of them met it."""
    if asked is None or reach.rule.name in low.model.changes:
        return answer
    return Repair(f"{answer.text.rstrip(':.')}, restated in the amendment, too.")


def _in_its_place(a: Reach, other: Reach) -> bool:
    """Whether what another rule pays can stand for what is missing: a commission for a commission, and anything for a campaign's extra."""
    return a.rule.kind in ("spiff", other.rule.kind)


def says_gap(rule: tree.Rule, after: str) -> bool:
    return any(name.name == after for step in rule.steps if isinstance(step, tree.LeavesGap) for name in step.names)


def reaching(low: Lowering, text: str, reach: Reach, column: str, span: tuple[Cut, Cut]) -> Repair:
    """The condition of a rule on a column, with other bounds; without an edit where no one condition says them."""
    scope, spoken = low.rules[reach.rule.name].scope, reach.spoken[column]  # type: ignore[union-attr]
    about = [item for line in reach.gates for item in on_column(line.condition, scope, column)]
    values = [cut[1] - at if spoken.whole else cut[1] for cut, at in zip(span, (0, 1)) if cut not in (BOTTOM, TOP)]
    if len(about) != 1 or not all(
        spoken.kind in ("date", "days", "count", *PERIODS) or spoken.anchor or value in spoken.written
        for value in values
    ):
        return Repair(text.replace(":", "."))
    return instead(text, about[0].span, spoken.says(Spans((span,))))


def on_column(item: tree.Condition, scope: Scope, column: str) -> Iterator[tree.Condition]:
    """The conditions that together say which values a column has."""
    if isinstance(item, tree.Junction):
        for part in item.parts:
            yield from on_column(part, scope, column)
    elif any(fact.column == column for fact in _facts(item, evolve(scope))) or column in _related(item, scope):
        yield item


def _related(item: tree.Condition, scope: Scope) -> set[str]:
    """The columns that a condition between two values of the row is about."""
    boxes = () if isinstance(item, tree.Applies) else rows_where(item, evolve(scope), {}) or ()
    return {column for box in boxes for column in box}


def report_no_gap(low: Lowering, reaches: list[Reach]) -> None:
    """Warns of a rule that says it leaves a gap after another one, where there is none."""
    by_name = {reach.rule.name: reach for reach in reaches}
    for reach in reaches:
        for step in reach.rule.steps:
            for name in step.names if isinstance(step, tree.LeavesGap) else ():
                other = by_name.get(name.name)
                if other is None or not (other.exact and reach.exact) or hole_between(other, reach) is not None:
                    continue
                low.report.add(
                    "no-gap",
                    f"there is no gap between {name.name} and {reach.rule.name}",
                    step.span,
                    also=tuple(
                        Label(line.span, f"{one.rule.name} is about these")
                        for one in (other, reach)
                        for line in one.when
                    ),
                    consequence="The line says nothing today. Once a bound is changed it would settle what nobody has looked at.",
                    repairs=(Repair("Drop it."), Repair(f"Or say after which rule, which is not {name.name}.")),
                )


def hole_between(a: Reach, b: Reach) -> tuple[str, Box] | None:
    """What lies behind the rows of one rule and before those of another, in one column, all else being the same."""
    found = _stretch_between(a, b)
    return None if found is None or _is_nothing(a, found) else found


def _first_behind(a: Reach, reaches: list[Reach]) -> tuple[tuple[str, Box], Reach] | None:
    """What lies behind the rows of one rule and before those of the next. How many values it has is counted for few of the many pairs."""
    behind = [(found, b) for b in reaches if (found := _stretch_between(a, b)) is not None]
    for found, b in sorted(behind, key=lambda one: _end(one[0])):
        if not _is_nothing(a, found) and not says_gap(b.rule, a.rule.name):
            return found, b
    return None


def _stretch_between(a: Reach, b: Reach) -> tuple[str, Box] | None:
    """The same, where there may be nothing in it."""
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


def _is_nothing(a: Reach, found: tuple[str, Box]) -> bool:
    """Whether no value lies in a stretch, as between two days that follow each other."""
    column, box = found
    hole = one_span(box[column])
    return hole is None or a.spoken[column].values(hole) == 0


def _looks_missing(a: Reach, b: Reach, column: str, hole: tuple[Cut, Cut]) -> bool:
    """Whether one value was left out between two stretches."""
    spoken = a.spoken[column]
    if spoken.values(hole) != 1 or (a.rule.kind == "spiff" and spoken.kind in PERIODS):
        return False
    stretches = [one_span(one.boxes[0][column]) for one in (a, b)]
    return not all(one is not None and spoken.values(one) == 1 for one in stretches)


def _ladder(a: Reach, b: Reach, column: str) -> bool:
    """Whether two bonuses of a person go by one measure, the second without an end: from 80% through 100%, and above 110%."""
    spoken, grain = a.spoken[column], a.rule.grain
    first, second = (one_span(one.boxes[0][column]) for one in (a, b))
    measured = spoken.kind in ("money", "percent", "fraction", "multiplier", "number")
    if a.rule.kind == "spiff" or grain is None or grain.kind != "participant" or not measured or first is None:
        return False
    return second is not None and second[1] == TOP and spoken.values(first) != 1


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
    spoken = a.spoken[column]
    bottom, top = spoken.ends
    if bottom == BOTTOM and spoken.kind not in ("date", "days", *PERIODS):
        bottom = (0, 0, 1)  # sales, counts and shares have nothing below 0
    header = low.model.header
    if column == "date" and a.rule.kind != "spiff":
        bottom, top = (0, header.start, 0), (0, header.end + 1, 0)
    elif spoken.kind in PERIODS and a.rule.kind != "spiff":
        first, last = (header.calendar.period(spoken.kind, day) for day in (header.start, header.end))  # type: ignore[arg-type]
        bottom, top = (0, first, 0), (0, last + 1, 0)
    return min(low_ for low_, _ in spans) <= bottom and max(high for _, high in spans) >= top
