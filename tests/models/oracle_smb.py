"""The SMB plan once more, by hand, month after month: what ``smb_ae.plan`` has to pay, and what is owed after each month.

Written from the words of the plan and sharing nothing with planlang. Amounts are fractions; rows are mappings of texts.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = Mapping[str, str]
END = datetime.date(2026, 12, 31)


@dataclass(frozen=True)
class Month:
    """What one person is paid for a month, and owes after it."""

    base: Fraction
    repaid: Fraction
    drawn: Fraction
    owed: Fraction

    @property
    def paid(self) -> Fraction:
        return self.base - self.repaid + self.drawn


def cents(value: Fraction) -> Fraction:
    """To the nearest cent, halves away from zero."""
    units = value * 100
    whole = int(abs(units) + Fraction(1, 2))
    return Fraction(whole if units >= 0 else -whole, 100)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def multiplier(attainment: Fraction) -> Fraction:
    if attainment < Fraction(1, 2):
        return Fraction(1, 2)
    if attainment < 1:
        return Fraction(1)
    return Fraction(3, 2) if attainment < Fraction(3, 2) else Fraction(2)


def moves(person: str, deals: Sequence[Row]) -> list[tuple[datetime.date, Fraction]]:
    """The person's bookings and what of them was cancelled within 90 days."""
    found = []
    for deal in deals:
        if deal["owner"] != person:
            continue
        closed, amount = day(deal["closed"]), Fraction(deal["amount"])
        found.append((closed, amount))
        if deal["cancelled"] and closed <= day(deal["cancelled"]) <= closed + datetime.timedelta(90):
            found.append((day(deal["cancelled"]), -amount))
    return found


def pay(person: Row, deals: Sequence[Row], reliefs: Sequence[Row]) -> dict[int, Month]:
    """The months of 2026 in which somebody is there, by number."""
    hired, last = day(person["hired"]), day(person["left"]) if person["left"] else END
    quota, target = Fraction(person["annual_quota"]), Fraction(person["annual_target"])
    relief = {day(f"{r['month']}-01").month: Fraction(r["amount"]) for r in reliefs if r["participant"] == person["id"]}
    booked = moves(person["id"], deals)
    paid_so_far, owed, quota_to_date = Fraction(0), Fraction(0), Fraction(0)
    months: dict[int, Month] = {}
    for month in range(1, 13):
        first, end = datetime.date(2026, month, 1), datetime.date(2026, month, calendar.monthrange(2026, month)[1])
        if hired > end or last < first:
            continue
        share = Fraction((min(end, last) - max(first, hired)).days + 1, end.day)
        service = (end.year - hired.year) * 12 + end.month - hired.month + 1
        ramp = Fraction(0) if service == 1 else Fraction(1, 2) if service <= 3 else Fraction(1)
        quota_to_date += cents(quota / 12 * ramp * share - relief.get(month, Fraction(0)))
        sold = sum((a for d, a in booked if datetime.date(2026, 1, 1) <= d <= end), Fraction(0))
        attained = sold / quota_to_date if quota_to_date > 0 else Fraction(0)
        earned = cents(sold * target / quota * multiplier(attained))
        base = max(Fraction(0), earned - paid_so_far)
        paid_so_far += base
        repaid = min(owed, cents(base / 2)) if service >= 7 else Fraction(0)
        drawn = max(Fraction(0), cents(3000 * share) - (base - repaid)) if service <= 6 else Fraction(0)
        owed += drawn - repaid
        if first <= last <= end:
            owed = Fraction(0)
        months[month] = Month(base, repaid, drawn, owed)
    return months
