"""The core: a plan as a graph of tables, with one small operation a column.

Everything downstream reads this and nothing else: the interpreter evaluates it, SQL is written from it, an explanation is
the part of it behind one cell, the diagram is a picture of it. A table has rows (from a file, from
other rows, or from people and periods) and columns; a column's operation reads columns of its own
table, and other tables only through ``Carried``, ``Stacked``, ``Lookup`` and ``Total``. The operations are those of the design's
findings (row, across rows, tables); a construct of the language is a composition of them.

Numbers are exact rationals; dates and periods are integers (see ``calendar``); ``None`` is an absent
optional value and reaches only ``IsKnown``, ``Same``, ``Carried``, ``Stacked``, ``Lookup`` and the branches of a ``Choose`` that are not taken.
Only ``Round`` and ``Allocate`` round.
"""

from __future__ import annotations

from typing import Literal, Union

from planlang.core.calendar import FiscalCalendar
from planlang.core.calendar import Unit as PeriodUnit
from planlang.core.records import RecordSpec
from planlang.core.values import Scalar
from planlang.diagnostics.place import Span
from planlang.slotted import Valued, define, slotted


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


# --- operands ---------------------------------------------------------------------------------


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

# --- operations within a row ------------------------------------------------------------------


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


# --- operations across rows -------------------------------------------------------------------


@slotted
class Lookup(Part):
    """A column of the one row of ``table`` whose ``match`` columns equal the operands here.

    ``on`` (day, first column, last column) picks the row that holds on that day, ends included; an absent last day is open.
    ``missing``: what it means that no row is found: ``error`` a data error, ``none`` an absent value.
    """

    table: str
    match: tuple[tuple[str, Operand], ...]
    column: str
    on: tuple[Operand, str, str] | None = None
    missing: Literal["error", "none"] = "error"


@slotted
class Total(Part):
    """An aggregate over rows of another (or the same) table.

    Rows of ``table`` whose ``match`` columns equal the operands here, whose day ``between[0]`` lies from ``between[1]``
    through ``between[2]``, and for which the yes/no column ``where`` holds. ``value`` is their column, ``None`` for a
    count. ``only`` is the value of the single row: none is an absent value, several a data error.
    An empty ``highest``, ``lowest`` or ``average`` is an absent value; an empty total or count is 0.
    """

    function: Literal["total", "count", "highest", "lowest", "average", "only"]
    table: str
    value: str | None
    match: tuple[tuple[str, Operand], ...]
    between: tuple[str, Operand | None, Operand | None] | None = None
    where: str | None = None


@slotted
class Running(Part):
    """The total of ``value`` over the rows of the same partition (``by``) up to this one in ``order``, with or without itself."""

    value: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]
    inclusive: bool
    where: str | None = None


@slotted
class Within(Part):
    """A limit taken in order: what of ``value`` still fits under ``cap``.

    ``least(run, cap) - least(run - value, cap)`` where ``run`` is the running total with this row.
    """

    value: Operand
    cap: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]


@slotted
class Level(Part):
    """A level carried from row to row: ``s = max(s + flow, bound)`` (``floor``) or ``min(s + flow, bound)`` (``cap``), from 0.

    Rows where ``where`` does not hold leave the level as it is.
    """

    flow: Operand
    bound: Operand
    kind: Literal["floor", "cap"]
    by: tuple[str, ...]
    order: tuple[str, ...]
    where: str | None = None


@slotted
class Previous(Part):
    """``value`` of the row before this one in the partition (among rows where ``where`` holds); 0 for the first."""

    value: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]
    where: str | None = None


@slotted
class Fold(Part):
    """What ``state``, a column further down in this table, was in the row before; ``first`` in the first row of a partition.

    The one operation through which columns may depend on themselves: on what they were a row earlier. Between it and ``state`` stand
    operations within a row, and other folds. ``closed`` is a column that gives the same without looking back at ``state``, where
    lowering knows a closed form: what can't go row by row reads that.
    """

    state: str
    first: Operand
    by: tuple[str, ...]
    order: tuple[str, ...]
    closed: str | None = None


@slotted
class Allocate(Part):
    """A group's parts, rounded so that they add up to the rounded whole.

    Every row gets ``value`` rounded to ``unit`` by ``mode``, except the owner of the remainder, who gets the rounded total of all
    exact values less what the others got. The owner is the row where the yes/no column ``owner`` holds (exactly
    one, else a data error), the ``largest`` exact value by size (the first in ``order`` among equals) or the ``last`` in ``order``.
    """

    value: Operand
    unit: Const
    mode: Mode
    by: tuple[str, ...]
    owner: str | None
    kind: Literal["column", "largest", "last"]
    order: tuple[str, ...]


Op = Union[
    Cell, Carried, Stacked, SpineKey, Reached, RowId, Same, Add, Multiply, Ratio, Round, Compare, OneOf, Logic, IsKnown, Choose, Extreme,
    Band, Cut, OnCalendar, Lookup, Total, Running, Within, Level, Previous, Fold, Allocate,
]  # fmt: skip

# --- tables -----------------------------------------------------------------------------------


@slotted
class Input(Part):
    """The rows of a record, in the order of their identity (never of the file)."""

    record: str


@slotted
class Derive(Part):
    """One row for each row of ``source`` where its yes/no column ``keep`` holds (all, if ``None``)."""

    source: str
    keep: str | None


@slotted
class Stack(Part):
    """The rows of several tables, one after the other."""

    sources: tuple[str, ...]


@slotted
class Spine(Part):
    """One row for each person and period.

    ``people`` is the table of participants (``None``: the plan as a whole), ``unit`` the period (``None``: no period), ``first`` and
    ``last`` the period numbers. ``valid``: day columns of the people's table (an absent end is open); periods in which a
    person is not valid on any day have no row.
    """

    people: str | None
    unit: PeriodUnit | None
    first: int
    last: int
    valid: tuple[str | None, str | None] | None = None


@slotted
class RollUp(Part):
    """One row for each row of ``source`` where ``keep`` holds and each person above its ``person`` on its ``day``, nearest first.

    ``links`` is the input table that says who reports to whom: its columns ``who`` and ``manager``, and the days from and through
    which a row holds (``valid``; ``None``: always). ``levels`` is how far up it goes (``None``: to the top). Two managers of one
    person on one day, or somebody above themselves, are faults of the data.
    """

    source: str
    keep: str | None
    person: str
    day: str
    links: str
    who: str
    manager: str
    valid: tuple[str, str] | None
    levels: int | None


@slotted
class Everyone(Part):
    """One row for each row of ``source`` where ``keep`` holds and each row of ``people`` whose columns equal: ``match`` pairs theirs.

    ``people`` are the participants, or the rows of another record (a deal's invoices); ``who`` is the column that names one.
    """

    source: str
    keep: str | None
    people: str
    who: str
    match: tuple[tuple[str, str], ...]


Rows = Union[Input, Derive, Stack, Spine, RollUp, Everyone]
"""How a table's rows come about."""


@slotted
class Column(Part):
    """One column: its operation, what it is in the plan's words, and where the plan says so.

    ``role`` groups columns for readers: ``cell key date order condition amount measure edge band part share slice rounding limit
    total result component adjustment payout``. ``rule`` is the declaration that it belongs to.
    ``says`` is a short phrase, such as ``running total of quota credit in the quarter``.
    """

    name: str
    op: Op
    unit: Unit
    says: str
    role: str
    rule: str | None = None
    place: Span | None = None


@define(eq=False, repr=False)
class Table:
    """A table: how its rows come about, and its columns in an order in which each may be computed.

    ``grain`` says in plan words what one row is (``deal``, ``credit of Bookings``, ``participant and quarter``).
    """

    name: str
    rows: Rows
    grain: str
    columns: dict[str, Column]


# --- what the tables mean ---------------------------------------------------------------------


@slotted
class Condition(Part):
    """A condition that a row must meet, with the plan text of it, for saying why a row did not count."""

    column: str
    says: str
    place: Span


@slotted
class CreditInfo(Part):
    """A ``credit`` declaration: its table and what its columns are called there.

    ``sources`` are the tables whose rows it credits; ``conditions`` (columns of the source) why a row may not be credited.
    ``covered`` says whether a credit's date lies in what the plan covers; others are there for comparison only. ``made_from`` names the row
    of the source where several credits may be made of one.
    """

    name: str
    table: str
    sources: tuple[str, ...]
    conditions: tuple[Condition, ...]
    id: str
    participant: str
    date: str
    amount: str
    quota_credit: str | None
    order: tuple[str, ...]
    covered: str
    place: Span
    made_from: str | None = None


@slotted
class Line(Part):
    """A line of a component's result: ``amount``, ``limit``, ``gate``, ``rounding`` or ``true-up``, and its column.

    A component's lines add up to its result in every row.
    """

    kind: str
    column: str
    says: str


@slotted
class Earned(Part):
    """What a rule that is paid in parts has earned, beside what the payout adds of it.

    ``table`` to ``result`` are the rule's own rows, as in a ``Component`` that is paid at once. The component's rows are its
    payments; there ``part`` is a text that says which it is, ``amount`` what it comes to, and ``known`` whether its day is
    known (else its ``date`` is that of the result). Payments add up to the result of their row, with those that don't count yet.
    """

    table: str
    applies: str | None
    participant: str
    date: str
    key: str
    covered: str | None
    result: str
    part: str
    amount: str
    known: str


@slotted
class Component(Part):
    """A rule that pays.

    ``applies`` is a yes/no column or ``None`` (always). ``conditions`` explain it. ``key`` is the column that names the
    row (a credit's id, or a person and period). Where ``applies`` does not hold, ``result`` and all lines are 0.
    ``earned`` where the rule says when it is paid: then the rows are payments.
    """

    name: str
    kind: str
    title: str | None
    table: str
    applies: str | None
    conditions: tuple[Condition, ...]
    participant: str
    date: str
    key: str
    lines: tuple[Line, ...]
    result: str
    covered: str | None
    place: Span
    earned: Earned | None = None


@slotted
class MeasureInfo(Part):
    """A measure or quota: the column of its value, and for one that moves credit by credit the value before."""

    name: str
    kind: str
    table: str
    value: str
    before: str | None
    place: Span


@slotted
class BalanceInfo(Part):
    """What is carried from payout to payout: columns of the payout's table, all of them amounts.

    ``left`` is ``brought`` and ``came_in`` less ``taken_out`` and ``let_go`` (its rest, when it closes). ``owed`` says whose it is: owed by
    the participant, or kept for them.
    """

    name: str
    owed: bool
    brought: str
    came_in: str
    taken_out: str
    let_go: str
    left: str
    place: Span


@slotted
class PayoutInfo(Part):
    """The payout: a spine table with a column for each component, adjustments after them, and the result."""

    table: str
    unit: PeriodUnit
    participant: str
    period: str
    components: tuple[tuple[str, str], ...]
    adjustments: tuple[Line, ...]
    result: str
    negative_answered: bool
    place: Span
    balances: tuple[BalanceInfo, ...] = ()


@slotted
class DataCheck(Part):
    """``reject unless COND``: the yes/no column of an input table that must hold in every row."""

    table: str
    column: str
    says: str
    place: Span


@slotted
class OrderCheck(Part):
    """The columns that must tell apart any two rows of a partition, because something depends on their order."""

    table: str
    by: tuple[str, ...]
    order: tuple[str, ...]
    place: Span
    says: str


@slotted
class Default(Part):
    """An answer that the plan takes from the company's defaults: its words, where they stand, and the first line there."""

    says: str
    place: Span
    quoted: str


@define(eq=False, repr=False)
class Graph:
    """A whole plan, ready to be evaluated.

    ``defaults`` are the answers that it takes from elsewhere; ``modules`` the files that it uses, by name, with their texts.
    """

    name: str
    title: str
    currency: str
    digits: int
    calendar: FiscalCalendar
    covers: tuple[int, int]
    records: tuple[RecordSpec, ...]
    tables: dict[str, Table]
    credits: tuple[CreditInfo, ...]
    measures: tuple[MeasureInfo, ...]
    components: tuple[Component, ...]
    payout: PayoutInfo | None
    checks: tuple[DataCheck, ...]
    orders: tuple[OrderCheck, ...]
    defaults: tuple[Default, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()
