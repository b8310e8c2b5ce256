"""Whether a payout falls when an amount rises: many amounts, one coin more at a time.

What breaks such a promise is mostly a cent: results that are rounded one by one. One case in a hundred shows it, and small numbers
seldom do, so that amounts are drawn evenly up to the targets of the case, and what is found is made smaller after.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

from planlang.analysis.curve import Curve, explore
from planlang.analysis.linear import NotLinear
from planlang.analysis.origins import credited_rows
from planlang.analysis.varied import Cell, Watched, evaluation, payouts, value_of, with_cell
from planlang.core.dataset import Dataset
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.lowering.promises import PromiseInfo
from planlang.promises.aimed import PIECES, RUNS, coin_of, ends_of
from planlang.promises.falling import falls_of
from planlang.promises.worlds import Payable, Worlds
from planlang.readings.cases import Shape
from planlang.readings.filling import filled
from planlang.readings.pools import number_text
from planlang.readings.smaller import simpler
from planlang.readings.world import Case
from planlang.slotted import define, frozen

EACH_CASE = 12
"""So many amounts for its rows are tried with each case, as reading a case takes longer than paying it."""

AIMED = 12
PLAIN = 1
"""So often are the plainest cases tried, each time with other amounts: in one period, one row moves the next one most."""
SHRINKS = 250
SHAPES = (Shape(1, 3), Shape(1, 1), Shape(1, 3), Shape(1, 2), Shape(2, 3, 2), Shape(2, 4))
"""Three rows of one person show most: one that rises, one that crosses a tier because of it, one after."""


@frozen
class Fall:
    """One amount raised, and the payout of somebody who is credited for it lower for it."""

    data: str
    column: str
    row: str
    from_: Fraction
    to: Fraction
    person: str
    before: Fraction
    after: Fraction


@frozen
class _Paid:
    """The rows that each person is credited for, and what each gets."""

    rows: dict[str, frozenset[int]]
    amounts: dict[str, Fraction]


@define
class Rising:
    """The search for a fall. ``paid`` counts the pairs of payouts that were compared."""

    payable: Payable
    promise: PromiseInfo
    worlds: Worlds
    paid: int = 0

    def search(self, cases: int) -> tuple[Case, Fall] | None:
        """The smallest case found in which a payout falls; always the same one."""
        aimed = self._aimed(cases)
        if aimed is not None:
            return self._smaller(*aimed)
        draw = random.Random(7)
        drawn = (self.worlds.drawn(draw, SHAPES[number % len(SHAPES)]) for number in range(cases))
        plain = (self.worlds.plain(shape) for shape in SHAPES[:2] * PLAIN)
        for case in itertools.chain(self.worlds.world.examples, plain, drawn):
            found = self._any(case, draw)
            if found is not None:
                return self._smaller(*found)
        return None

    def _aimed(self, cases: int) -> tuple[Case, Fall] | None:
        """Follows what is paid for each amount of a few cases from its least to its greatest, and pays where that falls."""
        draw = random.Random(11)
        drawn = (self.worlds.drawn(draw, SHAPES[number % len(SHAPES)]) for number in range(AIMED))
        left = RUNS * cases
        for case in itertools.chain(self.worlds.world.examples, drawn):
            data = self.payable.data(case)
            paid = None if data is None else self._paid(data)
            if data is None or paid is None:
                continue
            record, column = self._place
            spec = data[record].spec.by_name[column]
            for row, item in enumerate(data[record].columns[column].items):
                people = [person for person, rows in paid.rows.items() if row in rows]
                if item is None or not people or left <= 0:
                    continue
                cell = Cell(record, column, row)
                curve = self._curve(data, cell, people, *ends_of(spec))
                left -= len(curve.points) + len(curve.pieces) if curve is not None else 1
                pairs = [] if curve is None else falls_of(curve, coin_of(spec), self.promise.tolerance)
                for low, high in pairs:
                    changed = with_cell(data, cell, low)
                    before = self._paid(changed)
                    fall = None if before is None else self._compared(changed, before, cell, high)
                    if fall is not None:
                        return self._with_amounts(case, changed), fall
        return None

    def _curve(self, data: Dataset, cell: Cell, people: list[str], low: Fraction, high: Fraction) -> Curve | None:
        try:
            return explore(evaluation(self.payable.graph, data, cell, Watched(people)), low, high, PIECES)
        except NotLinear:
            return None

    def _any(self, case: Case, draw: random.Random) -> tuple[Case, Fall] | None:
        """Tries amounts for the rows of a case."""
        data = self.payable.data(case)
        if data is None:
            return None
        record, column = self._place
        coin = Fraction(1, 10 ** data[record].spec.by_name[column].digits)
        values = data[record].columns[column]
        rows = [row for row, item in enumerate(values.items) if item is not None]
        if not rows:
            return None
        sizes = [self.worlds.target_coins(case), *self.worlds.edges]
        for number in range(EACH_CASE):
            most = sizes[draw.randrange(len(sizes)) if len(sizes) > 1 else 0] * (60, 60, 200, 20)[number % 4] // 100
            changed = data
            for row in rows if number else ():
                changed = with_cell(changed, Cell(record, column, row), draw.randint(1, max(most, 1)) * coin)
            before = self._paid(changed)
            if before is None:
                continue
            for row in rows:
                cell = Cell(record, column, row)
                more = value_of(changed, cell) + coin * draw.choice((1, 1, 1, 1, most // 2 + 1))
                fall = self._compared(changed, before, cell, more)
                if fall is not None:
                    return self._with_amounts(case, changed), fall
        return None

    @property
    def _place(self) -> tuple[str, str]:
        assert self.promise.rises is not None
        return self.promise.rises

    def _paid(self, data: Dataset) -> _Paid | None:
        """What everybody gets, and for which rows; ``None`` where the plan refuses the data."""
        try:
            reader = self.payable.reader(data)
            if reader is None:
                return None
            people = _everyone(reader)
            rows = {person: frozenset(credited_rows(reader, person).get(self._place[0], ())) for person in people}
            return _Paid(rows, dict(zip(people, payouts(reader, Watched(people)), strict=True)))
        except Refusal:
            return None

    def _compared(self, data: Dataset, paid: _Paid, cell: Cell, more: Fraction) -> Fall | None:
        """The first of those credited for a row who gets less when its amount rises."""
        people = [person for person, rows in paid.rows.items() if cell.row in rows]
        try:
            above = self.payable.reader(with_cell(data, cell, more))
            if above is None or not people:
                return None
            after = payouts(above, Watched(people))
        except Refusal:
            return None
        self.paid += 1
        for person, high in zip(people, after, strict=True):
            low = paid.amounts[person]
            if high < low - self.promise.tolerance:
                row = data[cell.record].ids[cell.row]
                now = value_of(data, cell)
                return Fall(cell.record, cell.column, row, now, more, person, Fraction(low), Fraction(high))
        return None

    def _with_amounts(self, case: Case, data: Dataset) -> Case:
        """The case with the amounts of some data."""
        record, column = self._place
        spec, values = data[record].spec, data[record].columns[column]
        cells = {
            (spec.row, line - 1, column): number_text(Fraction(values.at(row) or 0), spec.by_name[column])
            for row, line in enumerate(data[record].lines)
            if values.items[row] is not None
        }
        return filled(case, cells)

    # --- making it smaller ----------------------------------------------------------------------

    def _smaller(self, case: Case, fall: Fall) -> tuple[Case, Fall]:
        left = SHRINKS
        changed = True
        while changed and left > 0:
            changed = False
            for plainer in simpler(case, self.worlds.world):
                left -= 1
                found = self._falls(plainer, fall)
                if found is not None:
                    case, fall, changed = plainer, found, True
                    break
                if left <= 0:
                    break
        return case, fall

    def _falls(self, case: Case, fall: Fall) -> Fall | None:
        """Whether the payout still falls when the same row's amount rises by as little as it can, or as before."""
        data = self.payable.data(case)
        if data is None or fall.row not in data[fall.data].ids:
            return None
        cell = Cell(fall.data, fall.column, data[fall.data].ids.index(fall.row))
        coin = Fraction(1, 10 ** data[fall.data].spec.by_name[fall.column].digits)
        now = value_of(data, cell)
        paid = self._paid(data)
        if paid is None:
            return None
        steps = dict.fromkeys((coin, fall.to - fall.from_))
        return next((found for step in steps if (found := self._compared(data, paid, cell, now + step))), None)


def _everyone(reader: Evaluator) -> list[str]:
    info = reader.graph.payout
    if info is None:
        return []
    return sorted({str(name) for name in reader.column(info.table, info.participant).items})
