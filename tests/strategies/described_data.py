"""The rows of a described plan's data: its people and their deals, with the splits and the returns of those."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

PRODUCTS = ("New", "Renewal", "Upsell")


@dataclass(frozen=True)
class Person:
    id: str
    quota: Fraction
    variable: Fraction
    manager: str | None


@dataclass(frozen=True)
class Deal:
    id: str
    owner: str
    closed: datetime.date
    product: str
    amount: Fraction
    points: Fraction


@dataclass(frozen=True)
class Split:
    id: str
    deal: str
    to: str
    share: Fraction
    primary: bool


@dataclass(frozen=True)
class Return:
    id: str
    deal: str
    day: datetime.date
    amount: Fraction
