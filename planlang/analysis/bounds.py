"""How little and how much a person can be paid whatever is sold: bounds that hold for all data with this person in it.

Each column of the core gets a range that holds in every row, from the ranges of what it reads. What the data says of the person is taken as
it is, everything else may be whatever its column allows, in any number of rows. A range is sound and perhaps wider than it need be: a
finite end is never passed; an open one may only mean that no end is proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import LONGER
from planlang.core.dataset import Dataset
from planlang.core.ranges import ANY, NOTHING, Range, exactly, hull, least
from planlang.core.records import NUMERIC
from planlang.slotted import define, field

NONE = Fraction(0)


def _many(one: Range, rows: int | None) -> Range:
    """The sum of up to so many values (``None``: of any number), perhaps of none."""
    zero = hull((one, NOTHING))
    if rows is None:
        return Range(NONE if zero.low == 0 else None, NONE if zero.high == 0 else None)
    return Range(None if zero.low is None else zero.low * rows, None if zero.high is None else zero.high * rows)


@define(eq=False)
class Bounds:
    """The ranges of a plan's columns for one person of some data."""

    graph: g.Graph
    data: Dataset
    person: str
    known: dict[tuple[str, str, bool], Range] = field(factory=dict)
    assumed: dict[tuple[str, str], Range] = field(factory=dict)
    anywhere: Bounds | None = None
    owners: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        graph = self.graph
        self.owners = {(one.table, one.participant) for one in graph.credits}
        self.owners |= {(one.table, one.participant) for one in graph.components}
        self.owners |= {(one.earned.table, one.earned.participant) for one in graph.components if one.earned}

    def payout(self) -> Range:
        """What the payouts of the person come to together, in all periods of the plan."""
        info = self.graph.payout
        assert info is not None
        each = self.column(info.table, info.result, True)
        found = _many(each, self._periods(info.table))
        if not info.adjustments and not info.balances:
            # Nothing is done to the payout of a period, so that each component may be looked at over all of them.
            found = _narrower(found, [self._sum(component) for component in self._added(info)])
        return found

    def _added(self, info: g.PayoutInfo) -> list[g.Component]:
        names = {name for name, _ in info.components}
        return [component for component in self.graph.components if component.name in names]

    def _sum(self, component: g.Component) -> Range:
        """What a component pays in all its rows of the person: of what is cut in order, no more than the limit in each stretch of time."""
        table, result = component.table, component.result
        if component.earned is not None and self._in_parts(component):
            table, result = component.earned.table, component.earned.result
        found = _many(self.column(table, result, True), self._periods(table))
        limit = self._limit(table, result)
        if limit is None:
            return found
        cap = self.of(limit.cap, table, True)
        stretches = self._stretches(table, limit.by)
        if cap.high is None or stretches is None:
            return found
        if cap.low != cap.high and not self.of(limit.value, table, True).at_least_zero:
            return found  # what is returned under a small cap and sold again under a large one is paid each time
        most = max(cap.high, NONE) * stretches
        return Range(found.low, most if found.high is None else min(most, found.high))

    def _in_parts(self, component: g.Component) -> bool:
        """Whether its payments are parts of what each row has earned, so that together they are no more than that."""
        rows = self.graph.tables[component.table].rows
        parts = rows.sources if isinstance(rows, g.Stack) else (component.table,)
        made = [self.graph.tables[name].rows for name in parts]
        return all(
            isinstance(one, g.Derive) and one.source == component.earned.table for one in made if component.earned
        )

    def _limit(self, table: str, column: str) -> g.Within | None:
        """The limit in order that a result is the outcome of."""
        op = self.graph.tables[table].columns[column].op
        if isinstance(op, g.Same) and isinstance(op.value, g.Ref):
            return self._limit(table, op.value.column)
        return op if isinstance(op, g.Within) else None

    def _stretches(self, table: str, by: tuple[str, ...]) -> int | None:
        """In how many stretches of time of what the plan covers a limit of a person begins anew."""
        found = 1
        for name in by:
            unit = self.graph.tables[table].columns[name].unit.kind
            if (table, name) in self.owners:
                continue
            if unit not in LONGER:
                return None
            first, last = (self.graph.calendar.period(unit, day) for day in self.graph.covers)  # type: ignore[arg-type]
            found *= last - first + 1
        return found

    def _periods(self, table: str) -> int | None:
        """How many rows of a table a person has, if the data does not say so: those of people and periods."""
        rows = self.graph.tables[table].rows
        return rows.last - rows.first + 1 if isinstance(rows, g.Spine) else None

    # --- columns --------------------------------------------------------------------------------

    def column(self, table: str, name: str, own: bool) -> Range:
        """The range of a column in the person's own rows, or in all of them."""
        key = (table, name, own)
        if key not in self.known:
            self.known[key] = ANY  # what goes in a circle, by way of a row before, has no range that is known
            column = self.graph.tables[table].columns[name]
            op = column.op
            made = RANGES.get(type(op))
            if made is not None and column.unit.kind in (*NUMERIC, "days"):
                self.known[key] = made(self, table, op, own)
            if (table, name) in self.assumed:
                self.known[key] = self.known[key].meet(self.assumed[table, name])
        return self.known[key]

    def of(self, operand: g.Operand, table: str, own: bool) -> Range:
        """The range of an operand."""
        if isinstance(operand, g.Ref):
            return self.column(table, operand.column, own)
        if isinstance(operand.value, (int, Fraction)) and not isinstance(operand.value, bool):
            return Range(Fraction(operand.value), Fraction(operand.value))
        return ANY

    def where(self, condition: g.Operand, table: str) -> Bounds:
        """The same in rows where a condition holds that bounds some column."""
        found = dict(_said(self.graph.tables[table], condition))
        if not found:
            return self
        assumed = {**self.assumed, **{(table, name): one for name, one in found.items()}}
        return Bounds(self.graph, self.data, self.person, assumed=assumed, anywhere=self.elsewhere())

    def elsewhere(self) -> Bounds:
        """The same in other rows, of which no condition is assumed."""
        return self.anywhere or self

    def is_owner(self, operand: g.Operand, table: str) -> bool:
        """Whether an operand is the person whom a row is about."""
        if not isinstance(operand, g.Ref):
            return False
        op = self.graph.tables[table].columns[operand.column].op
        return (table, operand.column) in self.owners or (isinstance(op, g.SpineKey) and op.part == "person")

    def still_own(self, table: str, match: tuple[tuple[str, g.Operand], ...], here: str) -> bool:
        """Whether the rows of ``table`` that are met are the same person's."""
        return any(self.is_owner(operand, here) and self._names_owner(table, name) for name, operand in match)

    def _names_owner(self, table: str, name: str) -> bool:
        rows = self.graph.tables[table].rows
        if isinstance(rows, g.Input):
            op = self.graph.tables[table].columns[name].op
            spec = next(record for record in self.graph.records if record.name == rows.record)
            key = spec.key is not None and isinstance(op, g.Cell) and op.column == spec.key.name
            return key and rows.record == self._people()
        return self.is_owner(g.Ref(name), table)

    def _people(self) -> str | None:
        spines = (table.rows for table in self.graph.tables.values() if isinstance(table.rows, g.Spine))
        tables = (self.graph.tables[rows.people].rows for rows in spines if rows.people)
        return next((rows.record for rows in tables if isinstance(rows, g.Input)), None)


def _said(table: g.Table, condition: g.Operand) -> Iterator[tuple[str, Range]]:
    """The bounds that a condition puts on columns of its row, by columns."""
    op = table.columns[condition.column].op if isinstance(condition, g.Ref) else None
    if isinstance(op, g.Logic) and op.word == "and":
        found: dict[str, Range] = {}
        for part in op.parts:
            for name, one in _said(table, part):
                found[name] = found.get(name, ANY).meet(one)
        yield from found.items()
    elif isinstance(op, g.Compare) and isinstance(op.left, g.Ref) and isinstance(op.right, g.Const):
        value = op.right.value
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            end = Fraction(value)
            if op.relation in (">", ">=", "=="):
                yield op.left.column, Range(end, end if op.relation == "==" else None)
            elif op.relation in ("<", "<="):
                yield op.left.column, Range(None, end)


def _narrower(one: Range, parts: Iterable[Range]) -> Range:
    other = NOTHING
    for part in parts:
        other = other.plus(part)
    return one.meet(other)


# --- operations ------------------------------------------------------------------------------------


def _cell(at: Bounds, table: str, op: g.Cell, own: bool) -> Range:
    rows = at.graph.tables[table].rows
    assert isinstance(rows, g.Input)
    spec = next(record for record in at.graph.records if record.name == rows.record)
    if rows.record == at._people():
        values = at.data[rows.record].columns[op.column]
        ids = at.data[rows.record].ids
        wanted = [n for n, name in enumerate(ids) if not own or name == at.person]
        found = [values.at(n) for n in wanted]
        if found and None not in found:
            return hull(exactly(value or 0) for value in found)
        return ANY
    column = spec.by_name[op.column]
    limits = column.limits
    if limits is None:
        return Range(NONE, None) if column.kind == "count" else ANY
    return Range(limits.low, limits.high)


def _carried(at: Bounds, table: str, op: g.Carried, own: bool) -> Range:
    rows = at.graph.tables[table].rows
    assert isinstance(rows, (g.Derive, g.RollUp, g.Everyone))
    same = own and isinstance(rows, g.Derive) and any(
        isinstance(column.op, g.Carried) and (rows.source, column.op.column) in at.owners and (table, name) in at.owners
        for name, column in at.graph.tables[table].columns.items()
    )  # fmt: skip
    return at.column(rows.source, op.column, same)


def _stacked(at: Bounds, table: str, op: g.Stacked, own: bool) -> Range:
    rows = at.graph.tables[table].rows
    assert isinstance(rows, g.Stack)
    return hull(at.column(name, one, own) for name, one in zip(rows.sources, op.columns, strict=True) if one)


def _lookup(at: Bounds, table: str, op: g.Lookup, own: bool) -> Range:
    return at.elsewhere().column(op.table, op.column, own and at.still_own(op.table, op.match, table))


def _total(at: Bounds, table: str, op: g.Total, own: bool) -> Range:
    same = own and at.still_own(op.table, op.match, table)
    if op.function == "count":
        return Range(NONE, None)
    assert op.value is not None
    one = at.elsewhere().column(op.table, op.value, same)
    if op.function != "total":
        return one
    return _many(one, at._periods(op.table) if same else None)


def _add(at: Bounds, table: str, op: g.Add, own: bool) -> Range:
    found = NOTHING
    for sign, term in op.terms:
        one = at.of(term, table, own)
        found = found.plus(one if sign == 1 else one.negated())
    return found


def _multiply(at: Bounds, table: str, op: g.Multiply, own: bool) -> Range:
    found = exactly(1)
    for factor in op.factors:
        found = found.times(at.of(factor, table, own))
    return found


def _ratio(at: Bounds, table: str, op: g.Ratio, own: bool) -> Range:
    return at.of(op.top, table, own).over(at.of(op.bottom, table, own))


def _round(at: Bounds, table: str, op: g.Round, own: bool) -> Range:
    """No mode moves a value by more than a unit, and none moves a multiple of the unit."""
    unit = op.unit.value
    assert isinstance(unit, (int, Fraction))
    return at.of(op.value, table, own).step(Fraction(unit))


def _choose(at: Bounds, table: str, op: g.Choose, own: bool) -> Range:
    found = []
    for condition, value in op.cases:
        if value is None:
            continue
        one = at.of(value, table, own)
        if None in (one.low, one.high):  # else it is bounded as it is
            one = at.where(condition, table).of(value, table, own)
        found.append(one)
    return hull(found if op.otherwise is None else [*found, at.of(op.otherwise, table, own)])


def _extreme(at: Bounds, table: str, op: g.Extreme, own: bool) -> Range:
    found = [at.of(value, table, own) for value in op.values]
    return least(found) if op.which == "least" else least(one.negated() for one in found).negated()


def _cut(at: Bounds, table: str, op: g.Cut, own: bool) -> Range:
    if op.low is None or op.high is None:
        return ANY
    low, high = at.of(op.low, table, own), at.of(op.high, table, own)
    if low.low is None or high.high is None:
        return ANY
    width = high.high - low.low
    return Range(-width, width)


def _on_calendar(at: Bounds, table: str, op: g.OnCalendar, own: bool) -> Range:
    return Range(NONE, None) if op.function == "days_both" else ANY


def _within(at: Bounds, table: str, op: g.Within, own: bool) -> Range:
    """Of what is never negative, each row gets no more than its own amount, and no more than the limit."""
    value, cap = at.of(op.value, table, own), at.of(op.cap, table, own)
    if value.low is None or value.low < 0:
        return ANY
    highs = [high for high in (value.high, cap.high) if high is not None]
    return Range(NONE if cap.low is not None and cap.low >= 0 else None, min(highs, default=None))


RANGES: dict[type, Callable[[Bounds, str, Any, bool], Range]] = {
    g.Cell: _cell, g.Carried: _carried, g.Stacked: _stacked, g.Lookup: _lookup, g.Total: _total, g.Add: _add,
    g.Multiply: _multiply, g.Ratio: _ratio, g.Round: _round, g.Choose: _choose, g.Extreme: _extreme, g.Cut: _cut,
    g.Within: _within, g.OnCalendar: _on_calendar, g.Same: lambda at, table, op, own: at.of(op.value, table, own),
    g.Band: lambda at, table, op, own: Range(NONE, Fraction(len(op.edges))),
}  # fmt: skip
"""How the range of a column follows from those of what it reads; other operations have none."""
