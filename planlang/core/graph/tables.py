"""Tables, how their rows come about, their columns; what they mean; and the whole plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from planlang.core.calendar import FiscalCalendar
from planlang.core.calendar import Unit as PeriodUnit
from planlang.core.graph.within_row import Part, Unit
from planlang.core.records import RecordSpec
from planlang.diagnostics.place import Span
from planlang.slotted import define, slotted

if TYPE_CHECKING:
    from planlang.core.graph.across_rows import Op


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
class PaidIn(Part):
    """What a payout comes to in the currency in which the person is paid: columns of the payout's table.

    ``currency`` is the column of its code; ``currencies`` are all that it can be. ``rate`` is what one unit of the plan's
    currency is in it, known where the payout is not 0; ``amount`` is a number with no more decimals than its currency has.
    """

    currency: str
    currencies: tuple[str, ...]
    rate: str
    amount: str
    place: Span


@slotted
class PayoutInfo(Part):
    """The payout: a spine table with a column for each component, adjustments after them, and the result.

    All these are amounts in the plan's currency; ``paid_in`` says what is paid where that is another one.
    """

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
    paid_in: PaidIn | None = None


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
