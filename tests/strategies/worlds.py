"""Plans that check, with data that loads: what real plans are made of, in any combination, small.

``worlds()`` gives descriptions (see ``described``). Amounts are drawn from the bounds of the plan's own tables, a smallest unit
beside them, and sums of them, so that running totals often stand exactly on, just below or just above a bound.
"""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import strategies as st

from tests.strategies.described import (
    MODES,
    MONTHS,
    PRODUCTS,
    Band,
    Both,
    Change,
    Compared,
    Condition,
    CreditAmount,
    Curve,
    DateIn,
    Deal,
    FirstMatch,
    Limit,
    Matrix,
    Measure,
    MinusPaid,
    Money,
    Multiplier,
    Named,
    OnlyIf,
    Over,
    Part,
    Payout,
    Percent,
    Person,
    PersonColumn,
    ProductIn,
    Return,
    Rounded,
    Rule,
    Scaled,
    Split,
    Start,
    Step,
    TableBy,
    Tiers,
    Total,
    Value,
    When,
    World,
)

UNITS = ("month", "quarter", "half", "year")
CURRENCIES = (("USD", 2), ("USD", 2), ("JPY", 0), ("KWD", 3))
KINDS = ("commission", "bonus", "spiff", "override", "salary")
QUOTA = 4_000
"""What quotas, bounds and deals are about as large as, in whole currency units."""


class _Maker:
    """Draws the parts of one world; what it knows of the header decides what may stand where."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.currency, self.digits = draw(st.sampled_from(CURRENCIES))
        self.tick = Fraction(1, 10**self.digits)
        self.start_month = draw(st.sampled_from((1, 1, 2, 4, 7, 10, 12)))
        self.span = draw(st.sampled_from(("quarter", "quarter", "half", "year")))
        """The plan covers one whole such period; no window is longer."""
        self.units = UNITS[: UNITS.index(self.span) + 1]
        self.week = draw(st.sampled_from((None, None, 0, 3, 6)))
        self.weekly = self.week is not None and draw(st.booleans())
        """Rules and payouts are by the week, which lies in no month; windows of credits may be of either."""
        self.windows = (*self.units, "week") if self.week is not None else self.units
        which = draw(st.integers(0, 12 // MONTHS[self.span] - 1))
        start = 2024 * 12 + self.start_month - 1 + which * MONTHS[self.span]
        self.first = _month(start)
        self.last = _month(start + MONTHS[self.span]) - datetime.timedelta(1)
        self.per = draw(st.none() | st.sampled_from(("week",) if self.weekly else self.units))
        self.gathers = draw(st.sampled_from((False, False, True)))
        self.splits = draw(st.booleans()) and not self.gathers
        self.separate = draw(st.sampled_from((False, False, True)))
        self.signed = draw(st.sampled_from((False, False, True)))
        self.team = draw(st.booleans())
        self.bounds: list[Fraction] = []
        self.measures: list[Measure] = []

    @property
    def falls(self) -> bool:
        """Whether a credit may be negative."""
        return self.signed or self.gathers

    def chance(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def pick(self, *options: object) -> object:
        return self.draw(st.sampled_from(options))

    def unit(self) -> str:
        """Of windows and limits of credits."""
        return self.draw(st.sampled_from(self.windows))

    def longer(self, unit: str) -> list[str]:
        """The units in which each of some period lies."""
        return [] if unit == "week" else [u for u in self.units if MONTHS[u] > MONTHS[unit]]

    def money(self, value: Fraction | int) -> Money:
        return Money(Fraction(value), self.currency, self.digits)

    def any_money(self, most: int = 2 * QUOTA) -> Money:
        value = self.draw(st.integers(1, most // 100)) * 100
        return self.money(value + (self.tick * self.draw(st.integers(-3, 3)) if self.chance(3) else 0))

    def percent(self, most: int = 40) -> Percent:
        return Percent(Fraction(self.draw(st.integers(1, most * 4)), 400))

    def rate(self) -> Percent | Multiplier:
        if self.chance():
            return self.percent()
        return Multiplier(Fraction(self.draw(st.sampled_from((1, 2, 3, 4, 5, 6, 8, 9, 13))), 4))

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

    def days(self, beyond: int) -> st.SearchStrategy[datetime.date]:
        more = datetime.timedelta(beyond)
        edges = [self.first, self.last, self.first + datetime.timedelta(31)]
        if beyond:
            edges += [self.first - datetime.timedelta(1), self.last + datetime.timedelta(1)]
        return st.dates(self.first - more, self.last + more) | st.sampled_from(edges)

    # --- rules --------------------------------------------------------------------------------

    def credit_rule(self, name: str) -> Rule:
        """A rule for each credit."""
        steps: list[Step] = [When(self.condition())] if self.chance(3) else []
        if self.chance(4):
            return Rule(name, str(self.pick(*KINDS)), "Bookings", None, (*steps, *self._to_date()))
        amount: Value = CreditAmount()
        if self.chance(3):
            amount = Part(self.percent(), amount)
        steps.append(Start(amount, back=self.falls and self.chance(8)))
        if self.chance(3):
            steps.append(Change("times", Over(PersonColumn("variable"), PersonColumn("quota"))))
        sliced = False
        for _ in range(self.draw(st.integers(0, 2))):
            ratio = self.chance()
            measure = self.running(ratio)
            kind = self.draw(st.integers(0, 7))
            read = Named(measure.measure, str(self.pick("counting", "not counting")))
            value: Value
            if kind <= 1 and not sliced:
                by = measure if kind == 0 or ratio else CreditAmount()
                value, sliced = Tiers(by, "slice", self.bands(ratio)), True
            elif kind <= 3:
                value = Tiers(read, "reached", self.bands(ratio))
            elif kind == 4:
                value = self.curve(read, ratio)
            elif kind == 5:
                value = self.table_by()
            elif kind == 6:
                value = self.matrix(read, ratio)
            else:
                value = self.first_match()
            steps.append(Change("times", value))
        if self.chance(3):
            steps.append(Change("times", Multiplier(Fraction(5, 4)), self.condition(True)))
        if sliced and self.chance():
            steps.append(Rounded("slice"))
        if self.chance(3):
            steps.append(Change(str(self.pick("plus", "plus", "minus")), self.any_money(500), self.condition(True)))
        steps.append(Rounded("credit"))
        steps += self._credit_limits()
        return Rule(name, str(self.pick(*KINDS)), "Bookings", None, tuple(steps))

    def _credit_limits(self) -> list[Step]:
        found: list[Step] = []
        for _ in range(self.draw(st.sampled_from((0, 0, 1, 2)))):
            kind = self.draw(st.integers(0, 4))
            if kind <= 1:
                unit = self.unit()
                bound: Value = self.any_money(1_000)
                everyone = self.chance(4)
                if not everyone and self.chance() and self.per in (None, unit):
                    bound = Scaled(Fraction(self.draw(st.integers(1, 3))), PersonColumn("variable"))
                found.append(Limit("at most", bound, unit, True, everyone=everyone))
            elif kind == 2:
                found.append(Limit("at most", self.any_money(800), "credit"))
            elif kind == 3:
                found.append(Limit("at least", self.any_money(300), "credit"))
            else:
                found.append(OnlyIf(self.condition(True), self.money(self.draw(st.sampled_from((0, 0, 50))))))
        return found

    def _to_date(self) -> list[Step]:
        """Back to the first dollar, trued up at each credit."""
        measure = self.running(False)
        window = next(m.window for m in self.measures if m.name == measure.measure)
        reached = Named(measure.measure, "counting")
        by, ratio = reached, False
        if self.chance():
            by, ratio = Named(self.running(True).measure, "counting"), True
        table: Value = Tiers(by, "reached", self.bands(ratio)) if self.chance() else self.curve(by, ratio)
        steps: list[Step] = [Start(reached), Change("times", table), Rounded("credit")]
        steps.append(MinusPaid(self.unit() if window == "plan" else window))
        if self.chance(3):
            word = str(self.pick("at least", "at most"))
            steps.append(
                Limit(word, self.money(0) if word == "at least" else self.any_money(600), "credit", to_date=True)
            )
        return steps

    def period_rule(self, name: str) -> Rule:
        """A rule for each participant each period."""
        unit = "week" if self.weekly else self.draw(st.sampled_from(self.units))
        steps: list[Step] = []
        ratio = self.chance()
        if self.chance(3):
            measure = self.total(unit, ratio)
            ratio = self._ratio(measure)
            steps.append(
                When(Compared(measure, str(self.pick("at least", "above", "below")), self.points(ratio, 1)[0]))
            )
        to_date = self.chance(4) and bool(self.longer(unit))
        credit = "TeamBookings" if self.team and self.chance() else "Bookings"
        if to_date:
            longer = self.draw(st.sampled_from(self.longer(unit)))
            steps.append(Start(Total(credit, longer, unit)))
        elif self.chance(5) and self.per in (None, unit):
            steps.append(Start(PersonColumn("variable")))
        elif self.chance(3):
            steps.append(Start(self.total(unit, False)))
        else:
            amount = Total(credit, unit)
            steps.append(Start(Part(self.percent(10), amount) if self.chance() else amount))
        sliced = False
        for _ in range(self.draw(st.integers(0, 2))):
            measure = self.total(unit, self.chance())
            ratio = self._ratio(measure)
            kind = self.draw(st.integers(0, 3))
            if kind == 0 and not sliced:
                sliced = True
                steps.append(Change("times", Tiers(measure, "slice", self.bands(ratio))))
            elif kind <= 2:
                steps.append(Change("times", Tiers(measure, "reached", self.bands(ratio))))
            else:
                steps.append(Change("times", self.curve(measure, ratio)))
        if sliced and self.chance():
            steps.append(Rounded("slice"))
        steps.append(Rounded(unit))
        if to_date:
            steps.append(MinusPaid(longer))
            if self.chance():
                steps.append(Limit("at least", self.money(0), unit, to_date=True))
        else:
            steps += self._period_limits(unit)
        return Rule(name, str(self.pick(*KINDS)), credit, unit, tuple(steps))

    def _period_limits(self, unit: str) -> list[Step]:
        found: list[Step] = []
        for _ in range(self.draw(st.sampled_from((0, 0, 1, 2)))):
            kind = self.draw(st.integers(0, 3))
            longer = self.longer(unit)
            if kind == 0:
                found.append(Limit("at most", self.any_money(1_000), unit))
            elif kind == 1:
                found.append(Limit("at least", self.any_money(300), unit))
            elif kind == 2 and longer:
                each = self.draw(st.sampled_from(longer))
                found.append(Limit("at most", self.any_money(1_500), each, True))
            elif kind == 3:
                measure = self.total(unit, self.chance())
                bound = self.points(self._ratio(measure), 1)[0]
                found.append(OnlyIf(Compared(measure, str(self.pick("at least", "below")), bound), self.money(0)))
        return found

    def _ratio(self, measure: Named) -> bool:
        return next(m.over_quota for m in self.measures if m.name == measure.measure)

    def payout(self, rules: tuple[Rule, ...]) -> Payout:
        finest = max((MONTHS[rule.unit] for rule in rules if rule.unit and not self.weekly), default=1)
        unit = "week" if self.weekly else self.draw(st.sampled_from([u for u in self.units if MONTHS[u] >= finest]))
        limits = []
        for _ in range(self.draw(st.sampled_from((0, 0, 1, 2)))):
            word = str(self.pick("at most", "at least"))
            limits.append(Limit(word, self.any_money(1_500 if word == "at most" else 200), unit))
        negative = str(self.pick("carried", "collected", "forgiven"))
        return Payout(unit, tuple(limits), negative, self.chance())

    # --- data ---------------------------------------------------------------------------------

    def amounts(self) -> st.SearchStrategy[Fraction]:
        """Amounts on, just below and just above what the plan asks about, and any others."""
        near = [b + d for b in self.bounds or [Fraction(1_000)] for d in (0, -self.tick, self.tick)]
        steps = [high - low for low, high in zip(sorted(set(self.bounds)), sorted(set(self.bounds))[1:])]
        pools = [st.sampled_from([n for n in near + steps if n > 0]), st.integers(1, 3 * QUOTA).map(Fraction)]
        pools.append(st.integers(0, QUOTA * 10**self.digits).map(lambda n: n * self.tick))
        if self.signed:
            pools.append(st.integers(1, QUOTA).map(lambda n: Fraction(-n)))
        return st.one_of(pools)

    def people(self) -> tuple[Person, ...]:
        names = ("ana", "bo", "cy", "Dee")[: self.draw(st.integers(1, 4))]
        quota = st.sampled_from(
            (Fraction(QUOTA), Fraction(QUOTA), Fraction(QUOTA, 2), Fraction(3_000), Fraction(7_001))
        )
        found = []
        for name in names:
            manager = (
                self.draw(st.none() | st.sampled_from([n for n in names if n != name])) if len(names) > 1 else None
            )
            variable = Fraction(self.draw(st.integers(1, 20)) * 100)
            found.append(Person(name, self.draw(quota), variable, manager))
        return tuple(found)

    def deals(self, names: list[str]) -> tuple[Deal, ...]:
        amounts, days = self.amounts(), self.days(40 if self.chance(3) else 0)
        points = st.sampled_from((Fraction(0), Fraction(1_000), Fraction(333))) | amounts
        found = []
        for number in range(self.draw(st.integers(0, 7))):
            amount = self.draw(amounts)
            found.append(Deal(f"d{number}", self.draw(st.sampled_from(names)), self.draw(days), self.draw(st.sampled_from(PRODUCTS)),
                              amount, self.draw(points) if self.separate else amount))  # fmt: skip
        return tuple(found)

    def split(self, deals: tuple[Deal, ...], names: list[str]) -> tuple[Split, ...]:
        shares = ((100,), (50, 50), (60, 40), (34, 33, 33), (Fraction(100, 8), Fraction(700, 8)), (99, 1, 0))
        found: list[Split] = []
        for deal in deals:
            parts = self.draw(st.sampled_from([s for s in shares if len(s) <= len(names)]))
            people = self.draw(st.permutations(names))[: len(parts)]
            primary = self.draw(st.integers(0, len(parts) - 1))
            for number, (share, name) in enumerate(zip(parts, people)):
                found.append(Split(f"s{len(found):02d}", deal.id, name, Fraction(share) / 100, number == primary))
        return tuple(found)

    def returns(self, deals: tuple[Deal, ...]) -> tuple[Return, ...]:
        found = []
        for number in range(self.draw(st.integers(0, 3)) if deals else 0):
            deal = self.draw(st.sampled_from(deals))
            day = self.draw(self.days(0))
            amount = abs(deal.amount) if self.chance() else Fraction(self.draw(st.integers(1, 1_000)))
            found.append(Return(f"r{number}", deal.id, day, amount))
        return tuple(found)

    def world(self) -> World:
        makers = (self.credit_rule, self.credit_rule, self.period_rule)
        count = self.draw(st.integers(1, 3))
        rules = tuple(self.draw(st.sampled_from(makers))(f"Rule{n + 1}") for n in range(count))
        payout = self.payout(rules)
        people = self.people()
        names = [person.id for person in people]
        deals = self.deals(names)
        return World(
            self.currency, self.digits, self.start_month, str(self.pick("start", "end")), self.draw(st.sampled_from(sorted(MODES))),
            self.first, self.last, self.per, str(self.pick("column", "largest", "last")), self.separate, self.team, self.signed,
            people, deals, self.split(deals, names) if self.splits else None, self.returns(deals) if self.gathers else None,
            tuple(self.measures), rules, payout, self.week,
        )  # fmt: skip


def _month(number: int) -> datetime.date:
    return datetime.date(number // 12, number % 12 + 1, 1)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A plan that checks with data that loads, described."""
    return _Maker(draw).world()
