"""The enterprise plan once more, by hand, deal by deal: what ``enterprise_ae.plan`` has to pay in which month, and what is due.

Written from the plan's words and not from its program: whole cents, one deal after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

Row = Mapping[str, str]
LAST = date(2027, 12, 31)
TIERS = (
    (Fraction(0), Fraction(1), Fraction(1)),
    (Fraction(1), Fraction(3, 2), Fraction(3, 2)),
    (Fraction(3, 2), None, Fraction(2)),
)


def cents(amount: Fraction) -> int:
    """The nearest cent of an amount in dollars, halves to even."""
    return round(amount * 100)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def pay(
    people: Sequence[Row], deals: Sequence[Row], exceptions: Sequence[Row]
) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str], int]]:
    """Cents by person, month and rule; and what is due later, by rule and deal."""
    paid: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    due: defaultdict[tuple[str, str], int] = defaultdict(int)
    for person in people:
        sold, spiffs = Fraction(0), 0
        own = sorted((deal for deal in deals if deal["owner"] == person["id"]), key=lambda d: (d["signed"], d["id"]))
        for deal in own:
            amount, quota = Fraction(deal["amount"]), Fraction(person["quota"])
            base = cents(amount * _rate(person, deal, exceptions) * _multiple(sold / quota, (sold + amount) / quota))
            sold += amount
            half, fifth = cents(Fraction(base, 200)), cents(Fraction(base, 500))
            parts = [("signed", half), ("live", fifth), ("collected", base - half - fifth)]
            _book(paid, due, person, deal, "Base", parts)
            if int(deal["years"]) >= 3:
                spiff = min(cents(amount / 100), 1_000_000 - spiffs)
                spiffs += spiff
                _book(paid, due, person, deal, "LongTerm", [("collected", spiff)])
    return {key: amount for key, amount in paid.items() if amount}, {
        key: amount for key, amount in due.items() if amount
    }


def _rate(person: Row, deal: Row, exceptions: Sequence[Row]) -> Fraction:
    for one in exceptions:
        if one["deal"] == deal["id"] and one["expires"] > deal["signed"]:
            return Fraction(one["rate"]) / 100
    return Fraction(person["variable"]) / Fraction(person["quota"])


def _multiple(before: Fraction, after: Fraction) -> Fraction:
    """The mean multiplier of the stretch from one attainment to another."""
    total = Fraction(0)
    for low, high, times in TIERS:
        top = after if high is None else min(after, high)
        total += max(top - max(before, low), Fraction(0)) * times
    return total / (after - before)


def _book(
    paid: defaultdict[tuple[str, str, str], int],
    due: defaultdict[tuple[str, str], int],
    person: Row,
    deal: Row,
    rule: str,
    parts: Sequence[tuple[str, int]],
) -> None:
    signed, cancelled = day(deal["signed"]), day(deal["cancelled"])
    assert signed is not None
    back = cancelled is not None and timedelta(0) <= cancelled - signed <= timedelta(365)
    for column, amount in parts:
        when = day(deal[column])
        _put(paid, due, person["id"], deal["id"], rule, when, amount)
        if back and cancelled is not None:
            _put(paid, due, person["id"], deal["id"], f"{rule}Back", when and max(when, cancelled), -amount)


def _put(
    paid: defaultdict[tuple[str, str, str], int],
    due: defaultdict[tuple[str, str], int],
    person: str,
    deal: str,
    rule: str,
    when: date | None,
    amount: int,
) -> None:
    if when is None or when > LAST:
        due[rule, deal] += amount
    else:
        paid[person, f"{when:%Y-%m}", rule] += amount
