"""Whole files: plans, amendments, defaults, and the lines before a plan's declarations."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from planlang.slotted import slotted
from planlang.syntax.tree.nodes import Node, PeriodUnit, Statement
from planlang.syntax.tree.values import Column, DateLit, PeriodEdge


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
    ``, weeks start on Monday`` (0) and ``, a fortnight starts on 2025-01-06`` say where weeks and fortnights begin.
    """

    start_month: int
    named: Literal["start", "end"] | None
    weeks: tuple[int, int, int] | None
    extra: int | None
    edge: YearEdge | None
    week_start: int | None
    fortnight: DateLit | None


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

    @property
    def settled(self) -> RoundingMode:
        """The mode. Where it is left open, which is asked and pays nobody, one with which the rest can be checked."""
        return self.mode or "half-even"


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
