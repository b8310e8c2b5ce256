"""Any column of any rows of graphs that nobody wrote: the same values from a slice as from all data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Scalar, Values
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.slices.asking import Ask
from planlang.slices.slicing import Demand, fixpoint
from planlang.slotted import define, evolve, field
from tests.engines.strategies import graphs


@define
class MemoryStore:
    """What ``Store`` does, of data that are not in files."""

    whole: Dataset
    asks: set[Ask] = field(factory=set)
    findings: tuple[()] = ()

    def has(self, ask: Ask) -> bool:
        return ask in self.asks or Ask(ask.record, None) in self.asks

    def fetch(self, asks: Iterable[Ask]) -> None:
        self.asks |= set(asks)

    def dataset(self) -> Dataset:
        return {name: self._part(name) for name in self.whole}

    def _part(self, name: str) -> Any:
        record = self.whole[name]
        rows = [row for row in range(len(record.ids)) if any(self._holds(ask, name, row) for ask in self.asks)]
        columns = {column: _taken(values, rows) for column, values in record.columns.items()}
        return evolve(record, columns=columns, ids=[record.ids[r] for r in rows], lines=[record.lines[r] for r in rows])

    def _holds(self, ask: Ask, name: str, row: int) -> bool:
        return ask.record == name and (
            ask.column is None or self.whole[name].columns[ask.column].items[row] in ask.texts
        )


def _taken(values: Values, rows: list[int]) -> Values:
    dens = values.den
    return Values([values.items[r] for r in rows], [dens[r] for r in rows] if isinstance(dens, list) else dens)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=graphs(), more=st.data())
def test_random_graphs(made: Any, more: st.DataObject) -> None:
    graph, data = made
    whole = Evaluator(graph, data)
    table = more.draw(st.sampled_from(sorted(graph.tables)))
    columns = sorted(graph.tables[table].columns)
    plain = (g.Cell, g.Carried, g.Lookup, g.Stacked, g.SpineKey, g.RowId)
    keys = [name for name in columns if isinstance(graph.tables[table].columns[name].op, plain)]
    by = more.draw(st.sampled_from(keys or columns))
    try:
        count = whole.count(table)
        if not count:
            return
        value = whole.value(table, by, more.draw(st.integers(0, count - 1)))
        rows = [row for row in range(count) if whole.value(table, by, row) == value]
    except Refusal:
        return
    for column in columns:
        expected = _values(whole, table, column, rows)
        try:
            walk, _, _ = fixpoint(graph, MemoryStore(data), [Demand(table, (column,), {by: {value}})], False)
        except Refusal:
            assert expected == "refused"
            continue
        part = walk.evaluator
        ids = {part.row_id(table, row): row for row in range(part.count(table))}
        assert _values(part, table, column, [ids[whole.row_id(table, row)] for row in rows]) == expected


def _values(reader: Evaluator, table: str, column: str, rows: list[int]) -> list[Scalar] | str:
    try:
        values = reader.column(table, column, rows)
    except Refusal:
        return "refused"
    return [values.at(at) for at in range(len(rows))]
