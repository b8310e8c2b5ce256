"""The account-executive plan once more, by hand, in fractions: what ``quarterly_ae.plan`` has to pay.

Written from the words of the plan and sharing nothing with planlang. Slow and plain on purpose. Rows are mappings
with the column names of the plan; values may be text as in the CSV files, numbers, or dates.

Readings that the plan's words leave to its reader, as taken here:

- ``at most … in credit order, excess lost`` limits the running total of the period: a credit is paid what the
  limited total grows by, so a return takes back the excess before it takes back pay;
- attainment outside the tiers (below 0%) is refused, and so is a credit that would start or end there.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
COMPONENTS = ("Base", "NewProductPush", "Team")
PRODUCTS = ("New", "Renewal", "Upsell", "Services", "Support")
TIERS = (
    (Fraction(0), Fraction(1, 2), Fraction(1, 2)),
    (Fraction(1, 2), Fraction(1), Fraction(1)),
    (Fraction(1), Fraction(3, 2), Fraction(3, 2)),
    (Fraction(3, 2), None, Fraction(2)),
)
FIRST_DAY, LAST_DAY = datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)
PUSH_FIRST, PUSH_LAST = datetime.date(2025, 2, 10), datetime.date(2025, 2, 23)
PUSH_CAP = Fraction(5000)


class Refused(ValueError):
    """The data breaks a rule of the plan: nobody is paid."""


@dataclass(frozen=True)
class Credit:
    """One participant's part of one deal."""

    participant: str
    deal: str
    closed: datetime.date
    product: str
    amount: Fraction


@dataclass(frozen=True)
class Line:
    """What one component pays for one credit, before and after its limit; ``deal`` is empty for ``Team``."""

    component: str
    participant: str
    deal: str
    earned: Decimal
    paid: Decimal


def cents(value: Fraction) -> Fraction:
    """To the nearest cent, halves to the even one."""
    return Fraction(round(value * 100), 100)  # round() of a Fraction takes halves to even


def money(value: Fraction) -> Decimal:
    """A whole number of cents as a decimal."""
    whole = value * 100
    assert whole.denominator == 1, value
    return Decimal(whole.numerator).scaleb(-2)


def _number(value: Any) -> Fraction:
    return Fraction(str(value).removesuffix("%"))


def _date(value: Any) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def _yes(value: Any) -> bool:
    if value in (True, "yes"):
        return True
    if value in (False, "no"):
        return False
    raise Refused(f"neither yes nor no: {value!r}")


def credits_of(deals: Iterable[Row], splits: Iterable[Row]) -> list[Credit]:
    """``Bookings`` in their order: each share rounded, the cents left over (or missing) to the primary."""
    shares: dict[str, list[Row]] = defaultdict(list)
    for split in splits:
        shares[split["deal"]].append(split)
    made: list[Credit] = []
    seen: set[str] = set()
    for deal in deals:
        key = deal["id"]
        if key in seen:
            raise Refused(f"deal {key} twice")
        seen.add(key)
        rows = shares.pop(key, [])
        if deal["product"] not in PRODUCTS:
            raise Refused(f"deal {key}: product {deal['product']!r}")
        if sum(_number(row["share"]) for row in rows) != 100:
            raise Refused(f"deal {key}: shares are not 100%")
        if sum(_yes(row["primary"]) for row in rows) != 1:
            raise Refused(f"deal {key}: not one primary")
        if len({row["to"] for row in rows}) != len(rows):
            raise Refused(f"deal {key}: the same participant twice leaves their order open")
        amount = _number(deal["amount"])
        parts = [cents(amount * _number(row["share"]) / 100) for row in rows]
        primary = next(n for n, row in enumerate(rows) if _yes(row["primary"]))
        parts[primary] += amount - sum(parts)
        closed = _date(deal["closed"])
        if FIRST_DAY <= closed <= LAST_DAY:
            for row, part in zip(rows, parts, strict=True):
                made.append(Credit(row["to"], key, closed, deal["product"], part))
    if shares:
        raise Refused(f"splits of unknown deals: {sorted(shares)}")
    return sorted(made, key=lambda credit: (credit.closed, credit.deal, credit.participant))


def _within(low: Fraction, high: Fraction | None, at: Fraction) -> Fraction:
    """A place on the scale, or the end of the tier that is nearest to it."""
    return max(low, at if high is None else min(at, high))


def base_of(amount: Fraction, before: Fraction, quota: Fraction, variable: Fraction) -> Fraction:
    """What ``Base`` earns on a credit before its limit; ``before`` is the running total of quota credit."""
    start, end = before / quota, (before + amount) / quota
    if start < 0 or end < 0:
        raise Refused("attainment below 0% is in no tier")
    if start == end:
        return Fraction(0)  # the amount is the quota credit, so nothing moves only where nothing is paid
    earned = Fraction(0)
    for low, high, rate in TIERS:
        part = (_within(low, high, end) - _within(low, high, start)) / (end - start)
        earned += cents(amount * part * variable / quota * rate)
    return earned


def pay_lines(participants: Iterable[Row], deals: Iterable[Row], splits: Iterable[Row]) -> list[Line]:
    """Each component's result for each credit (``Team``: for each participant)."""
    people: dict[str, Row] = {}
    for person in participants:
        if person["id"] in people:
            raise Refused(f"participant {person['id']} twice")
        if _number(person["quota"]) <= 0:
            raise Refused(f"participant {person['id']}: quota is not above 0")
        people[person["id"]] = person
    for person in people.values():
        if person["manager"] and person["manager"] not in people:
            raise Refused(f"manager {person['manager']!r} is no participant")

    running: dict[str, Fraction] = defaultdict(Fraction)
    earned_so_far: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    team: dict[str, Fraction] = defaultdict(Fraction)
    lines: list[Line] = []

    def limited(component: str, credit: Credit, earned: Fraction, cap: Fraction) -> None:
        so_far = earned_so_far[credit.participant, component]
        after = so_far + earned
        earned_so_far[credit.participant, component] = after
        paid = min(after, cap) - min(so_far, cap)
        lines.append(Line(component, credit.participant, credit.deal, money(earned), money(paid)))

    for credit in credits_of(deals, splits):
        if credit.participant not in people:
            raise Refused(f"split to {credit.participant!r}, who is no participant")
        person = people[credit.participant]
        quota, variable = _number(person["quota"]), _number(person["variable"])
        earned = base_of(credit.amount, running[credit.participant], quota, variable)
        running[credit.participant] += credit.amount
        limited("Base", credit, earned, 3 * variable)
        if credit.product == "New" and PUSH_FIRST <= credit.closed <= PUSH_LAST:
            limited("NewProductPush", credit, cents(credit.amount * Fraction(2, 100)), PUSH_CAP)
        if person["manager"]:
            team[person["manager"]] += credit.amount

    for name in sorted(people):
        override = money(cents(team[name] / 100))
        lines.append(Line("Team", name, "", override, override))
    return lines


def pay(participants: Iterable[Row], deals: Iterable[Row], splits: Iterable[Row]) -> dict[tuple[str, str], Decimal]:
    """The quarter's payout of each participant and component, zeros included."""
    participants = list(participants)
    paid = {(person["id"], component): Decimal("0.00") for person in participants for component in COMPONENTS}
    for line in pay_lines(participants, deals, splits):
        paid[line.participant, line.component] += line.paid
    return paid
