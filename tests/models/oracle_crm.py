"""The CRM plan once more, by hand, in fractions: what ``crm_quarter.plan`` has to pay for an export and a roster.

Written from the words of the plan and sharing nothing with planlang.
"""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

COMPONENTS = ("Base", "ServerPush", "Team")
QUARTERS = ("2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")
BANDS = (
    (Fraction(0), Fraction(60, 100), Fraction(75, 100)),
    (Fraction(60, 100), Fraction(1), Fraction(1)),
    (Fraction(1), Fraction(150, 100), Fraction(150, 100)),
    (Fraction(150, 100), None, Fraction(225, 100)),
)
BASE_CAP, PUSH_CAP = Fraction(12_000), Fraction(1_500)


@dataclass
class Result:
    """Every cell of the payout, and the opportunities that nobody is credited for."""

    payouts: dict[tuple[str, str, str], Decimal]
    credited: set[str] = field(default_factory=set)
    uncredited: set[str] = field(default_factory=set)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _cents(value: Fraction) -> Fraction:
    doubled, odd = divmod(value * 100 * 2, 1)  # in half cents, to see the ties
    whole, half = divmod(doubled, 2)
    up = half and (odd or whole % 2)
    return Fraction(whole + (1 if up else 0), 100)


def _part(low: Fraction, high: Fraction | None, start: Fraction, end: Fraction) -> Fraction:
    """How much of the way from ``start`` to ``end`` lies between ``low`` and ``high``."""
    top = end if high is None else min(end, high)
    return max(Fraction(0), top - max(start, low))


def pay(export: Path, roster: Path) -> Result:
    """Pay the four quarters of 2017."""
    people = {row["name"]: row for row in _rows(roster / "participants.csv")}
    series = {row["product"]: row["series"] for row in _rows(export / "products.csv")}
    accounts = {row["account"] for row in _rows(export / "accounts.csv")}
    result = Result({})

    won = []
    for row in _rows(export / "sales_pipeline.csv"):
        assert row["sales_agent"] in people and (not row["account"] or row["account"] in accounts), row
        product = "GTX Pro" if row["product"] == "GTXPro" else row["product"]
        assert product in series, row
        if row["deal_stage"] != "Won":
            result.uncredited.add(row["opportunity_id"])
            continue
        result.credited.add(row["opportunity_id"])
        closed = datetime.date.fromisoformat(row["close_date"])
        won.append((closed, row["opportunity_id"], row["sales_agent"], series[product], Fraction(row["close_value"])))
    won.sort()

    so_far: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    base: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    push: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    team: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for closed, _, agent, kind, value in won:
        quarter = f"{closed.year}-Q{(closed.month + 2) // 3}"
        person = people[agent]
        quota = Fraction(person["quota"])
        start = so_far[agent, quarter] / quota
        so_far[agent, quarter] += value
        end = so_far[agent, quarter] / quota
        for low, high, rate in BANDS:
            # attainment moves with the amount, so a slice of attainment times quota is that slice of the amount
            base[agent, quarter] += _cents(_part(low, high, start, end) * quota * Fraction(5, 100) * rate)
        if kind == "GTK" and datetime.date(2017, 5, 1) <= closed <= datetime.date(2017, 8, 31):
            push[agent, quarter] += _cents(value * Fraction(3, 100))
        if person["manager"]:
            assert person["manager"] in people, person
            team[person["manager"], quarter] += value

    # Nothing is ever taken back here, so a limit in credit order leaves the lower of total and limit.
    for name, person in people.items():
        for quarter in QUARTERS:
            override = _cents(team[name, quarter] / 100) if person["role"] == "Manager" else Fraction(0)
            cells = (min(base[name, quarter], BASE_CAP), min(push[name, quarter], PUSH_CAP), override)
            for component, amount in zip(COMPONENTS, cells, strict=True):
                result.payouts[name, quarter, component] = Decimal(int(amount * 100)).scaleb(-2)
    return result
