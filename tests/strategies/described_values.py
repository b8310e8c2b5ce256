"""Values, tables and conditions as a description: what a described plan says of money, as it stands in the plan's text.

Every number is a fraction; percentages are fractions of one.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Union


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
