"""What values are values of, and which combinations mean something.

Adding dollars to days, or the amounts of two currencies, is a type error; so is comparing an
attainment with a bare ``80``. An amount of a period (``money per quarter``) may only meet amounts of the same period.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Literal

from planlang.core.calendar import LONGER
from planlang.core.graph import Unit
from planlang.slotted import evolve, frozen

PLAIN = frozenset({"number", "percent", "multiplier", "count"})
NUMBERS = PLAIN | {"money", "days"}
PERIODS = frozenset(LONGER)


@frozen
class Type:
    """The type of a value.

    ``kind``: ``money number percent multiplier count days date week fortnight month quarter half year text yes/no member row`` or
    ``unknown`` after an error (which goes with anything, so that one mistake is reported once).
    ``per`` is the period that an amount is declared for, ``over`` the period that a total was taken over; ``either`` are the
    two periods that so many declared amounts may be of, four of a quarter being four times a quarter's, or a year's.
    ``ratio`` marks a quotient of two like amounts, shown in percent.
    """

    kind: str
    currency: str | None = None
    per: str | None = None
    over: str | None = None
    either: tuple[str, ...] = ()
    row: str | None = None
    members: tuple[str, ...] = ()
    optional: bool = False
    ratio: bool = False

    @property
    def by_row(self) -> bool:
        """Whether this is an amount in the currency that a column of its row names: ``currency`` is then ``deal.currency``."""
        return self.currency is not None and "." in self.currency

    @property
    def numeric(self) -> bool:
        """Whether arithmetic is possible."""
        return self.kind in NUMBERS

    @property
    def plain(self) -> bool:
        """Whether this is a number without a unit, in whatever notation."""
        return self.kind in PLAIN

    @property
    def declared(self) -> tuple[str, ...]:
        """The periods that an amount may be of by what the data declares."""
        return (self.per,) if self.per is not None else self.either

    def required(self) -> Type:
        """The same type, known to be there."""
        return evolve(self, optional=False)

    def words(self) -> str:
        """The type as a person would name it."""
        if self.kind == "money":
            return f"money in {self.currency}" + (f" per {' or '.join(self.declared)}" if self.declared else "")
        names = {
            "number": "a number",
            "percent": "a percentage",
            "multiplier": "a multiplier",
            "count": "a count",
            "days": "a number of days",
            "date": "a date",
            "text": "a text",
            "yes/no": "yes or no",
            "member": "one of " + ", ".join(self.members),
            "unknown": "something unknown",
        }
        if self.kind == "row":
            return f"a {self.row}"
        return names.get(self.kind, f"a {self.kind}")

    def unit(self, digits: int | None = None) -> Unit:
        """How the core shows values of this type."""
        return Unit("number") if self.by_row else Unit(self.kind, self.currency, digits)


UNKNOWN = Type("unknown")
NUMBER = Type("number")
PERCENT = Type("percent")
COUNT = Type("count")
DATE = Type("date")
YESNO = Type("yes/no")
TEXT = Type("text")
DAYS = Type("days")

Problem = Literal["kinds", "currencies", "periods"]


def money(currency: str, per: str | None = None) -> Type:
    """Money of a currency, perhaps an amount of a period."""
    return Type("money", currency, per)


def _joined_plain(a: Type, b: Type) -> Type:
    """What a sum of two plain numbers is shown as."""
    if a.kind == b.kind:
        return Type(a.kind, ratio=a.ratio or b.ratio)
    for kind in ("percent", "multiplier", "number"):
        if kind in (a.kind, b.kind):
            return Type(kind, ratio=a.ratio or b.ratio)
    return NUMBER


def alike(a: Type, b: Type) -> Type | Problem:
    """The type of a sum, a choice between, or a comparison of two values; or why there is none."""
    if a.kind == "unknown" or b.kind == "unknown":
        return UNKNOWN
    if a.plain and b.plain:
        return _joined_plain(a, b)
    if a.kind != b.kind:
        return "kinds"
    if a.kind == "money":
        if a.currency != b.currency:
            return "currencies"
        if (a.declared or b.declared) and _periods_differ(a, b):
            return "periods"
        per = a.per or b.per
        either = () if per is not None else a.either or b.either
        return Type("money", a.currency, per, a.over if a.over == b.over else None, either)
    if a.kind == "row" and a.row != b.row:
        return "kinds"
    if a.kind == "member" and a.members != b.members:
        return Type("member", members=tuple(dict.fromkeys(a.members + b.members)))
    return a.required()


def _periods_differ(a: Type, b: Type) -> bool:
    """Whether an amount declared for one period meets one of another."""
    mine, theirs = (set(one.declared or ((one.over,) if one.over is not None else ())) for one in (a, b))
    return bool(mine and theirs) and not mine & theirs


def product(a: Type, b: Type) -> Type | Problem:
    """The type of a product."""
    if a.kind == "unknown" or b.kind == "unknown":
        return UNKNOWN
    if not (a.numeric and b.numeric):
        return "kinds"
    if a.plain and b.plain:
        for kind in ("count", "number", "percent", "multiplier"):
            if a.kind == kind:
                return Type(b.kind)
            if b.kind == kind:
                return Type(a.kind)
    if a.plain or a.kind == "days":
        return b.required()
    if b.plain or b.kind == "days":
        return a.required()
    return "kinds"


def quotient(a: Type, b: Type) -> Type | Problem:
    """The type of a quotient. An amount of a period over a plain number is a plain amount."""
    if a.kind == "unknown" or b.kind == "unknown":
        return UNKNOWN
    if not (a.numeric and b.numeric):
        return "kinds"
    if a.plain and b.plain:
        return NUMBER if a.kind == "number" or b.kind == "number" else Type("percent", ratio=True)
    if b.plain or (b.kind == "days" and a.kind != "days"):
        return evolve(a, per=None, over=None, either=(), optional=False)
    if a.kind == b.kind:
        same = alike(a, b)
        return same if isinstance(same, str) else Type("percent", ratio=True)
    return "kinds"


@frozen
class Scale:
    """How exact a value is known to be before any data is read.

    Every value is a whole multiple of ``unit``. Where that is ``None`` the value is ``decimal`` (of a number of places
    that depends on the data, as percentages read from a file are), such a value over a divisor of the plan's own, the same in
    every row (``fixed``), or a quotient whose divisor may differ from row to row.
    """

    unit: Fraction | None
    decimal: bool
    fixed: bool = False

    @property
    def quotient(self) -> bool:
        """Whether values may have no finite decimal form, row by row."""
        return not self.decimal

    def whole(self, unit: Fraction) -> bool:
        """Whether every value is a whole multiple of a unit; of a unit of 0, which is an error of its own, none is."""
        return self.unit is not None and unit != 0 and (self.unit / unit).denominator == 1

    @property
    def settled(self) -> bool:
        """Whether a divisor, where there is one, is the same in every row, so that a total may be divided instead of each."""
        return self.unit is not None or self.decimal or self.fixed


def _terminates(den: int) -> bool:
    for prime in (2, 5):
        while den % prime == 0:
            den //= prime
    return den == 1


def exact_scale(unit: Fraction) -> Scale:
    """The scale of values that are multiples of what the plan says; a constant is one of itself, 0 of anything."""
    return Scale(abs(unit), _terminates(unit.denominator))


NOTHING = Scale(Fraction(0), True)
WHOLE = Scale(Fraction(1), True)
DECIMAL = Scale(None, True)
FIXED = Scale(None, False, True)
QUOTIENT = Scale(None, False)


def joined(a: Scale, b: Scale) -> Scale:
    """The scale of a sum or a choice."""
    if a.unit is not None and b.unit is not None:
        top = gcd(a.unit.numerator * b.unit.denominator, b.unit.numerator * a.unit.denominator)
        return exact_scale(Fraction(top, a.unit.denominator * b.unit.denominator))
    return _both(a, b)


def multiplied(a: Scale, b: Scale) -> Scale:
    """The scale of a product."""
    if a.unit is not None and b.unit is not None:
        return exact_scale(a.unit * b.unit)
    return _both(a, b)


def _both(a: Scale, b: Scale) -> Scale:
    if a.decimal and b.decimal:
        return DECIMAL
    return FIXED if a.settled and b.settled else QUOTIENT
