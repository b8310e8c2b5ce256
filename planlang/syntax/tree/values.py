"""Values and conditions: literals, names and columns, arithmetic, aggregates, what is read from calendars."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from planlang.diagnostics.place import Span
from planlang.slotted import slotted
from planlang.syntax.tree.nodes import Node, PeriodUnit

if TYPE_CHECKING:
    from planlang.syntax.tree.tables import Bounds, Curve, Match, Matrix, Places, TableBy, Tiers, Weighted


@slotted
class NumberLit(Node):
    """``7``, ``50%`` or ``1.5x``: ``value`` is as written (50 for ``50%``), trailing zeros kept."""

    value: Decimal
    unit: Literal["number", "percent", "multiplier"]


@slotted
class MoneyLit(Node):
    """``5,000.00 USD``."""

    value: Decimal
    currency: str


@slotted
class DateLit(Node):
    """``2025-02-10``."""

    value: datetime.date


@slotted
class PeriodLit(Node):
    """``2025-Q1``, ``2025-H2``, ``2025-03`` or (only where a period must stand) ``2025``; ``index`` counts from 1.

    ``of_weeks``: ``2025-P03``, a month of a calendar of weeks.
    """

    year: int
    unit: PeriodUnit
    index: int
    of_weeks: bool = False


@slotted
class DurationLit(Node):
    """``90 days``, ``2 weeks``, ``3 months``."""

    count: int
    unit: Literal["day", "week", "month", "year"]


@slotted
class TextLit(Node):
    """``"…"``."""

    value: str


@slotted
class YesNoLit(Node):
    """``yes`` or ``no``."""

    value: bool


@slotted
class Column(Node):
    """A dotted column, ``deal.amount`` or ``split.deal.amount``; or a bare row name such as ``participant``."""

    parts: tuple[str, ...]


@slotted
class Name(Node):
    """A declared name or a member of a closed set, perhaps ``counting this credit``."""

    name: str
    counting: Literal["counting", "not counting"] | None = None


@slotted
class Negate(Node):
    """``-a``."""

    value: Value


@slotted
class Binary(Node):
    """``a + b``, ``a - b``, ``a * b``, ``a / b``."""

    op: Literal["+", "-", "*", "/"]
    left: Value
    right: Value


@slotted
class Of(Node):
    """``2% of credit.amount``."""

    share: Value
    whole: Value


@slotted
class Choice(Node):
    """``E if COND, otherwise F``."""

    value: Value
    condition: Condition
    otherwise: Value


@slotted
class Fallback(Node):
    """``E if known, otherwise F``."""

    value: Value
    otherwise: Value


@slotted
class LowerHigher(Node):
    """``the lower of A and B`` (and C ...), ``the higher of A and B``."""

    which: Literal["lower", "higher"]
    values: tuple[Value, ...]


@slotted
class PartOf(Node):
    """``the part of A above B [up to C]`` or ``the part of A up to C``."""

    value: Value
    above: Value | None
    up_to: Value | None


@slotted
class Window(Node):
    """Which rows an aggregate sums.

    ``kind`` and the fields that it fills:

    - ``in``: ``in the quarter`` (``unit``)
    - ``through``: ``in the year through this month`` (``unit`` year, ``inner`` month); ``in the plan through this month`` (``inner``)
    - ``previous``: ``in the previous quarter`` (``unit``)
    - ``last``: ``in the last 12 months`` (``count``, ``unit``)
    - ``same``: ``in the same half of the previous year`` (``inner`` half, ``unit`` year)
    - ``plan``: ``in the plan``
    - ``row``: ``in the deal``, ``in the team`` (``row``)
    - ``anniversary``: ``in the anniversary year of D`` (``start``)
    - ``between``: ``from D through D`` (``start``, ``end``)
    - ``on``: ``on D`` (``start``)
    """

    kind: Literal["in", "through", "previous", "last", "same", "plan", "row", "anniversary", "between", "on"]
    unit: PeriodUnit | None = None
    inner: PeriodUnit | None = None
    count: int | None = None
    row: str | None = None
    start: Value | None = None
    end: Value | None = None


@slotted
class Aggregate(Node):
    """``total amount of the participant's Bookings in the quarter where …`` and its relatives.

    ``function`` is ``only`` for ``the amount of the participant's quotas …`` (exactly one row).
    ``field`` is the column summed (``amount``, ``quota_credit``, ``share``) or ``None`` where a measure
    or rule is summed by itself, or rows are counted. ``owner`` is ``participant``, ``everyone``,
    another row name (``team``), or ``None`` where the plan does not say whose. ``source`` is a credit, measure, rule or data
    table. ``window`` is ``None`` where the plan leaves it open, which is a question. ``different``: rows alike in that column count once.
    """

    function: Literal["total", "count", "highest", "lowest", "average", "only"]
    running: bool
    paid: bool
    field: str | None
    owner: str | None
    source: str
    source_span: Span
    window: Window | None
    where: Condition | None
    counting: Literal["counting", "not counting"] | None = None
    different: Column | None = None


@slotted
class Converted(Node):
    """``A converted to USD using fx on D``; ``on`` is ``None`` where left open (a question)."""

    value: Value
    currency: str
    table: str
    on: Value | None


@slotted
class DaysOf(Node):
    """``calendar days of the month [from D through D]`` (``unit``) or ``calendar days from D through D``."""

    working: bool
    unit: PeriodUnit | None
    start: Value | None
    end: Value | None


@slotted
class PeriodEdge(Node):
    """``the first day of the quarter``, ``the last day of the month [of D]``."""

    edge: Literal["first", "last"]
    unit: PeriodUnit
    of: Value | None


@slotted
class PeriodHere(Node):
    """``the month``: the period of a unit in which the row lies."""

    unit: PeriodUnit


@slotted
class DayNumber(Node):
    """``the day number of D``: 1 to 31."""

    value: Value


@slotted
class ServiceMonth(Node):
    """``month of service since D, the month of hire is 1``; ``full``: ``full months of service since D``.

    With ``until``: ``full months from D to E``; ``years``: ``full years`` of either.
    """

    full: bool
    since: Value
    first: int | None
    until: Value | None = None
    years: bool = False


@slotted
class TieBreak(Node):
    """``broken by E, lowest first``: what tells apart those that tie. A text has one order, the alphabet's."""

    by: Value
    first: Literal["highest", "lowest", "earliest", "latest"] | None


@slotted
class Ranked(Node):
    """Which credits have places: ``among all of the participant's Sales in the quarter``, as what counts these credits up to one.

    ``which`` is ``None`` where it is not said whether those count that the rule is not about; beside other conditions that is a question.
    """

    rows: Aggregate
    which: Literal["all", "above"] | None


@slotted
class Place(Node):
    """``place by M, highest first, within each participant.region, ties take the better place``; no ``ties`` is a question.

    ``among`` says which credits compete, in a rule for each credit.
    """

    by: Value
    among: Ranked | None
    first: Literal["highest", "lowest", "earliest", "latest"]
    within: Value | None
    ties: str | None
    broken: TieBreak | None


@slotted
class Compare(Node):
    """``A is at least B`` and its relatives; ``is``/``is not`` compare anything."""

    left: Value
    relation: Literal["is", "is not", "is at least", "is at most", "is above", "is below", "is after", "is before"]
    right: Value


@slotted
class Between(Node):
    """``A is from B through C`` (any pair of bound words)."""

    left: Value
    bounds: Bounds


@slotted
class OneOf(Node):
    """``A is one of New, Renewal``; ``negated``: ``is not one of``."""

    left: Value
    members: tuple[Value, ...]
    negated: bool


@slotted
class Known(Node):
    """``A is known`` or, with ``known`` false, ``A is missing``."""

    value: Value
    known: bool


@slotted
class Applies(Node):
    """``Early applies`` or, with ``applies`` false, ``Early does not apply``: whether a rule is about the row."""

    rule: Name
    applies: bool


@slotted
class WithinDays(Node):
    """``A is within 90 days after B``; ``negated``: ``is not within``."""

    left: Value
    duration: DurationLit
    direction: Literal["after", "before"]
    anchor: Value
    negated: bool = False


@slotted
class Junction(Node):
    """``A and B and C`` or ``A or B``; the two are never mixed without parentheses."""

    word: Literal["and", "or"]
    parts: tuple[Condition, ...]


Value: TypeAlias = (
    "NumberLit | MoneyLit | DateLit | PeriodLit | DurationLit | TextLit | YesNoLit | Column | Name | Negate | "
    "Binary | Of | Choice | Fallback | LowerHigher | PartOf | Aggregate | Converted | DaysOf | PeriodEdge | "
    "PeriodHere | "
    "DayNumber | ServiceMonth | Place | Tiers | Curve | TableBy | Matrix | Match | Weighted | Places"
)
Condition: TypeAlias = "Compare | Between | OneOf | Known | Applies | WithinDays | Junction"
