"""Small graphs and data by hand, for tests of the core and the interpreter."""

from __future__ import annotations

import datetime
from fractions import Fraction
from math import lcm
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.records import ColumnSpec, Kind, RecordSpec
from planlang.core.values import Values
from planlang.diagnostics.place import Span

MONEY = g.Unit("money", "USD", 2)
NUMBER = g.Unit("number")
PERCENT = g.Unit("percent")
TEXT = g.Unit("text")
DATE = g.Unit("date")
MONTH = g.Unit("month")
QUARTER = g.Unit("quarter")
FLAG = g.Unit("yes/no")

KINDS: dict[str, Kind] = {"month": "month", "quarter": "quarter", "date": "date", "yes/no": "yes/no", "text": "text"}


def span(line: int = 1) -> Span:
    return Span("test.plan", 0, 1, line, 1, line, 2)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def const(value: Any, unit: g.Unit | None = None) -> g.Const:
    """A constant; numbers given as text are exact: ``const("0.1")``."""
    if unit is None:
        unit = FLAG if isinstance(value, bool) else NUMBER
    if isinstance(value, str) and unit.kind not in ("text", "member", "row"):
        value = Fraction(value)
    return g.Const(value, unit)


def ref(name: str) -> g.Ref:
    return g.Ref(name)


def col(name: str, op: g.Op, unit: g.Unit = NUMBER, line: int = 7) -> g.Column:
    return g.Column(name, op, unit, name.replace("_", " "), "measure", place=span(line))


def table(name: str, rows: Any, *columns: g.Column, grain: str | None = None) -> g.Table:
    return g.Table(name, rows, grain or name.rstrip("s"), {column.name: column for column in columns})


def numbers(values: list[Any]) -> Values:
    """A column over one denominator; texts are exact decimals."""
    exact = [None if value is None else Fraction(value) for value in values]
    den = lcm(*(value.denominator for value in exact if value is not None))
    return Values([None if value is None else int(value * den) for value in exact], den)


def record(name: str, ids: list[str], units: dict[str, g.Unit], columns: dict[str, Values]) -> RecordData:
    specs = tuple(ColumnSpec(column, KINDS.get(unit.kind, "number"), column.upper()) for column, unit in units.items())
    spec = RecordSpec(name, name.rstrip("s"), specs, tuple(units)[:1])
    lines = [3 * i + 2 for i in range(len(ids))]  # not just any numbers: tests look for them
    return RecordData(spec, columns, ids, lines, f"{name}.csv")


def input_table(data: RecordData, units: dict[str, g.Unit], *more: g.Column) -> g.Table:
    cells = [col(name, g.Cell(name), unit) for name, unit in units.items()]
    return table(data.spec.name, g.Input(data.spec.name), *cells, *more)


def graph(*tables: g.Table, data: Dataset | None = None, **more: Any) -> g.Graph:
    return g.Graph(
        name="Test",
        title="A test",
        currency="USD",
        digits=2,
        calendar=more.pop("calendar", FiscalCalendar()),
        covers=more.pop("covers", (day("2025-01-01"), day("2025-12-31"))),
        records=tuple(record.spec for record in (data or {}).values()),
        tables={one.name: one for one in tables},
        credits=more.pop("credits", ()),
        measures=more.pop("measures", ()),
        components=more.pop("components", ()),
        payout=more.pop("payout", None),
        checks=more.pop("checks", ()),
        orders=more.pop("orders", ()),
    )


def plain(**columns: tuple[g.Unit, list[Any]]) -> tuple[RecordData, dict[str, g.Unit]]:
    """A record ``rows`` of some columns, with ids ``r0``, ``r1`` …"""
    count = len(next(iter(columns.values()))[1])
    units = {name: unit for name, (unit, _) in columns.items()}
    values = {
        name: numbers(items) if unit.kind in ("number", "money", "percent", "count", "days") else Values(list(items))
        for name, (unit, items) in columns.items()
    }
    return record("rows", [f"r{i}" for i in range(count)], units, values), units


def one_table(*more: g.Column, **columns: tuple[g.Unit, list[Any]]) -> tuple[g.Graph, Dataset]:
    """A graph of one input table ``rows`` with further columns."""
    data, units = plain(**columns)
    dataset = {"rows": data}
    return graph(input_table(data, units, *more), data=dataset), dataset
