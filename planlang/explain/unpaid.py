"""What did not pay, and why not."""

from __future__ import annotations

from collections.abc import Callable

from planlang.core import graph as g
from planlang.explain.model import At, Reader, Unpaid
from planlang.explain.operations import settle
from planlang.explain.selection import Selection, component_rows, home_row, is_about


def unpaid(reader: Reader, selection: Selection, visit: Callable[[At], str]) -> list[Unpaid]:
    """The rules that paid nothing: on a row because its conditions failed, or at all.

    ``visit`` makes the steps that say so. The conditions of a rule are looked at in their order up to the first that failed, as
    the rule itself does.
    """
    payout = reader.graph.payout
    assert payout is not None
    columns = dict(payout.components)
    found: list[Unpaid] = []
    for component in selection.components:
        rows = component_rows(reader, component, selection.payout)
        rows = [row for row in rows if selection.deal is None or is_about(reader, component.table, row, selection.deal)]
        reasons = 0
        for row in rows:
            if component.applies is None or reader.value(component.table, component.applies, row) is True:
                continue
            found.append(_why(reader, component, row, visit))
            reasons += 1
        at = At(payout.table, columns[component.name], selection.payout)
        if selection.deal is None and not reasons and reader.value(at.table, at.column, at.row) == 0:
            found.append(Unpaid(component.name, "", visit(at), ()))
    return found


def _why(reader: Reader, component: g.Component, row: int, visit: Callable[[At], str]) -> Unpaid:
    """Why one row did not pay: the condition that failed first, of the rule's own row or of one of its payments."""
    failed = next(
        (c.column for c in component.conditions if reader.value(component.table, c.column, row) is not True), None
    )
    because = None if failed is None else settle(reader, At(component.table, failed, row))
    result = At(component.table, component.result, row)
    if component.earned is not None:
        own = At(component.earned.table, component.earned.result, home_row(reader, component, row))
        if isinstance(because, At) and because.table == own.table:
            result = own
    step = visit(result)
    at = settle(reader, result)
    assert isinstance(at, At)
    said = (visit(because),) if isinstance(because, At) else ()
    return Unpaid(component.name, reader.row_id(at.table, at.row), step, said)
