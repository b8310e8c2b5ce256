"""What operations read, and the operations within a row."""

from __future__ import annotations

from typing import Literal, Union

from planlang.core.calendar import Unit as PeriodUnit
from planlang.core.values import Scalar
from planlang.diagnostics.place import Span
from planlang.slotted import Valued, slotted


class Part(Valued):
    """Compares by value, but for ``place``, so that the same operation at two places is the same."""

    __slots__ = ()
    _uncounted = ("place",)


Mode = Literal[
    "half-even", "half-away", "half-toward", "half-up", "half-down", "cut", "raised", "ceiling", "floor", "exact"
]  # fmt: skip


@slotted
class Unit(Part):
    """What a value is a value of, for showing it; units never change arithmetic.

    ``kind``: ``money percent multiplier number count days date month quarter half year text yes/no member row``.
    ``currency`` goes with money, ``digits`` with how many decimals it is shown with.
    """

    kind: str
    currency: str | None = None
    digits: int | None = None


@slotted
class Ref(Part):
    """A column of the same table."""

    column: str


@slotted
class Const(Part):
    """A value that stands in the plan (``place``), or one that follows from its form, such as a tier's start at 0."""

    value: Scalar
    unit: Unit
    place: Span | None = None


Operand = Union[Ref, Const]


@slotted
class Cell(Part):
    """The value of a column of the input record. Only in ``Input`` tables."""

    column: str


@slotted
class Carried(Part):
    """The value that the source row of this row has. Only in ``Derive``, ``RollUp`` and ``Everyone`` tables."""

    column: str


@slotted
class Stacked(Part):
    """The value that the stacked row has in its own table: ``columns`` by position of the table in ``Stack.sources``.

    A ``None`` stands for a source that has no such column.
    """

    columns: tuple[str | None, ...]


@slotted
class SpineKey(Part):
    """The person or the period of a spine's row."""

    part: Literal["person", "period"]


@slotted
class Reached(Part):
    """Of a row of a ``RollUp`` or ``Everyone`` table: the person whom it reaches.

    Of a ``RollUp`` also the person one level below them on the way (``through``), and how many levels they stand above (``level``).
    """

    part: Literal["person", "through", "level"]


@slotted
class RowId(Part):
    """The text that tells rows of this table apart; for tables of people and periods ``ana / 2025-Q1``."""


@slotted
class Same(Part):
    """The same value, under a name that means something in the plan."""

    value: Operand


@slotted
class Add(Part):
    """A signed sum."""

    terms: tuple[tuple[Literal[1, -1], Operand], ...]


@slotted
class Multiply(Part):
    """A product."""

    factors: tuple[Operand, ...]


@slotted
class Ratio(Part):
    """``top / bottom``, left exact; a bottom of 0 is a data error at that row."""

    top: Operand
    bottom: Operand


@slotted
class Round(Part):
    """To a multiple of ``unit`` (a positive exact number) by ``mode``."""

    value: Operand
    unit: Const
    mode: Mode


Relation = Literal["<", "<=", "==", "!=", ">=", ">"]


@slotted
class Compare(Part):
    """A comparison of two numbers, dates, periods or (``==``, ``!=``) anything."""

    left: Operand
    relation: Relation
    right: Operand


@slotted
class OneOf(Part):
    """Whether a text or member is one of some."""

    value: Operand
    members: tuple[Const, ...]


@slotted
class Logic(Part):
    """``and``, ``or`` (short-circuit, left to right: later parts are evaluated only for rows where they matter) or ``not`` (one part)."""

    word: Literal["and", "or", "not"]
    parts: tuple[Operand, ...]


@slotted
class IsKnown(Part):
    """Whether an optional value is there."""

    value: Operand


@slotted
class Choose(Part):
    """The value of the first case that holds; ``otherwise`` if none does.

    An ``otherwise`` or a case's value of ``None`` means refused: a row that gets there is a data error, ``refused`` saying
    which words of the plan refuse it. Branches not taken are not evaluated.
    """

    cases: tuple[tuple[Operand, Operand | None], ...]
    otherwise: Operand | None
    refused: str = ""


@slotted
class Extreme(Part):
    """The least or the greatest of some values."""

    which: Literal["least", "greatest"]
    values: tuple[Operand, ...]


@slotted
class Edge(Part):
    """A boundary between two bands. ``included``: a value exactly on it is already above it (``from``), else still below (``above``)."""

    bound: Operand
    included: bool


@slotted
class Band(Part):
    """How many edges a value has passed, 0 to ``len(edges)``; edges rise."""

    value: Operand
    edges: tuple[Edge, ...]


@slotted
class Cut(Part):
    """How much of the move from ``before`` to ``after`` lies between ``low`` and ``high`` (open where ``None``), negative when it falls."""

    before: Operand
    after: Operand
    low: Operand | None
    high: Operand | None


CalendarFunction = Literal[
    "period", "first_day", "last_day", "within", "shift", "add_days", "add_months", "days_between", "days_both",
    "day_of_month", "month_number",
]  # fmt: skip


@slotted
class OnCalendar(Part):
    """A calendar function of dates and periods, all integers.

    - ``period`` (day): number of the period of ``unit`` that holds the day
    - ``first_day``, ``last_day`` (period of ``unit``)
    - ``within`` (period of ``unit``): the period of ``coarser`` that holds it
    - ``shift`` (period, n): n periods later; ``add_days`` (day, n); ``add_months`` (day, n)
    - ``days_between`` (a, b): b - a; ``days_both`` (a, b): days from a through b with both ends, at least 0
    - ``day_of_month`` (day): 1 to 31
    - ``month_number`` (since, day): calendar months from that of ``since`` to that of ``day``, 0 for the same; with ``unit``
      months of the plan's calendar
    """

    function: CalendarFunction
    arguments: tuple[Operand, ...]
    unit: PeriodUnit | None = None
    coarser: PeriodUnit | None = None
