"""A plan that covers a part of a quarter, or of another period, whose quota, cap or tiers are those of the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead
from planlang.questions.known import column_of
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

MARKS = (tree.Limit, tree.Tiers, tree.Curve, tree.Places, tree.OnlyIf)
"""What holds for the whole of a period, and so is reached less easily in a part of it."""


def report_cut_period(low: Lowering, rules: list[tree.Rule]) -> None:
    """Warns of the first rule that measures a part of a period by what is meant for all of it, and counts no days."""
    header, calendar = low.model.header, low.model.header.calendar
    for rule in rules:
        unit = rule.grain.each if rule.grain is not None and rule.pays else None
        if unit not in ("month", "quarter", "half", "year"):
            continue
        first = calendar.first_day(unit, calendar.period(unit, header.start))
        last = calendar.last_day(unit, calendar.period(unit, header.end))
        if (first, last) == (header.start, header.end):
            continue
        read = list(_read(low, rule, set()))
        if any(isinstance(one, tree.DaysOf) for one in read):
            continue
        why = next((one for one in read if isinstance(one, MARKS) or _of_period(low, one, unit)), None)
        if why is None:
            continue
        covers = next(item for item in low.model.plan.items if isinstance(item, tree.CoversLine))
        start, end, now, then = (calendar.label("day", day) for day in (first, last, header.start, header.end))
        days = [f"{start} before {now}"] if first != header.start else []
        days += [f"{end} after {then}"] if last != header.end else []
        low.report.add(
            "cut-period",
            f"a {unit} of {rule.name} lies partly outside what the plan covers ({' and '.join(days)})",
            covers.span,
            f"not whole {unit}s",
            also=(Label(head(rule, low.report), f"one result for each {unit}"), Label(why.span, f"of a whole {unit}")),
            consequence=f"What is sold in a part of that {unit} is held against what is meant for all of it.",
            repairs=(
                instead(f"Cover whole {unit}s:", covers.span, f"covers       credits dated from {start} through {end}"),
                Repair(
                    "Or take of the quota as much as there are days:",
                    f"… * (calendar days of the {unit} from {now} through {then} / calendar days of the {unit})",
                ),
            ),
        )
        return


def _read(low: Lowering, item: tree.Node, seen: set[str]) -> Iterator[tree.Node]:
    """What stands in a rule, and in the measures that it names."""
    for one in tree.below(item):
        yield one
        if isinstance(one, tree.Name) and one.name not in seen:
            seen.add(one.name)
            decl = low.model.names.get(one.name)
            if isinstance(decl, tree.Rule):
                yield from _read(low, decl, seen)


def _of_period(low: Lowering, item: tree.Node, unit: str) -> bool:
    found = column_of(low, item) if isinstance(item, tree.Column) else None
    return found is not None and found[1].per == unit
