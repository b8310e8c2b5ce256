"""Two rules of one kind that pay on the same rows: both, or only one of them?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.regions import Box, meet
from planlang.diagnostics.model import Label, Repair
from planlang.questions.suspicious.ledgers import shared_rows
from planlang.questions.suspicious.reaches import Reach, Spoken, within
from planlang.questions.suspicious.twice import what_is_paid
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_both_pay(low: Lowering, reaches: list[Reach]) -> None:
    """Warns of two rules that share rows by conditions on the same columns, and say different things.

    Rules that answer different questions (3 years or more, prepaid) are meant to add up, and so is a bonus for 120% beside one for 100%.
    What overlaps in part is hardly meant, whatever it pays; of two commissions on one amount, or two campaigns at one time, it is asked
    even where all rows of one are rows of the other.
    """
    paid = {reach.rule.name: what_is_paid(reach.rule) for reach in reaches}
    for a, b in itertools.combinations(reaches, 2):
        if a.rule.kind != b.rule.kind or None is not paid[a.rule.name] == paid[b.rule.name]:
            continue
        shared = next((both for x in a.boxes for y in b.boxes if (both := _doubtful(a, b, x, y)) is not None), None)
        if shared is None:
            continue
        case = " and ".join(a.spoken[column].says(shared[column]) for column in shared)
        _report(low, a.rule, b.rule, case, tuple(Label(line.span, "is about them") for line in (*a.when, *b.when)))


def _report(low: Lowering, a: tree.Rule, b: tree.Rule, case: str, also: tuple[Label, ...]) -> None:
    low.report.add(
        "both-pay",
        f"{a.name} and {b.name} both pay where {case}",
        head(b, low.report),
        f"the {b.kind} {b.name}",
        also=(Label(head(a, low.report), f"the {a.kind} {a.name}"), *also),
        consequence="The payout adds both. A reader of the letter may expect one of them: the first, or the higher.",
        repairs=(
            Repair("If only one is meant there, let the conditions meet and not overlap."),
            Repair("If the higher is meant, make them rows of one rule:", "pay  highest match { … }"),
            Repair("If both are meant, one rule that adds them says so:", "pay  every match { … }"),
        ),
    )


def report_credits_overlap(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns of two rules of one kind for two credits that share rows in part: {New, Upsell} and {Upsell, Renewal}."""
    for a, b in itertools.combinations(rules, 2):
        if a.kind != b.kind or a.grain is None or b.grain is None or {a.grain.kind, b.grain.kind} != {"credit"}:
            continue
        first, second = (low.model.names.get(rule.grain.name or "") for rule in (a, b) if rule.grain is not None)
        if first is second or not isinstance(first, tree.Credit) or not isinstance(second, tree.Credit):
            continue
        if any(isinstance(step, tree.When) for rule in (a, b) for step in rule.steps):
            continue
        spoken: dict[str, Spoken] = {}
        found = shared_rows(low, first, second, spoken, only_in_part=True)
        if found is None:
            continue
        case = " and ".join(spoken[column].says(allowed) for column, allowed in found.items())
        _report(
            low,
            a,
            b,
            case,
            (Label(head(first, low.report), "its credits"), Label(head(second, low.report), "its credits")),
        )


def _doubtful(a: Reach, b: Reach, x: Box, y: Box) -> Box | None:
    """The rows that two boxes share, where it is doubtful that both rules are meant there."""
    shared = x.keys() & y.keys()
    both = meet(x, y)
    if not shared or both is None:
        return None
    inside = [all(within(one[column], other[column]) for column in shared) for one, other in ((x, y), (y, x))]
    if all(inside):
        return None  # the same rows, twice: the second rule is about something else
    same_columns = x.keys() == y.keys()
    in_time = a.rule.kind == "spiff" and "date" in shared
    if not any(inside):
        return both if same_columns or in_time or a.rule.kind == "commission" else None
    if in_time or (same_columns and a.rule.kind == "commission" and _same_amount(a.rule, b.rule)):
        return both
    return None


def _same_amount(a: tree.Rule, b: tree.Rule) -> bool:
    """Whether two rules pay a rate of the same amount."""
    first, second = _amount(a), _amount(b)
    return first is not None and second is not None and tree.same_text(first, second)


def _amount(rule: tree.Rule) -> tree.Node | None:
    start = next((step.value for step in rule.steps if isinstance(step, tree.Start)), None)
    return start.whole if isinstance(start, tree.Of) else start
