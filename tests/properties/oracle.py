"""What a described plan pays, worked out row by row in fractions from the words of the language.

Written from the reference of the language and sharing no code with planlang: it reads a ``World`` (what the plan says, as data)
and never the plan's text. Slow and plain on purpose.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from tests.properties.oracle_credits import Credit, Years, bookings, rounded, team_bookings
from tests.strategies import described_rules as rules
from tests.strategies import described_values as values
from tests.strategies.described import World
from tests.strategies.described_data import Person

Cells = dict[tuple[str, str, str], Fraction]
"""By participant, payout period (as written: ``2025-Q1``) and component."""


class Refused(Exception):
    """The plan says of this data: stop."""


@dataclass(frozen=True)
class Row:
    """A row of a rule: a credit, or a participant's period."""

    person: Person
    credit: Credit | None = None
    unit: str = ""
    number: int = 0


@dataclass
class State:
    """What a rule's steps make of one row."""

    row: Row
    applies: bool = True
    amount: Fraction = Fraction(0)
    slices: list[Fraction] | None = None

    def whole(self) -> Fraction:
        if self.slices is not None:
            self.amount, self.slices = sum(self.slices, Fraction(0)), None
        return self.amount


@dataclass
class Paying:
    """All that is worked out of one world."""

    world: World
    ledgers: dict[str, list[Credit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.years = Years(self.world.start_month, self.world.named, self.world.week)
        self.people = {person.id: person for person in self.world.people}
        self.measures = {measure.name: measure for measure in self.world.measures}
        self.ledgers["Bookings"] = bookings(self.world)
        self.ledgers["TeamBookings"] = team_bookings(self.world, self.ledgers["Bookings"])

    def covered(self, day: datetime.date) -> bool:
        return self.world.first <= day <= self.world.last

    # --- values -------------------------------------------------------------------------------

    def value(self, item: values.Value, row: Row) -> Fraction:
        if isinstance(item, (values.Money, values.Percent, values.Multiplier)):
            return item.value
        if isinstance(item, values.CreditAmount):
            assert row.credit is not None
            return row.credit.amount
        if isinstance(item, values.PersonColumn):
            return row.person.quota if item.name == "quota" else row.person.variable
        if isinstance(item, values.Part):
            return item.share.value * self.value(item.whole, row)
        if isinstance(item, values.Over):
            return self.value(item.above, row) / self.value(item.below, row)
        if isinstance(item, values.Scaled):
            return item.by * self.value(item.value, row)
        if isinstance(item, values.Named):
            return self.measure(item, row)
        if isinstance(item, values.Total):
            return self.total(item.credit, item.field, item.unit, item.through or item.unit, row)
        if isinstance(item, values.Tiers):
            return self.reached(item.bands, self.value(item.by, row), row)
        if isinstance(item, values.Curve):
            return self.curve(item, row)
        if isinstance(item, values.TableBy):
            assert row.credit is not None
            product = row.credit.product
            found = next((v for names, v in item.rows if product in names), item.otherwise)
            return self.or_refused(found, row)
        if isinstance(item, values.Matrix):
            assert row.credit is not None
            product = row.credit.product
            cells = next(cells for name, cells in item.rows if name == product)
            place = self.place(item.columns, self.value(item.by, row), row)
            return self.or_refused(cells[place] if place is not None else None, row)
        assert isinstance(item, values.FirstMatch)
        found = next((v for condition, v in item.rows if self.holds(condition, row)), item.otherwise)
        return self.or_refused(found, row)

    def or_refused(self, found: values.Value | None, row: Row) -> Fraction:
        if found is None:
            raise Refused
        return self.value(found, row)

    def measure(self, item: values.Named, row: Row) -> Fraction:
        measure = self.measures[item.measure]
        if measure.unit is None:
            assert item.counting is not None
            found = self.running(measure, row, item.counting == "counting")
        else:
            found = self.total(measure.credit, measure.field, measure.window, measure.window, row)
        return found / row.person.quota if measure.over_quota else found

    def running(self, measure: rules.Measure, row: Row, counting: bool) -> Fraction:
        """What the person's credits come to, up to this one."""
        credit = row.credit
        assert credit is not None
        total = Fraction(0)
        for other in self.ledgers[measure.credit]:
            if other.participant != credit.participant or self.window(measure.window, other) != self.window(
                measure.window, credit
            ):
                continue
            if other is credit:
                return total + self.field(other, measure.field) * counting
            total += self.field(other, measure.field)
        raise AssertionError(credit)

    def window(self, unit: str, credit: Credit) -> object:
        return self.covered(credit.day) if unit == "plan" else self.years.number(unit, credit.day)

    def total(self, ledger: str, name: str, unit: str, through: str, row: Row) -> Fraction:
        """What is credited to the person from the start of a period to the end of another."""
        last_of_row = self.years.last_day(row.unit, row.number)
        first = self.years.last_day(unit, self.years.number(unit, last_of_row) - 1)
        last = self.years.last_day(through, self.years.number(through, last_of_row))
        return sum(
            (
                self.field(one, name)
                for one in self.ledgers[ledger]
                if one.participant == row.person.id and first < one.day <= last and self.covered(one.day)
            ),
            Fraction(0),
        )

    @staticmethod
    def field(credit: Credit, name: str) -> Fraction:
        return credit.amount if name == "amount" else credit.quota

    # --- tables -------------------------------------------------------------------------------

    def inside(self, band: values.Band, at: Fraction, row: Row) -> bool:
        if band.low is not None:
            low = self.value(band.low, row)
            if at < low or (at == low and not band.low_in):
                return False
        if band.high is not None:
            high = self.value(band.high, row)
            if at > high or (at == high and not band.high_in):
                return False
        return True

    def place(self, bands: tuple[values.Band, ...], at: Fraction, row: Row) -> int | None:
        found = [n for n, band in enumerate(bands) if self.inside(band, at, row)]
        assert len(found) <= 1
        return found[0] if found else None

    def reached(self, bands: tuple[values.Band, ...], at: Fraction, row: Row) -> Fraction:
        place = self.place(bands, at, row)
        return self.or_refused(bands[place].value if place is not None else None, row)

    def slices(self, tiers: values.Tiers, amount: Fraction, row: Row) -> list[Fraction]:
        """An amount divided over the bands as the measure moves."""
        after = self.moved(tiers.by, row, "counting")
        before = self.moved(tiers.by, row, "not counting")
        if before == after:
            place = self.place(tiers.bands, after, row)
            rate = tiers.bands[place].value if place is not None else None
            if rate is None and amount == 0:
                return [Fraction(0)]
            return [amount * self.or_refused(rate, row)]
        found, left = [], after - before
        for band in tiers.bands:
            low = None if band.low is None else self.value(band.low, row)
            high = None if band.high is None else self.value(band.high, row)
            part = clamp(after, low, high) - clamp(before, low, high)
            left -= part
            if part and band.value is None:
                raise Refused
            if band.value is not None:
                found.append(amount * part / (after - before) * self.value(band.value, row))
        if left:  # some of the move is in no band
            raise Refused
        return found

    def moved(self, by: values.Value, row: Row, counting: str) -> Fraction:
        """A measure before and after a credit; what does not move starts from 0."""
        if isinstance(by, values.Named) and self.measures[by.measure].unit is None:
            return self.measure(values.Named(by.measure, counting), row)
        return self.value(by, row) if counting == "counting" else Fraction(0)

    def curve(self, item: values.Curve, row: Row) -> Fraction:
        at = self.value(item.by, row)
        points = [(self.value(x, row), self.value(y, row)) for x, y in item.points]
        if at < points[0][0]:
            return self.or_refused(item.below, row)
        if at > points[-1][0]:
            return self.or_refused(item.above, row)
        for (x, y), (to_x, to_y) in pairwise(points):
            if at <= to_x:
                return y + (to_y - y) * (at - x) / (to_x - x)
        raise AssertionError(at)

    # --- conditions ---------------------------------------------------------------------------

    def holds(self, item: values.Condition, row: Row) -> bool:
        if isinstance(item, values.Both):
            first, second = self.holds(item.first, row), self.holds(item.second, row)
            return (first and second) if item.word == "and" else (first or second)
        if isinstance(item, values.Compared):
            a, b = self.value(item.left, row), self.value(item.right, row)
            return {"at least": a >= b, "at most": a <= b, "above": a > b, "below": a < b}[item.relation]
        assert row.credit is not None
        if isinstance(item, values.ProductIn):
            return (row.credit.product in item.names) != item.negated
        return item.first <= row.credit.day <= item.last

    # --- rules --------------------------------------------------------------------------------

    def rows(self, rule: rules.Rule) -> list[Row]:
        """The rows of a rule, in their order."""
        if rule.unit is None:
            return [Row(self.people[one.participant], one) for one in self.ledgers[rule.credit]]
        first, last = (self.years.number(rule.unit, day) for day in (self.world.first, self.world.last))
        return [Row(person, None, rule.unit, n) for n in range(first, last + 1) for person in self.world.people]

    def day(self, row: Row) -> datetime.date:
        return row.credit.day if row.credit is not None else self.years.last_day(row.unit, row.number)

    def results(self, rule: rules.Rule) -> list[State]:
        """The rule's result in each row that it is about."""
        states = [State(row) for row in self.rows(rule) if row.credit is None or self.covered(row.credit.day)]
        skip: set[int] = set()
        for index, step in enumerate(rule.steps):
            if index in skip:
                continue
            if isinstance(step, rules.When):
                for state in states:
                    state.applies = state.applies and self.holds(step.condition, state.row)
                states = [state for state in states if state.applies]
            elif isinstance(step, rules.MinusPaid):
                after = rule.steps[index + 1] if index + 1 < len(rule.steps) else None
                if after is not None:
                    skip.add(index + 1)
                assert after is None or isinstance(after, rules.Limit)
                self.minus_paid(states, step, after)
            elif isinstance(step, rules.Limit) and step.shared:
                self.shared(states, step)
            else:
                for state in states:
                    self.step(step, state)
        for state in states:
            state.whole()
        return states

    def step(self, step: rules.Step, state: State) -> None:
        row, unit = state.row, Fraction(1, 10**self.world.digits)
        if isinstance(step, rules.Start):
            state.amount = self.value(step.value, row) * (-1 if step.back else 1)
        elif isinstance(step, rules.Change):
            self.change(step, state)
        elif isinstance(step, rules.Rounded):
            if step.each == "slice":
                assert state.slices is not None
                state.slices = [rounded(part, unit, self.world.mode) for part in state.slices]
            else:
                state.amount = rounded(state.whole(), unit, self.world.mode)
        elif isinstance(step, rules.Limit):
            bound = self.value(step.bound, row)
            state.amount = min(state.whole(), bound) if step.word == "at most" else max(state.whole(), bound)
        else:
            assert isinstance(step, rules.OnlyIf)
            amount = state.whole()
            state.amount = amount if self.holds(step.condition, row) else self.value(step.otherwise, row)

    def change(self, step: rules.Change, state: State) -> None:
        if isinstance(step.value, values.Tiers) and step.value.application == "slice":
            state.slices = self.slices(step.value, state.whole(), state.row)
            return
        if step.when is not None and not self.holds(step.when, state.row):
            return
        value = self.value(step.value, state.row)
        if step.word != "times":
            state.amount = state.whole() + (value if step.word == "plus" else -value)
        elif state.slices is not None:
            state.slices = [part * value for part in state.slices]
        else:
            state.amount *= value

    def groups(self, states: list[State], unit: str, everyone: bool = False) -> list[list[State]]:
        """The rows that share a limit or a to-date sum, in order."""
        found: dict[object, list[State]] = {}
        for state in states:
            period = self.years.number(unit, self.day(state.row))
            found.setdefault((None if everyone else state.row.person.id, period), []).append(state)
        return list(found.values())

    def shared(self, states: list[State], step: rules.Limit) -> None:
        """A pot that is used up in order: what the running total may be at most, row by row."""
        for group in self.groups(states, step.each, step.everyone):
            run = Fraction(0)
            for state in group:
                bound, before = self.value(step.bound, state.row), run
                run += state.whole()
                state.amount = min(run, bound) - min(before, bound)

    def minus_paid(self, states: list[State], step: rules.MinusPaid, limit: rules.Limit | None) -> None:
        """What is due to date, less what earlier rows were paid; with a limit on each payment."""
        for group in self.groups(states, step.unit):
            paid = Fraction(0)
            for state in group:
                now = state.whole() - paid
                if limit is not None:
                    bound = self.value(limit.bound, state.row)
                    now = max(now, bound) if limit.word == "at least" else min(now, bound)
                state.amount = now
                paid += now

    # --- the payout ---------------------------------------------------------------------------

    def cells(self) -> tuple[Cells, dict[tuple[str, str], Fraction]]:
        """Each component's cell, and what is paid out of all of them."""
        unit = self.world.payout.unit
        first, last = (self.years.number(unit, day) for day in (self.world.first, self.world.last))
        cells: dict[tuple[str, int, str], Fraction] = {}
        for person in self.world.people:
            for number in range(first, last + 1):
                for rule in self.world.rules:
                    cells[person.id, number, rule.name] = Fraction(0)
        for rule in self.world.rules:
            for state in self.results(rule):
                cells[state.row.person.id, self.years.number(unit, self.day(state.row)), rule.name] += state.amount
        paid: dict[tuple[str, str], Fraction] = {}
        for person in self.world.people:
            debt = Fraction(0)
            for number in range(first, last + 1):
                amount = sum((cells[person.id, number, rule.name] for rule in self.world.rules), Fraction(0))
                for step in self.world.payout_steps():
                    if isinstance(step, rules.Limit):
                        bound = self.value(step.bound, Row(person))
                        amount = min(amount, bound) if step.word == "at most" else max(amount, bound)
                    elif self.world.payout.negative == "forgiven":
                        amount = max(amount, Fraction(0))
                    elif self.world.payout.negative == "carried":
                        amount -= debt
                        debt = max(-amount, Fraction(0))
                        amount = max(amount, Fraction(0))
                paid[person.id, self.years.label(unit, number)] = amount
        labelled = {(who, self.years.label(unit, n), name): value for (who, n, name), value in cells.items()}
        return labelled, paid


def clamp(at: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    """The place in a band that is nearest."""
    if low is not None and at < low:
        return low
    if high is not None and at > high:
        return high
    return at


def expected(world: World) -> tuple[Cells, dict[tuple[str, str], Fraction]]:
    """What has to be paid, or ``Refused``."""
    return Paying(world).cells()
