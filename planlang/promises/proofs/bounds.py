"""Between which numbers each column of a plan lies, whatever the data are that the plan accepts."""

from __future__ import annotations

from fractions import Fraction

from planlang.core import graph as g
from planlang.core.payouts import added_columns, column_of, takes_each
from planlang.core.ranges import ANY, NEGATIVE, POSITIVE, Range, exactly, hull, least
from planlang.core.reads import Node
from planlang.promises.proofs.carried import carried_flow
from planlang.promises.proofs.groups import one_group
from planlang.promises.proofs.taken import itself, rows_taken, stretches
from planlang.slotted import define, field

_NUMBERS = frozenset({"money", "percent", "multiplier", "number", "count", "days"})


@define(eq=False, repr=False)
class Bounds:
    """Asks for columns are answered once each; a column that is being asked for already may be anything."""

    graph: g.Graph
    known: dict[Node, Range] = field(factory=dict)
    promised: dict[Node, Range] = field(factory=dict)

    def __post_init__(self) -> None:
        for check in self.graph.checks:
            self._promise(check.table, g.Ref(check.column))

    def of(self, table: str, operand: g.Operand | None) -> Range:
        """The range of an operand in a table's rows."""
        if operand is None:
            return ANY
        if isinstance(operand, g.Const):
            number = operand.value is not None and not isinstance(operand.value, (str, bool))
            return exactly(operand.value) if number else ANY
        return self.column(table, operand.column)

    def column(self, table: str, column: str) -> Range:
        """The range of a column."""
        node = table, column
        if node not in self.known:
            self.known[node] = ANY
            found = self.graph.tables[table].columns[column]
            if found.unit.kind in _NUMBERS:
                self.known[node] = self._of(table, found.op).meet(self.promised.get(node, ANY))
        return self.known[node]

    # --- what the plan refuses ------------------------------------------------------------------

    def _promise(self, table: str, condition: g.Operand) -> None:
        """What a check of the data says of columns of its table: rows that are otherwise are refused."""
        if not isinstance(condition, g.Ref):
            return
        op = self.graph.tables[table].columns[condition.column].op
        if isinstance(op, g.Same):
            self._promise(table, op.value)
        elif isinstance(op, g.Logic) and op.word == "and":
            for part in op.parts:
                self._promise(table, part)
        elif isinstance(op, g.Compare) and isinstance(op.left, g.Ref) and isinstance(op.right, g.Const):
            value = op.right.value
            if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
                self._at(table, op.left.column, op.relation, Fraction(value))

    def _at(self, table: str, column: str, relation: g.Relation, value: Fraction) -> None:
        found = self.graph.tables[table].columns[column]
        if found.unit.kind not in _NUMBERS:
            return
        low = value if relation in (">", ">=", "==") else None
        high = value if relation in ("<", "<=", "==") else None
        nonzero = value == 0 and relation in ("<", ">", "!=")
        node = table, column
        self.promised[node] = self.promised.get(node, ANY).meet(Range(low, high, nonzero))
        if isinstance(found.op, g.Same) and isinstance(found.op.value, g.Ref):
            self._at(table, found.op.value.column, relation, value)

    # --- operations -----------------------------------------------------------------------------

    def _of(self, table: str, op: g.Op) -> Range:
        def of(operand: g.Operand | None) -> Range:
            return self.of(table, operand)

        if isinstance(op, g.Same):
            return of(op.value)
        if isinstance(op, g.Add):
            flow = carried_flow(self.graph.tables[table], op)
            if flow is not None:
                return least((of(flow).negated(), exactly(0))).negated()
            terms = [of(term) if sign == 1 else of(term).negated() for sign, term in op.terms]
            total = terms[0]
            for term in terms[1:]:
                total = total.plus(term)
            return total
        if isinstance(op, g.Multiply):
            product = exactly(1)
            for factor in op.factors:
                product = product.times(of(factor))
            return product
        if isinstance(op, g.Ratio):
            if self._share(table, op):
                return Range(Fraction(0), Fraction(1))
            return of(op.top).over(of(op.bottom))
        if isinstance(op, g.Round):
            return of(op.value).step(Fraction(op.unit.value))  # type: ignore[arg-type]
        if isinstance(op, g.Choose):
            values = [value for _, value in op.cases if value is not None]
            return hull(of(value) for value in (*values, *([op.otherwise] if op.otherwise is not None else [])))
        if isinstance(op, g.Extreme):
            ranges = [of(value) for value in op.values]
            return least(ranges) if op.which == "least" else least(one.negated() for one in ranges).negated()
        if isinstance(op, g.Band):
            return Range(Fraction(0), Fraction(len(op.edges)))
        if isinstance(op, g.Cut):
            return self._cut(table, op)
        if isinstance(op, g.OnCalendar):
            return {"days_both": POSITIVE, "day_of_month": Range(Fraction(1), Fraction(31))}.get(op.function, ANY)
        return self._elsewhere(table, op)

    def _share(self, table: str, op: g.Ratio) -> bool:
        """Whether a quotient is the share of a move that lies between two bounds: from none to all of it."""
        ends = [
            self.graph.tables[table].columns[one.column].op if isinstance(one, g.Ref) else None
            for one in (op.top, op.bottom)
        ]
        part, move = ends
        if not isinstance(part, g.Cut) or not isinstance(move, g.Add):
            return False
        return sorted(move.terms, key=lambda term: -term[0]) == [(1, part.after), (-1, part.before)]

    def _cut(self, table: str, op: g.Cut) -> Range:
        """What lies between two bounds of a move: the one end, held between them, less the other."""
        low, high = self.of(table, op.low), self.of(table, op.high)

        def held(value: Range) -> Range:
            above = least((value.negated(), low.negated())).negated() if op.low is not None else value
            return least((above, high)) if op.high is not None else above

        moved = held(self.of(table, op.after)).plus(held(self.of(table, op.before)).negated())
        if self._ahead(table, op):
            moved = moved.meet(POSITIVE)
        if None in (low.low, high.high):
            return moved
        width = high.plus(low.negated())
        return moved.meet(hull((width, width.negated())))

    def _ahead(self, table: str, op: g.Cut) -> bool:
        """Whether a move never goes back: from a running total before a row to the one with it, of what is never negative."""
        after, before = (
            plain(self.graph.tables[table], one.column) if isinstance(one, g.Ref) else None
            for one in (op.after, op.before)
        )
        if not isinstance(after, g.Running) or not isinstance(before, g.Running):
            return False
        return after.inclusive and before == after.but(inclusive=False) and self.of(table, after.value).at_least_zero

    def _elsewhere(self, table: str, op: g.Op) -> Range:
        rows = self.graph.tables[table].rows
        if isinstance(op, g.Cell) and isinstance(rows, g.Input):
            spec = next(record for record in self.graph.records if record.name == rows.record)
            limits = spec.by_name[op.column].limits
            if limits is None:
                return ANY
            open_at_zero = (limits.low == 0 and not limits.low_included) or (
                limits.high == 0 and not limits.high_included
            )
            return Range(limits.low, limits.high, open_at_zero)
        if isinstance(op, g.Carried) and isinstance(rows, (g.Derive, g.RollUp, g.Everyone)):
            return self.column(rows.source, op.column)
        if isinstance(op, g.Stacked) and isinstance(rows, g.Stack):
            return hull(self.column(source, name) for source, name in zip(rows.sources, op.columns) if name)
        if isinstance(op, g.Lookup):
            return self.column(op.table, op.column)
        if isinstance(op, g.Total):
            return self._total(table, op)
        return self._across(table, op)

    def _total(self, table: str, op: g.Total) -> Range:
        if op.function == "count" or op.value is None:
            return POSITIVE
        each = self.column(op.table, op.value)
        if op.function == "average":
            return Range(each.low, each.high)  # of -1 and 1 it is 0
        if op.function != "total":
            return each
        total = POSITIVE if each.at_least_zero else NEGATIVE if each.at_most_zero else ANY
        rows = rows_taken(self.graph, table, op)
        if rows is not None:
            return each if itself(self.graph, table, op) else self._rows(each, rows)
        info = self.graph.payout
        if info is not None and (op.table, op.value) == (info.table, info.result) and not op.match and not op.where:
            return total.meet(self._all_payouts(info))
        limit = plain(self.graph.tables[op.table], op.value)
        if isinstance(limit, g.Within) and total is POSITIVE and one_group(self.graph, table, op, limit.by):
            cap = self.of(op.table, limit.cap)
            return Range(Fraction(0), cap.high) if cap.at_least_zero else total
        if isinstance(limit, g.Within) and total is POSITIVE:
            paying = [one for one in self.graph.components if (one.table, one.result) == (op.table, op.value)]
            times = stretches(self.graph, paying[0], limit.by) if paying else None
            cap = self.of(op.table, limit.cap)
            if times is not None and cap.at_least_zero and cap.high is not None:
                return Range(Fraction(0), cap.high * times)
        return total

    def _rows(self, each: Range, number: int) -> Range:
        """The sum of so many rows at most: of somebody who isn't there all the time, or at the ends of the plan, of fewer."""
        low, high = (None if end is None else end * number for end in (each.low, each.high))
        return hull((Range(low, high), exactly(0)))

    def _all_payouts(self, info: g.PayoutInfo) -> Range:
        """All payouts together, where they are the sum of rules with one limit for everybody each."""
        highest = Fraction(0)
        for column in added_columns(self.graph, info) or [""]:
            component = next((one for one in self.graph.components if column_of(info, one) == column), None)
            op = self.graph.tables[info.table].columns[column].op if column else None
            if component is None or not isinstance(op, g.Total) or not takes_each(self.graph, info, op, component):
                return ANY
            limit = plain(self.graph.tables[component.table], component.result)
            times = stretches(self.graph, component, limit.by) if isinstance(limit, g.Within) and limit.by else 1
            if not isinstance(limit, g.Within) or times is None:
                return ANY
            each, cap = self.of(component.table, limit.value), self.of(component.table, limit.cap)
            if not each.at_least_zero or not cap.at_least_zero or cap.high is None:
                return ANY
            highest += cap.high * times
        return Range(None, highest)

    def _across(self, table: str, op: g.Op) -> Range:
        if isinstance(op, g.Running):
            each = self.of(table, op.value)
            return POSITIVE if each.at_least_zero else NEGATIVE if each.at_most_zero else ANY
        if isinstance(op, g.Within):
            each, cap = self.of(table, op.value), self.of(table, op.cap)
            return least((each, cap)).meet(POSITIVE) if each.at_least_zero and cap.at_least_zero else ANY
        if isinstance(op, g.Level):
            bound = self.of(table, op.bound)
            if op.kind == "floor":
                return Range(None if bound.low is None else min(bound.low, Fraction(0)), None)
            return Range(None, None if bound.high is None else max(bound.high, Fraction(0)))
        if isinstance(op, g.Previous):
            return hull((self.of(table, op.value), exactly(0)))
        return ANY


def plain(table: g.Table, column: str) -> g.Op:
    """The operation behind a column, past columns that only give it another name."""
    op = table.columns[column].op
    while isinstance(op, g.Same) and isinstance(op.value, g.Ref):
        op = table.columns[op.value.column].op
    return op
