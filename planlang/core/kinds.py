"""Which kinds of value an operation takes and gives: texts aren't added, days aren't multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from planlang.core import graph as g
from planlang.core.calendar import PERIODS
from planlang.core.reads import operands

_SORTS = {
    **dict.fromkeys(("money", "percent", "multiplier", "number", "count", "days"), "number"),
    **dict.fromkeys(("text", "member", "row"), "text"),
    **{kind: kind for kind in ("date", "yes/no", *PERIODS)},
}
"""Kinds of one sort may meet in an operation."""

_CALENDAR: dict[str, tuple[tuple[str, ...], str]] = {
    "period": (("date",), "unit"),
    "first_day": (("unit",), "date"),
    "last_day": (("unit",), "date"),
    "within": (("unit",), "coarser"),
    "shift": (("unit", "number"), "unit"),
    "add_days": (("date", "number"), "date"),
    "add_months": (("date", "number"), "date"),
    "days_between": (("date", "date"), "number"),
    "days_both": (("date", "date"), "number"),
    "day_of_month": (("date",), "number"),
    "month_number": (("date", "date"), "number"),
}
"""The sorts of the arguments and of the result."""


def sort(unit: g.Unit) -> str:
    """``number``, ``text``, ``yes/no``, ``date`` or a period; ``?`` for a kind that there isn't."""
    return _SORTS.get(unit.kind, "?")


def column_violations(graph: g.Graph, table: g.Table, column: g.Column) -> Iterator[str]:
    """What is wrong with the kinds in a column's operation. All that it names must exist."""
    if sort(column.unit) == "?":
        yield f"there is no kind {column.unit.kind!r}"
    for const in _constants(column.op):
        yield from _constant(const)
    yield from _Checker(graph, table, column).all()


def _constants(op: g.Op) -> Iterator[g.Const]:
    yield from (operand for operand in operands(op) if isinstance(operand, g.Const))


def _constant(const: g.Const) -> Iterator[str]:
    value, wanted = const.value, sort(const.unit)
    if value is None:
        return
    if isinstance(value, bool):
        fits = wanted == "yes/no"
    elif isinstance(value, str):
        fits = wanted == "text"
    elif isinstance(value, int):
        fits = wanted not in ("yes/no", "text", "?")
    else:
        fits = isinstance(value, Fraction) and wanted == "number"
    if not fits:
        yield f"the constant {value!r} is no {const.unit.kind}"


class _Checker:
    """The rules for one column."""

    def __init__(self, graph: g.Graph, table: g.Table, column: g.Column) -> None:
        self.graph, self.table, self.column = graph, table, column
        self.result = sort(column.unit)

    def sort(self, operand: g.Operand) -> str | None:
        """``None`` for a constant that is absent: it goes with anything."""
        if isinstance(operand, g.Ref):
            return sort(self.table.columns[operand.column].unit)
        return None if operand.value is None else sort(operand.unit)

    def needs(self, wanted: str | None, *operands: g.Operand | None) -> Iterator[str]:
        for operand in operands:
            found = None if operand is None else self.sort(operand)
            if found is not None and wanted is not None and found != wanted:
                name = operand.column if isinstance(operand, g.Ref) else "a constant"
                yield f"{name} is {found} where {wanted} is needed"

    def gives(self, found: str | None) -> Iterator[str]:
        if found is not None and found != self.result:
            yield f"it is {self.column.unit.kind}, and its operation gives {found}"

    def yes(self, table: g.Table, *names: str | None) -> Iterator[str]:
        yield from (f"{n} is not a yes/no" for n in names if n and sort(table.columns[n].unit) != "yes/no")

    def all(self) -> Iterator[str]:
        op = self.column.op
        if isinstance(op, (g.Add, g.Multiply, g.Ratio, g.Round, g.Cut, g.Running, g.Within, g.Level, g.Allocate)):
            yield from self.arithmetic(op)
        elif isinstance(op, (g.Compare, g.OneOf, g.Logic, g.IsKnown, g.Choose, g.Extreme, g.Band)):
            yield from self.within_row(op)
        elif isinstance(op, g.OnCalendar):
            yield from self.calendar(op)
        elif isinstance(op, (g.Lookup, g.Total)):
            yield from self.other_table(op)
        elif isinstance(op, (g.Same, g.Previous)):
            yield from self.gives(self.sort(op.value))
            yield from self.yes(self.table, op.where if isinstance(op, g.Previous) else None)
        elif isinstance(op, g.Fold):
            yield from self.gives(sort(self.table.columns[op.state].unit))
            yield from self.needs(self.result, op.first, *([g.Ref(op.closed)] if op.closed else []))
        elif isinstance(op, g.Carried) and isinstance(self.table.rows, (g.Derive, g.RollUp, g.Everyone)):
            yield from self.gives(sort(self.graph.tables[self.table.rows.source].columns[op.column].unit))
        elif isinstance(op, g.Stacked) and isinstance(self.table.rows, g.Stack):
            for source, name in zip(self.table.rows.sources, op.columns):
                if name:
                    yield from self.gives(sort(self.graph.tables[source].columns[name].unit))
        elif isinstance(op, g.RowId):
            yield from self.gives("text")
        elif isinstance(op, g.Reached):
            yield from self.gives("number" if op.part == "level" else "text")
        elif isinstance(op, g.SpineKey) and isinstance(self.table.rows, g.Spine):
            yield from self.gives("text" if op.part == "person" else _period(self.table.rows.unit))

    def arithmetic(
        self, op: g.Add | g.Multiply | g.Ratio | g.Round | g.Cut | g.Running | g.Within | g.Level | g.Allocate
    ) -> Iterator[str]:
        found = [*operands(op)]
        if isinstance(op, (g.Add, g.Multiply)) and not found:
            yield "nothing to calculate with"
        yield from self.needs("number", *found)
        yield from self.gives("number")
        if isinstance(op, (g.Round, g.Allocate)):
            unit = op.unit.value
            if isinstance(unit, (str, bool)) or unit is None or unit <= 0:
                yield "it rounds to a multiple of nothing"
        if isinstance(op, g.Ratio) and isinstance(op.bottom, g.Const) and op.bottom.value == 0:
            yield "it divides by the constant 0"
        if isinstance(op, g.Cut):
            bounds = [b.value for b in (op.low, op.high) if isinstance(b, g.Const)]
            if len(bounds) == 2 and _rise(
                [*reversed(bounds)]
            ):  # none counts as 0 `from 0 below 1`: they may be the same
                yield "its bounds fall"
        if isinstance(op, (g.Running, g.Level)):
            yield from self.yes(self.table, op.where)
        if isinstance(op, g.Allocate):
            yield from self.yes(self.table, op.owner)
            if (op.owner is not None) != (op.kind == "column"):
                yield "the owner of the remainder is named and isn't, or the other way round"

    def within_row(
        self, op: g.Compare | g.OneOf | g.Logic | g.IsKnown | g.Choose | g.Extreme | g.Band
    ) -> Iterator[str]:
        if isinstance(op, g.Choose):
            yield from self.needs("yes/no", *(condition for condition, _ in op.cases))
            yield from self.needs(self.result, *(value for _, value in op.cases), op.otherwise)
        elif isinstance(op, g.Extreme):
            yield from self.needs(self.result, *op.values)
            if not op.values or self.result in ("text", "yes/no"):
                yield "nothing to choose the least or greatest of"
        elif isinstance(op, g.Band):
            yield from self.gives("number")
            yield from self.needs(self.sort(op.value), *(edge.bound for edge in op.edges))
            if not _edges_rise([edge for edge in op.edges if isinstance(edge.bound, g.Const)]):
                yield "its edges don't rise"
        else:
            yield from self.gives("yes/no")
            if isinstance(op, g.Logic):
                yield from self.needs("yes/no", *op.parts)
                if not op.parts or (op.word == "not" and len(op.parts) != 1):
                    yield f"`{op.word}` of {len(op.parts)} parts"
            elif isinstance(op, g.OneOf):
                yield from self.needs(self.sort(op.value), *op.members)
            elif isinstance(op, g.Compare):
                yield from self.needs(self.sort(op.left), op.right)
                if op.relation not in ("==", "!=") and self.sort(op.left) in ("text", "yes/no"):
                    yield f"`{op.relation}` of {self.sort(op.left)}"

    def calendar(self, op: g.OnCalendar) -> Iterator[str]:
        takes, gives = _CALENDAR[op.function]
        units = {"unit": _period(op.unit), "coarser": _period(op.coarser)}
        if len(op.arguments) != len(takes):
            yield f"{op.function} of {len(op.arguments)} arguments"
        for wanted, argument in zip(takes, op.arguments):
            yield from self.needs(units.get(wanted, wanted), argument)
        yield from self.gives(units.get(gives, gives))
        for word in ("unit", "coarser"):
            if (word in takes or word == gives) and units[word] is None:
                yield f"{op.function} of which {word}?"

    def other_table(self, op: g.Lookup | g.Total) -> Iterator[str]:
        other = self.graph.tables[op.table]
        for name, operand in op.match:
            yield from self.needs(sort(other.columns[name].unit), operand)
        if isinstance(op, g.Lookup):
            yield from self.gives(sort(other.columns[op.column].unit))
            if op.on:
                yield from self.needs("date", op.on[0])
                yield from self.days(other, *op.on[1:])
            return
        value = None if op.value is None else sort(other.columns[op.value].unit)
        if (value is None) != (op.function == "count"):
            yield f"{op.function} of {'nothing' if value is None else 'values'}"
        if op.function in ("total", "average") and value not in (None, "number"):
            yield f"{op.function} of {value}"
        yield from self.gives("number" if op.function == "count" else value)
        yield from self.yes(other, op.where)
        if op.between:
            yield from self.needs("date", *op.between[1:])
            yield from self.days(other, op.between[0])

    def days(self, table: g.Table, *names: str) -> Iterator[str]:
        yield from (f"{name} is not a date" for name in names if sort(table.columns[name].unit) != "date")


def _period(unit: str | None) -> str | None:
    return "date" if unit == "day" else unit


def _edges_rise(edges: list[g.Edge]) -> bool:
    """Whether each edge is passed later than the one before: of `from 4` and `above 4` the second is, of `above 4` twice it isn't."""
    values = [edge.bound.value for edge in edges if isinstance(edge.bound, g.Const)]
    places = [(value, not edge.included) for value, edge in zip(values, edges) if isinstance(value, (int, Fraction))]
    return len(places) == len(edges) and all(a < b for a, b in pairwise(places))


def _rise(values: list[Fraction | int | str | bool | None]) -> bool:
    numbers = [value for value in values if isinstance(value, (int, Fraction))]
    return len(numbers) == len(values) and all(a < b for a, b in pairwise(numbers))
