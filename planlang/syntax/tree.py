"""The syntax tree: what a ``.plan`` file says, word for word, before anything is resolved.

Every node is frozen and knows where it stands. Nodes compare by identity, because two equal phrases
in two places are two phrases; ``same_text`` compares what they say. Statements (whatever has a line
of its own) also keep their comments, so that the formatter can give them back.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Literal, Union

from planlang.diagnostics.place import Span
from planlang.slotted import Slotted, slotted

PeriodUnit = Literal["day", "month", "quarter", "half", "year"]


@slotted
class Node(Slotted):
    """Anything that stands in a plan."""

    span: Span

    def __repr__(self) -> str:
        said = (f"{name}={getattr(self, name)!r}" for name in self._fields if name not in ("span", "trivia"))
        return f"{type(self).__name__}({', '.join(said)})"


@slotted
class Trivia(Slotted):
    """What stands around a statement and means nothing: comments and one blank line.

    Comments keep their text without the leading ``#`` and surrounding blanks.
    """

    lead: tuple[str, ...] = ()
    trail: str | None = None
    blank_before: bool = False


NO_TRIVIA = Trivia()


@slotted
class Statement(Node):
    """A node with a line, or a block, of its own."""

    trivia: Trivia


# --- values -----------------------------------------------------------------------------------


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
    """``90 days``, ``3 months``."""

    count: int
    unit: Literal["day", "month", "year"]


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
    - ``through``: ``in the year through this month`` (``unit`` year, ``inner`` month)
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
    """``A converted to USD using fx on D``."""

    value: Value
    currency: str
    table: str
    on: Value


@slotted
class DaysOf(Node):
    """``calendar days of the month [from D through D]`` (``unit``) or ``calendar days from D through D``."""

    working: bool
    unit: PeriodUnit | None
    start: Value | None
    end: Value | None


@slotted
class PeriodEdge(Node):
    """``the first day of the quarter``, ``the last day of the month``."""

    edge: Literal["first", "last"]
    unit: PeriodUnit


@slotted
class DayNumber(Node):
    """``the day number of D``: 1 to 31."""

    value: Value


@slotted
class ServiceMonth(Node):
    """``month of service since D, the month of hire is 1``; ``full``: ``full months of service since D``.

    With ``until``: ``full months from D to E``.
    """

    full: bool
    since: Value
    first: int | None
    until: Value | None = None


@slotted
class TieBreak(Node):
    """``broken by E, lowest first``: what tells apart those that tie. A text has one order, the alphabet's."""

    by: Value
    first: Literal["highest", "lowest", "earliest", "latest"] | None


@slotted
class Place(Node):
    """``place by M, highest first, within each participant.region, ties take the better place``."""

    by: Value
    first: Literal["highest", "lowest"]
    within: Value | None
    ties: str
    broken: TieBreak | None


# --- tables -----------------------------------------------------------------------------------


@slotted
class Bounds(Node):
    """A key such as ``from 50% below 100%``, ``above 5,000 USD``, ``through 3``; an absent side is open."""

    low_word: Literal["from", "above", "after"] | None
    low: Value | None
    high_word: Literal["below", "through", "before"] | None
    high: Value | None


@slotted
class Point(Node):
    """A key that is one value: ``at 70%`` (of a curve) or ``3``."""

    at: bool
    value: Value


@slotted
class Members(Node):
    """A key of names: ``New, Upsell``; values are ``Name``, ``TextLit`` or ``YesNoLit``."""

    values: tuple[Value, ...]


@slotted
class Otherwise(Node):
    """The key ``otherwise``."""


@slotted
class WhenKey(Node):
    """The key ``when COND``, of ``first match``."""

    condition: Condition


@slotted
class Refused(Node):
    """The row value ``refused``: reaching it is a data error."""


@slotted
class Row(Statement):
    """One row of a table."""

    key: Key
    value: Value | Refused


@slotted
class Using(Node):
    """``using Rates`` (a table of the plan) or ``using data rate_cards on deal.closed``."""

    name: str
    data: bool = False
    on: Value | None = None


@slotted
class Tiers(Node):
    """``tiers by M, each slice at its own tier`` or ``…, all at the tier reached``.

    ``application`` is ``None`` where the plan leaves it open, which is a question.
    """

    by: Value
    application: Literal["slice", "reached"] | None
    rows: tuple[Row, ...]
    using: Using | None
    tail: tuple[str, ...] = ()


@slotted
class Curve(Node):
    """``curve by M, straight lines between points``."""

    by: Value
    rows: tuple[Row, ...]
    using: Using | None
    tail: tuple[str, ...] = ()


@slotted
class TableBy(Node):
    """``table by X``: look-up by a closed set, text or yes/no."""

    by: Value
    rows: tuple[Row, ...]
    using: Using | None
    tail: tuple[str, ...] = ()


@slotted
class MatrixRow(Statement):
    """One line of a matrix: its key and a cell for each column."""

    key: Key
    cells: tuple[Value | Refused, ...]


@slotted
class Matrix(Node):
    """``matrix, A down, B across { A \\ B | key | key …}``.

    ``corner`` holds the two words written in the corner, as written.
    """

    down: Value
    across: Value
    corner: tuple[str, str] | None
    columns: tuple[Key, ...]
    rows: tuple[MatrixRow, ...]
    header_trivia: Trivia
    tail: tuple[str, ...] = ()


@slotted
class Match(Node):
    """``first match``, ``highest match`` or ``every match``."""

    kind: Literal["first", "highest", "every"]
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


@slotted
class Weighted(Node):
    """``weighted [, missing scores …] { 60%: TeamScore … }``; each row's key is a ``Point``."""

    missing: str | None
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


@slotted
class Places(Node):
    """``places by M, highest first, ties … { 1: 10,000 USD … }``."""

    by: Value
    first: Literal["highest", "lowest"]
    within: Value | None
    ties: str
    broken: TieBreak | None
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


# --- conditions -------------------------------------------------------------------------------


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
class WithinDays(Node):
    """``A is within 90 days after B``."""

    left: Value
    duration: DurationLit
    direction: Literal["after", "before"]
    anchor: Value


@slotted
class Junction(Node):
    """``A and B and C`` or ``A or B``; the two are never mixed without parentheses."""

    word: Literal["and", "or"]
    parts: tuple[Condition, ...]


# --- declarations: header ---------------------------------------------------------------------


@slotted
class CurrencyLine(Statement):
    """``currency USD``."""

    code: str


@slotted
class YearEdge(Node):
    """``years end on the Saturday nearest January 31``, ``years start on the first Monday of July`` (``day`` 0); Monday is 0."""

    edge: Literal["start", "end"]
    rule: Literal["first", "last", "nearest"]
    weekday: int
    month: int
    day: int


@slotted
class CalendarLine(Statement):
    """``calendar years start in February, named by the year they end in``.

    Of weeks: an ``edge`` of years, ``, quarters of 4-4-5 weeks`` and the month (from 1) that a 53rd week goes to.
    """

    start_month: int
    named: Literal["start", "end"] | None
    weeks: tuple[int, int, int] | None
    extra: int | None
    edge: YearEdge | None


@slotted
class CoversLine(Statement):
    """``covers credits dated from D through D``."""

    start: DateLit
    end: DateLit


@slotted
class FollowsLine(Statement):
    """``follows payments and cancellations through D``."""

    end: DateLit


RoundingMode = Literal[
    "half-even", "half-away", "half-toward", "half-up", "half-down", "cut", "raised", "ceiling", "floor"
]


@slotted
class Rounding(Node):
    """``nearest 0.01 USD, halves to even``, ``nearest 0.01%`` (``percent``; the unit is 0.0001).

    ``mode`` is ``None`` where the halves are left open (a question).

    ``half-even``, ``half-away`` (from zero), ``half-toward`` (zero), ``half-up`` (to plus infinity),
    ``half-down`` (to minus infinity), ``cut`` (toward zero), ``raised`` (away from zero),
    ``ceiling`` and ``floor``.
    """

    unit: Decimal
    currency: str | None
    mode: RoundingMode | None
    percent: bool = False


@slotted
class RoundingLine(Statement):
    """``rounding nearest 0.01 USD, halves to even``."""

    rounding: Rounding


@slotted
class CorrectionsLine(Statement):
    """``corrections paid in the open quarter, by the rules of the closed quarter``."""

    unit: PeriodUnit
    rules_of: Literal["open", "closed"]
    rules_unit: PeriodUnit


@slotted
class ClauseLine(Statement):
    """``clause "Heading" "text of the letter that moves no money"``."""

    heading: str
    text: str


@slotted
class JurisdictionLine(Statement):
    """``jurisdiction "California", "New York"``: whose law the letter is under; ``places`` are as written."""

    places: tuple[str, ...]


# --- declarations: data -----------------------------------------------------------------------


@slotted
class ColumnType(Node):
    """What a column holds.

    ``kind`` is ``money number percent fraction multiplier count date month quarter half year text
    yes/no one-of row``; ``currency`` or ``currency_column`` (dotted) and ``per`` go with money, ``members`` with
    ``one-of``, ``row`` with a reference to another record's row.
    """

    kind: str
    currency: str | None = None
    currency_column: tuple[str, ...] | None = None
    per: PeriodUnit | None = None
    members: tuple[Name, ...] = ()
    row: str | None = None


@slotted
class Reads(Node):
    """``reads "GTXPro" as "GTX Pro"``: how an export spells a value."""

    text: str
    value: Value


@slotted
class ColumnDecl(Statement):
    """One column of a record."""

    name: str
    type: ColumnType
    key: bool
    optional: bool
    header: str | None
    reads: tuple[Reads, ...]
    bounds: Bounds | None


@slotted
class RejectUnless(Statement):
    """``reject unless [for each deal:] COND``."""

    each: str | None
    condition: Condition


@slotted
class Data(Statement):
    """``data deals, each row a deal [, from file "x.csv"] [, valid from a through b] [, dated by c] [, one for each x and each month] { … }``."""

    name: str
    row: str
    file: str | None
    valid: tuple[str, str] | None
    dated: str | None
    one_for: tuple[str, ...] | None
    lines: tuple[ColumnDecl | RejectUnless, ...]
    tail: tuple[str, ...] = ()


# --- declarations: credits and rules ----------------------------------------------------------


@slotted
class Grain(Node):
    """``for each credit of Bookings`` (``credit``), ``for each deal`` (``row``), ``for each participant [each month | once on D]``
    (``participant``) or ``for the plan [each month]`` (``plan``)."""

    kind: Literal["credit", "row", "participant", "plan"]
    name: str | None = None
    each: PeriodUnit | None = None
    once_on: DateLit | None = None


@slotted
class When(Statement):
    """``when COND``: which rows this is about."""

    condition: Condition


@slotted
class To(Statement):
    """``to X``; ``manager``: ``to the manager of X on D``; ``managers``: ``to every manager above X on D``;
    ``every``: ``to every participant where COND``."""

    kind: Literal["person", "manager", "managers", "every"]
    value: Value | None
    on: Value | None = None
    levels: int | None = None
    once_for: str | None = None
    where: Condition | None = None


@slotted
class Remainder(Node):
    """``odd cents to split.primary | the largest | the last``: who gets what does not divide evenly."""

    kind: Literal["column", "largest", "last"]
    column: Column | None = None


@slotted
class AmountLine(Statement):
    """``amount E [, rounded] [, odd cents to …]`` or ``quota credit E …``."""

    word: Literal["amount", "quota credit"]
    value: Value
    rounded: bool
    remainder: Remainder | None


@slotted
class Dated(Statement):
    """``dated E``."""

    value: Value


@slotted
class Ordered(Statement):
    """``ordered by A, then B``."""

    keys: tuple[Value, ...]


@slotted
class Credit(Statement):
    """``credit Bookings for each split { … }``."""

    name: str
    grain: Grain
    lines: tuple[When | To | AmountLine | Dated | Ordered, ...]
    tail: tuple[str, ...] = ()


@slotted
class Gathers(Statement):
    """``credit Bookings gathers Booked, Returned, ordered by credit.date, then credit.id``."""

    name: str
    sources: tuple[Name, ...]
    keys: tuple[Value, ...]


@slotted
class Start(Statement):
    """``pay E``, ``start with E`` or ``take back E``: the first amount."""

    word: Literal["pay", "start with", "take back"]
    value: Value


@slotted
class TakeBackAll(Statement):
    """``take back all that Owner pays on the credit, whenever paid``."""

    rule: Name


@slotted
class AddRules(Statement):
    """``add Base, Spiff`` in a payout."""

    names: tuple[Name, ...]


@slotted
class Change(Statement):
    """``times E``, ``plus E``, ``minus E``, each perhaps ``when COND``."""

    word: Literal["times", "plus", "minus"]
    value: Value
    when: Condition | None


@slotted
class MinusPaid(Statement):
    """``minus what this rule already paid in the year``; ``window`` is ``None`` where left open (a question)."""

    window: Window | None


@slotted
class Excess(Node):
    """``excess lost`` / ``excess kept in B`` / ``shortfall forgiven`` / ``shortfall owed in B``."""

    kind: Literal["lost", "kept", "forgiven", "owed"]
    balance: Name | None = None


@slotted
class Limit(Statement):
    """``at most E for each participant each quarter, in credit order, excess lost`` or ``at least E each month …``.

    ``whose`` is ``participant``, ``everyone``, another row name (``customer``) or ``None``; ``each`` a period unit, ``plan``, the row name
    (``credit``, ``deal``) or ``None`` where left open, which may be a question. ``each anniversary year of D``
    is ``each`` ``anniversary year`` with D in ``since``.
    """

    word: Literal["at most", "at least"]
    value: Value
    whose: str | None
    each: str | None
    order: Literal["in credit order", "in proportion"] | None
    excess: Excess | None
    when: Condition | None
    since: Value | None = None


@slotted
class OnlyIf(Statement):
    """``only if COND, otherwise 0 USD`` or ``, otherwise held in B``; both ``None`` where left open (a question)."""

    condition: Condition
    otherwise: Value | None
    held_in: Name | None


@slotted
class Rounded(Statement):
    """``rounded each credit [, cut to 0.01 EUR] [, remainder to the largest | the last]``.

    ``each`` is ``slice``, the row's name, or a period unit; ``None`` where left open (a question).
    """

    each: str | None
    rounding: Rounding | None
    remainder: Remainder | None


@slotted
class IfNegative(Statement):
    """``if negative carried to the next month``, ``collected`` or ``forgiven``."""

    answer: Literal["carried", "collected", "forgiven"]
    unit: PeriodUnit | None


@slotted
class Settle(Statement):
    """``repay B [when C] [, at most E]`` or ``release B …``."""

    word: Literal["repay", "release"]
    balance: Name
    when: Condition | None
    limit: Value | None


@slotted
class Paid(Statement):
    """``paid E on D``; ``paid E in 11 equal parts each month after D, remainder to the last``; ``paid the rest …``.

    ``share`` is ``None`` for the rest. ``paid in proportion to amount of invoices, out of deal.amount`` has ``proportion_field``
    and ``proportion_of``; ``whole`` is ``None`` where left open (a question).
    """

    share: Value | None
    on: Value | None
    parts: int | None = None
    each: PeriodUnit | None = None
    after: Value | None = None
    remainder: Remainder | None = None
    proportion_field: str | None = None
    proportion_of: str | None = None
    whole: Value | None = None


@slotted
class Rule(Statement):
    """A measure, quota or paying rule: ``kind NAME ["title"] for each … = VALUE`` or ``{ steps }``.

    ``kind`` is ``measure``, ``quota``, ``commission``, ``bonus``, ``spiff``, ``override``, ``clawback``
    or ``salary``. Exactly one of ``value`` and ``steps`` is used (``value`` is ``None`` for a block).
    """

    kind: str
    name: str
    name_span: Span
    title: str | None
    grain: Grain | None
    value: Value | None
    steps: tuple[Step, ...]
    tail: tuple[str, ...] = ()

    @property
    def pays(self) -> bool:
        """Whether this is a rule that pays, rather than a named value."""
        return self.kind not in ("measure", "quota")


@slotted
class TableDecl(Statement):
    """``table Rates { rows }``."""

    name: str
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


@slotted
class Balance(Statement):
    """``balance DrawOwed for each participant { opens at E; closes on D, rest forgiven }``."""

    name: str
    grain: Grain
    opens: Value | None
    closes: Value | None
    rest: str | None
    tail: tuple[str, ...] = ()


@slotted
class Payout(Statement):
    """``payout for each participant each quarter, by credit date { add …; steps }``."""

    each: PeriodUnit | None
    by_credit_date: bool
    steps: tuple[Step, ...]
    tail: tuple[str, ...] = ()


# --- declarations: examples and tests ---------------------------------------------------------


@slotted
class GridRow(Statement):
    """One row of an example's grid; a cell is a literal, a ``Name``, a bare word (``TextLit``) or ``None`` for ``none``."""

    cells: tuple[Value | None, ...]


@slotted
class Given(Statement):
    """``given deal | owner | amount`` and its rows; the first cell of a row is the record's key."""

    row: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@slotted
class Expect(Statement):
    """``expect [paid] Base for ana on d1 in 2025-Q1 is 6,500.00 USD``; ``subject`` ``None`` means the payout."""

    subject: Name | None
    paid: bool
    participant: str | None
    on: str | None
    period: PeriodLit | None
    value: Value


@slotted
class ExpectRejected(Statement):
    """``expect data rejected "participant.rate"``."""

    text: str


@slotted
class Example(Statement):
    """``example "…" { given …; expect … }``."""

    title: str
    givens: tuple[Given, ...]
    expects: tuple[Expect | ExpectRejected, ...]
    tail: tuple[str, ...] = ()


PROMISED = {
    "payout is never above": "most",
    "payout is never below": "least",
    "all payouts together are never above": "budget",
    "payout never depends on the order of the data": "order",
    "payout never depends on the names of participants": "names",
    "payouts add up to what the rules pay": "sums",
}
"""What a test may say of payouts, and what it is about."""


@slotted
class Promise(Statement):
    """``test "…": payout never falls [by more than 0.05 USD] when deal.amount rises`` or ``test "…": [for each deal:] COND``.

    The first has the column in ``rising`` and the amount in ``tolerance``. ``for each credit of Bookings:`` is ``each``
    ``credit`` with the credit's name in ``credit``. ``about`` says what else a test is of: payouts that are at ``most`` or at ``least``
    ``bound``, all of them together (``budget``), or what is promised of every plan (``order``, ``names``, ``sums``).
    """

    title: str
    rising: Column | None
    each: str | None
    condition: Condition | None
    credit: str | None = None
    tolerance: MoneyLit | None = None
    about: str | None = None
    bound: Value | None = None


# --- files ------------------------------------------------------------------------------------


@slotted
class Use(Statement):
    """``use "stdlib/salesforce"``."""

    path: str


@slotted
class Plan(Statement):
    """``plan Name "title" { … }``."""

    name: str
    title: str | None
    items: tuple[Statement, ...]
    tail: tuple[str, ...] = ()


@slotted
class Remove(Statement):
    """``remove Name`` in an amendment."""

    name: str


@slotted
class Amend(Statement):
    """``amend Name from D, by COLUMN, running totals go on { … }``; ``running`` is ``None`` where left open, which may be a question."""

    name: str
    start: DateLit
    by: Column | PeriodEdge
    running: Literal["go on", "start again"] | None
    items: tuple[Statement, ...]
    tail: tuple[str, ...] = ()


@slotted
class Defaults(Statement):
    """``defaults "title" { … }``: answers that a company's plans share where they don't give their own."""

    title: str | None
    items: tuple[Statement, ...]
    tail: tuple[str, ...] = ()


@slotted
class PlanFile(Node):
    """A whole file: its ``use`` lines, plans and amendments, in a module its declarations, and comments after the last."""

    items: tuple[Statement, ...]
    tail: tuple[str, ...] = ()


Value = Union[
    NumberLit, MoneyLit, DateLit, PeriodLit, DurationLit, TextLit, YesNoLit, Column, Name, Negate, Binary,
    Of, Choice, Fallback, LowerHigher, PartOf, Aggregate, Converted, DaysOf, PeriodEdge, DayNumber,
    ServiceMonth, Place, Tiers, Curve, TableBy, Matrix, Match, Weighted, Places,
]  # fmt: skip
Condition = Union[Compare, Between, OneOf, Known, WithinDays, Junction]
Key = Union[Bounds, Point, Members, Otherwise, WhenKey]
Step = Union[
    When, Start, TakeBackAll, AddRules, Change, MinusPaid, Limit, OnlyIf, Rounded, Dated, IfNegative, Settle, Paid,
]  # fmt: skip


_NOT_SAID = frozenset(("span", "trivia", "header_trivia", "tail", "source_span", "name_span"))


def same_text(a: Any, b: Any) -> bool:
    """Whether two trees say the same, wherever they stand and whatever comments they carry."""
    return type(a) is type(b) and bool(text_key(a) == text_key(b))


def text_key(item: Any) -> Any:
    """What a tree says, as a value to compare and to look up by where many are compared with each other."""
    if isinstance(item, tuple):
        return tuple([text_key(part) for part in item])
    if isinstance(item, Node):
        return (type(item), *[text_key(getattr(item, name)) for name in item._fields if name not in _NOT_SAID])
    if isinstance(item, Decimal):
        return item.as_tuple()
    return type(item), item


def children(item: Any) -> list[Node]:
    """The nodes directly below a node, in the order written."""
    found: list[Node] = []
    for name in item._fields:
        value = getattr(item, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend(part for part in value if isinstance(part, Node))
    return found
