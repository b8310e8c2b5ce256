"""Whether anything is paid by what somebody is called.

If names of people are only ever asked to be the same or not, people who exchange everything exchange their pay, and so people
with the same data are paid the same.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.reads import Node, operands
from planlang.promises.proofs.orders import behind_payouts, ordered, total
from planlang.slotted import define, field


def never_by_name(graph: g.Graph) -> str | None:
    """Why names of participants change nothing; ``None`` where that isn't proven."""
    rows = graph.tables[graph.payout.table].rows if graph.payout is not None else None
    if not isinstance(rows, g.Spine) or rows.people is None:
        return None
    people = graph.tables[rows.people].rows
    names = _Names(graph, people.record if isinstance(people, g.Input) else rows.people)
    for table, column in behind_payouts(graph):
        if not names.fair(table, graph.tables[table].columns[column].op):
            return None
    for table, op in ordered(graph):
        if not _orderly(names, table, op):
            return None
    return "no rule names a person, or sorts by name"


def _orderly(names: _Names, table: str, op: g.Running | g.Within | g.Level | g.Previous | g.Fold | g.Allocate) -> bool:
    """Whether an order is settled before it gets to names."""
    for length in range(len(op.order) + 1):
        if total(names.graph, table, op.by, op.order[:length]):
            return not any(names.column(table, name) for name in op.order[:length])
    return False


@define(eq=False, repr=False)
class _Names:
    """Which columns hold names of people."""

    graph: g.Graph
    people: str
    known: dict[Node, bool] = field(factory=dict)

    def column(self, table: str, column: str) -> bool:
        """Whether a column may hold a name, or a text with one in it."""
        node = table, column
        if node not in self.known:
            self.known[node] = False  # a loop has no other names than those that come into it
            self.known[node] = self._of(table, self.graph.tables[table].columns[column].op)
        return self.known[node]

    def of(self, table: str, operand: g.Operand) -> bool:
        """The same of an operand."""
        return isinstance(operand, g.Ref) and self.column(table, operand.column)

    def _of(self, table: str, op: g.Op) -> bool:
        rows = self.graph.tables[table].rows
        if isinstance(op, g.Cell) and isinstance(rows, g.Input):
            return self._cell(rows.record, op.column)
        if isinstance(op, g.RowId):
            return self._in_identity(table)
        if isinstance(op, g.SpineKey):
            return op.part == "person" and isinstance(rows, g.Spine) and self._of_rows(rows.people)
        if isinstance(op, g.Reached):
            return op.part != "level"
        if isinstance(op, g.Carried) and isinstance(rows, (g.Derive, g.RollUp, g.Everyone)):
            return self.column(rows.source, op.column)
        if isinstance(op, g.Stacked) and isinstance(rows, g.Stack):
            return any(self.column(source, name) for source, name in zip(rows.sources, op.columns) if name)
        if isinstance(op, g.Lookup):
            return self.column(op.table, op.column)
        if isinstance(op, g.Total):
            return op.value is not None and op.function != "count" and self.column(op.table, op.value)
        if isinstance(op, (g.Same, g.Choose, g.Extreme, g.Previous)):
            return any(self.of(table, operand) for operand in operands(op))
        if isinstance(op, g.Fold):
            return self.of(table, op.first) or self.column(table, op.state)
        return False

    def _cell(self, record: str, column: str) -> bool:
        spec = next(one for one in self.graph.records if one.name == record)
        found = spec.by_name[column]
        if found.kind != "row":
            return record == self.people and found.key
        # What a row is called may have a person's name in it: the key of a row may be a person.
        target = next((one for one in self.graph.records if one.name == found.row), None)
        return target is None or self._named(target.name)

    def _named(self, record: str, above: tuple[str, ...] = ()) -> bool:
        """Whether a person's name is among what tells the rows of a record apart."""
        if record == self.people:
            return True
        spec = next(one for one in self.graph.records if one.name == record)
        columns = [spec.by_name[name] for name in spec.identity]
        return any(
            column.kind == "row" and column.row is not None and column.row not in above
            and self._named(column.row, (*above, record))
            for column in columns
        )  # fmt: skip

    def _in_identity(self, table: str) -> bool:
        rows = self.graph.tables[table].rows
        if isinstance(rows, g.Input):
            return self._named(rows.record)
        if isinstance(rows, g.Derive):
            return self._in_identity(rows.source)
        if isinstance(rows, g.Stack):
            return any(self._in_identity(source) for source in rows.sources)
        return not isinstance(rows, g.Spine) or self._of_rows(rows.people)

    def _of_rows(self, table: str | None) -> bool:
        """Whether a person's name is among what tells the rows of an input table apart."""
        rows = self.graph.tables[table].rows if table is not None else None
        return isinstance(rows, g.Input) and self._named(rows.record)

    # --- what is done with names ----------------------------------------------------------------

    def fair(self, table: str, op: g.Op) -> bool:
        """Whether an operation only asks names to be the same, and as one another."""
        if isinstance(op, g.Compare):
            return self._alike(self.of(table, op.left), table, op.right) and self._alike(
                self.of(table, op.right), table, op.left
            ) and (op.relation in ("==", "!=") or not self.of(table, op.left))  # fmt: skip
        if isinstance(op, g.OneOf):
            return not self.of(table, op.value)
        if isinstance(op, (g.Lookup, g.Total)):
            if isinstance(op, g.Total) and op.function in ("highest", "lowest") and self._of(table, op):
                return False
            return all(self._alike(self.column(op.table, name), table, operand) for name, operand in op.match)
        if isinstance(op, (g.Extreme, g.Band)):
            return not any(self.of(table, operand) for operand in operands(op))
        if isinstance(op, (g.Same, g.Choose, g.Previous, g.IsKnown, g.Fold)):
            return True
        return not any(self.of(table, operand) for operand in operands(op))

    def _alike(self, named: bool, table: str, operand: g.Operand) -> bool:
        """A name goes with a name, and with nothing at all."""
        if isinstance(operand, g.Const):
            return not named or operand.value is None
        return named == self.of(table, operand)
