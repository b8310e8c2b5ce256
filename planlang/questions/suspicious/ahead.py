"""Results that count what comes after them: a month's that counts the whole quarter, a credit's paid before the quarter is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead
from planlang.lowering.periods import finer
from planlang.semantics.model import head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_looks_ahead(low: Lowering, rule: tree.Rule, below: Iterable[tree.Node]) -> None:
    """Warns of credits totalled over a longer period than the one that the result is for."""
    unit = None if rule.grain is None else rule.grain.each
    if unit is None:
        return
    for item, window, long in _longer(low, below, unit):
        low.report.add(
            "looks-ahead",
            f"what {rule.name} is in a {unit} depends on later {unit}s of the {long}",
            item.span,
            f"the whole {long}",
            also=(Label(head(rule, low.report), f"one result for each {unit}"),),
            consequence=f"It is not known before the {long} is over, and an amount of the {long} is paid in each of its {unit}s.",
            repairs=(
                instead(f"The {long} so far:", window.span, f"{low.words(window)} through this {unit}"),
                instead(f"This {unit} only:", window.span, f"in the {unit}"),
            ),
        )


def report_credits_look_ahead(low: Lowering, payout: tree.Payout, paying: Iterable[tree.Rule]) -> None:
    """Warns of what is paid for each credit in the credit's own period, and counts credits of later ones."""
    unit, seen = payout.each, set()
    if unit is None:
        return
    for rule in paying:
        if not _of_credits(rule) or not _paid_at_once(low, rule):
            continue
        for item in _whenever(low, rule):
            if item.span in seen or item.window is None:
                continue
            seen.add(item.span)
            row = item.window.row
            low.report.add(
                "looks-ahead",
                f"what {rule.name} pays in a {unit} depends on credits of the {row} in later {unit}s",
                item.span,
                f"all of the {row}, whenever dated",
                also=(Label(head(rule, low.report), f"paid each {unit}"),),
                consequence=f"The first deal of a {row} is paid by what it is then, and is another one when the next is made.",
                repairs=_so_far(low, item, row or ""),
            )
        for name, total, long in _of_longer_periods(low, rule, unit):
            if name.span in seen or total.span in seen:
                continue
            seen.add(name.span)
            low.report.add(
                "looks-ahead",
                f"what {rule.name} pays in a {unit} depends on credits of later {unit}s of the {long}",
                name.span,
                f"the whole {long}",
                also=(Label(total.span, f"all of the {long}"), Label(head(rule, low.report), f"paid each {unit}")),
                consequence=f"It is not known before the {long} is over, and is paid in the {unit} of the credit.",
                repairs=(
                    Repair(f"Pay it when the {long} is over:", f"dated  the last day of the {long}"),
                    Repair(
                        f"Or go by what the {long} has until this credit, in a measure for each credit:",
                        f"running {low.words(total)}",
                    ),
                ),
            )
        for item, _, long in _longer(low, _read(low, rule, set()), unit):
            if item.span in seen:
                continue
            seen.add(item.span)
            low.report.add(
                "looks-ahead",
                f"what {rule.name} pays in a {unit} depends on credits of later {unit}s of the {long}",
                item.span,
                f"the whole {long}",
                also=(Label(head(rule, low.report), f"paid each {unit}"),),
                consequence=f"It is not known before the {long} is over, and is paid in the {unit} of the credit.",
                repairs=(
                    *_so_far(low, item, long),
                    Repair(f"{'P' if item.running else 'Or p'}ay it when the {long} is over:", f"dated  the last day of the {long}"),
                ),
            )  # fmt: skip


def _of_longer_periods(
    low: Lowering, rule: tree.Rule, unit: tree.PeriodUnit
) -> Iterator[tuple[tree.Name, tree.Aggregate, tree.PeriodUnit]]:
    """Measures of a longer period, such as a quarter's attainment, that a rule for each credit reads: the name, and the total in them."""
    for item in _read(low, rule, set()):
        decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
        if not isinstance(decl, tree.Rule) or decl.pays or decl.grain is None or decl.grain.kind == "credit":
            continue
        long = decl.grain.each
        if not isinstance(item, tree.Name) or long is None or not finer(unit, long):
            continue
        found = next((total for total, _, of in _longer(low, _of_which(low, decl, set()), unit) if of == long), None)
        if found is not None:
            yield item, found, long


def _of_which(low: Lowering, rule: tree.Rule, seen: set[str]) -> Iterator[tree.Node]:
    """What a measure is made of, also by way of other measures for the same period."""
    seen.add(rule.name)
    for item in (rule.value, *tree.below(rule)):
        if item is None:
            continue
        yield item
        decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
        if (
            isinstance(decl, tree.Rule)
            and not decl.pays
            and decl.name not in seen
            and tree.same_text(decl.grain, rule.grain)
        ):
            yield from _of_which(low, decl, seen)


def _so_far(low: Lowering, item: tree.Aggregate, long: str) -> tuple[Repair, ...]:
    """What is known on the credit's day; of a place nothing is."""
    if item.running:
        return ()
    words, edit = f"running {low.words(item)}", Edit(item.span.before(), "running ")
    return (Repair(f"What the {long} has until this credit:", words, edits=(edit,)),)


def _whenever(low: Lowering, rule: tree.Rule) -> Iterator[tree.Aggregate]:
    """Totals of all credits of a customer, or another row that is no span of time, to which the credit at hand and others lead."""
    source = low.model.names.get(rule.grain.name or "") if rule.grain is not None else None
    for item in _read(low, rule, set()):
        if not isinstance(item, tree.Aggregate) or item.running or item.function not in ("total", "count"):
            continue
        if item.owner == "participant":
            continue  # what one person has of a row that may well be a span of time, such as a pay period
        row = item.window.row if item.window is not None and item.window.kind == "row" else None
        record = low.model.rows.get(row or "")
        if record is None or not isinstance(low.model.names.get(item.source), (tree.Credit, tree.Gathers)):
            continue
        if not isinstance(source, tree.Credit) or source.grain.kind != "row" or source.grain.name == row:
            continue
        start = low.model.rows.get(source.grain.name or "")
        kinds = [one.kind for one in record.spec.columns]
        spans = (
            record.spec.valid is not None or kinds.count("date") > 1 or {"month", "quarter", "half", "year"} & {*kinds}
        )
        if spans or start is None or not any(one.row == record.spec.name for one in start.spec.columns):
            continue  # what belongs to a time is known when it is over
        days = [line.value for line in source.lines if isinstance(line, tree.Dated)]
        if not any(
            row in one.parts[:-1] for day in days for one in (day, *tree.below(day)) if isinstance(one, tree.Column)
        ):
            yield item  # the shares of one deal have the deal's day, and come together


def _longer(
    low: Lowering, below: Iterable[tree.Node], unit: tree.PeriodUnit
) -> Iterator[tuple[tree.Aggregate, tree.Window, tree.PeriodUnit]]:
    """Totals and places of credits over the whole of a period that is longer than a unit, with their window and its unit."""
    for below_it in below:
        item = below_it.rows if isinstance(below_it, tree.Ranked) else below_it
        running = isinstance(below_it, tree.Aggregate) and below_it.running
        if not isinstance(item, tree.Aggregate) or running or item.window is None:
            continue
        long = item.window.unit
        if item.window.kind != "in" or long is None or not finer(unit, long):
            continue
        # what is planned for a year, such as targets by month, is known before it is over
        if _sold(low, item, set()):
            yield item, item.window, long


def _sold(low: Lowering, item: tree.Aggregate, seen: set[str]) -> bool:
    """Whether a total is one of credits, or of a measure that totals them."""
    decl = low.model.names.get(item.source)
    if not isinstance(decl, tree.Rule) or decl.pays or item.source in seen:
        return isinstance(decl, (tree.Credit, tree.Gathers))
    seen.add(item.source)
    return any(isinstance(one, tree.Aggregate) and _sold(low, one, seen) for one in _read(low, decl, set(), True))


def _of_credits(item: object) -> bool:
    return isinstance(item, tree.Rule) and item.grain is not None and item.grain.kind == "credit"


def _read(low: Lowering, item: tree.Node, seen: set[str], all_named: bool = False) -> Iterator[tree.Node]:
    """What stands in a rule, and in the measures for each credit that it names: one for each quarter says that the whole of it is meant.

    With ``all_named`` also in any other measures.
    """
    for child in tree.children(item):
        yield child
        if isinstance(child, tree.Name) and child.name not in seen:
            seen.add(child.name)
            decl = low.model.names.get(child.name)
            if isinstance(decl, tree.Rule) and (all_named or _of_credits(decl)):
                yield from _read(low, decl, seen, all_named)
        yield from _read(low, child, seen, all_named)


def _paid_at_once(low: Lowering, rule: tree.Rule) -> bool:
    """Whether something of a rule for each credit is certainly paid on the credit's day."""
    if any(isinstance(step, tree.Dated) for step in rule.steps):
        return False
    paid = [step.on for step in rule.steps if isinstance(step, tree.Paid)]
    return not paid or any(on is not None and _is_the_day(low, rule, on) for on in paid)


def _is_the_day(low: Lowering, rule: tree.Rule, on: tree.Value) -> bool:
    source = low.model.names.get(rule.grain.name or "") if rule.grain is not None else None
    dated = [line for line in source.lines if isinstance(line, tree.Dated)] if isinstance(source, tree.Credit) else []
    return low.words(on) in ("credit.date", *(low.words(line.value) for line in dated))
