"""What is carried from payout to payout: for each balance what was brought forward, what moved it, and what is left.

What comes in and goes out is all that changes it; this is asserted of every run.
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import BalanceInfo, PayoutInfo
from planlang.core.values import Values, take
from planlang.run.result import RunFault
from planlang.run.tables import Output, OutputColumn, joined

if TYPE_CHECKING:
    from planlang.explain.model import Reader

AMOUNTS = ("brought_forward", "came_in", "taken_out", "let_go", "left")
TEXTS = ("participant", "period", "balance")


def columns_of(balance: BalanceInfo) -> tuple[str, ...]:
    """The columns of the payout's table that hold the amounts."""
    return balance.brought, balance.came_in, balance.taken_out, balance.let_go, balance.left


def balances_table(reader: Reader, periods: Container[int]) -> Output | None:
    """A row for each balance, participant and period in which there is something of it; ``None`` where the plan has no balance."""
    info = reader.graph.payout
    if info is None or not info.balances:
        return None
    parts = [_rows(reader, info, balance, periods) for balance in info.balances]
    cells = [joined([part[number] for part in parts]) for number in range(len(TEXTS) + len(AMOUNTS))]
    return Output(
        "balances",
        (
            *(OutputColumn(name, "text", values) for name, values in zip(TEXTS, cells)),
            *(
                OutputColumn(name, "money", values, reader.graph.digits)
                for name, values in zip(AMOUNTS, cells[len(TEXTS) :])
            ),
        ),
    )


def _rows(reader: Reader, info: PayoutInfo, balance: BalanceInfo, periods: Container[int]) -> list[Values]:
    rows = list(range(reader.count(info.table)))
    amounts = [reader.column(info.table, column, rows) for column in columns_of(balance)]
    people = reader.column(info.table, info.participant, rows).items
    numbers = reader.column(info.table, info.period, rows).items
    for row in rows:
        brought, came_in, taken_out, let_go, left = (Fraction(one.at(row) or 0) for one in amounts)
        if brought + came_in - taken_out - let_go != left:
            raise RunFault(f"what moved {balance.name} of {people[row]} in period {numbers[row]} does not add up")
    some = [row for row in rows if numbers[row] in periods and any(one.items[row] for one in amounts)]
    some.sort(key=lambda row: (people[row], numbers[row]))
    label = reader.graph.calendar.label
    return [
        Values([people[row] for row in some]),
        Values([label(info.unit, numbers[row]) for row in some]),
        Values([balance.name] * len(some)),
        *(take(one, some) for one in amounts),
    ]
