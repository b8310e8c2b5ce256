"""What two runs differ in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from planlang.run.comparison.opened import Opened
from planlang.semantics.currencies import DIGITS
from planlang.slotted import field, frozen

Amount = Fraction | None
"""``None``: there is no such row in that run."""


@frozen
class Change:
    """What one deal, or what no deal is behind, pays in one run and in the other; ``because`` in words, where results say it."""

    line: str
    key: str
    before: Amount
    after: Amount
    because: tuple[str, ...] = ()

    @property
    def difference(self) -> Fraction:
        """How much more the second run pays."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


@frozen
class PayoutChange:
    """A payout of one component in which the two runs differ, with all lines that do. They add up to the difference."""

    participant: str
    period: str
    component: str
    before: Amount
    after: Amount
    changes: tuple[Change, ...]

    @property
    def difference(self) -> Fraction:
        """How much more the second run pays."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


@frozen
class OtherChange:
    """A row of a table beside the payouts: which one, what it is about, and each amount that differs, with both values."""

    table: str
    about: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, Amount, Amount], ...]

    def digits(self, name: str, usual: int) -> int:
        """How many decimals an amount is written with: what is paid in another currency has its own."""
        code = dict(self.about).get("currency") if name == "paid" else None
        return DIGITS.get(code or "", usual)


@frozen
class Comparison:
    """All of it. Totals are those of the ``periods`` that both runs pay, and of the ``participant`` that was asked for."""

    before: Opened
    after: Opened
    digits: int
    periods: tuple[str, ...]
    before_only: tuple[str, ...]
    after_only: tuple[str, ...]
    before_total: Fraction
    after_total: Fraction
    count: int
    payouts: tuple[PayoutChange, ...]
    others: tuple[OtherChange, ...]
    credits: int
    participant: str | None = None
    causes: Mapping[tuple[str, str], tuple[str, ...]] = field(factory=dict)
    """By participant and period, the cells of the data and lines of the plan that differ behind it, where that was asked."""

    @property
    def same(self) -> bool:
        """Whether nothing that is paid, owed or carried on differs."""
        return not (self.payouts or self.others or self.before_only or self.after_only)
