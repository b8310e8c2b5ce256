"""Which way each column of a plan goes when one cell of a column of the data rises and all else stays.

A trend is 1 for a column of which no cell falls (a condition: which turns from no to yes at most), -1 for one of which none rises, 0 for
one that stays, ``None`` where that isn't known. Only data that the plan accepts before and after are compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from planlang.core import graph as g
from planlang.core.reads import Node, met, operands
from planlang.promises.proofs.bounds import Bounds
from planlang.promises.proofs.carried import carried_flow
from planlang.promises.proofs.groups import whole_groups
from planlang.promises.proofs.holding import Holding
from planlang.promises.proofs.monomials import Monomial, monomial
from planlang.slotted import define, field

Trend = int | None


def joined(trends: Iterable[Trend]) -> Trend:
    """Of something that goes the way of each of its parts."""
    found = set(trends) - {0}
    if len(found) > 1 or None in found:
        return None
    return found.pop() if found else 0


def turned(trend: Trend) -> Trend:
    """Of the negative."""
    return None if trend is None else -trend


@define(eq=False, repr=False)
class Trends:
    """The trends of a plan's columns as one cell of ``raised`` (a record's column) rises."""

    graph: g.Graph
    bounds: Bounds
    raised: Node
    known: dict[Node, Trend] = field(factory=dict)

    def of(self, table: str, operand: g.Operand | None) -> Trend:
        """The trend of an operand."""
        if operand is None or isinstance(operand, g.Const):
            return 0
        return self.column(table, operand.column)

    def column(self, table: str, column: str) -> Trend:
        """The trend of a column."""
        node = table, column
        if node not in self.known:
            self.known[node] = None
            self.known[node] = self._of(table, column, self.graph.tables[table].columns[column].op)
        return self.known[node]

    def columns(self, table: str, names: Iterable[str | None]) -> Trend:
        """Of several columns together."""
        return joined(self.column(table, name) for name in names if name is not None)

    # --- rows -----------------------------------------------------------------------------------

    def rows(self, table: str) -> Trend:
        """0 if a table has the same rows all along, 1 if it gets some at most."""
        rows = self.graph.tables[table].rows
        if isinstance(rows, g.Derive):
            kept = 0 if rows.keep is None else self.column(rows.source, rows.keep)
            return joined((self.rows(rows.source), kept))
        if isinstance(rows, g.Stack):
            return joined(self.rows(source) for source in rows.sources)
        if isinstance(rows, g.Spine):
            days = [name for name in rows.valid or () if name]
            return 0 if rows.people is None or self.columns(rows.people, days) == 0 else None
        if isinstance(rows, (g.RollUp, g.Everyone)):
            kept = 0 if rows.keep is None else self.column(rows.source, rows.keep)
            others = joined(self.column(*node) for node in met(rows))
            return 0 if self.rows(rows.source) == kept == others == 0 else None
        return 0

    # --- operations -----------------------------------------------------------------------------

    def _of(self, table: str, column: str, op: g.Op) -> Trend:
        rows = self.graph.tables[table].rows
        if isinstance(op, g.Cell):
            return 1 if isinstance(rows, g.Input) and (rows.record, op.column) == self.raised else 0
        if isinstance(op, (g.RowId, g.SpineKey)):
            return 0
        if isinstance(op, g.Reached):
            return 0 if self.rows(table) == 0 else None
        if isinstance(op, g.Carried) and isinstance(rows, (g.Derive, g.RollUp, g.Everyone)):
            return self.column(rows.source, op.column)
        if isinstance(op, g.Stacked) and isinstance(rows, g.Stack):
            return joined(self.column(source, name) for source, name in zip(rows.sources, op.columns) if name)
        if isinstance(op, g.Lookup):
            return self._looked_up(table, op)
        if isinstance(op, g.Total):
            return self._total(table, op)
        if isinstance(op, (g.Running, g.Within, g.Level, g.Previous, g.Fold, g.Allocate)):
            return self._across(table, column, op)
        return self._within(table, column, op)

    def _within(self, table: str, column: str, op: g.Op) -> Trend:
        """Operations within a row."""

        def of(operand: g.Operand | None) -> Trend:
            return self.of(table, operand)

        if isinstance(op, (g.Same, g.Round)):
            return of(op.value)
        if isinstance(op, g.Add):
            flow = carried_flow(self.graph.tables[table], op)
            if flow is not None and isinstance(flow, g.Ref) and self._carries(table, op):
                return of(flow)
            return joined(of(term) if sign == 1 else turned(of(term)) for sign, term in op.terms)
        if isinstance(op, (g.Multiply, g.Ratio)):
            return self._product(table, monomial(self.graph.tables[table], g.Ref(column)))
        if isinstance(op, g.Compare):
            return self._compared(table, op)
        if isinstance(op, g.Logic):
            trend = joined(of(part) for part in op.parts)
            return turned(trend) if op.word == "not" else trend
        if isinstance(op, g.Choose):
            return self._chosen(table, op)
        if isinstance(op, g.Extreme):
            return joined(of(value) for value in op.values)
        if isinstance(op, g.Band):
            return joined((of(op.value), *(turned(of(edge.bound)) for edge in op.edges)))
        if isinstance(op, g.Cut):
            still = of(op.low) == of(op.high) == 0
            return joined((of(op.after), turned(of(op.before)))) if still else None
        return 0 if all(of(operand) == 0 for operand in operands(op)) else None

    def _carries(self, table: str, op: g.Add) -> bool:
        """Whether who carries what to where stays."""
        left = next(
            self.graph.tables[table].columns[t.column].op for sign, t in op.terms if sign == -1 and isinstance(t, g.Ref)
        )
        return isinstance(left, g.Level) and self.rows(table) == self.columns(table, [*left.by, *left.order]) == 0

    def _product(self, table: str, product: Monomial | None) -> Trend:
        """Rising factors above the line and falling ones below make a product rise, as long as none of all is negative."""
        if product is None:
            return None
        if not product.coefficient or not any(self.column(table, name) for name, _ in product.powers):
            return (
                0
                if all(self.column(table, name) == 0 for name, _ in product.powers) or not product.coefficient
                else None
            )
        trends, sign = [], 1 if product.coefficient > 0 else -1
        for name, power in product.powers:
            trend, range_ = self.column(table, name), self.bounds.column(table, name)
            if trend == 0 or trend is None:
                if power % 2 and range_.at_most_zero:
                    sign = -sign
                elif not range_.at_least_zero and power % 2:
                    return None
            elif not range_.at_least_zero and (power != 1 or self._others_move(table, product, name)):
                return None
            trends.append(turned(trend) if power < 0 else trend)
        trend = joined(trends)
        return trend if sign == 1 else turned(trend)

    def _others_move(self, table: str, product: Monomial, name: str) -> bool:
        return any(self.column(table, other) != 0 for other, _ in product.powers if other != name)

    def _compared(self, table: str, op: g.Compare) -> Trend:
        difference = joined((self.of(table, op.left), turned(self.of(table, op.right))))
        if difference == 0:
            return 0
        if op.relation in (">", ">="):
            return difference
        if op.relation in ("<", "<="):
            return turned(difference)
        left, right = self.bounds.of(table, op.left), self.bounds.of(table, op.right)
        if left.low is not None and right.high is not None and left.low >= right.high:
            above = difference  # never below, so that differing is being above
        elif left.high is not None and right.low is not None and left.high <= right.low:
            above = turned(difference)
        else:
            return None
        return above if op.relation == "!=" else turned(above)

    # --- choices --------------------------------------------------------------------------------

    def _chosen(self, table: str, op: g.Choose) -> Trend:
        """The first case that holds. Where it may be another one afterwards, that one must be on the right side of it."""
        cases = self._reachable(table, op)
        values = [value for _, value in cases if value is not None]
        moving = [condition for condition, _ in cases if condition is not None and self.of(table, condition) != 0]
        trend = joined(self.of(table, value) for value in values)
        if not moving or trend is None or len(values) < 2:
            return trend
        if not self._numbers(table, values):
            return None
        way = joined(self.of(table, condition) for condition in moving)
        if way is None:
            steps = self._steps(table, cases)
            if steps is None:
                return None
            rising, values = steps
            way = -rising  # in the order of what is compared, each later one is chosen as it rises
        holding = Holding(self.graph, self.bounds, table)
        pairs = list(itertools.pairwise(values))
        if all(holding.at_most(later, earlier) for earlier, later in pairs):
            direction = way
        elif all(holding.at_most(earlier, later) for earlier, later in pairs):
            direction = -way
        else:
            return None
        return direction if trend in (0, direction) else None

    def _reachable(self, table: str, op: g.Choose) -> list[tuple[g.Operand | None, g.Operand | None]]:
        """The cases with the last, which has no condition; after ``x is not 0`` what has x as a factor is 0, and 0 at the end is one case."""
        nothing = g.Const(0, g.Unit("number"))
        columns = self.graph.tables[table]
        zeros: list[Monomial] = []
        found: list[tuple[g.Operand | None, g.Operand | None]] = []
        for condition, value in (*op.cases, (None, op.otherwise)):
            made = None if value is None else monomial(columns, value)
            if made is not None and any(_divides(zero, made) for zero in zeros):
                value = nothing
            found.append((condition, value))
            test = columns.columns[condition.column].op if isinstance(condition, g.Ref) else None
            if isinstance(test, g.Compare) and test.relation == "!=" and self.bounds.of(table, test.right).zero:
                zero = monomial(columns, test.left)
                zeros += [zero] if zero is not None else []
        last = found[-1][1]
        if isinstance(last, g.Const) and last.value == 0:
            while len(found) > 1 and isinstance(found[-2][1], g.Const) and found[-2][1].value == 0:
                del found[-2]
        return found

    def _numbers(self, table: str, values: list[g.Operand]) -> bool:
        columns = self.graph.tables[table].columns
        units = [value.unit if isinstance(value, g.Const) else columns[value.column].unit for value in values]
        return all(unit.kind in ("money", "percent", "multiplier", "number", "count", "days") for unit in units)

    def _steps(
        self, table: str, cases: list[tuple[g.Operand | None, g.Operand | None]]
    ) -> tuple[int, list[g.Operand]] | None:
        """Where each case is one band of the same value: which way the value goes, and what is chosen from the lowest band up."""
        columns = self.graph.tables[table].columns
        found: dict[int, g.Operand | None] = {}
        bands: set[g.Operand] = set()
        *tested, (_, rest) = cases
        for condition, value in tested:
            op = columns[condition.column].op if isinstance(condition, g.Ref) else None
            if not isinstance(op, g.Compare) or op.relation != "==" or not isinstance(op.right, g.Const):
                return None
            bands.add(op.left)
            found.setdefault(int(op.right.value), value)  # type: ignore[arg-type]
        if len(bands) != 1:
            return None
        (band,) = bands
        way = self.of(table, band)
        made = columns[band.column].op if isinstance(band, g.Ref) else None
        if way is None or not isinstance(made, g.Band):
            return None
        if rest is not None and set(found) != set(range(len(made.edges) + 1)):
            first = [n for n in range(len(made.edges) + 1) if n not in found]
            found.update(dict.fromkeys(first, rest))
        return way, [value for _, value in sorted(found.items()) if value is not None]

    # --- other rows -----------------------------------------------------------------------------

    def _looked_up(self, table: str, op: g.Lookup) -> Trend:
        asked = [self.of(table, operand) for _, operand in op.match]
        there = [name for name, _ in op.match]
        if op.on is not None:
            asked.append(self.of(table, op.on[0]))
            there += op.on[1:]
        still = self.rows(op.table) == 0 and joined(asked) == 0 and self.columns(op.table, there) == 0
        return self.column(op.table, op.column) if still else None

    def _total(self, table: str, op: g.Total) -> Trend:
        asked = [self.of(table, operand) for _, operand in op.match]
        there: list[str | None] = [name for name, _ in op.match]
        if op.between is not None:
            asked += [self.of(table, operand) for operand in op.between[1:]]
            there.append(op.between[0])
        if joined(asked) != 0 or self.columns(op.table, there) != 0:
            return None
        more = joined((self.rows(op.table), 0 if op.where is None else self.column(op.table, op.where)))
        each = 0 if op.value is None else self.column(op.table, op.value)
        if more == 0 and each is not None:
            return each
        if op.function == "total" and op.value is not None and more == 0:
            from planlang.promises.proofs.sums import Sums

            by = Sums(self).partition(op.table, op.value)
            return 1 if by is not None and whole_groups(self.graph, table, op, by) else None
        if op.function == "count":
            return more
        if op.function == "total" and op.value is not None and more is not None and each is not None:
            range_ = self.bounds.column(op.table, op.value)
            grown = more if range_.at_least_zero else turned(more) if range_.at_most_zero else None
            return joined((each, grown))
        return None

    def _across(
        self, table: str, column: str, op: g.Running | g.Within | g.Level | g.Previous | g.Fold | g.Allocate
    ) -> Trend:
        where = getattr(op, "where", None)
        owner = op.owner if isinstance(op, g.Allocate) else None
        if self.rows(table) != 0 or self.columns(table, [*op.by, *op.order, where, owner]) != 0:
            return None
        if isinstance(op, (g.Running, g.Previous)):
            return self.of(table, op.value)
        if isinstance(op, g.Level):
            return joined((self.of(table, op.flow), self.of(table, op.bound)))
        if isinstance(op, g.Fold):
            return self._folded(table, column, op)
        still = [self.of(table, op.value)] + ([self.of(table, op.cap)] if isinstance(op, g.Within) else [])
        return 0 if joined(still) == 0 else None

    def _folded(self, table: str, column: str, op: g.Fold) -> Trend:
        """Row by row: what holds of the state if it held of the row before, holds of all rows."""
        first = self.of(table, op.first)
        for assumed in (0, 1, -1):
            before = dict(self.known)
            self.known[table, column] = assumed
            found = joined((first, self.column(table, op.state)))
            if found in (0, assumed):
                return assumed
            self.known = before
        return None


def _divides(zero: Monomial, product: Monomial) -> bool:
    """Whether a product is 0 where another one is: it has all its factors, as often at least."""
    quotient = product.over(zero)
    if quotient is None:
        return False
    wanted = dict(zero.powers)
    return all(dict(product.powers).get(name, 0) >= power for name, power in wanted.items() if power > 0)
