"""What is credited in a described plan, worked out row by row in fractions from the words of the language; shares no code with planlang."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.strategies.described import MONTHS, World
from tests.strategies.described_data import Split


def rounded(value: Fraction, unit: Fraction, mode: str) -> Fraction:
    """The multiple of ``unit`` that a rounding gives."""
    count = value / unit
    down = math.floor(count)
    rest = count - down
    if rest == 0:
        return value
    up = down + 1
    toward, away = (down, up) if count > 0 else (up, down)
    fixed = {"cut": toward, "raised": away, "ceiling": up, "floor": down}
    if mode in fixed:
        return fixed[mode] * unit
    if rest != Fraction(1, 2):
        return (up if rest > Fraction(1, 2) else down) * unit
    halves = {
        "half-even": down if down % 2 == 0 else up, "half-away": away, "half-toward": toward, "half-up": up, "half-down": down,
    }  # fmt: skip
    return halves[mode] * unit


@dataclass(frozen=True)
class Years:
    """Fiscal years of twelve months."""

    start_month: int
    named: str
    week: int | None

    def number(self, unit: str, day: datetime.date) -> int:
        """Neighbouring periods have neighbouring numbers."""
        if unit == "week":
            return (day - self._some_week()).days // 7
        return (day.year * 12 + day.month - self.start_month) // MONTHS[unit]

    def _some_week(self) -> datetime.date:
        """The first day of some week, before all days at hand."""
        early = datetime.date(2000, 1, 1)
        while early.weekday() != self.week:
            early += datetime.timedelta(1)
        return early

    def last_day(self, unit: str, number: int) -> datetime.date:
        if unit == "week":
            return self._some_week() + datetime.timedelta(7 * number + 6)
        month = (number + 1) * MONTHS[unit] + self.start_month - 1
        return datetime.date(month // 12, month % 12 + 1, 1) - datetime.timedelta(1)

    def label(self, unit: str, number: int) -> str:
        """A month by its calendar month, a week by its first day, all others by the fiscal year and their number in it."""
        if unit == "week":
            return str(self.last_day(unit, number) - datetime.timedelta(6))
        if unit == "month":
            day = self.last_day(unit, number)
            return f"{day.year}-{day.month:02d}"
        year, month = divmod(number * MONTHS[unit], 12)
        year += self.named == "end" and self.start_month != 1
        index = month // MONTHS[unit] + 1
        return {"quarter": f"{year}-Q{index}", "half": f"{year}-H{index}", "year": f"{year}"}[unit]


# --- credits ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Credit:
    """One credit; ``order`` is total among one credit's credits."""

    id: str
    participant: str
    day: datetime.date
    amount: Fraction
    quota: Fraction
    product: str
    deal: str
    order: tuple[object, ...]


def shares(world: World, whole: Fraction, splits: list[Split]) -> dict[str, Fraction]:
    """An amount divided over a deal's splits (in the order of their ids), with the odd cents to their owner."""
    unit = Fraction(1, 10**world.digits)
    exact = {split.id: split.share * whole for split in splits}
    found = {name: rounded(value, unit, world.mode) for name, value in exact.items()}
    if world.remainder == "column":
        owner = next(split.id for split in splits if split.primary)
    elif world.remainder == "last":
        owner = splits[-1].id
    else:
        most = max(abs(value) for value in exact.values())
        owner = next(name for name, value in exact.items() if abs(value) == most)
    found[owner] += rounded(sum(exact.values(), Fraction(0)), unit, world.mode) - sum(found.values(), Fraction(0))
    return found


def bookings(world: World) -> list[Credit]:
    """The credits that the rules are about, in their order."""
    deals = {deal.id: deal for deal in world.deals}
    found: list[Credit] = []
    for deal in world.deals:
        if world.splits is None:
            found.append(Credit(deal.id, deal.owner, deal.closed, deal.amount, deal.points if world.separate_quota else deal.amount,
                                deal.product, deal.id, (deal.closed, deal.id)))  # fmt: skip
            continue
        splits = sorted((s for s in world.splits if s.deal == deal.id), key=lambda s: s.id)
        amounts = shares(world, deal.amount, splits)
        quotas = shares(world, deal.points, splits) if world.separate_quota else amounts
        for split in splits:
            found.append(Credit(split.id, split.to, deal.closed, amounts[split.id], quotas[split.id], deal.product, deal.id,
                                (deal.closed, deal.id, split.id)))  # fmt: skip
    for back in world.returns or ():
        deal = deals[back.deal]
        found.append(
            Credit(
                back.id, deal.owner, back.day, -back.amount, -back.amount, deal.product, deal.id, (back.day, back.id)
            )
        )
    return sorted(found, key=lambda credit: credit.order)


def team_bookings(world: World, ledger: Iterable[Credit]) -> list[Credit]:
    """The same credits once more, for the managers of those who have one."""
    managers = {person.id: person.manager for person in world.people}
    found = []
    for one in ledger:
        manager = managers[one.participant]
        if manager is not None:
            found.append(Credit(one.id, manager, one.day, one.amount, one.quota, one.product, one.deal, one.order))
    return found
