"""What a run gives: its tables, totals and counts; and why it may give nothing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from planlang.diagnostics.model import Diagnostic
from planlang.run.tables import Output
from planlang.slotted import frozen


class Rejected(Exception):
    """The data can't be paid; the findings say why. Nothing has been written."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(f"{len(self.diagnostics)} findings in the data")


class RunFault(Exception):
    """What must hold of every run does not: a bug of ours, never the user's."""


@frozen
class Count:
    """How many rows of a data table there are, and how many of them are credited."""

    data: str
    rows: int
    credited: int
    uncredited: int


@frozen
class Summary:
    """What a run comes to. ``people`` is how many participants there are, ``paid`` how many of them get something.

    ``paid_in`` is what is paid of each currency, where the plan says in which people are paid; all other amounts are in ``currency``.
    """

    plan: str
    currency: str
    digits: int
    periods: tuple[str, ...]
    counts: tuple[Count, ...]
    totals: tuple[tuple[str, Fraction], ...]
    people: int
    paid: int
    due: Fraction = Fraction(0)
    paid_in: tuple[tuple[str, Fraction], ...] = ()

    @property
    def total(self) -> Fraction:
        """What is paid altogether."""
        return sum((amount for _, amount in self.totals), Fraction(0))


@frozen
class RunResult:
    """A whole run.

    ``periods`` are the labels of the periods that it pays; ``counts`` has a line for each data table that credits are
    made from, whatever the periods; ``totals`` the amount of each component and payout-level
    adjustment in the order of the payout, and ``total`` their sum.
    """

    plan: str
    currency: str
    digits: int
    periods: tuple[str, ...]
    credits: Output
    lines: Output
    payouts: Output
    uncredited: Output
    counts: tuple[Count, ...]
    totals: tuple[tuple[str, Fraction], ...]
    due: Output | None = None
    balances: Output | None = None
    paid: Output | None = None

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The tables in the order in which a plan works: credits, lines, payouts, and what was not credited.

        Of a plan that pays in parts also what is earned and not paid; of one with balances what is carried on; of one that
        pays in several currencies what is paid in each.
        """
        more = tuple(table for table in (self.due, self.balances, self.paid) if table is not None)
        return (self.credits, self.lines, self.payouts, self.uncredited, *more)

    @property
    def total(self) -> Fraction:
        """What is paid altogether."""
        return sum((amount for _, amount in self.totals), Fraction(0))

    @property
    def summary(self) -> Summary:
        """What it comes to."""
        people = self.payouts["participant"].items
        amounts = self.payouts["amount"].items
        paid = len({name for name, amount in zip(people, amounts, strict=True) if amount})
        due = self.due["amount"] if self.due is not None else None
        from planlang.run.paid import in_each

        left = sum((Fraction(due.at(n) or 0) for n in range(len(due.items))), Fraction(0)) if due is not None else 0
        return Summary(
            self.plan, self.currency, self.digits, self.periods, self.counts, self.totals, len(set(people)), paid,
            Fraction(left), in_each(self.paid),
        )  # fmt: skip
