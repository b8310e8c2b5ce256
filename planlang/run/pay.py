"""Paying: one evaluation of a plan on its data, as tables of results. No files, no printing.

What must hold of every run is asserted here: the lines add up to the payouts, in every cell, and each row of the
credited data is either credited or listed with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from planlang.core.dataset import Dataset
from planlang.core.graph import Graph, PayoutInfo, Spine
from planlang.core.values import Values, picked
from planlang.engines.interpreter.sorting import by_column
from planlang.run.balances import balances_table
from planlang.run.credited import credit_table, uncredited_table
from planlang.run.due import due_table
from planlang.run.ledger import Entry, adjustment_names, component_lines, entries_of, payout_lines
from planlang.run.paid import paid_table
from planlang.run.periods import selected
from planlang.run.result import Rejected, RunFault, RunResult
from planlang.run.tables import Output, OutputColumn, over_one, totals

if TYPE_CHECKING:
    from planlang.engines.interpreter import Evaluator
    from planlang.explain.model import Reader


def reader_of(graph: Graph, data: Dataset) -> Evaluator:
    """An evaluator of checked data; raises ``Rejected`` with all that the plan's own checks find."""
    from planlang.diagnostics.order import has_errors
    from planlang.engines.interpreter import Evaluator, check_data

    evaluator = Evaluator(graph, data)
    found = check_data(evaluator)
    if has_errors(found):
        raise Rejected(found)
    return evaluator


def pay(graph: Graph, data: Dataset, period: str | None = None) -> RunResult:
    """Pays everybody, for all periods of the plan or the one (or ones) that ``period`` names.

    Raises ``Rejected`` where the data can't be paid, ``periods.NoSuchPeriod``, and ``RunFault`` for a bug of ours.
    """
    chosen = selected(graph, period)
    return pay_with(reader_of(graph, data), chosen)


def pay_with(reader: Reader, chosen: Sequence[int], trial: bool = False) -> RunResult:
    """As ``pay``, with an evaluator at hand (whose data is checked) and the numbers of the periods.

    In a ``trial`` sums are not added up a second time to find bugs of ours: what is shown of many trials is paid again.
    """
    from planlang.engines.interpreter import Refusal

    try:
        return _pay(reader, chosen, trial)
    except Refusal as refusal:
        raise Rejected(refusal.diagnostics) from None


def _pay(reader: Reader, chosen: Sequence[int], trial: bool) -> RunResult:
    graph = reader.graph
    info = graph.payout
    entries: list[Entry] = []
    lines: list[Entry] = []
    if info is not None:
        refuse_negative(reader, info, range(reader.count(info.table)))
        entries = entries_of(reader, info)
        lines = [*component_lines(reader, info), *payout_lines(reader, info)]
        _refuse_unpayable(reader, info, lines)
        if not trial:
            _add_up(entries, lines)
            _come_to(reader, info, entries)
    periods = frozenset(chosen)
    entries = [entry.where(periods) for entry in entries]
    uncredited, counts = uncredited_table(reader)
    return RunResult(
        plan=graph.name,
        currency=graph.currency,
        digits=graph.digits,
        periods=tuple(graph.calendar.label(info.unit, number) for number in chosen) if info else (),
        credits=credit_table(reader, info, periods),
        lines=_lines(graph, [line.where(periods) for line in lines]),
        payouts=_payouts(graph, info, entries),
        uncredited=uncredited,
        counts=counts,
        due=due_table(reader),
        balances=balances_table(reader, periods),
        paid=paid_table(reader, periods),
        totals=tuple(
            (entry.component, totals("x" * entry.count, entry.amount).get("x", Fraction(0))) for entry in entries
        ),
    )


def refuse_negative(reader: Reader, info: PayoutInfo, of: Sequence[int]) -> None:
    """A plan that doesn't say what becomes of a negative payout can't pay one, whatever rows of the payout are looked at."""
    if info.negative_answered:
        return
    from planlang.diagnostics.model import Repair, finding
    from planlang.run.money import amount_text

    graph = reader.graph
    rows = list(of)
    amounts = reader.column(info.table, info.result, rows)
    found = []
    for at, row in enumerate(rows):
        if amounts.items[at] < 0:
            person = reader.value(info.table, info.participant, row)
            period = graph.calendar.label(info.unit, int(reader.value(info.table, info.period, row) or 0))
            amount = amount_text(Fraction(amounts.at(at) or 0), graph.digits)
            found.append(
                finding(
                    "negative-payout",
                    f"the payout of {person} in {period} is {amount} {graph.currency}, "
                    "and the plan doesn't say what becomes of a negative payout",
                    info.place,
                    "a step `if negative …` is missing here",
                    consequence="nobody is paid before the plan says it",
                    repairs=(
                        Repair("carry it into the next period", f"if negative carried to the next {info.unit}"),
                        Repair("collect it from the person", "if negative collected"),
                        Repair("forget it", "if negative forgiven"),
                    ),
                )
            )
    if found:
        raise Rejected(found)


def _refuse_unpayable(reader: Reader, info: PayoutInfo, lines: Sequence[Entry]) -> None:
    """An amount for somebody in a period in which the plan pays them nothing: who is not there then, or a date past the end."""
    from planlang.diagnostics.model import Repair, finding
    from planlang.run.money import amount_text

    graph = reader.graph
    rows = list(range(reader.count(info.table)))
    people = reader.column(info.table, info.participant, rows).items
    numbers = reader.column(info.table, info.period, rows).items
    paid = set(zip(people, numbers, strict=True))
    spine = graph.tables[info.table].rows
    assert isinstance(spine, Spine)
    periods = range(spine.first, spine.last + 1)  # also one in which nobody is there
    if all(set(zip(line.people, line.periods, strict=True)) <= paid for line in lines):
        return
    places = {component.name: component.place for component in graph.components}
    found = []
    for line in lines:
        for i, amount in enumerate(line.amount.items):
            if not amount or (line.people[i], line.periods[i]) in paid:
                continue
            day = graph.calendar.label("day", line.dates[i])
            shown = amount_text(Fraction(line.amount.at(i) or 0), graph.digits)
            if line.periods[i] in periods:
                why = f"{line.people[i]} is not among the participants on any day of {graph.calendar.label(info.unit, line.periods[i])}"
                repair = Repair("Correct from when through when they are valid, or who is credited.")
            else:
                why = "the plan neither covers nor follows anything on that day"
                repair = Repair(
                    "Say how long it follows what comes later:", "follows  payments and cancellations through …"
                )
            found.append(
                finding(
                    "unpayable",
                    f"{line.component} pays {line.people[i]} {shown} {graph.currency} on {day} for {line.keys[i]}, and {why}",
                    places.get(line.component, info.place),
                    consequence="The amount would be in no payout.",
                    repairs=(repair, Repair("Or correct the date in the data.")),
                )
            )
    if found:
        raise Rejected(found)


def _add_up(entries: Sequence[Entry], lines: Sequence[Entry]) -> None:
    """Lines must add up to payouts, for each component, person and period."""
    left: dict[tuple[str, str, int], Fraction] = {}
    for sign, some in ((1, entries), (-1, lines)):
        for entry in some:
            keys = zip(entry.people, entry.periods, strict=True)
            for (person, period), amount in totals(keys, entry.amount).items():
                key = (entry.component, person, period)
                left[key] = left.get(key, Fraction(0)) + sign * amount
    wrong = sorted(key for key, amount in left.items() if amount)
    if wrong:
        component, person, period = wrong[0]
        raise RunFault(
            f"the lines of {component} for {person} in period {period} miss the payout by {-left[wrong[0]]} "
            f"({len(wrong)} such cells)"
        )


def _come_to(reader: Reader, info: PayoutInfo, entries: Sequence[Entry]) -> None:
    """Components and adjustments must come to what is paid, in each row of the payout."""
    paid = reader.column(info.table, info.result, list(range(reader.count(info.table))))
    for row in range(len(paid.items)):
        parts = sum((Fraction(entry.amount.at(row) or 0) for entry in entries), Fraction(0))
        if parts != paid.at(row):
            raise RunFault(
                f"components and adjustments of {reader.row_id(info.table, row)} come to {parts}, and {paid.at(row)} is paid"
            )


def _lines(graph: Graph, lines: Sequence[Entry]) -> Output:
    """All lines, component by component, by person, date and key; those of one row in the order of their steps."""
    groups: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        groups.setdefault(line.component, []).append(number)
    label = graph.calendar.label
    unit = graph.payout.unit if graph.payout else "year"
    texts = {period: label(unit, period) for line in lines for period in set(line.periods)}
    amounts = over_one([line.amount for line in lines])
    columns: list[list[Any]] = [[] for _ in range(7)]
    for component, numbers in groups.items():
        some = [lines[number] for number in numbers]
        key = _end_to_end([line.keys for line in some])
        day = _end_to_end([line.dates for line in some])
        person = _end_to_end([line.people for line in some])
        order = by_column(by_column(by_column(range(len(key)), key), day), person)  # the last one first
        kind = _end_to_end([[line.kind] * line.count for line in some])
        period = _end_to_end([line.periods for line in some])
        amount = _end_to_end([amounts[number].items for number in numbers])
        columns[0].extend([component] * len(order))
        columns[4].extend(map(texts.__getitem__, picked(period, order)))
        for number, cells in ((1, kind), (2, key), (3, person), (5, day), (6, amount)):
            columns[number].extend(picked(cells, order))
    names = ("component", "line", "key", "participant", "period")
    return Output(
        "lines",
        (
            *(OutputColumn(name, "text", Values(cells)) for name, cells in zip(names, columns[:5], strict=True)),
            OutputColumn("date", "date", Values(columns[5])),
            OutputColumn("amount", "money", Values(columns[6], amounts[0].den if amounts else 1), graph.digits),
        ),
    )


def _end_to_end(lists: Sequence[list[Any]]) -> list[Any]:
    return lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))


def _payouts(graph: Graph, info: PayoutInfo | None, entries: Sequence[Entry]) -> Output:
    adjustments = set(adjustment_names(info)) if info else set()
    rows = sorted(
        (entry.people[i], entry.periods[i], number, i)
        for number, entry in enumerate(entries)
        for i in range(entry.count)
        if entry.amount.items[i] or entry.component not in adjustments
    )
    places = [(number, i) for _, _, number, i in rows]
    unit = info.unit if info else "year"
    texts = {period: graph.calendar.label(unit, period) for entry in entries for period in set(entry.periods)}
    return Output(
        "payouts",
        (
            OutputColumn("participant", "text", Values([person for person, *_ in rows])),
            OutputColumn("period", "text", Values([texts[period] for _, period, *_ in rows])),
            OutputColumn("component", "text", Values([entries[n].component for n, _ in places])),
            OutputColumn("amount", "money", _amounts(entries, places), graph.digits),
        ),
    )


def _amounts(entries: Sequence[Entry], places: Sequence[tuple[int, int]]) -> Values:
    """The amounts at some places, over one denominator."""
    columns = over_one([entry.amount for entry in entries])
    return Values([columns[n].items[i] for n, i in places], columns[0].den if columns else 1)
