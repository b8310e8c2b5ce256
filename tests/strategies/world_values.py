"""Measures, tables and conditions of made-up plans, with the bounds that amounts are later drawn from."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tests.strategies.described_data import PRODUCTS
from tests.strategies.described_rules import Measure
from tests.strategies.described_values import (
    Band,
    Both,
    Compared,
    Condition,
    CreditAmount,
    Curve,
    DateIn,
    FirstMatch,
    Matrix,
    Named,
    Percent,
    ProductIn,
    TableBy,
    Value,
)
from tests.strategies.world_header import QUOTA, HeaderMaker


class ValueMaker(HeaderMaker):
    """Draws what the rules of one world say of money, and keeps the measures and the bounds it has made."""

    # --- measures -----------------------------------------------------------------------------

    def running(self, ratio: bool) -> Named:
        """A measure that moves credit by credit."""
        window = self.per if ratio and self.per else self.draw(st.sampled_from((*self.windows, "plan")))
        field = str(self.pick("amount", "quota credit"))
        return self._named(Measure("", "Bookings", None, window, field, ratio))

    def total(self, unit: str, ratio: bool) -> Named:
        """A measure of a participant's period: a total over it or over a longer one."""
        longer = [unit, *self.longer(unit)]
        window = self.per if ratio and self.per else self.draw(st.sampled_from(longer))
        if window not in longer:
            ratio, window = False, unit
        return self._named(Measure("", "Bookings", unit, window, str(self.pick("amount", "quota credit")), ratio))

    def _named(self, wanted: Measure) -> Named:
        for known in self.measures:
            if Measure("", known.credit, known.unit, known.window, known.field, known.over_quota) == wanted:
                return Named(known.name)
        name = f"{'Reached' if wanted.over_quota else 'SoFar'}{len(self.measures) + 1}"
        self.measures.append(Measure(name, wanted.credit, wanted.unit, wanted.window, wanted.field, wanted.over_quota))
        return Named(name)

    # --- tables -------------------------------------------------------------------------------

    def points(self, ratio: bool, count: int) -> list[Value]:
        """Rising bounds, of money or of per cent."""
        if ratio:
            found = self.draw(st.lists(st.integers(1, 40), min_size=count, max_size=count, unique=True))
            self.bounds += [Fraction(n * QUOTA, 20) for n in found]
            return [Percent(Fraction(n, 20)) for n in sorted(found)]
        drawn = self.draw(st.lists(st.integers(1, 2 * QUOTA // 100), min_size=count, max_size=count, unique=True))
        values = [Fraction(n * 100) + (self.tick if self.chance(4) else 0) for n in sorted(drawn)]
        self.bounds += values
        return [self.money(value) for value in values]

    def bands(self, ratio: bool, refusing: bool = True) -> tuple[Band, ...]:
        """Bands that cover everything; from 0 upwards where nothing can be negative, perhaps."""
        points = self.points(ratio, self.draw(st.integers(1, 3)))
        zero: Value = Percent(Fraction(0)) if ratio else self.money(0)
        low: Value | None = zero if not self.falls and self.chance() else None
        low_in, found = True, []
        for point in points:
            through = self.chance()
            found.append(Band(low, low_in, point, through, self.rate()))
            low, low_in = point, not through
        refused = refusing and self.chance(12)
        found.append(Band(low, low_in, None, False, None if refused else self.rate()))
        if self.chance():  # a band of zero, as thresholds have
            first = found[0]
            found[0] = Band(first.low, first.low_in, first.high, first.high_in, Percent(Fraction(0)))
        return tuple(found)

    def curve(self, by: Value, ratio: bool) -> Curve:
        points = self.points(ratio, self.draw(st.integers(2, 3)))
        heights = sorted(self.draw(st.lists(st.integers(0, 12), min_size=len(points), max_size=len(points))))
        heighted = tuple((x, Percent(Fraction(n, 8))) for x, n in zip(points, heights))
        above = None if self.chance(10) else Percent(Fraction(self.draw(st.integers(8, 20)), 8))
        return Curve(by, heighted, Percent(Fraction(self.draw(st.sampled_from((0, 0, 1))), 4)), above)

    def table_by(self) -> TableBy:
        if self.chance():
            return TableBy(tuple(((name,), self.percent()) for name in PRODUCTS))
        name, other = self.draw(st.permutations(PRODUCTS))[:2]
        if self.chance():
            return TableBy((((name, other), self.percent()),), None if self.chance(10) else self.percent(), True)
        return TableBy((((name,), self.percent()),), self.percent(), True)

    def matrix(self, by: Value, ratio: bool) -> Matrix:
        columns = self.bands(ratio, refusing=False)
        names = self.draw(st.permutations(PRODUCTS))
        return Matrix(by, columns, tuple((name, tuple(self.percent() for _ in columns)) for name in names))

    def first_match(self) -> FirstMatch:
        rows = tuple((self.condition(), self.percent()) for _ in range(self.draw(st.integers(1, 2))))
        return FirstMatch(rows, None if self.chance(15) else self.percent())

    # --- conditions ---------------------------------------------------------------------------

    def condition(self, simple: bool = False) -> Condition:
        """A condition on a credit."""
        kind = self.draw(st.integers(0, 3 if simple else 5))
        if kind == 0:
            names = self.draw(st.permutations(PRODUCTS))[: self.draw(st.integers(1, 2))]
            return ProductIn(tuple(names), self.chance(3))
        if kind == 1:
            days = sorted(self.draw(st.tuples(self.days(0), self.days(0))))
            return DateIn(*days)
        if kind in (2, 3):
            ratio = self.chance()
            relation = str(self.pick("at least", "at most", "above", "below"))
            if kind == 2:
                return Compared(CreditAmount(), relation, self.points(False, 1)[0])
            measure = self.running(ratio)
            counting = str(self.pick("counting", "not counting"))
            return Compared(Named(measure.measure, counting), relation, self.points(ratio, 1)[0])
        return Both(str(self.pick("and", "or")), self.condition(True), self.condition(True))
