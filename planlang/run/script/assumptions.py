"""What a script takes for granted of its input: how large numbers are, how many decimals they have, how many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor

from planlang.core.graph import Graph
from planlang.core.records import NUMERIC, PERIODS, ColumnSpec, RecordSpec
from planlang.engines.sql.inputs import ColumnFacts, InputColumn, InputTable, TableFacts
from planlang.engines.sql.names import Names
from planlang.slotted import evolve, frozen

YEARS = 10
"""How far before and after what the plan covers dates are assumed."""

ID = "row_id"
_TEXTS = ("text", "row", "one-of")


@frozen
class Sizes:
    """Bounds without data. ``money``, ``number`` and ``share`` are the largest values by size, ``places`` the decimals of numbers.

    ``target`` is the least amount of a column such as `money per quarter`, where it is not None: what plans divide by.
    """

    money: int
    number: int
    share: int
    places: int
    rows: int
    target: int | None = None


LADDER = (
    Sizes(10**10, 10**6, 100, 6, 10**9),
    Sizes(10**9, 10**6, 10, 6, 10**8),
    Sizes(10**9, 10**4, 10, 4, 10**7),
    Sizes(10**8, 10**4, 10, 4, 10**7),
    Sizes(10**8, 10**4, 10, 4, 10**7, 1),
    Sizes(10**7, 10**4, 10, 4, 10**6, 1),
    Sizes(10**7, 10**4, 1, 4, 10**6, 100),
    Sizes(10**6, 10**3, 1, 4, 10**5, 1),
    Sizes(10**6, 10**3, 1, 2, 10**5, 100),
)
"""Tried one after the other: the first with which no number of the plan can leave 38 digits is the one assumed."""


@frozen
class Named:
    """An input table under the names that a script uses; ``source`` is the plain table that it is made from."""

    facts: InputTable
    source: str

    @property
    def record(self) -> RecordSpec:
        """What the plan says of it."""
        return self.facts.record


def named(records: Sequence[RecordSpec], facts: Mapping[str, TableFacts]) -> list[Named]:
    """The same facts under names of ours, which no plain table has."""
    names = Names()
    for record in records:
        names.new(record.name)
    found = []
    for record in records:
        own = Names((ID,))
        columns: dict[str, ColumnFacts] = {}
        for spec in record.columns:
            one = facts[record.name].columns[spec.name]
            columns[spec.name] = InputColumn(own.new(spec.name), spec.kind, one.den, one.low, one.high, one.absent)
        key = record.identity[0] if len(record.identity) == 1 else None
        plain = key is not None and record.by_name[key].kind in _TEXTS and not record.by_name[key].optional
        identity = columns[key].sql if plain and key is not None else ID
        relation = names.new(f"in {record.name}")
        found.append(Named(InputTable(record, relation, columns, identity, facts[record.name].rows), record.name))
    return found


def inputs(tables: Iterable[Named]) -> dict[str, TableFacts]:
    """For the compiler, which makes no name that a plain table has: those take part as tables without columns."""
    found: dict[str, TableFacts] = {}
    for table in tables:
        found[table.record.name] = table.facts
        found[f"source of {table.record.name}"] = InputTable(table.record, table.source, {}, ID, 0)
    return found


def assumed(graph: Graph, sizes: Sizes) -> dict[str, TableFacts]:
    """Facts without data."""
    first, last = graph.covers
    days = max(1, first - 366 * YEARS), last + 366 * YEARS
    found: dict[str, TableFacts] = {}
    for record in graph.records:
        columns: dict[str, ColumnFacts] = {
            spec.name: _assumed(spec, graph, sizes, days) for spec in record.columns
        }  # fmt: skip
        found[record.name] = InputTable(record, record.name, columns, ID, sizes.rows)
    return found


def _assumed(spec: ColumnSpec, graph: Graph, sizes: Sizes, days: tuple[int, int]) -> InputColumn:
    plain = InputColumn(spec.name, spec.kind, 1, None, None, spec.optional)
    if spec.kind in NUMERIC:
        return _number(plain, spec, sizes)
    if spec.kind == "date":
        return evolve(plain, low=days[0], high=days[1])
    if spec.kind in PERIODS:
        low, high = (graph.calendar.period(spec.kind, day) for day in days)  # type: ignore[arg-type]
        return evolve(plain, low=low, high=high)
    return plain


def _number(plain: InputColumn, spec: ColumnSpec, sizes: Sizes) -> InputColumn:
    den = 10**spec.digits if spec.kind == "money" else 1 if spec.kind == "count" else 10**sizes.places
    size = sizes.money if spec.kind == "money" else sizes.number if spec.kind in ("number", "count") else sizes.share
    low, high = -size * den, size * den
    if spec.per is not None and sizes.target is not None:
        low = sizes.target * den
    limits = spec.limits
    if limits is not None and limits.low is not None:
        low = max(low, ceil(limits.low * den))
    if limits is not None and limits.high is not None:
        high = min(high, floor(limits.high * den))
    return evolve(plain, den=den, low=low, high=max(low, high))
