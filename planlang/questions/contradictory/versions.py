"""Rules that amendments restate or remove: what each version is about, and days that lie between two of them and are paid by none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planlang.core.regions import Cut, Spans, meet
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.questions.contradictory.epochs import days_of
from planlang.questions.contradictory.holes import hole_between, reaching, says_gap
from planlang.questions.contradictory.named import beside, one_or_both, settled_between
from planlang.questions.contradictory.overlaps import ask_which
from planlang.questions.contradictory.reaches import Asked, Reach, boxes_of, one_span, reach_of
from planlang.questions.contradictory.relations import all_rows_where
from planlang.questions.contradictory.spoken import Spoken
from planlang.questions.contradictory.times import DAY
from planlang.semantics.model import Change, head
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_amended(low: Lowering, rules: list[tree.Rule], amended: list[tree.Rule], asked: Asked) -> None:
    """Asks about days that lie between two versions of a rule, and of a rule that is removed and the one that comes in its place."""
    for rule in amended:
        spoken: dict[str, Spoken] = {}
        versions = versions_of(low, rule, spoken)
        beside = [one for one in rules if one.kind == rule.kind and tree.same_text(one.grain, rule.grain)]
        others = [reach for one in beside if (reach := reach_of(low, one, spoken)) is not None] if versions else []
        ask_between_versions(low, versions, others)
        for version in versions:
            if version.ended is not None and version.ended.decl is None:
                fresh = [one for one in others if not asked.about(rule, one.rule)]
                _ask_in_its_place(low, version.reach, fresh)


@frozen(eq=False, repr=False)
class Version:
    """The rows that one version of a rule is about, the amendment that brought it, and what ended it."""

    reach: Reach
    begun: Change | None
    ended: Change | None


def versions_of(low: Lowering, rule: tree.Rule, spoken: dict[str, Spoken]) -> list[Version]:
    """The versions of a rule for each credit; none where the conditions of one aren't understood in full."""
    known = low.rules.get(rule.name)
    if known is None or known.scope.kind != "credit":
        return []
    changes = low.model.changes.get(rule.name, [])
    found: list[Version] = []
    for begun, ended in zip([None, *changes], [*changes, None]):
        decl = rule if begun is None else begun.decl
        if not isinstance(decl, tree.Rule):
            continue
        when = tuple(step for step in decl.steps if isinstance(step, tree.When))
        days = [days_of(one, word) for one, word in ((begun, "is at least"), (ended, "is before")) if one is not None]
        boxes = boxes_of((*when, *days), known.scope, spoken)
        if boxes is None:
            boxes = all_rows_where(tuple(line.condition for line in (*when, *days)), known.scope, spoken)
        if boxes is None or any(DAY not in box for box in boxes):
            return []
        found.append(Version(Reach(decl, when, boxes, spoken, when), begun, ended))
    return found


def ask_between_versions(low: Lowering, versions: list[Version], others: list[Reach]) -> None:
    """Asks about days behind one version of a rule and before the next, or before the rule that comes when it is removed."""
    for version in versions:
        ended = version.ended
        if ended is None:
            continue
        next_one = next((one for one in versions if one.begun is ended), None)
        followers = [next_one.reach] if next_one is not None else [one for one in others if one.gates]
        for reach in followers:
            found = hole_between(version.reach, reach)
            if found is None or found[0] != DAY or says_gap(reach.rule, version.reach.rule.name):
                continue
            hole = one_span(found[1][DAY])
            family = [*(one.reach for one in versions), reach]
            if hole is not None and _missing(low, family, version.reach, hole):
                _ask(low, version.reach, reach, ended, hole, next_one is not None)
                return


def _ask_in_its_place(low: Lowering, a: Reach, others: list[Reach]) -> None:
    """Asks about a rule that comes in the place of a removed one, and begins before that has ended."""
    for b in others:
        for x, y in ((x, y) for x in a.boxes for y in b.boxes if x.keys() == y.keys()):
            both, mine, other = meet(x, y), one_span(x[DAY]), one_span(y[DAY])
            if both is None or mine is None or other is None or settled_between(a.rule, b.rule):
                continue
            if mine[0] < other[0] and other[1] >= (0, low.model.header.end + 1, 0):
                case = " and ".join(a.spoken[column].says(both[column]) for column in both)
                about = tuple(Label(line.span, "is about them") for line in (*a.gates, *b.gates))
                both_paid, higher, _, later = one_or_both(low, a.rule, b.rule)
                earlier = reaching(low, f"Only {a.rule.name} is paid there:", b, DAY, (mine[1], other[1]))
                ask_which(low, a.rule, b.rule, case, about, (both_paid, higher, earlier, later))
                return


def _missing(low: Lowering, family: list[Reach], a: Reach, hole: tuple[Cut, Cut]) -> bool:
    """Whether it is one day, or the family reaches from the first day of the plan to its last, as campaigns don't."""
    spans = [found for one in family if (found := one_span(one.boxes[0][DAY])) is not None]
    header = low.model.header
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    whole = first <= (0, header.start, 0) and last >= (0, header.end + 1, 0)
    return (whole and a.rule.kind != "spiff") or a.spoken[DAY].values(hole) == 1


def _ask(low: Lowering, a: Reach, b: Reach, ended: Change, hole: tuple[Cut, Cut], restated: bool) -> None:
    first, last = one_span(a.boxes[0][DAY]), one_span(b.boxes[0][DAY])
    assert first is not None and last is not None
    amend, name = ended.amend, a.rule.name
    alone = len(amend.items) == 1
    start, end = (a.spoken[DAY].value(cut[1]) for cut in hole)
    days = a.spoken[DAY].says(Spans((hole,)))
    both = f"neither version of {name}" if restated else f"neither {name} nor {b.rule.name}"
    low.report.add(
        "neither-pays",
        f"where {days}, {both} pays, and nothing says whether that is meant",
        head(b.rule, low.report),
        "begins after it",
        also=(Label(amend.start.span, "amended from here"), *(Label(line.span, "ends before it") for line in a.when)),
        consequence="Whoever lands there is paid nothing by either of them. Mostly a bound is off by one.",
        repairs=(
            _goes_on(low, a, amend, alone, (first[0], hole[1]), end),
            _begins(low, b, amend, alone and restated, (hole[0], last[1]), start),
            _nothing(low, b, ended, alone, start, end)
            if restated
            else beside("Nothing is paid there:", b.rule, f"leaves a gap after {name}"),
        ),
    )


def _goes_on(low: Lowering, a: Reach, amend: tree.Amend, alone: bool, days: tuple[Cut, Cut], end: str) -> Repair:
    """The earlier version until the later one begins: its own condition, the day of the amendment, or both."""
    text = "The earlier one goes on until the later one begins:"
    own = reaching(low, text, a, DAY, days) if a.when else None
    moved = amend.start.value.toordinal() < days[1][1] and alone
    if (own is not None and not own.edits) or (own is None and not moved):
        return Repair(text.replace(":", "."))
    edits = (*(own.edits if own is not None else ()), *((Edit(amend.start.span, end),) if moved else ()))
    said = own.example if own is not None else f"amend {low.model.plan.name} from {end}, by {low.words(amend.by)}"
    return Repair(text, said, edits)


def _begins(low: Lowering, b: Reach, amend: tree.Amend, moves: bool, days: tuple[Cut, Cut], start: str) -> Repair:
    """The later version from where the earlier one ends."""
    text = "The later one begins where the earlier one ends:"
    own = reaching(low, text, b, DAY, days) if b.when else None
    late = moves and amend.start.value.toordinal() > days[0][1]
    if (own is not None and not own.edits) or (own is None and not late):
        return Repair(text.replace(":", "."))
    edits = (*(own.edits if own is not None else ()), *((Edit(amend.start.span, start),) if late else ()))
    said = own.example if own is not None else f"amend {low.model.plan.name} from {start}, by {low.words(amend.by)}"
    return Repair(text, said, edits)


def _nothing(low: Lowering, b: Reach, ended: Change, alone: bool, start: str, end: str) -> Repair:
    """A version between the two that is none: the rule is removed, and comes back."""
    amend = ended.amend
    by, plan = low.words(amend.by), low.model.plan.name
    removed = f"amend {plan} from {start}, by {by} {{\n    remove {b.rule.name}\n}}"
    back = (Edit(amend.start.span, end),) if amend.start.value.toordinal() < _ordinal(end) else ()
    if back and not alone:
        return Repair("Nothing is paid there: remove it for these days.", removed)
    return Repair("Nothing is paid there:", removed, (Edit(amend.span.before(), f"{removed}\n\n"), *back))


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
