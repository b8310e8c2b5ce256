"""Whether a condition holds in every row, or a number is never more than another."""

from __future__ import annotations

from fractions import Fraction

from planlang.core import graph as g
from planlang.promises.proofs.bounds import Bounds
from planlang.promises.proofs.divided import divided_whole
from planlang.promises.proofs.monomials import monomial
from planlang.slotted import define

DEEP = 40


@define(eq=False, repr=False)
class Holding:
    """Proofs about the rows of one table."""

    graph: g.Graph
    bounds: Bounds
    table: str

    def always(self, condition: g.Operand) -> str | None:
        """Why a condition holds in every row; ``None`` where that isn't proven."""
        if isinstance(condition, g.Const):
            return "the plan's own numbers decide it" if condition.value is True else None
        op = self._op(condition)
        if isinstance(op, g.Same):
            return self.always(op.value)
        if isinstance(op, g.Logic) and op.word != "not":
            reasons = [self.always(part) for part in op.parts]
            if op.word == "and" and all(reasons):
                return reasons[0]
            return next((reason for reason in reasons if reason), None) if op.word == "or" else None
        return self._compared(op) if isinstance(op, g.Compare) else None

    def _compared(self, op: g.Compare) -> str | None:
        left, right = op.left, op.right
        if op.relation in (">", ">="):
            left, right = right, left
        one, other = self.bounds.of(self.table, left), self.bounds.of(self.table, right)
        if op.relation in ("<=", ">="):
            if one.high is not None and other.low is not None and one.high <= other.low:
                return "the bounds of the data and the limits of the plan decide it"
            return "one is made of the other and never more" if self.at_most(left, right) else None
        if op.relation in ("<", ">"):
            apart = one.high is not None and other.low is not None and one.high < other.low
            return "the bounds of the data and the limits of the plan decide it" if apart else None
        if op.relation == "==":
            if self._same(left) == self._same(right):
                return "it is the same number"
            return divided_whole(self.graph, self.table, left, right) or divided_whole(
                self.graph, self.table, right, left
            )
        if op.relation == "!=" and other.zero and one.nonzero:
            return "it is never 0"
        return None

    def at_most(self, a: g.Operand, b: g.Operand, deep: int = DEEP) -> bool:
        """Whether a number is never more than another of the same row."""
        one, other = self.bounds.of(self.table, a), self.bounds.of(self.table, b)
        if self._same(a) == self._same(b) or (one.high is not None and other.low is not None and one.high <= other.low):
            return True
        if self._same_product(a, b):
            return True
        if deep == 0:
            return False
        return self._below(a, b, deep - 1) or self._above(a, b, deep - 1)

    def _same_product(self, a: g.Operand, b: g.Operand) -> bool:
        """Whether both are the same product of columns with a number before it, and the first number is not the greater one."""
        table = self.graph.tables[self.table]
        one, other = monomial(table, a), monomial(table, b)
        if one is None or other is None or one.powers != other.powers or not one.powers:
            return False
        if one.coefficient == other.coefficient:
            return True
        positive = all(self.bounds.column(self.table, name).at_least_zero for name, _ in one.powers)
        return positive and one.coefficient <= other.coefficient

    def _below(self, a: g.Operand, b: g.Operand, deep: int) -> bool:
        """By what the lower one is made of."""
        op = self._op(a)
        if isinstance(op, g.Extreme):
            some = any if op.which == "least" else all
            return some(self.at_most(value, b, deep) for value in op.values)
        if isinstance(op, g.Choose):
            values = [value for _, value in op.cases] + [op.otherwise]
            return all(value is None or self.at_most(value, b, deep) for value in values)
        if isinstance(op, g.Round):
            unit = Fraction(op.unit.value)  # type: ignore[arg-type]
            return self._multiple(b, unit) and self.at_most(op.value, b, deep)
        if isinstance(op, g.Within):
            each, cap = self.bounds.of(self.table, op.value), self.bounds.of(self.table, op.cap)
            if each.at_least_zero and cap.at_least_zero:
                return self.at_most(op.value, b, deep) or self.at_most(op.cap, b, deep)
        if isinstance(op, g.Multiply):
            return any(
                self._shrinks(op.factors[:n] + op.factors[n + 1 :])
                and self.bounds.of(self.table, factor).at_least_zero
                and self.at_most(factor, b, deep)
                for n, factor in enumerate(op.factors)
            )
        return False

    def _above(self, a: g.Operand, b: g.Operand, deep: int) -> bool:
        """By what the higher one is made of."""
        op = self._op(b)
        if isinstance(op, g.Extreme):
            some = any if op.which == "greatest" else all
            return some(self.at_most(a, value, deep) for value in op.values)
        if isinstance(op, g.Choose):
            values = [value for _, value in op.cases] + [op.otherwise]
            return all(value is None or self.at_most(a, value, deep) for value in values)
        return False

    def _shrinks(self, factors: tuple[g.Operand, ...]) -> bool:
        """Whether each of some factors lies between 0 and 1."""
        ranges = [self.bounds.of(self.table, factor) for factor in factors]
        return all(one.at_least_zero and one.high is not None and one.high <= 1 for one in ranges)

    def _multiple(self, operand: g.Operand, unit: Fraction) -> bool:
        """Whether a number is certainly a multiple of a unit."""
        if isinstance(operand, g.Const):
            value = operand.value
            return isinstance(value, (int, Fraction)) and (Fraction(value) / unit).denominator == 1
        return multiple(self.graph, self.table, operand.column, unit)

    def _op(self, operand: g.Operand) -> g.Op | None:
        """What makes a column, past other names for it."""
        found = self._same(operand)
        return None if isinstance(found, g.Const) else self.graph.tables[self.table].columns[found.column].op

    def _same(self, operand: g.Operand) -> g.Operand:
        while isinstance(operand, g.Ref):
            op = self.graph.tables[self.table].columns[operand.column].op
            if not isinstance(op, g.Same):
                break
            operand = op.value
        return operand


def multiple(graph: g.Graph, table: str, column: str, unit: Fraction) -> bool:
    """Whether a column holds multiples of a unit only: amounts as the data may have them, and what was rounded so."""
    op, rows = graph.tables[table].columns[column].op, graph.tables[table].rows
    if isinstance(op, g.Same):
        return isinstance(op.value, g.Ref) and multiple(graph, table, op.value.column, unit)
    if isinstance(op, (g.Round, g.Allocate)):
        return (Fraction(op.unit.value) / unit).denominator == 1  # type: ignore[arg-type]
    if isinstance(op, g.Cell) and isinstance(rows, g.Input):
        spec = next(record for record in graph.records if record.name == rows.record).by_name[op.column]
        return spec.kind == "money" and (Fraction(1, 10**spec.digits) / unit).denominator == 1
    if isinstance(op, g.Carried) and isinstance(rows, (g.Derive, g.RollUp, g.Everyone)):
        return multiple(graph, rows.source, op.column, unit)
    if isinstance(op, g.Lookup):
        return multiple(graph, op.table, op.column, unit)
    return False
