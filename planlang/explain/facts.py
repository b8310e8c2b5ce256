"""What a page says besides the steps of an explanation."""

from __future__ import annotations

from typing import Any

from planlang.core import graph as g
from planlang.explain.model import At, Facts, Reader
from planlang.explain.operations import settle
from planlang.explain.selection import Selection, component_rows, is_about


def facts(reader: Reader, selection: Selection, done: dict[At, str]) -> Facts:
    """Collects them; all of it is behind the payout anyway."""
    graph, payout = reader.graph, reader.graph.payout
    assert payout is not None
    rows: dict[str, tuple[int, ...]] = {}
    dates: dict[tuple[str, int], int] = {}
    ids: dict[tuple[str, int], str] = {}
    credited: dict[tuple[str, int], str] = {}
    for component in selection.components:
        credit = next((found for found in graph.credits if found.table == component.table), None)
        found = component_rows(reader, component, selection.payout)
        if selection.deal is not None:
            found = [row for row in found if is_about(reader, component.table, row, selection.deal)]
        found.sort(key=lambda row: _order(reader, component.table, credit.order if credit else (component.date,), row))
        rows[component.name] = tuple(found)
        for row in found:
            dates[component.table, row] = int(reader.value(component.table, component.date, row) or 0)
            ids[component.table, row] = reader.row_id(component.table, row)
            amount = settle(reader, At(component.table, credit.amount, row)) if credit else None
            if isinstance(amount, At) and amount in done:
                credited[component.table, row] = done[amount]
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
    return Facts(rows, dates, ids, credited, paid, adjusted, total)


def _order(reader: Reader, table: str, order: tuple[str, ...], row: int) -> tuple[Any, ...]:
    values = tuple(reader.value(table, column, row) for column in order)
    return (*((value is not None, value) for value in values), row)


def currency(graph: g.Graph) -> g.Unit:
    """The unit of what is paid."""
    return g.Unit("money", graph.currency, graph.digits)
