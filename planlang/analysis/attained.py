"""What a plan pays at a given attainment: a person's amounts made larger or smaller, all in proportion, until a measure stands there.

Each period in which the measure begins anew, or is asked, is brought there in its turn. How the amounts are spread over deals, products and
people who share them stays as the data has it, so that the cost is that of this mix of deals. Roundings are left out.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from planlang.analysis.curve import Curve, Evaluate, Form, explore
from planlang.analysis.linear import Region
from planlang.analysis.origins import amounts, credits_behind, rows_by_day
from planlang.analysis.varied import Cell, Watched, evaluating, owner_of, payouts, value_of
from planlang.core import graph as g
from planlang.core.calendar import PERIODS, Unit
from planlang.core.dataset import Dataset
from planlang.core.reads import operands
from planlang.core.values import Values
from planlang.engines.interpreter import Evaluator
from planlang.slotted import evolve, frozen


@frozen
class Attained:
    """What one person is paid at one attainment; ``pays`` is ``None`` where it isn't reached, ``why`` then says so."""

    at: Fraction
    pays: Fraction | None
    why: str


def measures(graph: g.Graph) -> list[g.MeasureInfo]:
    """The attainments of a plan: its measures of people that divide something by something."""
    found = []
    for one in graph.measures:
        unit = graph.tables[one.table].columns[one.value].unit.kind
        moves = _divides(graph, one.table, one.value) and credits_behind(graph, one.table, one.value)
        if unit == "percent" and owner_of(graph, one.table) is not None and moves:
            found.append(one)
    return found


def _divides(graph: g.Graph, table: str, column: str) -> bool:
    op = graph.tables[table].columns[column].op
    if isinstance(op, g.Ratio):
        return isinstance(op.bottom, g.Ref) and graph.tables[table].columns[op.bottom.column].unit.kind == "money"
    if isinstance(op, (g.Same, g.Choose)):
        return any(isinstance(one, g.Ref) and _divides(graph, table, one.column) for one in operands(op))
    return False


def scaled(data: Dataset, cells: list[Cell], factor: Any) -> Dataset:
    """The data with some amounts times a factor."""
    found = dict(data)
    for cell in cells:
        record = found[cell.record]
        column = record.columns[cell.column]
        items = list(column.items)
        items[cell.row] = items[cell.row] * factor
        found[cell.record] = evolve(record, columns={**record.columns, cell.column: Values(items, column.den)})
    return found


class Person:
    """One person's amounts, and the measure by which attainment is told."""

    def __init__(self, graph: g.Graph, data: Dataset, person: str, measure: g.MeasureInfo) -> None:
        self.graph = graph
        self.data = data
        self.person = person
        self.measure = measure
        self.unit = _unit(graph, measure)
        self.groups = self._groups()

    def _groups(self) -> dict[int, list[Cell]]:
        """The amounts by the periods of the measure, in their order; of all that is covered where it has none."""
        found: dict[int, list[Cell]] = {}
        seen: set[Cell] = set()
        first, last = self.graph.covers
        places = amounts(self.graph)
        counted = credits_behind(self.graph, self.measure.table, self.measure.value)
        for day, record, row in sorted(rows_by_day(Evaluator(self.graph, self.data), self.person, counted)):
            period = 0 if self.unit is None else self.graph.calendar.period(self.unit, day)
            for name, column in places:
                cell = Cell(name, column, row)
                if name == record and first <= day <= last and cell not in seen and value_of(self.data, cell):
                    seen.add(cell)
                    found.setdefault(period, []).append(cell)
        return found

    def value(self, reader: Evaluator, period: int) -> Any:
        """What the measure comes to at the end of a period; ``None`` where it has no row there."""
        table = self.measure.table
        owner = owner_of(self.graph, table)
        assert owner is not None
        rows = [row for row, name in enumerate(reader.column(table, owner).items) if name == self.person]
        if self.unit is not None:
            numbers = _periods(self.graph, reader, table, self.unit, rows)
            rows = [row for row, number in zip(rows, numbers, strict=True) if number == period]
        values = reader.column(table, self.measure.value, rows)
        found: Any = None
        for place, item in enumerate(values.items):
            den = values.den[place] if isinstance(values.den, list) else values.den or 1
            one = item if den == 1 else item * Fraction(1, den)
            found = one if found is None or one > found else found
        return found

    def at(self, wanted: Fraction) -> Attained:
        """What is paid where the measure stands at an attainment at the end of each period."""
        if not self.groups:
            return Attained(wanted, None, "no amounts to go by")
        data = self.brought(wanted)
        if data is None:
            return Attained(wanted, None, f"{self.measure.name} does not get there by these amounts")
        here = Region(Fraction(1), Fraction(1), Fraction(1))
        out = evaluating(self.graph, lambda _: data, lambda reader: payouts(reader, Watched([self.person])))(here)
        if isinstance(out, Form):
            return Attained(wanted, out.at(Fraction(1))[0], "")
        return Attained(wanted, None, out.why)

    def brought(self, wanted: Fraction) -> Dataset | None:
        """The data with the person's amounts as large as it takes; ``None`` where no factor does it."""
        data = self.data
        for period, cells in self.groups.items():
            factor = self._factor(data, period, cells, wanted)
            if factor is None:
                return None
            data = scaled(data, cells, factor)
        return data

    def _factor(self, data: Dataset, period: int, cells: list[Cell], wanted: Fraction) -> Fraction | None:
        """By how much the amounts of a period are to be multiplied."""
        evaluate = evaluating(
            self.graph, lambda value: scaled(data, cells, value), lambda reader: [self.value(reader, period) or 0]
        )
        now = evaluate(Region(Fraction(1), Fraction(1), Fraction(1)))
        if isinstance(now, Form) and now.at(Fraction(1))[0] > 0:
            guess = wanted / now.at(Fraction(1))[0]
            there = evaluate(Region(guess, guess, guess))
            if isinstance(there, Form) and there.at(guess)[0] == wanted:
                return guess
        return _solved(explore(evaluate, Fraction(0), Fraction(1_000)), wanted)

    def curve(self, most: Fraction) -> Curve:
        """Payout, measure at the end of the last period, and what is credited, as all amounts are multiplied alike."""
        return explore(self._evaluate(), Fraction(0), most)

    def rises(self, far: Fraction) -> bool:
        """Whether the payout still grows with the amounts where they are so many times those of the data."""
        out = self._evaluate()(Region(far, far - 1, far + 1))
        return isinstance(out, Form) and out.rate[0] > 0

    def _evaluate(self) -> Evaluate:
        cells = [cell for group in self.groups.values() for cell in group]
        last = max(self.groups)
        watched = Watched([self.person])

        def read(reader: Evaluator) -> list[Any]:
            return [*payouts(reader, watched), self.value(reader, last) or 0, credited(reader, self.person)]

        return evaluating(self.graph, lambda value: scaled(self.data, cells, value), read)


def credited(reader: Evaluator, person: str) -> Any:
    """The amount of the credits that the plan covers and that are made of data, not of other credits."""
    total: Any = 0
    for credit in reader.graph.credits:
        sources = {reader.graph.tables[name].rows for name in credit.sources}
        if not all(isinstance(rows, g.Input) for rows in sources):
            continue
        people = reader.column(credit.table, credit.participant).items
        covered = reader.column(credit.table, credit.covered).items
        rows = [row for row, name in enumerate(people) if name == person and covered[row]]
        values = reader.column(credit.table, credit.amount, rows)
        for place, item in enumerate(values.items):
            den = values.den[place] if isinstance(values.den, list) else values.den or 1
            total = total + (item if den == 1 else item * Fraction(1, den))
    return total


def _solved(curve: Curve, wanted: Fraction) -> Fraction | None:
    """The least factor at which the first number of a curve is as wanted."""
    found = [point.at for point in curve.points if _is(point.outcome, point.at, wanted)]
    for piece in curve.pieces:
        if isinstance(piece.outcome, Form) and piece.outcome.rate[0]:
            t = (wanted - piece.outcome.start[0]) / piece.outcome.rate[0]
            if piece.low < t < piece.high:
                found.append(t)
    return min(found, default=None)


def _is(outcome: Any, at: Fraction, wanted: Fraction) -> bool:
    return isinstance(outcome, Form) and outcome.at(at)[0] == wanted


def _unit(graph: g.Graph, measure: g.MeasureInfo) -> Unit | None:
    """The period at whose end a measure is asked: that of its rows, or in which its running total begins anew."""
    table = graph.tables[measure.table]
    if isinstance(table.rows, g.Spine):
        return table.rows.unit
    asked, seen = [measure.value], set()
    while asked:
        name = asked.pop()
        if name in seen:
            continue
        seen.add(name)
        op = table.columns[name].op
        if isinstance(op, g.Running):
            kinds = (table.columns[one].unit.kind for one in op.by)
            return next((cast(Unit, kind) for kind in kinds if kind in PERIODS), None)
        asked += [one.column for one in operands(op) if isinstance(one, g.Ref)]
    return None


def _periods(graph: g.Graph, reader: Evaluator, table: str, unit: Unit, rows: list[int]) -> list[Any]:
    """The periods in which rows of a measure lie."""
    for credit in graph.credits:
        if credit.table == table:
            return [graph.calendar.period(unit, day) for day in reader.column(table, credit.date, rows).items]
    columns = graph.tables[table].columns
    name = next(n for n, c in columns.items() if isinstance(c.op, g.SpineKey) and c.op.part == "period")
    return list(reader.column(table, name, rows).items)
