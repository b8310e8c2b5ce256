"""Credits, measures, quotas, rules that pay and their steps, balances, the payout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from planlang.diagnostics.place import Span
from planlang.slotted import slotted
from planlang.syntax.tree.files import Rounding
from planlang.syntax.tree.nodes import Node, PeriodUnit, Statement
from planlang.syntax.tree.values import Column, DateLit, Name, Window

if TYPE_CHECKING:
    from planlang.syntax.tree.values import Condition, Value


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
    """``odd cents to split.primary | the largest | the first | the last``: who gets what does not divide evenly.

    ``by`` is the order in which somebody is the first or the last: ``the last by participant.hired``, in what is shared by people; of the
    largest the first of those who have as much: ``the largest, among equals the first by participant.hired``. Who of them share
    something is said before it: ``, within each participant.store`` (``within``) or ``, among everyone`` (``everyone``).
    """

    kind: Literal["column", "largest", "first", "last"]
    column: Column | None = None
    by: tuple[Value, ...] = ()
    within: Value | None = None
    everyone: bool = False


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
    """``pay E``, ``start with E`` or ``take back E``: the first amount.

    ``once_for``: ``, once for each credit`` behind an amount that is not shared where several people share a deal.
    """

    word: Literal["pay", "start with", "take back"]
    value: Value
    once_for: str | None = None


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
    """``times E``, ``plus E [, once for each credit]``, ``minus E [, once for each credit]``, each perhaps ``when COND``."""

    word: Literal["times", "plus", "minus"]
    value: Value
    when: Condition | None
    once_for: str | None = None


@slotted
class MinusPaid(Statement):
    """``minus what this rule already paid [for each customer] in the year``; ``window`` is ``None`` where left open (a question).

    ``whose`` is the row's word of those on whom it was paid, or ``everyone``; ``None`` is the participant.
    """

    window: Window | None
    whose: str | None = None


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
class InAdditionTo(Statement):
    """``in addition to Early, Late``: rules beside which this one is meant to pay, on the same rows."""

    names: tuple[Name, ...]


@slotted
class LeavesGap(Statement):
    """``leaves a gap after Small``: nothing is meant to be paid between another rule's rows and this one's."""

    names: tuple[Name, ...]


@slotted
class MeasuredApart(Statement):
    """``gate and table measure differently``: the rule's gate is meant to look at another total than its table."""


@slotted
class OnlyAbove(Statement):
    """``only what is above Early, Late``: where one of these applies, what the amount is more than they pay together."""

    names: tuple[Name, ...]


@slotted
class Rounded(Statement):
    """``rounded each credit [, cut to 0.01 EUR] [, [within each X,] remainder to the largest | the first [by X] | the last [by X]]``.

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
    """``repay B [when C] [, at most E[, rounded]]`` or ``release B …``."""

    word: Literal["repay", "release"]
    balance: Name
    when: Condition | None
    limit: Value | None
    rounded: bool = False


@slotted
class ConvertsTo(Statement):
    """``converted to participant.currency using fx on D, rounded``: in which currency the payout is paid.

    ``into`` is the code of a currency, or a value that names one; ``on`` is ``None`` and ``rounded`` false where left open (a question).
    """

    into: str | Value
    table: str
    on: Value | None
    rounded: bool


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

    @property
    def takes_back(self) -> bool:
        """Whether this is a clawback by what it does, whatever word it begins with."""
        return any(
            isinstance(step, TakeBackAll) or (isinstance(step, Start) and step.word == "take back")
            for step in self.steps
        )


@slotted
class Balance(Statement):
    """``balance DrawOwed for each participant { opens at E; closes on D, rest forgiven }``.

    ``lapses``: through how many more payouts than its own what came in may be taken out, the oldest first.
    """

    name: str
    grain: Grain
    opens: Value | None
    closes: Value | None
    rest: str | None
    lapses: int | None = None
    tail: tuple[str, ...] = ()


@slotted
class Payout(Statement):
    """``payout for each participant each quarter, by credit date { add …; steps }``."""

    each: PeriodUnit | None
    by_credit_date: bool
    steps: tuple[Step, ...]
    tail: tuple[str, ...] = ()


Step: TypeAlias = (
    "When | Start | TakeBackAll | AddRules | Change | MinusPaid | Limit | OnlyIf | Rounded | Dated | "
    "IfNegative | Settle | ConvertsTo | Paid | InAdditionTo | OnlyAbove | LeavesGap | MeasuredApart"
)
