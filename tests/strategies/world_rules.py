"""Rules of made-up plans, for each credit and for each period, with their limits, and the payout."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tests.strategies.described import MONTHS
from tests.strategies.described_rules import Change, Limit, MinusPaid, OnlyIf, Payout, Rounded, Rule, Start, Step, When
from tests.strategies.described_values import (
    Compared,
    CreditAmount,
    Multiplier,
    Named,
    Over,
    Part,
    PersonColumn,
    Scaled,
    Tiers,
    Total,
    Value,
)
from tests.strategies.world_values import ValueMaker

KINDS = ("commission", "bonus", "spiff", "override", "salary")


class RuleMaker(ValueMaker):
    """Draws the rules and the payout of one world."""

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
            word = str(self.pick("plus", "plus", "minus"))
            steps.append(Change(word, self.any_money(500), self.condition(True), whole=True))
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
