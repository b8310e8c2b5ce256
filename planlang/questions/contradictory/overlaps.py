"""Two rules of one kind that pay on the same rows: both, the higher, or only one of them?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.regions import BOTTOM, TOP, Box, meet
from planlang.diagnostics.model import Label, Repair, line_above
from planlang.questions.contradictory.apart import never_together
from planlang.questions.contradictory.named import once_or_twice, one_or_both, settled_between
from planlang.questions.contradictory.reaches import Asked, Reach, gates_of, one_span, within
from planlang.questions.contradictory.spoken import Spoken
from planlang.questions.contradictory.times import at_one_time, in_days, time_of
from planlang.questions.suspicious.ledgers import shared_rows
from planlang.questions.suspicious.twice import paid_behind, what_is_paid
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_both_pay(low: Lowering, reaches: list[Reach], asked: Asked | None = None) -> None:
    """Asks about two rules that share rows by conditions on the same columns.

    Rules that answer different questions (3 years or more, prepaid) are meant to add up, and so is a bonus for 120% beside one for 100%;
    but not two commissions, each of which says the rate of one amount.
    What overlaps in part may be a slip or not, whatever it pays; of two commissions on one amount, two campaigns at one time, or two
    spiffs, it is asked even where all rows of one are rows of the other. Rules with the very same conditions are no overlap: the second is
    about something else, or a copy, which is warned of.
    """
    paid = {reach.rule.name: what_is_paid(reach.rule) for reach in reaches}
    said = {reach.rule.name: tree.text_key(tuple(one.condition for one in reach.gates)) for reach in reaches}
    for a, b in itertools.combinations(reaches, 2):
        again = None is not paid[a.rule.name] == paid[b.rule.name]
        if settled_between(a.rule, b.rule) or (a.rule.kind != b.rule.kind and not again):
            continue
        if said[a.rule.name] == said[b.rule.name]:
            continue
        doubtful = _same_again if again else _doubtful
        pairs = (_comparable(a, b, x, y) for x in a.boxes for y in b.boxes)
        shared = next((both for x, y in pairs if (both := doubtful(a, b, x, y)) is not None), None)
        if (
            shared is None
            or never_together(low, a, b)
            or (asked is not None and not asked.anew(a.rule, b.rule, [shared]))
        ):
            continue
        case = " and ".join(a.spoken[column].says(shared[column]) for column in shared)
        about = tuple(Label(line.span, "is about them") for line in (*a.gates, *b.gates))
        answers = (once_or_twice if again else one_or_both)(low, a.rule, b.rule)
        ask_which(low, a.rule, b.rule, case, about, answers)


def ask_which(
    low: Lowering, a: tree.Rule, b: tree.Rule, case: str, also: tuple[Label, ...], answers: tuple[Repair, ...]
) -> None:
    """Asks which of two rules is paid where both are."""
    low.report.add(
        "both-pay",
        f"{a.name} and {b.name} both pay where {case}, and nothing says whether both are meant",
        head(b, low.report),
        f"the {b.kind} {b.name}",
        also=(Label(head(a, low.report), f"the {a.kind} {a.name}"), *also),
        consequence="One may be meant to be paid on top of the other, or in its place; or the higher of the two.",
        repairs=(*answers, Repair("Or let the conditions meet and not overlap, if a bound is off.")),
    )


def ask_credits_overlap(low: Lowering, rules: list[tree.Rule]) -> None:
    """Asks about two rules of one kind for two credits that share rows in part: {New, Upsell} and {Upsell, Renewal}."""
    for a, b in itertools.combinations(rules, 2):
        if a.kind != b.kind or a.grain is None or b.grain is None or {a.grain.kind, b.grain.kind} != {"credit"}:
            continue
        first, second = (low.model.names.get(rule.grain.name or "") for rule in (a, b) if rule.grain is not None)
        if first is second or not isinstance(first, tree.Credit) or not isinstance(second, tree.Credit):
            continue
        if settled_between(a, b) or any(isinstance(step, tree.When) for rule in (a, b) for step in rule.steps):
            continue
        spoken: dict[str, Spoken] = {}
        found = shared_rows(low, first, second, spoken, only_in_part=True)
        if found is None:
            continue
        case = " and ".join(spoken[column].says(allowed) for column, allowed in found.items())
        labels = tuple(Label(head(one, low.report), "its credits") for one in (first, second))
        ask_which(low, a, b, case, labels, _of_credits(low, a, b, found, spoken))


def _of_credits(
    low: Lowering, a: tree.Rule, b: tree.Rule, shared: Box, spoken: dict[str, Spoken]
) -> tuple[Repair, ...]:
    """What may be paid where two credits share rows: by both rules, or by one of them, which leaves the other's rows out."""
    both, *_ = one_or_both(low, a, b)
    if len(shared) != 1:
        return (both,)
    ((column, allowed),) = shared.items()
    outside = spoken[column].says_not(allowed)
    if outside is None:
        return (both,)
    return (
        both,
        *(
            line_above(f"Only {one.name} is paid there:", other.steps[0].span, f"when {outside}")
            for one, other in ((a, b), (b, a))
        ),
    )


def _comparable(a: Reach, b: Reach, x: Box, y: Box) -> tuple[Box, Box]:
    """Two boxes that say when by the same column: by their days, where one says it in months and the other in days or quarters."""
    times = time_of(a, x), time_of(b, y)
    days = (in_days(a, x), in_days(b, y)) if all(times) and times[0] != times[1] else (None, None)
    return (x, y) if days[0] is None or days[1] is None else (days[0], days[1])


def _doubtful(a: Reach, b: Reach, x: Box, y: Box) -> Box | None:
    """The rows that two boxes share, where it is doubtful that both rules are meant there."""
    shared = x.keys() & y.keys()
    both = meet(x, y)
    campaigns = a.rule.kind == b.rule.kind == "spiff" and at_one_time(a, x, b, y)
    if both is None or any(a.spoken[column].nothing_in(both[column]) for column in shared):
        return None
    same_columns = x.keys() == y.keys()
    if not same_columns and a.rule.kind == "commission" and _same_amount(a.rule, b.rule):
        return both  # each gives the rate of what it is about: 5% of a product, 8% from 100,000 USD on
    if not shared:
        return both if campaigns else None
    inside = [all(within(one[column], other[column]) for column in shared) for one, other in ((x, y), (y, x))]
    in_time = campaigns or (a.rule.kind == "spiff" and bool(time_of(a, x) & time_of(b, y)))
    if all(inside):
        # The same rows, twice: the second is about something else. Campaigns of one time with other conditions share some rows.
        return both if in_time and not same_columns else None
    if not any(inside):
        return both if same_columns or in_time or a.rule.kind == "commission" else None
    if (
        in_time
        or (same_columns and a.rule.kind == "spiff")
        or (same_columns and a.rule.kind == "bonus" and not (_stairs(a, x, y) and _as_much(a.rule, b.rule)))
        or (same_columns and a.rule.kind == "commission" and _same_amount(a.rule, b.rule))
    ):
        return both
    return None


def _same_again(a: Reach, b: Reach, x: Box, y: Box) -> Box | None:
    """The rows that two boxes share by conditions on the same columns, of rules that say the same."""
    return meet(x, y) if x.keys() == y.keys() and not _stairs(a, x, y) else None


def _stairs(reach: Reach, one: Box, other: Box) -> bool:
    """Whether two rules are steps of a staircase: so much from 100% on, and as much once more from 120% on.

    Of two commissions that begin at different amounts, two campaigns, or two spiffs for a deal, the second may be meant in place of the first.
    """
    apart = [column for column in one if one[column] != other[column]]
    if len(apart) != 1 or reach.rule.kind == "commission" or _spiff_for_a_deal(reach):
        return False
    if reach.spoken[apart[0]].kind == "date":
        return False
    ends = [one_span(box[apart[0]]) for box in (one, other)]
    return all(end is not None and end[1] == TOP and end[0] != BOTTOM for end in ends)


def _spiff_for_a_deal(reach: Reach) -> bool:
    grain = reach.rule.grain
    return reach.rule.kind == "spiff" and grain is not None and grain.kind == "credit"


def _as_much(a: tree.Rule, b: tree.Rule) -> bool:
    """Whether two rules pay the same where their gates let it through, however these are written."""
    return bool(paid_behind(gates_of(a), a) == paid_behind(gates_of(b), b))


def _same_amount(a: tree.Rule, b: tree.Rule) -> bool:
    """Whether two rules pay a rate of the same amount."""
    first, second = _amount(a), _amount(b)
    return first is not None and second is not None and tree.same_text(first, second)


def _amount(rule: tree.Rule) -> tree.Node | None:
    start = next((step.value for step in rule.steps if isinstance(step, tree.Start)), None)
    return start.whole if isinstance(start, tree.Of) else start
