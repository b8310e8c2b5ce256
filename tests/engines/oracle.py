"""What every operation means, written again as slowly and plainly as it goes: one cell at a time, in Fractions."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction
from typing import Any

from planlang.core import graph as g
from planlang.core.dataset import Dataset


def slow_round(value: Fraction, unit: Fraction, mode: str) -> Fraction:
    """Of the two multiples beside a value, the one that the mode's definition picks."""
    below = math.floor(value / unit)
    if below * unit == value:
        return value
    low, high = below * unit, (below + 1) * unit
    nearer_zero, farther = (low, high) if abs(low) < abs(high) else (high, low)
    if mode == "floor":
        return low
    if mode == "ceiling":
        return high
    if mode == "cut":
        return nearer_zero
    if mode == "raised":
        return farther
    if value - low != high - value:
        return low if value - low < high - value else high
    even = low if below % 2 == 0 else high
    return {
        "half-even": even, "half-away": farther, "half-toward": nearer_zero, "half-up": high, "half-down": low,
    }[mode]  # fmt: skip


class Refused(Exception):
    """The data can't be paid."""


class Oracle:
    """The cells of a graph, each from its definition."""

    def __init__(self, graph: g.Graph, data: Dataset) -> None:
        self.graph, self.data = graph, data
        self.known: dict[tuple[str, str, int], Any] = {}
        self.rows_known: dict[str, list[Any]] = {}

    def rows(self, table: str) -> list[Any]:
        """A row is (source table, source row), or (person, period) of a spine."""
        if table not in self.rows_known:
            self.rows_known[table] = self.make_rows(self.graph.tables[table].rows)
        return self.rows_known[table]

    def make_rows(self, rows: Any) -> list[Any]:
        if isinstance(rows, g.Input):
            return list(range(len(self.data[rows.record].ids)))
        if isinstance(rows, g.Derive):
            every = range(len(self.rows(rows.source)))
            return [(rows.source, r) for r in every if rows.keep is None or self.value(rows.source, rows.keep, r)]
        if isinstance(rows, g.Stack):
            return [(source, r) for source in rows.sources for r in range(len(self.rows(source)))]
        made = []
        people = range(len(self.rows(rows.people))) if rows.people else [None]
        for person in people:
            for period in range(rows.first, rows.last + 1) if rows.unit else [None]:
                if person is None or self.valid(rows, person, period):
                    made.append((person, period))
        return made

    def valid(self, rows: g.Spine, person: int, period: int | None) -> bool:
        calendar = self.graph.calendar
        first, last = self.graph.covers
        if rows.unit is not None and period is not None:
            first, last = calendar.first_day(rows.unit, period), calendar.last_day(rows.unit, period)
        assert rows.people is not None
        start, end = (self.value(rows.people, name, person) if name else None for name in rows.valid or (None, None))
        return any((start is None or day >= start) and (end is None or day <= end) for day in range(first, last + 1))

    def row_id(self, table: str, row: int) -> str:
        rows = self.graph.tables[table].rows
        at = self.rows(table)[row]
        if isinstance(rows, g.Input):
            return self.data[rows.record].ids[row]
        if isinstance(rows, g.Derive):
            return self.row_id(*at)
        if isinstance(rows, g.Stack):
            return self.row_id(*at) + (f" / {at[0]}" if len(rows.sources) > 1 else "")
        parts = [self.row_id(rows.people, at[0])] if rows.people else []
        if rows.unit:
            parts.append(self.graph.calendar.label(rows.unit, at[1]))
        return " / ".join(parts) or "plan"

    def value(self, table: str, column: str, row: int) -> Any:
        key = (table, column, row)
        if key not in self.known:
            self.known[key] = self.compute(table, self.graph.tables[table].columns[column].op, row)
        return self.known[key]

    def column(self, table: str, column: str) -> list[Any]:
        return [self.value(table, column, row) for row in range(len(self.rows(table)))]

    def operand(self, table: str, operand: g.Operand, row: int) -> Any:
        return operand.value if isinstance(operand, g.Const) else self.value(table, operand.column, row)

    def compute(self, table: str, op: Any, row: int) -> Any:
        def val(operand: g.Operand) -> Any:
            return self.operand(table, operand, row)

        match op:
            case g.Cell():
                rows: Any = self.graph.tables[table].rows
                return self.data[rows.record].columns[op.column].at(row)
            case g.Carried():
                source, at = self.rows(table)[row]
                return self.value(source, op.column, at)
            case g.Stacked():
                source, at = self.rows(table)[row]
                rows = self.graph.tables[table].rows
                name = op.columns[rows.sources.index(source)]
                return None if name is None else self.value(source, name, at)
            case g.SpineKey():
                rows = self.graph.tables[table].rows
                person, period = self.rows(table)[row]
                return period if op.part == "period" else self.row_id(rows.people, person)
            case g.RowId():
                return self.row_id(table, row)
            case g.Same():
                return val(op.value)
            case g.Add():
                return sum((sign * Fraction(val(term)) for sign, term in op.terms), Fraction(0))
            case g.Multiply():
                return math.prod((Fraction(val(factor)) for factor in op.factors), start=Fraction(1))
            case g.Ratio():
                if val(op.bottom) == 0:
                    raise Refused
                return Fraction(val(op.top)) / Fraction(val(op.bottom))
            case g.Round():
                return slow_round(Fraction(val(op.value)), Fraction(op.unit.value), op.mode)  # type: ignore[arg-type]
            case g.Compare():
                left, right = val(op.left), val(op.right)
                if op.relation == "==":
                    return left == right
                if op.relation == "!=":
                    return left != right
                return {"<": left < right, "<=": left <= right, ">=": left >= right, ">": left > right}[op.relation]
            case g.OneOf():
                return any(val(op.value) == member.value for member in op.members)
            case g.Logic():
                if op.word == "not":
                    return not val(op.parts[0])
                return all(val(p) for p in op.parts) if op.word == "and" else any(val(p) for p in op.parts)
            case g.IsKnown():
                return val(op.value) is not None
            case g.Choose():
                chosen = next((value for condition, value in op.cases if val(condition)), op.otherwise)
                if chosen is None:
                    raise Refused
                return val(chosen)
            case g.Extreme():
                return (min if op.which == "least" else max)(val(value) for value in op.values)
            case g.Band():
                value = val(op.value)
                return sum(value > val(edge.bound) or (edge.included and value == val(edge.bound)) for edge in op.edges)
            case g.Cut():
                low = -math.inf if op.low is None else val(op.low)
                high = math.inf if op.high is None else val(op.high)
                return max(low, min(val(op.after), high)) - max(low, min(val(op.before), high))
            case g.OnCalendar():
                return self.calendar(op, [val(argument) for argument in op.arguments])
            case g.Lookup():
                return self.lookup(table, op, row)
            case g.Total():
                return self.total(table, op, row)
            case _:
                return self.across(table, op, row)

    def calendar(self, op: g.OnCalendar, args: list[Any]) -> Any:
        fiscal = self.graph.calendar
        dates = [datetime.date.fromordinal(int(a)) if 1 <= a <= 3_000_000 else None for a in args]
        unit: Any = op.unit
        match op.function:
            case "period":  # by trial: the period whose days hold this one
                guess = fiscal.period(unit, args[0])
                return next(p for p in range(guess - 2, guess + 3)
                            if fiscal.first_day(unit, p) <= args[0] <= fiscal.last_day(unit, p))  # fmt: skip
            case "first_day":
                return fiscal.first_day(unit, args[0])
            case "last_day":
                return fiscal.last_day(unit, args[0])
            case "within":
                return fiscal.period(op.coarser or "year", fiscal.first_day(unit, args[0]))
            case "shift" | "add_days":
                return args[0] + int(args[1])
            case "add_months":
                assert dates[0]
                month = dates[0].year * 12 + dates[0].month - 1 + int(args[1])
                for last in (31, 30, 29, 28):
                    try:
                        return datetime.date(month // 12, month % 12 + 1, min(dates[0].day, last)).toordinal()
                    except ValueError:
                        continue
            case "days_between":
                return args[1] - args[0]
            case "days_both":
                return len(range(args[0], args[1] + 1))
            case "day_of_month":
                assert dates[0]
                return dates[0].day
            case "month_number":
                assert dates[0] and dates[1]
                return (dates[1].year - dates[0].year) * 12 + dates[1].month - dates[0].month
        raise AssertionError(op.function)

    def lookup(self, table: str, op: g.Lookup, row: int) -> Any:
        wanted = [self.operand(table, operand, row) for _, operand in op.match]
        found = []
        for other in range(len(self.rows(op.table))):
            if None not in wanted and wanted == [self.value(op.table, name, other) for name, _ in op.match]:
                if op.on is not None:
                    day = self.operand(table, op.on[0], row)
                    first, last = (self.value(op.table, name, other) for name in op.on[1:])
                    if day < first or (last is not None and day > last):
                        continue
                found.append(other)
        if len(found) > 1 or (not found and op.missing == "error"):
            raise Refused
        return self.value(op.table, op.column, found[0]) if found else None

    def total_rows(self, table: str, op: g.Total, row: int) -> list[int]:
        wanted = [self.operand(table, operand, row) for _, operand in op.match]
        found = []
        for other in range(len(self.rows(op.table))):
            if None in wanted or wanted != [self.value(op.table, name, other) for name, _ in op.match]:
                continue
            if op.between is not None:
                name, first, last = op.between
                day = self.value(op.table, name, other)
                if first is not None and day < self.operand(table, first, row):
                    continue
                if last is not None and day > self.operand(table, last, row):
                    continue
            if op.where is None or self.value(op.table, op.where, other):
                found.append(other)
        return found

    def total(self, table: str, op: g.Total, row: int) -> Any:
        found = self.total_rows(table, op, row)
        if op.function == "count":
            return len(found)
        assert op.value is not None
        values = [self.value(op.table, op.value, other) for other in found]
        if op.function == "total":
            return sum(values, Fraction(0))
        if not values:
            return None
        if op.function == "only":
            if len(values) > 1:
                raise Refused
            return values[0]
        if op.function == "average":
            return sum(values, Fraction(0)) / len(values)
        return max(values) if op.function == "highest" else min(values)

    def partition(self, table: str, op: Any, row: int) -> list[int]:
        def key(r: int) -> list[Any]:
            return [self.value(table, name, r) for name in op.by]

        alike = [r for r in range(len(self.rows(table))) if key(r) == key(row)]

        def place(r: int) -> list[Any]:
            values = [self.value(table, name, r) for name in op.order]
            return [*((value is not None, value) for value in values), r]  # what is absent comes first

        return sorted(alike, key=place)

    def across(self, table: str, op: Any, row: int) -> Any:
        rows = self.partition(table, op, row)
        at = rows.index(row)
        if isinstance(op, g.Allocate):
            return self.share(table, op, row, rows)
        where = getattr(op, "where", None)
        live = [where is None or self.value(table, where, r) for r in rows]

        def val(operand: g.Operand, i: int) -> Any:
            return self.operand(table, operand, rows[i])

        if isinstance(op, g.Running):
            upto = at + 1 if op.inclusive else at
            return sum((val(op.value, i) for i in range(upto) if live[i]), Fraction(0))
        if isinstance(op, g.Within):
            run = sum((val(op.value, i) for i in range(at + 1)), Fraction(0))
            cap = val(op.cap, at)
            return min(run, cap) - min(run - val(op.value, at), cap)
        if isinstance(op, g.Previous):
            before = [i for i in range(at) if live[i]]
            return val(op.value, before[-1]) if before else 0
        level = Fraction(0)
        for i in range(at + 1):
            if live[i]:
                level = (max if op.kind == "floor" else min)(level + val(op.flow, i), val(op.bound, i))
        return level

    def share(self, table: str, op: g.Allocate, row: int, rows: list[int]) -> Any:
        exact = {r: Fraction(self.operand(table, op.value, r)) for r in rows}
        unit = Fraction(op.unit.value)  # type: ignore[arg-type]
        parts = {r: slow_round(exact[r], unit, op.mode) for r in rows}
        if op.kind == "column":
            owners = [r for r in rows if self.value(table, op.owner or "", r)]
            if len(owners) != 1:
                raise Refused
            owner = owners[0]
        elif op.kind == "last":
            owner = rows[-1]
        else:
            owner = next(r for r in rows if abs(exact[r]) == max(map(abs, exact.values())))
        if row != owner:
            return parts[row]
        whole = slow_round(sum(exact.values(), Fraction(0)), unit, op.mode)
        return whole - sum(part for r, part in parts.items() if r != owner)
