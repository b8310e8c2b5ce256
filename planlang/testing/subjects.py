"""Where the graph keeps what an example may speak of: a rule, a measure or the payout."""

from __future__ import annotations

from planlang.core.calendar import DAYS
from planlang.core.calendar import Unit as PeriodUnit
from planlang.core.graph import Graph, Spine, SpineKey, Unit
from planlang.semantics.currencies import DIGITS
from planlang.slotted import frozen


@frozen
class Subject:
    """A column of values and what its rows are about.

    ``adds``: whether several rows may be added up (what a rule pays may; an attainment may not). ``participant`` and
    ``date`` are columns, ``period`` a column of periods of ``unit``; each ``None`` where the rows have no such thing.
    ``counts`` are yes/no columns that hold in the rows that count; ``of`` a column and the text that it has in them.
    """

    name: str
    table: str
    column: str
    adds: bool
    unit: Unit
    participant: str | None
    date: str | None
    period: tuple[str, PeriodUnit] | None
    counts: tuple[str, ...] = ()
    of: tuple[str, str] | None = None


def subject(graph: Graph, name: str | None, paid: bool = False, currency: str | None = None) -> Subject | None:
    """What a name means in an expectation (of a credit: its amount); ``None`` is the payout. Unknown names give ``None``.

    Of a rule that is paid in parts it is what is earned, or with ``paid`` what is paid of it. The payout in a ``currency`` that is
    not the plan's is what is paid in it, to those who are paid in it.
    """
    if name is None:
        info = graph.payout
        if info is None:
            return None
        paid_in = info.paid_in
        if (
            paid_in is not None
            and currency is not None
            and currency in paid_in.currencies
            and currency != graph.currency
        ):
            unit, when = Unit("money", currency, DIGITS[currency]), (info.period, info.unit)
            to = (paid_in.currency, currency)
            return Subject("payout", info.table, paid_in.amount, True, unit, info.participant, None, when, of=to)
        unit = graph.tables[info.table].columns[info.result].unit
        return Subject("payout", info.table, info.result, True, unit, info.participant, None, (info.period, info.unit))
    for component in graph.components:
        earned = component.earned
        if component.name == name and earned is not None and not paid:
            unit = graph.tables[earned.table].columns[earned.result].unit
            own = (earned.covered,) if earned.covered is not None else ()
            return Subject(
                name,
                earned.table,
                earned.result,
                True,
                unit,
                earned.participant,
                earned.date,
                _of_days(graph, earned.table),
                own,
            )
        if component.name == name:
            unit = graph.tables[component.table].columns[component.result].unit
            counts = tuple(column for column in (component.covered,) if column is not None)
            return Subject(
                name,
                component.table,
                component.result,
                True,
                unit,
                component.participant,
                component.date,
                _of_days(graph, component.table),
                counts,
            )
    for credit in graph.credits:
        if credit.name == name:
            unit = graph.tables[credit.table].columns[credit.amount].unit
            return Subject(
                name, credit.table, credit.amount, True, unit, credit.participant, credit.date, None, (credit.covered,)
            )
    for measure in graph.measures:
        if measure.name == name:
            unit = graph.tables[measure.table].columns[measure.value].unit
            person, date, period = _keys(graph, measure.table)
            return Subject(name, measure.table, measure.value, False, unit, person, date, period)
    return None


def _of_days(graph: Graph, table: str) -> tuple[str, PeriodUnit] | None:
    """The period of rows for each week or fortnight, which goes by its first day, where results are dated the last one."""
    period = _keys(graph, table)[2] if isinstance(graph.tables[table].rows, Spine) else None
    return period if period is not None and period[1] in DAYS else None


def names(graph: Graph) -> list[str]:
    """Everything that an expectation may name."""
    return [
        "payout",
        *(c.name for c in graph.components),
        *(c.name for c in graph.credits),
        *(m.name for m in graph.measures),
    ]


def _keys(graph: Graph, table: str) -> tuple[str | None, str | None, tuple[str, PeriodUnit] | None]:
    """The columns of a table that say whose and when its rows are."""
    for credit in graph.credits:
        if credit.table == table:
            return credit.participant, credit.date, None
    rows = graph.tables[table].rows
    if isinstance(rows, Spine):
        person = period = None
        for column in graph.tables[table].columns.values():
            if isinstance(column.op, SpineKey):
                if column.op.part == "person":
                    person = column.name
                elif rows.unit is not None:
                    period = (column.name, rows.unit)
        return person, None, period
    for component in graph.components:
        if component.table == table:
            return component.participant, component.date, None
    return None, None, None
