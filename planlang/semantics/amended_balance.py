"""A balance that amendments restate: it opens as the plan says, and closes as the version says that holds when it closes.

It closes once, so what was restated before that day is what holds, whole: no row has to choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair, instead
from planlang.semantics.amended_alike import in_both
from planlang.semantics.amended_payout import beyond
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.semantics.model import Change, Model
    from planlang.semantics.report import Report


def as_amended(model: Model, before: tree.Balance, changes: Sequence[Change], report: Report) -> None:
    """Puts the balance as its amendments leave it in the place of the plan's own."""
    found = before
    for change in changes:
        form = change.decl
        assert isinstance(form, tree.Balance)
        if not _goes_by_the_payout(model, change.amend, report) or not _alike(found, form, report):
            continue
        as_before = _same(found.closes, form.closes, report) and found.rest == form.rest
        if as_before or _closes_later(model, found, form, change.amend, report):
            found = found.but(closes=form.closes, rest=form.rest)
    model.names[before.name] = found
    model.plan = model.plan.but(items=tuple(found if item is before else item for item in model.plan.items))


def _goes_by_the_payout(model: Model, amend: tree.Amend, report: Report) -> bool:
    """Balances move with payouts, so the day is that of their period."""
    unit = model.payout.each if model.payout is not None else None
    by = amend.by
    if unit is None or (isinstance(by, tree.PeriodEdge) and by.unit == unit and by.of is None):
        return unit is not None
    beyond(report, f"a balance goes from the payout of one {unit} to the next, which has no one", unit, by)
    return False


def _same(one: tree.Node | None, other: tree.Node | None, report: Report) -> bool:
    return (one and report.words(one.span)) == (other and report.words(other.span))


def _alike(before: tree.Balance, form: tree.Balance, report: Report) -> bool:
    """It has opened already when it is restated."""
    if form.lapses != before.lapses:
        report.add(
            "amended-otherwise",
            f"{form.name} is restated as if what came in lapsed otherwise",
            head(form, report),
            also=(Label(head(before, report), "as in the plan"),),
            consequence="Nothing says which of the two holds of what came in before that day.",
            repairs=(Repair("Say in both versions the same of when what came in lapses."),),
        )
        return False
    if _same(before.opens, form.opens, report) and _same(before.grain, form.grain, report):
        return True
    report.add(
        "amended-otherwise",
        f"{form.name} opens at the beginning of the plan, and is restated as if it opened otherwise",
        form.opens.span if form.opens is not None else head(form, report),
        also=(Label(before.opens.span if before.opens is not None else head(before, report), "as in the plan"),),
        consequence="What is in it goes on across the versions.",
        repairs=(
            *(in_both(before.opens.span, form.opens.span, report)
              if form.opens is not None and before.opens is not None else ()),
            Repair("Or change by a step of the payout, from that day on, what goes into it."),
        ),
    )  # fmt: skip
    return False


def _closes_later(model: Model, before: tree.Balance, form: tree.Balance, amend: tree.Amend, report: Report) -> bool:
    """Whether it is still open when the amendment begins, in both versions; told by days that the plan names."""
    place = form.closes.span if form.closes is not None else head(form, report)
    if not isinstance(before.closes, tree.DateLit) or not isinstance(form.closes, tree.DateLit):
        report.add(
            "amended-otherwise",
            f"{form.name} closes on a day of each participant, and who closed before the amendment closed as the plan said",
            place,
            also=(Label(before.closes.span if before.closes is not None else head(before, report), "as in the plan"),),
            consequence="A rest could be forgiven in one version and due in the other.",
            repairs=(
                *(
                    in_both(before.closes.span, form.closes.span, report)
                    if form.closes is not None and before.closes is not None
                    else ()
                ),
                Repair("Say it alike in both, or name a day in both:", "closes on 2025-12-31, rest forgiven"),
            ),
        )
        return False
    start = amend.start.value.toordinal()
    if _day(model, amend, before.closes) < start:
        report.add(
            "amended-outside",
            f"{form.name} closes on {before.closes.value.isoformat()}, before this amendment begins",
            place,
            also=(Label(before.closes.span, "as in the plan"),),
            consequence="What it restates never held.",
            repairs=(Repair("Correct the day."), Repair("Or write it into the plan itself.")),
        )
        return False
    if _day(model, amend, form.closes) < start:
        report.add(
            "amended-otherwise",
            f"{form.name} is restated to close on {form.closes.value.isoformat()}, before this amendment begins",
            place,
            also=(Label(amend.start.span, "from this day on"),),
            consequence="It would close in no payout, and nothing would become of the rest.",
            repairs=(
                in_both(before.closes.span, form.closes.span, report)[0],
                instead(
                    "At once, in the first payout that the amendment is about:", form.closes.span, _first(model, amend)
                ),
            ),
        )
        return False
    return True


def _first(model: Model, amend: tree.Amend) -> str:
    """The last day of the first period whose payout an amendment is about."""
    by, calendar = amend.by, model.header.calendar
    assert isinstance(by, tree.PeriodEdge)
    day = amend.start.value.toordinal()
    period = calendar.period(by.unit, day)
    if by.edge == "first" and calendar.first_day(by.unit, period) < day:
        period += 1
    return calendar.label("day", calendar.last_day(by.unit, period))


def _day(model: Model, amend: tree.Amend, closes: tree.DateLit) -> int:
    """The day of the payout in which a balance closes that the amendment goes by."""
    by, calendar = amend.by, model.header.calendar
    assert isinstance(by, tree.PeriodEdge)
    period = calendar.period(by.unit, closes.value.toordinal())
    return calendar.first_day(by.unit, period) if by.edge == "first" else calendar.last_day(by.unit, period)
