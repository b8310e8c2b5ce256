"""Tables of a result: nothing is fetched before somebody asks for it, and money stays exact in every form."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, Protocol, Union

from planlang.api import html
from planlang.core.decimals import decimal_text, places, scaled_text
from planlang.run.money import amount_text
from planlang.run.tables import Output
from planlang.slotted import frozen

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from planlang.api.session import Session
    from planlang.run.engine.select import Query, ResultColumn

Value = Union[str, datetime.date, Decimal, Fraction, None]
"""A cell. An amount is a ``Decimal``; a ``Fraction`` only where nobody rounds it and its decimals never end."""

Kind = Literal["text", "date", "money"]

_SHOWN = 20
_DIGITS = 38


class Rows(Protocol):
    """Where the rows of a table are."""

    @property
    def kinds(self) -> dict[str, Kind]: ...

    @property
    def count(self) -> int: ...

    def rows(self, most: int | None) -> Iterator[tuple[Value, ...]]:
        """The first rows, or all of them, in their order."""

    def arrow(self) -> pyarrow.Table:
        """All of them as Arrow data."""


class Table:
    """A table of a result, in a fixed order of rows.

    ``len()`` says how many rows there are; ``rows``, ``to_arrow``, ``to_pandas`` and ``to_polars`` fetch them.
    """

    def __init__(self, name: str, source: Rows) -> None:
        self.name = name
        """What it is called in the files that ``Result.write`` makes: ``payouts``, ``lines``, ``credits``, ``uncredited``."""
        self._source = source

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._source.kinds)

    def __len__(self) -> int:
        return self._source.count

    def rows(self, most: int | None = None) -> list[dict[str, Value]]:
        """All rows, or the first ``most`` of them, as dicts: texts, ``datetime.date``, and ``Decimal`` for money.

        An amount that nobody rounds and whose decimals never end, such as a third of a deal, is a ``Fraction``.
        """
        if most is not None and (not isinstance(most, int) or most < 0):
            raise ValueError(f"`most` is how many rows are wanted, 0 or more, not {most!r}")
        return [dict(zip(self.columns, row, strict=True)) for row in self._source.rows(most)]

    def to_arrow(self) -> pyarrow.Table:
        """The table as Arrow data: ``string``, ``date32``, and ``decimal128(38, digits)`` for money.

        A column with an amount whose decimals never end holds texts such as ``1000/3``. Needs ``pyarrow``.
        """
        from planlang.data.frames.arrow import arrow

        arrow()
        return self._source.arrow()

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas frame in which money is ``Decimal`` objects and dates are ``datetime.date``. Needs ``pandas`` and ``pyarrow``."""
        return self.to_arrow().to_pandas(date_as_object=True)

    def to_polars(self) -> polars.DataFrame:
        """A Polars frame in which money is ``Decimal(38, digits)``. Needs ``polars`` and ``pyarrow``."""
        import polars

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def __repr__(self) -> str:
        return f"<planlang table {self.name}: {len(self):,} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        kinds = self._source.kinds
        rows = [[_shown(value) for value in row] for row in self._source.rows(_SHOWN)]
        shown = html.table(list(kinds), rows, [kind == "money" for kind in kinds.values()])
        more = len(self) - len(rows)
        return shown + html.note(f"{self.name}: {len(self):,} rows" + (f", {more:,} of them not shown" if more else ""))


def _shown(value: Value) -> str:
    if isinstance(value, (Decimal, Fraction)):
        digits = -value.as_tuple().exponent if isinstance(value, Decimal) else 0  # type: ignore[operator]
        return amount_text(Fraction(value), max(digits, 0))
    return "" if value is None else str(value)


def number(value: Fraction | int, digits: int) -> Decimal | Fraction:
    """An exact number with at least so many decimals; itself where its decimals never end."""
    needed = places(value)
    return Fraction(value) if needed is None else Decimal(decimal_text(value, max(needed, digits)))


@frozen
class OutputRows:
    """Rows that the interpreter made."""

    output: Output

    @property
    def kinds(self) -> dict[str, Kind]:
        """See ``Rows``."""
        return {column.name: column.kind for column in self.output.columns}

    @property
    def count(self) -> int:
        """See ``Rows``."""
        return self.output.count

    def rows(self, most: int | None) -> Iterator[tuple[Value, ...]]:
        """See ``Rows``."""
        for index in range(self.count if most is None else min(most, self.count)):
            yield tuple(_value(column.values.at(index), column.kind, column.digits) for column in self.output.columns)

    def arrow(self) -> pyarrow.Table:
        """See ``Rows``."""
        import pyarrow as pa

        columns: Sequence[Sequence[Value]] = list(zip(*self.rows(None), strict=True)) or [()] * len(self.kinds)
        made = {}
        for (name, kind), column, cells in zip(self.kinds.items(), self.output.columns, columns, strict=True):
            if kind == "money" and not any(isinstance(cell, Fraction) for cell in cells):
                digits = max((-cell.as_tuple().exponent for cell in cells if isinstance(cell, Decimal)), default=0)  # type: ignore[operator]
                made[name] = pa.array(cells, pa.decimal128(_DIGITS, max(digits, column.digits)))
            else:
                texts = cells if kind != "money" else [None if cell is None else str(Fraction(cell)) for cell in cells]  # type: ignore[arg-type]
                made[name] = pa.array(texts, pa.date32() if kind == "date" else pa.string())
        return pa.table(made)


def _value(value: Any, kind: Kind, digits: int) -> Value:
    if value is None or kind == "text":
        return value  # type: ignore[no-any-return]
    return datetime.date.fromordinal(value) if kind == "date" else number(value, digits)


@frozen
class EngineRows:
    """Rows that are in the engine."""

    session: Session
    query: Query
    count: int

    @property
    def kinds(self) -> dict[str, Kind]:
        """See ``Rows``."""
        return {column.name: column.kind for column in self.query.columns}

    def rows(self, most: int | None) -> Iterator[tuple[Value, ...]]:
        """See ``Rows``."""
        names = ", ".join(self._quoted(column.name) for column in self.query.columns)
        limit = "" if most is None else f" LIMIT {min(most, self.count)}"
        with self.session.reading():
            found = self.session.executor.fetch(self._ordered(names) + limit)
        columns = self.query.columns
        for row in found.rows:
            yield tuple(_scaled(value, column) for value, column in zip(row, columns, strict=True))

    def arrow(self) -> pyarrow.Table:
        """See ``Rows``: straight from the engine."""
        import duckdb  # noqa: F401 - the package teaches connections Arrow

        typed = ", ".join(f"{self._typed(column)} AS {self._quoted(column.name)}" for column in self.query.columns)
        with self.session.reading():
            return self.session.executor.connection.sql(self._ordered(typed)).to_arrow_table()

    def _ordered(self, select: str) -> str:
        return f"SELECT {select} FROM (\n{self.query.sql}\n) AS result ORDER BY {', '.join(self.query.order)}"

    def _typed(self, column: ResultColumn) -> str:
        name = self._quoted(column.name)
        if column.kind == "date":
            return f"(DATE '0001-01-01' + ({name} - 1)::INTEGER)"
        if column.kind == "text":
            return f"{name}::VARCHAR"
        digits = column.digits
        if not digits:
            return f"{name}::DECIMAL({_DIGITS},0)"
        unit = "0." + "0" * (digits - 1) + "1"  # a product, never a quotient
        return f"({name}::DECIMAL({_DIGITS - digits - 1},0) * {unit})::DECIMAL({_DIGITS},{digits})"

    def _quoted(self, name: str) -> str:
        return self.session.executor.dialect.quoted(name)


def _scaled(value: Any, column: ResultColumn) -> Value:
    if value is None or column.kind == "text":
        return value  # type: ignore[no-any-return]
    if column.kind == "date":
        return datetime.date.fromordinal(int(value))
    return Decimal(scaled_text(int(value), column.digits))
