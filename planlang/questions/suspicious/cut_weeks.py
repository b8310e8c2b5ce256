"""A plan paid by the week that begins or ends in the middle of one, which the plan before it or after it pays, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core.calendar import DAYS
from planlang.diagnostics.model import Label, Repair, instead
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_cut_week(low: Lowering, by_period: tree.Rule | tree.Payout) -> bool:
    """Warns where what a plan covers does not begin and end with the weeks, or fortnights, that it pays by; whether it does."""
    unit = by_period.each if isinstance(by_period, tree.Payout) else by_period.grain and by_period.grain.each
    if unit not in DAYS:
        return False
    header = low.model.header
    calendar = header.calendar
    first = calendar.first_day(unit, calendar.period(unit, header.start))
    last = calendar.last_day(unit, calendar.period(unit, header.end))
    if (first, last) == (header.start, header.end):
        return False
    covers = next(item for item in low.model.plan.items if isinstance(item, tree.CoversLine))
    start, end, other_start, other_end = (calendar.label("day", day) for day in (first, last, header.start, header.end))
    cut = (["first"] if first != header.start else []) + (["last"] if last != header.end else [])
    days = " and ".join(
        said
        for said, is_cut in ((f"{start} before {other_start}", first != header.start), (f"{end} after {other_end}", last != header.end))
        if is_cut
    )  # fmt: skip
    low.report.add(
        "cut-week",
        f"the {' and the '.join(cut)} {unit} of this plan {'lies' if len(cut) == 1 else 'lie'} partly outside what it covers ({days})",
        covers.span,
        also=(Label(head(by_period, low.report), f"by the {unit}"),),
        consequence=f"Fixed pay, floors, caps and tiers of that {unit} hold in full here, and once more in the plan that covers the rest of it.",
        repairs=(
            instead(f"Cover whole {unit}s:", covers.span, f"covers       credits dated from {start} through {end}"),
            Repair(
                "Where no other plan pays the rest of it, accept it above this line, with the reason:",
                f"# planlang: accept cut-week: no other plan pays the rest of that {unit}",
            ),
        ),
    )
    return True
