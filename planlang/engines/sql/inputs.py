"""The input tables that a program reads: what the compiler has to know of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from planlang.core.dataset import Dataset, RecordData
from planlang.core.forms import TextForm
from planlang.core.records import NUMERIC, Kind, RecordSpec
from planlang.core.values import Values
from planlang.engines.sql.dialects.base import NARROW_LIMIT, SqlType
from planlang.slotted import frozen


class ColumnFacts(Protocol):
    """A column of an input relation: integer numerators over ``den``, day and period numbers, texts, yes/no."""

    @property
    def sql(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def den(self) -> int: ...
    @property
    def low(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...
    @property
    def absent(self) -> bool: ...
    @property
    def form(self) -> TextForm | None: ...


class TableFacts(Protocol):
    """An input relation: its columns by their names in the plan, the column with the identity texts, its size."""

    @property
    def record(self) -> RecordSpec: ...
    @property
    def relation(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, ColumnFacts]: ...
    @property
    def id(self) -> str: ...
    @property
    def rows(self) -> int: ...


Known = Callable[[str, Sequence["str | None"]], "list[list[int | str | bool | None]]"]
"""The cells of some columns of an input record, row for row; ``None`` for the identities of its rows."""


def known_of(data: Dataset) -> Known:
    """What checked data says."""

    def cells(record: str, columns: Sequence[str | None]) -> list[list[int | str | bool | None]]:
        of = data[record]
        return [list(of.ids) if name is None else list(of.columns[name].items) for name in columns]

    return cells


def known_in(
    fetch: Callable[[str], Sequence[tuple[Any, ...]]], quoted: Callable[[str], str], inputs: Mapping[str, TableFacts]
) -> Known:
    """What the relations of a session say, by a function that fetches the rows of a query."""

    def cells(record: str, columns: Sequence[str | None]) -> list[list[int | str | bool | None]]:
        facts = inputs[record]
        names = ", ".join(quoted(facts.id if name is None else facts.columns[name].sql) for name in columns)
        rows = fetch(f"SELECT {names} FROM {quoted(facts.relation)}")
        return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]

    return cells


@frozen
class InputColumn:
    """As ``ColumnFacts`` says."""

    sql: str
    kind: Kind
    den: int
    low: int | None
    high: int | None
    absent: bool
    form: TextForm | None = None

    @property
    def type(self) -> SqlType:
        """The type that holds it."""
        return column_type(self)


@frozen
class InputTable:
    """As ``TableFacts`` says."""

    record: RecordSpec
    relation: str
    columns: dict[str, ColumnFacts]
    id: str
    rows: int


def column_type(column: ColumnFacts) -> SqlType:
    """The type of an input column."""
    if column.kind == "yes/no":
        return "yes/no"
    if column.kind in ("text", "one-of", "row"):
        return "text"
    fits = max(abs(column.low or 0), abs(column.high or 0)) <= NARROW_LIMIT
    return "narrow" if fits else "wide"


@frozen
class Loaded:
    """An input table with its rows, column by column, for engines that have no files of their own."""

    table: InputTable
    types: list[tuple[str, SqlType]]
    cells: list[list[int | str | bool | None]]


def from_dataset(data: Dataset) -> list[Loaded]:
    """Checked data as input tables: ``in_1`` with columns ``c1``, ``c2`` … and ``id``."""
    return [_loaded(f"in_{number}", record) for number, record in enumerate(data.values(), 1)]


def _loaded(relation: str, data: RecordData) -> Loaded:
    columns: dict[str, ColumnFacts] = {}
    types: list[tuple[str, SqlType]] = []
    cells: list[list[int | str | bool | None]] = []
    for number, (name, values) in enumerate(data.columns.items(), 1):
        spec = data.spec.by_name[name]
        items, den = _over_one(values)
        numbers = [item for item in items if isinstance(item, int)] if _whole(spec.kind) else []
        column = InputColumn(
            f"c{number}", spec.kind, den,
            min(numbers) if numbers else None, max(numbers) if numbers else None, None in items,
        )  # fmt: skip
        columns[name] = column
        types.append((column.sql, column.type))
        cells.append(items)
    types.append(("id", "text"))
    cells.append(list(data.ids))
    return Loaded(InputTable(data.spec, relation, columns, "id", len(data.ids)), types, cells)


def _whole(kind: Kind) -> bool:
    return kind not in ("text", "one-of", "row", "yes/no")


def _over_one(values: Values) -> tuple[list[int | str | bool | None], int]:
    assert not isinstance(values.den, list), "an input column has one denominator"
    return values.items, values.den or 1


def assumed(
    records: Iterable[RecordSpec], days: tuple[int, int], periods: dict[str, tuple[int, int]]
) -> dict[str, TableFacts]:
    """What a query that is only printed assumes of its data: amounts to 10^13, other numbers to 10^6 with six decimals."""
    return {record.name: _assumed(record, days, periods) for record in records}


ASSUMED_ROWS = 10**9
_SIZES = {"money": 10**13, "count": 10**9}


def _assumed(record: RecordSpec, days: tuple[int, int], periods: dict[str, tuple[int, int]]) -> TableFacts:
    columns: dict[str, ColumnFacts] = {}
    for spec in record.columns:
        den, low, high = 1, None, None
        if spec.kind in NUMERIC:
            den = 10**spec.digits if spec.kind == "money" else 1 if spec.kind == "count" else 10**6
            size = _SIZES.get(spec.kind, 10**6)
            low, high = -size * den, size * den
        elif spec.kind == "date":
            low, high = days
        elif spec.kind in periods:
            low, high = periods[spec.kind]
        columns[spec.name] = InputColumn(spec.name, spec.kind, den, low, high, spec.optional)
    key: Sequence[str] = record.identity
    single = len(key) == 1 and record.by_name[key[0]].kind in ("text", "row", "one-of")
    return InputTable(record, record.name, columns, key[0] if single else "row_id", ASSUMED_ROWS)
