"""What a page says besides the steps of an explanation."""

from __future__ import annotations

from typing import Any

from planlang.core import graph as g
from planlang.explain.model import At, Explanation, Facts, PaidOf, Reader
from planlang.explain.numbers import shown
from planlang.explain.operations import settle
from planlang.explain.selection import Selection, component_rows, home_row, is_about
from planlang.semantics.currencies import DIGITS


def facts(reader: Reader, selection: Selection, done: dict[At, str]) -> Facts:
    """Collects them; all of it is behind the payout anyway."""
    graph, payout = reader.graph, reader.graph.payout
    assert payout is not None
    rows: dict[str, tuple[int, ...]] = {}
    dates: dict[tuple[str, int], int] = {}
    ids: dict[tuple[str, int], str] = {}
    credited: dict[tuple[str, int], str] = {}
    paid_of: dict[tuple[str, int], PaidOf] = {}
    for component in selection.components:
        home = component.earned.table if component.earned is not None else component.table
        credit = next((found for found in graph.credits if found.table == home), None)
        found = component_rows(reader, component, selection.payout)
        if selection.deal is not None:
            found = [row for row in found if is_about(reader, component.table, row, selection.deal)]
        by = credit.order if credit and home == component.table else (component.date,)
        found.sort(key=lambda row: _order(reader, component.table, by, row))
        rows[component.name] = tuple(found)
        for row in found:
            dates[component.table, row] = int(reader.value(component.table, component.date, row) or 0)
            ids[component.table, row] = reader.row_id(component.table, row)
            own = home_row(reader, component, row)
            if component.earned is not None:
                earned = settle(reader, At(home, component.earned.result, own))
                step = done.get(earned) if isinstance(earned, At) else None
                part = str(reader.value(component.table, component.earned.part, row))
                paid_of[component.name, row] = PaidOf(reader.row_id(home, own), step, part)
            if credit is not None:
                amount = settle(reader, At(home, credit.amount, own))
                if isinstance(amount, At) and amount in done:
                    credited[home, own] = done[amount]
                    dates[home, own] = int(reader.value(home, credit.date, own) or 0)
                    ids[home, own] = reader.row_id(home, own)
    columns = dict(payout.components)
    whole = selection.deal is None
    paid = {
        c.name: reader.value(payout.table, columns[c.name], selection.payout)
        if whole
        else sum(reader.value(c.table, c.result, row) or 0 for row in rows[c.name])  # type: ignore[misc]
        for c in selection.components
    }
    everything = whole and len(selection.components) == len(payout.components)
    adjusted = tuple(
        (line.says, reader.value(payout.table, line.column, selection.payout))
        for line in payout.adjustments
        if everything
    )
    total = reader.value(payout.table, payout.result, selection.payout) if everything else sum(paid.values())  # type: ignore[arg-type]
    return Facts(
        rows, dates, ids, credited, paid_of, paid, adjusted, total, _own(reader, selection) if everything else None
    )


def _own(reader: Reader, selection: Selection) -> tuple[Any, str, Any] | None:
    """What is paid in the currency of the person."""
    payout = reader.graph.payout
    if payout is None or payout.paid_in is None or not reader.value(payout.table, payout.result, selection.payout):
        return None
    own = payout.paid_in
    code, amount, rate = (
        reader.value(payout.table, name, selection.payout) for name in (own.currency, own.amount, own.rate)
    )
    return amount, str(code), rate


def _order(reader: Reader, table: str, order: tuple[str, ...], row: int) -> tuple[Any, ...]:
    values = tuple(reader.value(table, column, row) for column in order)
    return (*((value is not None, value) for value in values), row)


def currency(graph: g.Graph) -> g.Unit:
    """The unit of what is paid."""
    return g.Unit("money", graph.currency, graph.digits)


def in_own_currency(explanation: Explanation) -> tuple[str, str] | None:
    """What is paid in the currency of the person, where that is not the plan's; and the rate."""
    own = explanation.facts.paid_in
    if own is None or own[1] == explanation.graph.currency:
        return None
    amount, code, rate = own
    unit = g.Unit("money", code, DIGITS[code])
    return shown(amount, unit, explanation.calendar), shown(rate, g.Unit("number"), explanation.calendar)
