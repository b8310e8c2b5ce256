"""Rows of a table of the graph, asked for by values of its columns, as rows of records asked for by texts in their files.

What is asked for is always all that is needed and perhaps more: a row too many does no harm, as nobody asks for its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import Enum
from typing import Union

from planlang.core import graph as g
from planlang.core.records import RecordSpec
from planlang.core.values import Scalar
from planlang.slices.files import KEYS
from planlang.slotted import frozen


@frozen
class Ask:
    """Rows of a record: those whose value of ``column`` is one of ``texts``, or (``None``) all."""

    record: str
    column: str | None
    texts: frozenset[str] = frozenset()


class Unclear(Enum):
    """Why there is no answer: ``NEVER`` these values don't say which rows of a file to look for; ``LATER`` other rows are fetched first."""

    NEVER = "never"
    LATER = "later"


Answer = Union[tuple[Ask, ...], Unclear]
"""The rows of all of the asks together."""

Texts = frozenset[Scalar]
KeysOf = Callable[[g.Lookup, str, Texts], "Texts | None"]
"""Of the rows of a look-up's table that have one of some values, the values of a key column; ``None`` where rows are missing yet."""


class Asking:
    """Turns columns and values into asks. ``keys_of`` knows what rows that are there say."""

    def __init__(self, graph: g.Graph, keys_of: KeysOf) -> None:
        self.graph = graph
        self.records = {spec.name: spec for spec in graph.records}
        self.keys_of = keys_of

    def rows(self, table: str, column: str, values: Texts) -> Answer:
        """The rows of a table whose value of a column is one of these."""
        if None in values:
            return Unclear.NEVER
        of, rows = self.graph.tables[table].columns[column].op, self.graph.tables[table].rows
        if isinstance(of, g.Cell) and isinstance(rows, g.Input):
            return _cell(self.records[rows.record], of.column, values)
        if isinstance(of, g.RowId):
            return self._named(table, values)
        if isinstance(of, g.SpineKey) and isinstance(rows, g.Spine):
            return self._named(rows.people, values) if of.part == "person" and rows.people else Unclear.NEVER
        if isinstance(of, g.Carried) and isinstance(rows, g.Derive):
            return self.rows(rows.source, of.column, values)
        if isinstance(of, g.Stacked) and isinstance(rows, g.Stack):
            return _all([self.rows(s, name, values) for s, name in zip(rows.sources, of.columns) if name is not None])
        if isinstance(of, g.Same):
            return self._operand(table, of.value, values)
        if isinstance(of, g.Choose):
            branches = [value for _, value in of.cases if value is not None]
            branches += [of.otherwise] if of.otherwise is not None else []
            return _all([self._operand(table, branch, values) for branch in branches])
        if isinstance(of, g.Lookup):
            return self._looked_up(table, of, values)
        return Unclear.NEVER

    def whole(self, table: str) -> tuple[Ask, ...]:
        """All rows of a table."""
        rows = self.graph.tables[table].rows
        if isinstance(rows, g.Input):
            return (Ask(rows.record, None),)
        if isinstance(rows, g.Derive):
            return self.whole(rows.source)
        if isinstance(rows, g.Stack):
            return tuple(dict.fromkeys(ask for source in rows.sources for ask in self.whole(source)))
        if isinstance(rows, g.RollUp):
            return tuple(dict.fromkeys((*self.whole(rows.source), *self.whole(rows.links))))
        if isinstance(rows, g.Everyone):
            return tuple(dict.fromkeys((*self.whole(rows.source), *self.whole(rows.people))))
        return self.whole(rows.people) if rows.people is not None else ()

    def pushable(self, table: str, column: str) -> bool:
        """Whether values of a column may ever say which rows to look for."""
        of, rows = self.graph.tables[table].columns[column].op, self.graph.tables[table].rows
        if isinstance(of, g.Carried) and isinstance(rows, g.Derive):
            return self.pushable(rows.source, of.column)
        if isinstance(of, g.Lookup):
            return self.pushable(of.table, of.column)
        if isinstance(of, g.Cell) and isinstance(rows, g.Input):
            return self.records[rows.record].by_name[of.column].kind in KEYS
        return isinstance(of, (g.RowId, g.SpineKey, g.Stacked, g.Same, g.Choose))

    def _operand(self, table: str, operand: g.Operand, values: Texts) -> Answer:
        if isinstance(operand, g.Const):
            return Unclear.NEVER if operand.value in values else ()
        return self.rows(table, operand.column, values)

    def _named(self, table: str, values: Collection[Scalar]) -> Answer:
        """The rows of these identity texts."""
        rows = self.graph.tables[table].rows
        if isinstance(rows, g.Derive):
            return self._named(rows.source, values)
        if isinstance(rows, g.Stack) and len(rows.sources) == 1:
            return self._named(rows.sources[0], values)
        if not isinstance(rows, g.Input):
            return Unclear.NEVER
        spec = self.records[rows.record]
        return _cell(spec, spec.identity[0], values) if len(spec.identity) == 1 and told(spec) else Unclear.NEVER

    def _looked_up(self, table: str, of: g.Lookup, values: Texts) -> Answer:
        """First the rows of the other table that have these values; then the rows here that find them."""
        if not self.pushable(of.table, of.column):
            return Unclear.NEVER
        later = False
        for key, operand in of.match:
            if isinstance(operand, g.Const) or not self.pushable(table, operand.column):
                continue
            found = self.keys_of(of, key, values)
            if found is None:
                later = True
                continue
            answer = self.rows(table, operand.column, found - {None})
            if answer is not Unclear.NEVER:
                return answer
        return Unclear.LATER if later else Unclear.NEVER


def told(spec: RecordSpec) -> bool:
    """Whether the identity text of a row is no longer than its identity columns: rows alike in these may have longer ones."""
    return spec.key is not None or spec.one_for is not None or spec.valid is not None


def _cell(spec: RecordSpec, column: str, values: Collection[Scalar]) -> Answer:
    if spec.by_name[column].kind not in KEYS or not spec.identity:
        return Unclear.NEVER
    return (Ask(spec.name, column, frozenset(str(value) for value in values)),)


def _all(answers: list[Answer]) -> Answer:
    """The rows of several answers together."""
    if Unclear.NEVER in answers:
        return Unclear.NEVER
    if Unclear.LATER in answers:
        return Unclear.LATER
    asks = [ask for answer in answers if isinstance(answer, tuple) for ask in answer]
    return tuple(dict.fromkeys(asks))
