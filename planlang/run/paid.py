"""What people are paid in their own currencies: a row for each payout that is not 0, and what is paid of each currency in all."""

from __future__ import annotations

from collections.abc import Container, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core.graph import PaidIn
from planlang.core.values import Values, take
from planlang.run.tables import Output, OutputColumn, totals
from planlang.semantics.currencies import DIGITS

if TYPE_CHECKING:
    from planlang.explain.model import Reader


def digits_of(paid: PaidIn) -> int:
    """How many decimals the amounts of all its currencies need."""
    return max(DIGITS[code] for code in paid.currencies)


def paid_table(reader: Reader, periods: Container[int]) -> Output | None:
    """By participant and period: the payout in the plan's currency, and what is paid. ``None`` where the plan pays in its own currency."""
    info, graph = reader.graph.payout, reader.graph
    if info is None or info.paid_in is None:
        return None
    rows = list(range(reader.count(info.table)))
    numbers = reader.column(info.table, info.period, rows).items
    people = reader.column(info.table, info.participant, rows).items
    due = reader.column(info.table, info.result, rows)
    some = [row for row in rows if numbers[row] in periods and due.items[row]]
    some.sort(key=lambda row: (people[row], numbers[row]))
    label = graph.calendar.label
    return Output(
        "paid",
        (
            OutputColumn("participant", "text", Values([people[row] for row in some])),
            OutputColumn("period", "text", Values([label(info.unit, numbers[row]) for row in some])),
            OutputColumn("amount", "money", take(due, some), graph.digits),
            OutputColumn(
                "currency", "text", Values(list(reader.column(info.table, info.paid_in.currency, some).items))
            ),
            OutputColumn(
                "paid",
                "money",
                reader.column(info.table, info.paid_in.amount, some),
                digits_of(info.paid_in),
                "currency",
            ),
        ),
    )


def in_each(paid: Output | None) -> tuple[tuple[str, Fraction], ...]:
    """What is paid of each currency in all, by the currency's code."""
    return () if paid is None else ordered(totals(paid["currency"].items, paid["paid"]).items())


def ordered(sums: Iterable[tuple[str, Fraction]]) -> tuple[tuple[str, Fraction], ...]:
    """Totals by the code of their currency."""
    return tuple(sorted(sums))
