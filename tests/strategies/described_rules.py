"""Measures, rules with their steps, and the payout as a description: what a described plan does with its values, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from tests.strategies.described_values import Condition, Value


@dataclass(frozen=True)
class When:
    condition: Condition

    def __str__(self) -> str:
        return f"when {self.condition}"


@dataclass(frozen=True)
class Start:
    value: Value
    back: bool = False

    def __str__(self) -> str:
        return f"{'take back' if self.back else 'pay'} {self.value}"


@dataclass(frozen=True)
class Change:
    """``times``, ``plus`` or ``minus``."""

    word: str
    value: Value
    when: Condition | None = None
    whole: bool = False

    def __str__(self) -> str:
        said = f"{self.word} {self.value}" + (", once for each credit" if self.whole else "")
        return said + (f" when {self.when}" if self.when else "")


@dataclass(frozen=True)
class Rounded:
    each: str

    def __str__(self) -> str:
        return f"rounded each {self.each}"


@dataclass(frozen=True)
class Limit:
    """``each`` ``credit`` or the rule's own period limits each result; another period is shared in the order of the rows.

    ``to_date``: below a `minus what this rule already paid`, where nothing is said of a shortfall.
    """

    word: str
    bound: Value
    each: str
    shared: bool = False
    everyone: bool = False
    to_date: bool = False

    def __str__(self) -> str:
        whose = ""
        if self.shared:
            whose = " for everyone together" if self.everyone else " for each participant"
        order = ", in credit order" if self.shared else ""
        rest = "" if self.to_date else ", excess lost" if self.word == "at most" else ", shortfall forgiven"
        return f"{self.word} {self.bound}{whose} each {self.each}{order}{rest}"


@dataclass(frozen=True)
class OnlyIf:
    condition: Condition
    otherwise: Value

    def __str__(self) -> str:
        return f"only if {self.condition}, otherwise {self.otherwise}"


@dataclass(frozen=True)
class MinusPaid:
    unit: str

    def __str__(self) -> str:
        return f"minus what this rule already paid in the {self.unit}"


Step = Union[When, Start, Change, Rounded, Limit, OnlyIf, MinusPaid]


@dataclass(frozen=True)
class Measure:
    """``unit`` ``None``: a running total for each credit in the ``window``; else for each participant each ``unit``, its total.

    ``field`` says which of the credit's amounts; ``over_quota`` divides by the participant's quota.
    """

    name: str
    credit: str
    unit: str | None
    window: str
    field: str
    over_quota: bool

    def __str__(self) -> str:
        if self.unit is None:
            what = f"running total {self.field} of the participant's {self.credit} in the {self.window}"
            grain = f"for each credit of {self.credit}"
        else:
            what = f"total {self.field} of the participant's {self.credit} in the {self.window}"
            grain = f"for each participant each {self.unit}"
        return f"    measure {self.name} {grain} = {what}{' / participant.quota' if self.over_quota else ''}\n"


@dataclass(frozen=True)
class Rule:
    """``unit`` ``None``: for each credit."""

    name: str
    kind: str
    credit: str
    unit: str | None
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        grain = f"for each credit of {self.credit}" if self.unit is None else f"for each participant each {self.unit}"
        steps = "".join(f"        {step}\n" for step in self.steps)
        return f"    {self.kind} {self.name} {grain} {{\n{steps}    }}\n"


@dataclass(frozen=True)
class Payout:
    unit: str
    limits: tuple[Limit, ...]
    negative: str
    negative_first: bool
