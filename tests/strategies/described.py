"""A plan and its data as a description: what the plan says, without its text and without any of planlang.

A description writes itself as a plan (``World.text``) and as CSV files (``World.files``); ``tests/properties/oracle.py`` works out from the
same description what has to be paid. Its parts are in ``described_values``, ``described_rules`` and ``described_data``. Every number is a
fraction; percentages are fractions of one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tests.strategies.described_data import PRODUCTS, Deal, Person, Return, Split
from tests.strategies.described_rules import Limit, Measure, Payout, Rule
from tests.strategies.described_values import Money, decimal
from tests.strategies.meant import as_meant

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MODES = {
    "half-even": "nearest {}, halves to even",
    "half-away": "nearest {}, halves away from zero",
    "half-toward": "nearest {}, halves toward zero",
    "half-up": "nearest {}, halves up",
    "half-down": "nearest {}, halves down",
    "cut": "cut to {}",
    "raised": "raised to {}",
    "ceiling": "up to {}",
    "floor": "down to {}",
}


@dataclass(frozen=True)
class World:
    """A plan with its data. ``splits`` and ``returns`` are ``None`` where the plan has no such table."""

    currency: str
    digits: int
    start_month: int
    named: str
    mode: str
    first: datetime.date
    last: datetime.date
    quota_per: str | None
    remainder: str
    separate_quota: bool
    team: bool
    signed: bool
    people: tuple[Person, ...]
    deals: tuple[Deal, ...]
    splits: tuple[Split, ...] | None
    returns: tuple[Return, ...] | None
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    payout: Payout
    week: int | None = None
    """The weekday on which weeks start (0 is Monday), where the plan speaks of them."""

    # --- the plan -----------------------------------------------------------------------------

    def text(self) -> str:
        """The plan's text; where a gate measures otherwise than its table, it says that this is meant."""
        return as_meant("".join(self._parts()))

    def _parts(self) -> Iterator[str]:
        unit = f"{decimal(Fraction(1, 10**self.digits), self.digits)} {self.currency}"
        named = f", named by the year they {self.named} in" if self.start_month != 1 else ""
        yield 'plan Made "Made by a test" {\n'
        yield f"    currency {self.currency}\n"
        weeks = f", weeks start on {WEEKDAYS[self.week]}" if self.week is not None else ""
        yield f"    calendar years start in {MONTH_NAMES[self.start_month - 1]}{named}{weeks}\n"
        yield f"    covers credits dated from {self.first} through {self.last}\n"
        yield f"    rounding {MODES[self.mode].format(unit)}\n"
        yield "    corrections paid in the open quarter, by the rules of the closed quarter\n\n"
        per = f" per {self.quota_per}" if self.quota_per else ""
        yield "    data participants, each row a participant {\n        id: text, key\n"
        yield f"        quota: money{per}\n        variable: money{per}\n        manager: participant, optional\n"
        yield f"        reject unless participant.quota is above {Money(Fraction(0), self.currency, self.digits)}\n    }}\n\n"
        yield "    data deals, each row a deal {\n        id: text, key\n        owner: participant\n        closed: date\n"
        yield f"        product: one of {', '.join(PRODUCTS)}\n        amount: money\n        points: money\n    }}\n\n"
        if self.splits is not None:
            yield "    data splits, each row a split {\n        id: text, key\n        deal: deal\n        to: participant\n"
            yield "        share: percent\n        primary: yes/no\n"
            yield "        reject unless for each deal: total share of splits in the deal is 100%\n    }\n\n"
        if self.returns is not None:
            yield "    data returns, each row a return {\n        id: text, key\n"
            yield "        deal: deal\n        day: date\n        amount: money\n    }\n\n"
        yield from self._credits()
        for measure in self.measures:
            yield str(measure)
        for rule in self.rules:
            yield "\n" + str(rule)
        yield f"\n    payout for each participant each {self.payout.unit}, by credit date {{\n"
        yield f"        add {', '.join(rule.name for rule in self.rules)}\n"
        for step in self.payout_steps():
            yield f"        {step}\n"
        yield "    }\n}\n"

    def payout_steps(self) -> list[str | Limit]:
        """The payout's steps after the sum."""
        negative = {
            "carried": f"if negative carried to the next {self.payout.unit}",
            "collected": "if negative collected",
            "forgiven": "if negative forgiven",
        }[self.payout.negative]
        steps: list[str | Limit] = list(self.payout.limits)
        steps.insert(0 if self.payout.negative_first else len(steps), negative)
        return steps

    def _credits(self) -> Iterator[str]:
        first = "Booked" if self.returns is not None else "Bookings"
        if self.splits is not None:
            heir = {"column": "split.primary", "largest": "the largest", "last": "the last"}[self.remainder]
            yield f"    credit {first} for each split {{\n        to split.to\n"
            yield f"        amount split.share of deal.amount, rounded, odd cents to {heir}\n"
            if self.separate_quota:
                yield f"        quota credit split.share of deal.points, rounded, odd cents to {heir}\n"
            else:
                yield f"        quota credit split.share of deal.amount, rounded, odd cents to {heir}\n"
        else:
            yield f"    credit {first} for each deal {{\n        to deal.owner\n        amount deal.amount\n"
            yield f"        quota credit {'deal.points' if self.separate_quota else 'deal.amount'}\n"
        last = ", then split.id" if self.splits is not None else ""
        yield f"        dated deal.closed\n        ordered by deal.closed, then deal.id{last}\n    }}\n\n"
        if self.returns is not None:
            yield "    credit Returned for each return {\n        to deal.owner\n        amount -return.amount\n"
            yield "        quota credit -return.amount\n        dated return.day\n        ordered by return.day, then return.id\n    }\n\n"
            yield "    credit Bookings gathers Booked, Returned, ordered by credit.date, then credit.id\n\n"
        if self.team:
            order = "credit.id" if self.returns is not None else "deal.id, then credit.participant"
            yield "    credit TeamBookings for each credit of Bookings {\n        to the manager of credit.participant on credit.date\n"
            yield f"        amount credit.amount\n        dated credit.date\n        ordered by credit.date, then {order}\n    }}\n\n"

    # --- the data -----------------------------------------------------------------------------

    def tables(self) -> dict[str, list[list[str]]]:
        """The data files as rows of cells, the header first."""
        m = lambda value: decimal(value)  # noqa: E731
        found = {
            "participants": [
                ["id", "quota", "variable", "manager"],
                *([p.id, m(p.quota), m(p.variable), p.manager or ""] for p in self.people),
            ],
            "deals": [
                ["id", "owner", "closed", "product", "amount", "points"],
                *([d.id, d.owner, d.closed.isoformat(), d.product, m(d.amount), m(d.points)] for d in self.deals),
            ],
        }
        if self.splits is not None:
            found["splits"] = [
                ["id", "deal", "to", "share", "primary"],
                *([s.id, s.deal, s.to, m(s.share * 100), "yes" if s.primary else "no"] for s in self.splits),
            ]
        if self.returns is not None:
            found["returns"] = [
                ["id", "deal", "day", "amount"],
                *([r.id, r.deal, r.day.isoformat(), m(r.amount)] for r in self.returns),
            ]
        return found

    def files(self) -> dict[str, str]:
        """The data files' texts by name."""
        return {f"{name}.csv": "".join(",".join(row) + "\n" for row in rows) for name, rows in self.tables().items()}

    def but(self, **changes: object) -> World:
        """The same with other parts."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        """What a failing example prints: the plan and its files."""
        return "\n" + self.text() + "".join(f"--- {name}\n{text}" for name, text in self.files().items())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))
