"""The search for what breaks a condition, by how far it is from being broken.

Luck draws no deal of 13 million. From a few made-up cases the search goes where the distance to breaking is less: each number is the
unknown once, so that the plan's own bands, limits and gates say at which amounts something changes, and the slope says how far it
takes; then other days and kinds, and more of the same. Whatever is found is paid by the interpreter before it counts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from planlang.analysis.curve import Curve, Curved, Form, Outcome, explore
from planlang.analysis.linear import NotLinear, Region
from planlang.analysis.varied import Cell, evaluating, with_cell
from planlang.core.dataset import Dataset
from planlang.core.records import NUMERIC, ColumnSpec
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.lowering.promises import PromiseInfo
from planlang.promises.copied import all_alike, copied, fewer
from planlang.promises.distances import distances
from planlang.promises.worlds import Payable
from planlang.readings.cases import Shape
from planlang.readings.filling import filled
from planlang.readings.pools import number_text
from planlang.readings.smaller import simpler
from planlang.readings.world import Case, Slot
from planlang.slotted import define, frozen

FAR = Fraction(10**15)
RUNS = 5
"""The plan is run so many times for each case that is asked for."""
DRAWN = 24
CLIMBED = 3
"""Of the cases drawn, those nearest to breaking are gone on from."""
ROUNDS = 3
MOST_ROWS = 120
SHRINKS = 300
PIECES = 24
SHAPES = (Shape(1, 1), Shape(1, 2), Shape(2, 2), Shape(1, 3))


@frozen
class _Place:
    """A case, and how far it is from breaking the promise."""

    case: Case
    distance: Fraction


@define
class Aimed:
    """The search. ``false_rows`` pays a case and says in which rows the promise is broken; ``left`` counts runs of the plan."""

    payable: Payable
    promise: PromiseInfo
    false_rows: Callable[[Case], tuple[str, ...]]
    left: int
    broken: Case | None = None

    def search(self) -> Case | None:
        """The smallest case found that breaks the promise; always the same one."""
        starts = sorted(self._starts(), key=lambda place: place.distance)
        if self.broken is None:
            for start in starts[:CLIMBED]:
                self._climb(start)
                if self.broken is not None or self.left <= 0:
                    break
        return None if self.broken is None else self._smaller(self.broken)

    # --- where to begin -------------------------------------------------------------------------

    def _starts(self) -> Iterator[_Place]:
        worlds = self.payable.worlds
        draw = random.Random(11)
        seen: list[Case] = []
        for number in range(DRAWN):
            drawn = worlds.drawn(draw, SHAPES[number % len(SHAPES)])
            examples = worlds.world.examples
            case = examples[number // 2] if number % 2 == 0 and number // 2 < len(examples) else drawn
            for one in (case, self._far(case), self._back(case)):
                if one not in seen and self.left > 0 and self.broken is None:
                    seen.append(one)
                    place = self._measured(one)
                    if place is not None:
                        yield place

    def _far(self, case: Case) -> Case:
        """The case with every amount of what happens as large as can be."""
        worlds = self.payable.worlds
        return filled(
            case,
            {
                slot: text
                for slot in self._numbers(case)
                if worlds.happens(slot[0])
                for column in (worlds.column(slot),)
                if column.kind in ("money", "number", "count")
                and (text := number_text(ends_of(column)[1], column)) is not None
            },
        )

    def _back(self, case: Case) -> Case:
        """The case with the first of what happens taken back, as far as can be, and more of the same kind after it: what limits in order forget."""
        worlds = self.payable.worlds
        values: dict[Slot, str | None] = {}
        for spec in worlds.world.roles.roots:
            rows = case.get(spec.row, [])
            for number, row in enumerate(rows if len(rows) > 1 else ()):
                for column in spec.columns:
                    slot = (spec.row, number, column.name)
                    if column.kind in ("money", "number") and row.get(column.name) is not None:
                        end = number_text(ends_of(column)[1 if number else 0], column)
                        values[slot] = end if end is not None else row[column.name]
                    elif not column.key and column.kind not in NUMERIC:
                        values[slot] = rows[0].get(column.name)
        return filled(case, values)

    # --- the distance ---------------------------------------------------------------------------

    def _measured(self, case: Case) -> _Place | None:
        """How far a case is from breaking the promise; ``None`` where it can't be paid. One that breaks it is kept."""
        self.left -= 1
        data = self.payable.data(case)
        if data is None:
            return None
        try:
            reader = self.payable.reader(data)
            found = [] if reader is None else [Fraction(one) for one in self._distances(reader)]
        except Refusal:
            return None
        if not found:
            return None
        distance = min(found)
        if distance <= 0 and self.broken is None and self.false_rows(case):
            self.broken = case
        return _Place(case, distance)

    def _distances(self, reader: Evaluator) -> list[Any]:
        assert self.promise.table is not None and self.promise.column is not None
        return distances(reader, self.promise.table, self.promise.column)

    # --- nearer ---------------------------------------------------------------------------------

    def _climb(self, place: _Place) -> None:
        """Goes where the distance is less, until nothing makes it less, or until it is broken."""
        for number in range(ROUNDS):
            before = place
            first = () if number else (self._other_kinds, self._ends, self._more)
            for step in (*first, self._other_numbers, self._more):
                place = step(place)
                if self.broken is not None or self.left <= 0:
                    return
            if place.distance >= before.distance:
                return

    def _better(self, place: _Place, case: Case | None) -> _Place:
        if case is None or self.left <= 0 or self.broken is not None:
            return place
        other = self._measured(case)
        return other if other is not None and other.distance < place.distance else place

    def _other_kinds(self, place: _Place) -> _Place:
        """Other days, kinds, owners."""
        for slot, texts in self.payable.worlds.choices(place.case).items():
            if self.payable.worlds.column(slot).kind not in NUMERIC:
                for text in texts:
                    if text != place.case[slot[0]][slot[1]].get(slot[2]):
                        place = self._better(place, filled(place.case, {slot: text}))
        return place

    def _ends(self, place: _Place) -> _Place:
        """Each number as small and as large as can be: what takes several extremes at once is found by no other way."""
        for slot in self._numbers(place.case):
            column = self.payable.worlds.column(slot)
            for end in ends_of(column):
                text = number_text(end, column)
                if text is not None and text != place.case[slot[0]][slot[1]].get(slot[2]):
                    place = self._better(place, filled(place.case, {slot: text}))
        return place

    def _other_numbers(self, place: _Place) -> _Place:
        for slot in self._numbers(place.case):
            for text in self._tried(place.case, slot):
                place = self._better(place, filled(place.case, {slot: text}))
                if self.broken is not None:
                    return place
        return place

    def _more(self, place: _Place) -> _Place:
        """The same deal again and again, on one day or one in each period; the same person again and again."""
        worlds = self.payable.worlds
        for word in worlds.copyable():
            for days in (worlds.paydays(), None):
                for number in range(min(len(place.case.get(word, [])), 2)):
                    place = self._again(place, word, number, days)
                    if self.broken is not None or self.left <= 0:
                        return place
        return place

    def _again(self, place: _Place, word: str, number: int, days: list[str] | None) -> _Place:
        world = self.payable.worlds.world
        times = len(days) - 1 if days else 1
        more = copied(place.case, world, word, number, times, days) if times else None
        once = self._better(place, more)
        if once is place or self.broken is not None:
            return once
        each = (place.distance - once.distance) / times
        most = MOST_ROWS // max(1, *(len(rows) for rows in place.case.values()))
        wanted = min(ceil(place.distance / each) + 1, most)
        return self._better(once, copied(place.case, world, word, number, wanted, days)) if wanted > times else once

    # --- one number -----------------------------------------------------------------------------

    def _numbers(self, case: Case) -> list[Slot]:
        """The cells with a number, what happens first; shares of something stay what they add up to."""
        worlds = self.payable.worlds
        found = [
            (word, number, column.name)
            for word, rows in case.items()
            for number, row in enumerate(rows)
            for column in worlds.specs[word].columns
            if column.kind in NUMERIC and not column.key and row.get(column.name) is not None
            if not (column.kind in ("percent", "fraction") and worlds.divides(word))
        ]
        return sorted(found, key=lambda slot: not worlds.happens(slot[0]))

    def _tried(self, case: Case, slot: Slot) -> list[str]:
        """The values of a cell at which the promise is broken, as near as can be said, or which are nearest to it."""
        column = self.payable.worlds.column(slot)
        data = self.payable.data(case)
        if data is None:
            return []
        record = next(spec.name for spec in self.payable.graph.records if spec.row == slot[0])
        cell = Cell(record, slot[2], data[record].lines.index(slot[1] + 1))
        curve = self._curve(data, cell, *ends_of(column))
        coin = coin_of(column)
        texts = [
            number_text(value, column)
            for value in ([] if curve is None else nearest(curve, coin))
            if number_text(value, column) is not None
        ]
        if curve is None or any(isinstance(piece.outcome, Curved) for piece in curve.pieces):
            low, high = ends_of(column)
            plain = [low, coin, high] + [coin * 10**n for n in range(3, 12, 3)]
            texts += [number_text(value, column) for value in plain if low <= value <= high]
        return list(dict.fromkeys(text for text in texts if text is not None))

    def _curve(self, data: Dataset, cell: Cell, low: Fraction, high: Fraction) -> Curve | None:
        run = evaluating(self.payable.graph, lambda value: with_cell(data, cell, value), self._distances)

        def counted(region: Region) -> Outcome:
            self.left -= 1
            return run(region) if self.left > 0 else Curved("enough")

        try:
            return explore(counted, low, high, PIECES)
        except NotLinear:
            return None

    # --- smaller --------------------------------------------------------------------------------

    def _smaller(self, case: Case) -> Case:
        world = self.payable.worlds.world

        def still(one: Case) -> bool:
            return bool(self.false_rows(one))

        for word in self.payable.worlds.copyable():
            case = fewer(case, world, word, still)
        for word in case:
            case = all_alike(case, world, word, still)
        left, changed = SHRINKS, True
        while changed and left > 0:
            changed = False
            for plainer in simpler(case, world):
                left -= 1
                if self.false_rows(plainer):
                    case, changed = plainer, True
                    break
                if left <= 0:
                    break
        for word in case:
            case = all_alike(case, world, word, still)
        return case


def coin_of(column: ColumnSpec) -> Fraction:
    """The least by which a number of a column is told from another here."""
    if column.kind == "money":
        return Fraction(1, 10**column.digits)
    return {"count": Fraction(1), "percent": Fraction(1, 10_000), "fraction": Fraction(1, 10_000)}.get(
        column.kind, Fraction(1, 100)
    )


def ends_of(column: ColumnSpec) -> tuple[Fraction, Fraction]:
    """The least and greatest value that a cell of a column may have; what has no end goes far."""
    limits, coin = column.limits, coin_of(column)
    low, high = (Fraction(0) if column.kind == "count" else -FAR), FAR
    if limits is not None and limits.low is not None:
        low = limits.low if limits.low_included else limits.low + coin
    if limits is not None and limits.high is not None:
        high = limits.high if limits.high_included else limits.high - coin
    return low, max(low, high)


def nearest(curve: Curve, coin: Fraction) -> list[Fraction]:
    """Where the least of some functions is below 0, the smallest amounts first; else where it is least."""
    at: dict[Fraction, Fraction] = {}

    def look(value: Fraction, form: Outcome) -> None:
        if isinstance(form, Form) and form.start:
            at[value] = min(at.get(value, form.at(value)[0]), *form.at(value))

    for point in curve.points:
        if (point.at / coin).denominator == 1:
            look(point.at, point.outcome)
    for piece in curve.pieces:
        first = (piece.low // coin + 1) * coin
        last = -((-piece.high) // coin + 1) * coin
        if first > last or not isinstance(piece.outcome, Form):
            continue
        inside = [first, last]
        for a, b in zip(piece.outcome.start, piece.outcome.rate, strict=True):
            if b:
                crossing = (-a / b) // coin * coin
                inside += [one for one in (crossing, crossing + coin) if first <= one <= last]
        for value in inside:
            look(value, piece.outcome)
    below = sorted((value for value, distance in at.items() if distance < 0), key=abs)
    least = sorted(at, key=lambda value: (at[value], abs(value)))
    return list(dict.fromkeys([*below[:3], *least[:2]]))
