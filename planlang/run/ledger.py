"""The amounts of a run before they are written: payout cells, and the lines that make them up."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from planlang.core.graph import Component, Line, PayoutInfo
from planlang.core.values import Values, take
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.explain.model import Reader

AMOUNT = "amount"


@frozen
class Entry:
    """Amounts of one component and kind of line, one for each row that has one; all lists are aligned."""

    component: str
    kind: str
    people: list[str]
    periods: list[int]
    dates: list[int]
    keys: list[str]
    amount: Values

    @property
    def count(self) -> int:
        """How many amounts there are."""
        return len(self.people)

    def at(self, rows: list[int]) -> Entry:
        """Some of the amounts."""
        return Entry(
            self.component,
            self.kind,
            [self.people[row] for row in rows],
            [self.periods[row] for row in rows],
            [self.dates[row] for row in rows],
            [self.keys[row] for row in rows],
            take(self.amount, rows),
        )

    def where(self, periods: Container[int]) -> Entry:
        """The amounts of some periods."""
        if all(period in periods for period in set(self.periods)):
            return self
        return self.at([row for row, period in enumerate(self.periods) if period in periods])


def adjustment_names(info: PayoutInfo) -> list[str]:
    """What the payout's own adjustments are called beside the components: ``payout: at least``; a number where two are alike."""
    names: list[str] = []
    for line in info.adjustments:
        name = plain = f"payout: {line.says or line.kind}"
        number = 1
        while name in names:
            number += 1
            name = f"{plain} ({number})"
        names.append(name)
    return names


def entries_of(reader: Reader, info: PayoutInfo) -> list[Entry]:
    """The cells of the payout: a component or adjustment for each person and period."""
    rows = list(range(reader.count(info.table)))
    names = [*info.components, *zip(adjustment_names(info), (line.column for line in info.adjustments), strict=True)]
    return [_payout_entry(reader, info, name, AMOUNT, column, rows) for name, column in names]


def payout_lines(reader: Reader, info: PayoutInfo) -> list[Entry]:
    """The payout's adjustments as lines; where nothing is adjusted there is none."""
    found = []
    rows = list(range(reader.count(info.table)))
    for name, line in zip(adjustment_names(info), info.adjustments, strict=True):
        entry = _payout_entry(reader, info, name, line.kind, line.column, rows)
        found.append(entry.at([row for row in rows if entry.amount.items[row]]))
    return found


def _payout_entry(reader: Reader, info: PayoutInfo, name: str, kind: str, column: str, rows: list[int]) -> Entry:
    calendar = reader.graph.calendar
    periods = reader.column(info.table, info.period, rows).items
    last = {period: calendar.last_day(info.unit, period) for period in set(periods)}
    return Entry(
        name,
        kind,
        reader.column(info.table, info.participant, rows).items,
        periods,
        [last[period] for period in periods],
        [reader.row_id(info.table, row) for row in rows],
        reader.column(info.table, column, rows),
    )


def component_lines(reader: Reader, info: PayoutInfo) -> list[Entry]:
    """The lines of all components that are in the payout, in the order of the payout."""
    components = {component.name: component for component in reader.graph.components}
    return [line for name, _ in info.components for line in _lines(reader, info, components[name])]


def _lines(reader: Reader, info: PayoutInfo, component: Component) -> list[Entry]:
    rows = list(range(reader.count(component.table)))
    for column in (component.covered, component.applies):
        if column is not None:
            holds = reader.column(component.table, column, rows).items
            if not all(holds):
                rows = [row for row, yes in zip(rows, holds, strict=True) if yes]
    if component.earned is not None:  # several payments of one row on one day: in the order of their own names
        rows.sort(key=lambda row: reader.row_id(component.table, row))
    calendar = reader.graph.calendar
    dates = reader.column(component.table, component.date, rows).items
    numbers = {day: calendar.period(info.unit, day) for day in set(dates)}
    whole = Entry(
        component.name,
        "",
        reader.column(component.table, component.participant, rows).items,
        [numbers[day] for day in dates],
        dates,
        list(map(str, reader.column(component.table, component.key, rows).items)),
        Values([]),
    )
    return [_line(reader, component, line, whole, rows) for line in component.lines]


def _line(reader: Reader, component: Component, line: Line, whole: Entry, rows: list[int]) -> Entry:
    amount = reader.column(component.table, line.column, rows)
    entry = Entry(component.name, line.kind, whole.people, whole.periods, whole.dates, whole.keys, amount)
    if line.kind == AMOUNT:
        return entry
    return entry.at([index for index, item in enumerate(amount.items) if item])
