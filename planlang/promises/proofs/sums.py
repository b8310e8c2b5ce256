"""Sums that never fall though what is summed may: limits taken in order, and differences of what is paid to date.

Of an amount within a limit, the rows of a partition together have the limit, or all there is. Of what is paid to date less what was paid
before, they together have what is paid at the end.
"""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.payouts import added_columns, column_of, takes_all
from planlang.promises.proofs.groups import whole_groups
from planlang.promises.proofs.trends import Trends
from planlang.slotted import define


@define(eq=False, repr=False)
class Sums:
    """Sums over partitions of a table's rows."""

    trends: Trends

    def partition(self, table: str, column: str) -> tuple[str, ...] | None:
        """The columns of a partition over whose rows the sum of a column never falls; ``None`` where that isn't proven."""
        if self.trends.rows(table) != 0:
            return None
        op = self._op(table, g.Ref(column))
        if isinstance(op, g.Within):
            return self._limited(table, op)
        found = self._to_date(table, op, None)
        if found is None and isinstance(op, g.Choose) and len(op.cases) == 1:
            ((condition, value),) = op.cases
            nothing = isinstance(op.otherwise, g.Const) and op.otherwise.value == 0
            if nothing and value is not None and self.trends.of(table, condition) == 0:
                found = self._to_date(table, self._op(table, value), condition)
        return found

    def person(self, table: str, column: str, participant: str) -> bool:
        """Whether what a person has of a column in all rows together never falls."""
        trends = self.trends
        if trends.rows(table) != 0 or trends.column(table, participant) != 0:
            return False
        if trends.column(table, column) in (0, 1):
            return True
        by = self.partition(table, column)
        total = g.Total("total", table, column, ((participant, g.Ref(participant)),))
        return by is not None and whole_groups(trends.graph, table, total, by)

    def _limited(self, table: str, op: g.Within) -> tuple[str, ...] | None:
        """``least(all, cap)`` less what there was at the start, as long as the cap is one number in all rows of a partition."""
        trends = self.trends
        if trends.columns(table, [*op.by, *op.order]) != 0 or trends.of(table, op.cap) != 0:
            return None
        if not self._alike(table, op.cap, op.by):
            return None
        if trends.of(table, op.value) in (0, 1):
            return op.by
        below = self.partition(table, op.value.column) if isinstance(op.value, g.Ref) else None
        return op.by if below is not None and set(op.by) <= set(below) else None

    def _to_date(self, table: str, op: g.Op | None, where: g.Operand | None) -> tuple[str, ...] | None:
        """``now - before``, each row's ``before`` being the ``now`` of the row before: the last ``now`` is left."""
        trends = self.trends
        if not isinstance(op, g.Add) or len(op.terms) != 2:
            return None
        (plus, now), (minus, before) = sorted(op.terms, key=lambda term: -term[0])
        previous = self._op(table, before)
        if (
            (plus, minus) != (1, -1)
            or not isinstance(previous, g.Previous)
            or self._same(table, previous.value) != self._same(table, now)
        ):
            return None
        counted = None if previous.where is None else self._same(table, g.Ref(previous.where))
        if counted != (None if where is None else self._same(table, where)):
            return None
        still = trends.columns(table, [*previous.by, *previous.order, previous.where])
        return previous.by if still == 0 and trends.of(table, now) in (0, 1) else None

    def _alike(self, table: str, operand: g.Operand, by: tuple[str, ...]) -> bool:
        """Whether a value is the same in all rows that have the same values in some columns."""
        if isinstance(operand, g.Const):
            return True
        if operand.column in by:
            return True
        op = self.trends.graph.tables[table].columns[operand.column].op
        if isinstance(op, g.Lookup) and op.on is None:
            return all(self._alike(table, one, by) for _, one in op.match)
        if isinstance(op, (g.Same, g.Round)):
            return self._alike(table, op.value, by)
        if isinstance(op, g.Add):
            return all(self._alike(table, term, by) for _, term in op.terms)
        if isinstance(op, g.Multiply):
            return all(self._alike(table, factor, by) for factor in op.factors)
        return isinstance(op, g.Ratio) and self._alike(table, op.top, by) and self._alike(table, op.bottom, by)

    def _op(self, table: str, operand: g.Operand) -> g.Op | None:
        found = self._same(table, operand)
        return self.trends.graph.tables[table].columns[found.column].op if isinstance(found, g.Ref) else None

    def _same(self, table: str, operand: g.Operand) -> g.Operand:
        while isinstance(operand, g.Ref):
            op = self.trends.graph.tables[table].columns[operand.column].op
            if not isinstance(op, g.Same):
                break
            operand = op.value
        return operand


def never_falls(trends: Trends) -> str | None:
    """Why no person's payouts, all periods together, fall as the amount rises; ``None`` where that isn't proven."""
    graph = trends.graph
    info = graph.payout
    if info is None or trends.rows(info.table) != 0:
        return None
    if trends.column(info.table, info.result) in (0, 1):
        return "what is paid in each period never goes the other way, rounding included"
    added = added_columns(graph, info)
    if added is None:
        return None
    sums = Sums(trends)
    for column in added:
        if trends.column(info.table, column) in (0, 1):
            continue
        op = graph.tables[info.table].columns[column].op
        component = next(
            (one for one in graph.components if (info.table, column) == (info.table, column_of(info, one))), None
        )
        if component is None or not isinstance(op, g.Total) or not takes_all(graph, info, op, component):
            return None
        if not sums.person(component.table, component.result, component.participant):
            return None
    return "what is paid in order adds up to amounts that never go the other way, rounding included"
