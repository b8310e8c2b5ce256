"""Products and quotients of columns, with what stands above and below the line cancelled."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from planlang.core import graph as g
from planlang.slotted import frozen

MOST = 200


@frozen
class Monomial:
    """``coefficient`` times columns of one table, each to a power that is not 0."""

    coefficient: Fraction
    powers: tuple[tuple[str, int], ...]

    def over(self, other: Monomial) -> Monomial | None:
        """The quotient; ``None`` where the other is 0."""
        if not other.coefficient:
            return None
        powers = Counter(dict(self.powers))
        for column, power in other.powers:
            powers[column] -= power
        return Monomial(self.coefficient / other.coefficient, _kept(powers))


def monomial(table: g.Table, operand: g.Operand) -> Monomial | None:
    """What an operand is as a product of other columns; ``None`` for what is no number."""
    coefficient = Fraction(1)
    powers: Counter[str] = Counter()
    todo: list[tuple[g.Operand, int]] = [(operand, 1)]
    for _ in range(MOST):
        if not todo:
            return Monomial(coefficient, _kept(powers))
        one, power = todo.pop()
        if isinstance(one, g.Const):
            value = one.value
            if not isinstance(value, (int, Fraction)) or isinstance(value, bool) or (not value and power < 0):
                return None
            coefficient *= Fraction(value) ** power
            continue
        op = table.columns[one.column].op
        if isinstance(op, g.Same):
            todo.append((op.value, power))
        elif isinstance(op, g.Multiply):
            todo.extend((factor, power) for factor in op.factors)
        elif isinstance(op, g.Ratio):
            todo.extend(((op.top, power), (op.bottom, -power)))
        else:
            powers[one.column] += power
    return None


def _kept(powers: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((column, power) for column, power in powers.items() if power))
