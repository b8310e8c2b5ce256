"""Data tables, examples of what is in them, and what tests promise of payouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.slotted import slotted
from planlang.syntax.tree.nodes import Node, PeriodUnit, Statement
from planlang.syntax.tree.tables import Bounds
from planlang.syntax.tree.values import Column, DateLit, MoneyLit, Name, PeriodLit

if TYPE_CHECKING:
    from planlang.syntax.tree.values import Condition, Value


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
    """``expect [paid] Base for ana on d1 in 2025-Q1 is 6,500.00 USD[, rounded]``; ``subject`` ``None`` means the payout.

    ``rounded`` compares to the decimals that are written.
    """

    subject: Name | None
    paid: bool
    participant: str | None
    on: str | None
    period: PeriodLit | DateLit | None
    value: Value
    rounded: bool


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
