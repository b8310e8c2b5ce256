"""Which cell, or cells, a question about a payout is about."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.explain.model import At, Reader
from planlang.explain.operations import made, settle
from planlang.slotted import frozen


@frozen
class Selection:
    """The cells to explain. ``total``: id and words of the total of them where they are several; ``payout``: the payout's row."""

    cells: tuple[At, ...]
    total: tuple[str, str] | None
    payout: int
    period: str
    components: tuple[g.Component, ...]
    deal: str | None


def select(
    reader: Reader, participant: str, period: int | None, component: str | None, deal: str | None
) -> Selection | None:
    """Finds the payout's row and the cells in it or behind it; ``None`` if there are none such."""
    payout = reader.graph.payout
    if payout is None:
        return None
    label = "" if period is None or payout.unit is None else reader.graph.calendar.label(payout.unit, period)
    row = reader.find(payout.table, f"{participant} / {label}" if label else participant)
    if row is None:
        return None
    wanted = [name for name, _ in payout.components if component is None or name == component]
    components = tuple(found for found in reader.graph.components if found.name in wanted)
    if not wanted:
        return None
    columns = dict(payout.components)
    if deal is not None:
        cells = tuple(
            At(found.table, found.result, of)
            for found in components
            for of in component_rows(reader, found, row)
            if is_about(reader, found.table, of, deal)
        )
        total = (f"paid@{deal}", f"all that {component or 'the plan'} pays {participant} on {deal} in {label}")
        return Selection(cells, total, row, label, components, deal) if cells else None
    whole = payout.result if payout.paid_in is None else payout.paid_in.amount
    column = whole if component is None else columns[component]
    return Selection((At(payout.table, column, row),), None, row, label, components, None)


def component_rows(reader: Reader, component: g.Component, payout_row: int) -> list[int]:
    """The rows of a component that a row of the payout totals."""
    payout = reader.graph.payout
    assert payout is not None
    rows: dict[int, None] = {}
    start = settle(reader, At(payout.table, dict(payout.components)[component.name], payout_row))
    waiting = [start]
    while waiting:
        cell = waiting.pop()
        if isinstance(cell, g.Const):
            continue
        own = _own_row(reader, component, cell)
        if own is not None:
            rows[own] = None
            continue
        for need in made(reader, cell).needs:
            if isinstance(need.target, At) and need.part in ("part", "value", "plus", "minus", "then", "otherwise"):
                waiting.append(need.target)
    return sorted(rows)


def _own_row(reader: Reader, component: g.Component, cell: At) -> int | None:
    """The row of a component whose result a cell is; of payments that are stacked, the cell is settled in one of the stacked tables."""
    if (cell.table, cell.column) == (component.table, component.result):
        return cell.row
    rows, op = reader.graph.tables[component.table].rows, None
    if isinstance(rows, g.Stack) and cell.table in rows.sources:
        op = reader.graph.tables[component.table].columns[component.result].op
    if isinstance(op, g.Stacked) and op.columns[rows.sources.index(cell.table)] == cell.column:  # type: ignore[union-attr]
        return reader.find(component.table, f"{reader.row_id(cell.table, cell.row)} / {cell.table}")
    return None


def home_row(reader: Reader, component: g.Component, row: int) -> int:
    """The row of the rule's own table that a row of the component is, or is a payment of."""
    table = component.table
    home = component.earned.table if component.earned is not None else table
    while table != home:
        table, row = reader.source(table, row)
    return row


def is_about(reader: Reader, table: str, row: int, deal: str) -> bool:
    """Whether a row is a deal's or credit's of this id: it or a row it stems from is called so, or refers to it."""
    while True:
        row_id = reader.row_id(table, row)
        if row_id == deal or deal in row_id.split(" / "):
            return True
        rows = reader.graph.tables[table].rows
        columns = reader.graph.tables[table].columns
        refers = [c.name for c in columns.values() if c.unit.kind == "row" and isinstance(c.op, g.Cell)]
        if any(reader.value(table, name, row) == deal for name in refers):
            return True
        if not isinstance(rows, (g.Derive, g.Stack, g.RollUp, g.Everyone)):
            return False
        table, row = reader.source(table, row)
