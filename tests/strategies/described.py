"""A plan and its data as a description: what the plan says, without its text and without any of planlang.

A description writes itself as a plan (``World.text``) and as CSV files (``World.files``); ``tests/properties/oracle.py`` works out from the
same description what has to be paid. Every number is a fraction; percentages are fractions of one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Union

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
PRODUCTS = ("New", "Renewal", "Upsell")


def decimal(value: Fraction, least: int = 0) -> str:
    """A number as plans and files write it, without thousands commas."""
    places = least
    while (value * 10**places).denominator != 1:
        places += 1
        assert places < 30, value
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


# --- values -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Money:
    value: Fraction
    currency: str
    digits: int

    def __str__(self) -> str:
        assert self.value >= 0
        whole, _, rest = decimal(self.value, self.digits).partition(".")
        return f"{int(whole):,}{'.' + rest if rest else ''} {self.currency}"


@dataclass(frozen=True)
class Percent:
    value: Fraction

    def __str__(self) -> str:
        return f"{decimal(self.value * 100)}%"


@dataclass(frozen=True)
class Multiplier:
    value: Fraction

    def __str__(self) -> str:
        return f"{decimal(self.value)}x"


@dataclass(frozen=True)
class CreditAmount:
    def __str__(self) -> str:
        return "credit.amount"


@dataclass(frozen=True)
class PersonColumn:
    name: str

    def __str__(self) -> str:
        return f"participant.{self.name}"


@dataclass(frozen=True)
class Part:
    """``2% of X``."""

    share: Percent
    whole: Value

    def __str__(self) -> str:
        return f"{self.share} of {self.whole}"


@dataclass(frozen=True)
class Over:
    """``X / Y``."""

    above: Value
    below: Value

    def __str__(self) -> str:
        return f"{self.above} / {self.below}"


@dataclass(frozen=True)
class Scaled:
    """``3 * X``."""

    by: Fraction
    value: Value

    def __str__(self) -> str:
        return f"{decimal(self.by)} * {self.value}"


@dataclass(frozen=True)
class Named:
    """A measure; ``counting`` is ``None`` where it does not move or may move."""

    measure: str
    counting: str | None = None

    def __str__(self) -> str:
        return self.measure + (f" {self.counting} this credit" if self.counting else "")


@dataclass(frozen=True)
class Total:
    """``total amount of the participant's Bookings in the quarter``, for a participant's period."""

    credit: str
    unit: str
    through: str | None = None
    field: str = "amount"

    def __str__(self) -> str:
        through = f" through this {self.through}" if self.through else ""
        return f"total {self.field} of the participant's {self.credit} in the {self.unit}{through}"


@dataclass(frozen=True)
class Band:
    """From ``low`` to ``high`` (``None`` open); ``value`` ``None`` is refused."""

    low: Value | None
    low_in: bool
    high: Value | None
    high_in: bool
    value: Value | None

    @property
    def key(self) -> str:
        low = "" if self.low is None else f"{'from' if self.low_in else 'above'} {self.low}"
        high = "" if self.high is None else f"{'through' if self.high_in else 'below'} {self.high}"
        return f"{low} {high}".strip()

    def __str__(self) -> str:
        return f"{self.key}: {'refused' if self.value is None else self.value}"


@dataclass(frozen=True)
class Tiers:
    by: Value
    application: str
    bands: tuple[Band, ...]

    def __str__(self) -> str:
        how = "each slice at its own tier" if self.application == "slice" else "all at the tier reached"
        return f"tiers by {self.by}, {how} {{\n{_rows(self.bands)}            }}"


@dataclass(frozen=True)
class Curve:
    """Straight lines between points, a flat band below the first and one above the last."""

    by: Value
    points: tuple[tuple[Value, Value], ...]
    below: Value | None
    above: Value | None

    def __str__(self) -> str:
        (first, _), (last, _) = self.points[0], self.points[-1]
        rows = [
            f"below {first}: {'refused' if self.below is None else self.below}",
            *(f"at {x}: {y}" for x, y in self.points),
            f"above {last}: {'refused' if self.above is None else self.above}",
        ]
        return f"curve by {self.by}, straight lines between points {{\n{_rows(rows)}            }}"


@dataclass(frozen=True)
class TableBy:
    """A look-up by the deal's product."""

    rows: tuple[tuple[tuple[str, ...], Value | None], ...]
    otherwise: Value | None = None
    open: bool = False

    def __str__(self) -> str:
        lines = [f"{', '.join(names)}: {'refused' if value is None else value}" for names, value in self.rows]
        if self.open:
            lines.append(f"otherwise: {'refused' if self.otherwise is None else self.otherwise}")
        return f"table by deal.product {{\n{_rows(lines)}            }}"


@dataclass(frozen=True)
class Matrix:
    """Products down, bands of a value across."""

    by: Value
    columns: tuple[Band, ...]
    rows: tuple[tuple[str, tuple[Value | None, ...]], ...]

    def __str__(self) -> str:
        lines = [" | ".join((" " * 14, *(band.key for band in self.columns)))]
        lines += [" | ".join((name, *("refused" if v is None else str(v) for v in cells))) for name, cells in self.rows]
        return f"matrix, deal.product down, {self.by} across {{\n{_rows(lines)}            }}"


@dataclass(frozen=True)
class FirstMatch:
    rows: tuple[tuple[Condition, Value], ...]
    otherwise: Value | None

    def __str__(self) -> str:
        lines = [f"when {condition}: {value}" for condition, value in self.rows]
        lines.append(f"otherwise: {'refused' if self.otherwise is None else self.otherwise}")
        return f"first match {{\n{_rows(lines)}            }}"


def _rows(rows: tuple[object, ...] | list[str]) -> str:
    return "".join(f"                {row}\n" for row in rows)


Value = Union[
    Money, Percent, Multiplier, CreditAmount, PersonColumn, Part, Over, Scaled, Named, Total, Tiers, Curve, TableBy, Matrix, FirstMatch,
]  # fmt: skip


# --- conditions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProductIn:
    names: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        if len(self.names) == 1:
            return f"deal.product is {'not ' if self.negated else ''}{self.names[0]}"
        return f"deal.product is {'not ' if self.negated else ''}one of {', '.join(self.names)}"


@dataclass(frozen=True)
class DateIn:
    first: datetime.date
    last: datetime.date

    def __str__(self) -> str:
        return f"credit.date is from {self.first} through {self.last}"


@dataclass(frozen=True)
class Compared:
    left: Value
    relation: str
    right: Value

    def __str__(self) -> str:
        return f"{self.left} is {self.relation} {self.right}"


@dataclass(frozen=True)
class Both:
    """Two conditions, joined by ``and`` or ``or``."""

    word: str
    first: Condition
    second: Condition

    def __str__(self) -> str:
        return f"{self.first} {self.word} {self.second}"


Condition = Union[ProductIn, DateIn, Compared, Both]


# --- steps and rules --------------------------------------------------------------------------


@dataclass(frozen=True)
class When:
    condition: Condition

    def __str__(self) -> str:
        return f"when {self.condition}"


@dataclass(frozen=True)
class Start:
    value: Value
    back: bool = False

    def __str__(self) -> str:
        return f"{'take back' if self.back else 'pay'} {self.value}"


@dataclass(frozen=True)
class Change:
    """``times``, ``plus`` or ``minus``."""

    word: str
    value: Value
    when: Condition | None = None

    def __str__(self) -> str:
        return f"{self.word} {self.value}" + (f" when {self.when}" if self.when else "")


@dataclass(frozen=True)
class Rounded:
    each: str

    def __str__(self) -> str:
        return f"rounded each {self.each}"


@dataclass(frozen=True)
class Limit:
    """``each`` ``credit`` or the rule's own period limits each result; another period is shared in the order of the rows.

    ``to_date``: below a `minus what this rule already paid`, where nothing is said of a shortfall.
    """

    word: str
    bound: Value
    each: str
    shared: bool = False
    everyone: bool = False
    to_date: bool = False

    def __str__(self) -> str:
        whose = ""
        if self.shared:
            whose = " for everyone together" if self.everyone else " for each participant"
        order = ", in credit order" if self.shared else ""
        rest = "" if self.to_date else ", excess lost" if self.word == "at most" else ", shortfall forgiven"
        return f"{self.word} {self.bound}{whose} each {self.each}{order}{rest}"


@dataclass(frozen=True)
class OnlyIf:
    condition: Condition
    otherwise: Value

    def __str__(self) -> str:
        return f"only if {self.condition}, otherwise {self.otherwise}"


@dataclass(frozen=True)
class MinusPaid:
    unit: str

    def __str__(self) -> str:
        return f"minus what this rule already paid in the {self.unit}"


Step = Union[When, Start, Change, Rounded, Limit, OnlyIf, MinusPaid]


@dataclass(frozen=True)
class Measure:
    """``unit`` ``None``: a running total for each credit in the ``window``; else for each participant each ``unit``, its total.

    ``field`` says which of the credit's amounts; ``over_quota`` divides by the participant's quota.
    """

    name: str
    credit: str
    unit: str | None
    window: str
    field: str
    over_quota: bool

    def __str__(self) -> str:
        if self.unit is None:
            what = f"running total {self.field} of the participant's {self.credit} in the {self.window}"
            grain = f"for each credit of {self.credit}"
        else:
            what = f"total {self.field} of the participant's {self.credit} in the {self.window}"
            grain = f"for each participant each {self.unit}"
        return f"    measure {self.name} {grain} = {what}{' / participant.quota' if self.over_quota else ''}\n"


@dataclass(frozen=True)
class Rule:
    """``unit`` ``None``: for each credit."""

    name: str
    kind: str
    credit: str
    unit: str | None
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        grain = f"for each credit of {self.credit}" if self.unit is None else f"for each participant each {self.unit}"
        steps = "".join(f"        {step}\n" for step in self.steps)
        return f"    {self.kind} {self.name} {grain} {{\n{steps}    }}\n"


@dataclass(frozen=True)
class Payout:
    unit: str
    limits: tuple[Limit, ...]
    negative: str
    negative_first: bool


# --- data -------------------------------------------------------------------------------------


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
