"""Rows of data for made-up plans, with amounts on, just below and just above what the plan asks about."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tests.strategies.described_data import PRODUCTS, Deal, Person, Return, Split
from tests.strategies.world_header import QUOTA, HeaderMaker


class DataMaker(HeaderMaker):
    """Draws the people and the deals of one world, the splits and the returns; the rules are drawn before."""

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
