"""Whether a condition holds in every row, or a number is never more than another."""

from __future__ import annotations

from fractions import Fraction

from planlang.core import graph as g
from planlang.core.ranges import exactly
from planlang.promises.proofs.bounds import Bounds, plain
from planlang.promises.proofs.divided import divided_whole
from planlang.promises.proofs.groups import one_group
from planlang.promises.proofs.monomials import Monomial, monomial
from planlang.promises.proofs.taken import itself
from planlang.slotted import define

DEEP = 40


@define(eq=False, repr=False)
class Holding:
    """Proofs about the rows of one table."""

    graph: g.Graph
    bounds: Bounds
    table: str
    false: tuple[g.Operand, ...] = ()
    """Conditions of the rows that are looked at which do not hold there."""

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
            if op.word == "or" and not any(reasons):
                reasons = [
                    Holding(self.graph, self.bounds, self.table, self.false + self._others(op, part)).always(part)
                    for part in op.parts
                ]
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
            if self.false and self.at_most(left, right) and self.at_most(right, left):
                return "where the rest does not hold, it does"
            return divided_whole(self.graph, self.table, left, right) or divided_whole(
                self.graph, self.table, right, left
            )
        if op.relation == "!=" and other.zero and one.nonzero:
            return "it is never 0"
        return None

    def _others(self, op: g.Logic, part: g.Operand) -> tuple[g.Operand, ...]:
        return tuple(self._same(one) for one in op.parts if one != part)

    def _chosen(self, op: g.Choose) -> list[g.Operand | None]:
        """What may be chosen in the rows that are looked at."""
        return [value for condition, value in op.cases if not self._never(condition)] + [op.otherwise]

    def _never(self, condition: g.Operand) -> bool:
        if self._same(condition) in self.false:
            return True
        op = self._op(condition)
        return isinstance(op, g.Logic) and op.word == "and" and any(self._never(part) for part in op.parts)

    def _limited(self, total: g.Total, b: g.Operand) -> bool:
        """Whether a total is of amounts that one limit holds, all of one group, and the limit is no more than ``b``."""
        if total.function != "total" or total.value is None:
            return False
        limit = plain(self.graph.tables[total.table], total.value)
        if not isinstance(limit, g.Within) or not one_group(self.graph, self.table, total, limit.by):
            return False
        each, cap = self.bounds.of(total.table, limit.value), self.bounds.of(total.table, limit.cap)
        if not each.at_least_zero or not cap.at_least_zero:
            return False
        there, here = monomial(self.graph.tables[total.table], limit.cap), monomial(self.graph.tables[self.table], b)
        if there is None or here is None or not self._positive(here):
            return False
        named = {name: self._here(total, name) for name, _ in there.powers}
        powers = tuple(sorted((named[name] or "", power) for name, power in there.powers))
        return powers == here.powers and there.coefficient <= here.coefficient

    def _here(self, total: g.Total, column: str) -> str | None:
        """The column of this table that looks up the same as one of the rows that a total takes."""
        wanted = self.graph.tables[total.table].columns[column].op
        if not isinstance(wanted, g.Lookup) or wanted.on is not None:
            return None
        mine = dict(total.match)
        asked = tuple((key, mine.get(of.column)) if isinstance(of, g.Ref) else (key, of) for key, of in wanted.match)
        columns = self.graph.tables[self.table].columns
        return next((name for name, one in columns.items() if one.op == wanted.but(match=asked)), None)

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
        """Whether one is the other times what is never above 1, such as a rate of a tier."""
        table = self.graph.tables[self.table]
        one, other = monomial(table, a), monomial(table, b)
        if one is None or other is None or not other.powers:
            return False
        if one == other:
            return True
        share = one.over(other)
        if share is None or any(power < 0 for _, power in share.powers) or not self._positive(other):
            return False
        times = exactly(share.coefficient)
        for name, power in share.powers:
            for _ in range(power):
                times = times.times(self.bounds.column(self.table, name))
        return times.high is not None and times.high <= 1

    def _positive(self, product: Monomial) -> bool:
        """Whether a product is never negative."""
        names = all(self.bounds.column(self.table, name).at_least_zero for name, _ in product.powers)
        return names and product.coefficient >= 0

    def _below(self, a: g.Operand, b: g.Operand, deep: int) -> bool:
        """By what the lower one is made of."""
        op = self._op(a)
        if isinstance(op, g.Extreme):
            some = any if op.which == "least" else all
            return some(self.at_most(value, b, deep) for value in op.values)
        if isinstance(op, g.Choose):
            return all(value is None or self.at_most(value, b, deep) for value in self._chosen(op))
        if isinstance(op, g.Total) and self._limited(op, b):
            return True
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
            return all(value is None or self.at_most(a, value, deep) for value in self._chosen(op))
        if isinstance(op, g.Add) and all(sign == 1 for sign, _ in op.terms):
            return self._above_sum(a, [term for _, term in op.terms], deep)
        if isinstance(op, g.Running) and op.inclusive and op.where is None:
            return self.bounds.of(self.table, op.value).at_least_zero and self.at_most(a, op.value, deep)
        return False

    def _above_sum(self, a: g.Operand, terms: list[g.Operand], deep: int) -> bool:
        """Whether a sum is as much at least: one of its terms is, and the others are no less than nothing, or than what rounding may add."""
        op = self._op(a)
        for number, term in enumerate(terms):
            rest = exactly(0)
            for other in terms[:number] + terms[number + 1 :]:
                rest = rest.plus(self.bounds.of(self.table, other))
            if rest.low is None or rest.low < 0:
                continue
            if self.at_most(a, term, deep):
                return True
            rounded = isinstance(op, g.Round) and rest.low >= Fraction(op.unit.value)  # type: ignore[arg-type]
            if rounded and isinstance(op, g.Round) and self.at_most(op.value, term, deep):
                return True
        return False

    def _shrinks(self, factors: tuple[g.Operand, ...]) -> bool:
        """Whether the product of some factors lies between 0 and 1."""
        product = exactly(1)
        for factor in factors:
            product = product.times(self.bounds.of(self.table, factor))
        return product.at_least_zero and product.high is not None and product.high <= 1

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
            if isinstance(op, g.Total) and op.value is not None and itself(self.graph, self.table, op):
                operand = g.Ref(op.value)
            elif isinstance(op, g.Same):
                operand = op.value
            elif isinstance(op, g.Add) and len(op.terms) == 1 and op.terms[0][0] == 1:
                operand = op.terms[0][1]
            else:
                break
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
    if isinstance(op, g.Multiply):
        whole = [one for one in op.factors if isinstance(one, g.Const)]
        rest = [one for one in op.factors if isinstance(one, g.Ref)]
        times = all(isinstance(one.value, (int, Fraction)) and Fraction(one.value).denominator == 1 for one in whole)
        return times and len(rest) == 1 and multiple(graph, table, rest[0].column, unit)
    return False
