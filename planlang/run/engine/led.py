"""References that paying has followed: where each row of a credit has its participant, no row of the record leads nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from planlang.core import graph as g
from planlang.data.engine.tables import InputTable, Pending
from planlang.run.engine.pay import EngineRun


def followed(
    run: EngineRun, graph: g.Graph, inputs: Mapping[str, InputTable], pending: Collection[Pending]
) -> tuple[Pending, ...]:
    """Those of the references left open that the tables of a run prove."""
    return tuple(one for one in pending if one.column is not None and _led(run, graph, inputs[one.record], one.column))


def _led(run: EngineRun, graph: g.Graph, table: InputTable, column: str) -> bool:
    if column not in table.keyed or table.columns[column].absent:
        return False
    dialect = run.executor.dialect
    for credit in graph.credits:
        cell = run.program.cells.get((credit.table, credit.participant))
        if cell is None or not isinstance(cell.top, str) or not _is(graph, credit, table.record.name, column):
            continue
        name = dialect.quoted(cell.top)
        relation = run.program.source(cell.relation, dialect, [cell.top])
        if run.executor.fetch(f"SELECT count(*) AS a, count({name}) AS b FROM {relation}").rows == [
            (table.rows, table.rows)
        ]:
            return True
    return False


def _is(graph: g.Graph, credit: g.CreditInfo, record: str, column: str) -> bool:
    """Whether a credit is one for each row of a record, and its participant is what a column of the record says."""
    rows = graph.tables[credit.table].rows
    participant = graph.tables[credit.table].columns[credit.participant].op
    if not isinstance(rows, g.Derive) or rows.keep is not None or not isinstance(participant, g.Carried):
        return False
    source = graph.tables[rows.source]
    return source.rows == g.Input(record) and source.columns[participant.column].op == g.Cell(column)
