"""What did not pay, and why not."""

from __future__ import annotations

from collections.abc import Callable

from planlang.explain.model import At, Reader, Unpaid
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
            because = []
            for condition in component.conditions:
                if reader.value(component.table, condition.column, row) is not True:
                    because.append(visit(At(component.table, condition.column, row)))
                    break
            step = visit(At(component.table, component.result, row))
            home = component.earned.table if component.earned is not None else component.table
            name = reader.row_id(home, home_row(reader, component, row))
            found.append(Unpaid(component.name, name, step, tuple(because)))
            reasons += 1
        at = At(payout.table, columns[component.name], selection.payout)
        if selection.deal is None and not reasons and reader.value(at.table, at.column, at.row) == 0:
            found.append(Unpaid(component.name, "", visit(at), ()))
    return found
