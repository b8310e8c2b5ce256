"""Whatever a caller hands over, column by column: headers, how many rows, and each column as Arrow data or Python values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from planlang.data.frames.arrow import arrow, of_objects, readable

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow

Column = Any
"""Arrow data (``pyarrow.ChunkedArray``), a list of Python values, or a text: the name of a type that can't be read."""


class Columns(Protocol):
    """The columns of a table of any sort. ``headers`` may be asked before any column is converted."""

    @property
    def headers(self) -> Sequence[str]: ...

    def take(self, wanted: Sequence[int]) -> tuple[list[Column], int]:
        """The columns at some places, and how many rows there are."""


LIBRARIES = frozenset({"pyarrow", "polars", "duckdb", "_duckdb"})


def broken(error: Exception) -> str | None:
    """What a library says of its own table that it can't read or compute; ``None`` for any other error."""
    if type(error).__module__.partition(".")[0] not in LIBRARIES:
        return None
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def columns_of(given: Any) -> Columns | None:
    """The columns of what was handed over, or ``None`` where it is no table of a known sort."""
    package = type(given).__module__.partition(".")[0]
    name = type(given).__name__
    if package == "pandas" and name == "DataFrame":
        return _Pandas(given)
    if package == "polars" and name in ("DataFrame", "LazyFrame"):
        return _Polars(given)
    if package in ("duckdb", "_duckdb") and name == "DuckDBPyRelation":
        return _Relation(given)
    if hasattr(given, "__arrow_c_stream__"):
        return _Arrow(given)
    if (
        isinstance(given, Sequence)
        and not isinstance(given, (str, bytes))
        and all(isinstance(r, Mapping) for r in given)
    ):
        return Dicts(given)
    return None


class _Arrow:
    """An Arrow table, or a stream of batches, which is read to its end."""

    def __init__(self, given: Any) -> None:
        pa = arrow()
        self.table = given if isinstance(given, pa.Table) else pa.RecordBatchReader.from_stream(given).read_all()
        self.headers = list(self.table.column_names)

    def take(self, wanted: Sequence[int]) -> tuple[list[Column], int]:
        """See ``Columns``. Data that breaks Arrow's own rules raises ``pyarrow.ArrowInvalid``."""
        some = self.table.select(list(wanted))
        some.validate(full=True)
        return [readable(column) for column in some.columns], self.table.num_rows


class _Pandas:
    """A pandas frame, whose index is not looked at."""

    def __init__(self, frame: pandas.DataFrame) -> None:
        self.frame = frame
        self.headers = [str(name) for name in frame.columns]

    def take(self, wanted: Sequence[int]) -> tuple[list[Column], int]:
        """See ``Columns``."""
        return [self._column(self.frame.iloc[:, index]) for index in wanted], len(self.frame)

    def _column(self, series: Any) -> Column:
        pa = arrow()
        kind = str(series.dtype)
        if kind == "category":
            series = series.astype(series.cat.categories.dtype)
            kind = str(series.dtype)
        if series.isna().all():
            return pa.chunked_array([pa.nulls(len(series), pa.string())])
        if kind == "object":
            values = list(series)
            made = of_objects(values)
            return values if made is None else made
        try:
            made = pa.array(series.copy(), from_pandas=True)  # a copy: who changes the frame doesn't change a result
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            return list(series)
        if not isinstance(made, pa.ChunkedArray):
            made = pa.chunked_array([made])
        made.validate(full=True)
        return readable(made)


class _Polars:
    """A Polars frame; of a lazy one no more is computed than the plan reads."""

    def __init__(self, frame: polars.DataFrame | polars.LazyFrame) -> None:
        self.frame: Any = frame
        self.headers = list(frame.collect_schema().names())

    def take(self, wanted: Sequence[int]) -> tuple[list[Column], int]:
        """See ``Columns``."""
        names = [self.headers[index] for index in wanted]
        frame = self.frame
        if hasattr(frame, "collect"):
            frame = frame.select(names or self.headers[:1]).collect()
        return [self._column(frame.get_column(name)) for name in names], frame.height

    def _column(self, series: polars.Series) -> Column:
        pa = arrow()
        if str(series.dtype) in ("Object", "Int128", "UInt128"):
            values = series.to_list()
            made = of_objects(values)
            return values if made is None else made
        made = series.to_arrow()
        return readable(made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made]))


class _Relation:
    """A DuckDB relation, computed where it is; whole numbers wider than Arrow's go as texts."""

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        self.relation = relation
        self.headers = list(relation.columns)
        self.types = [str(type_) for type_ in relation.types]

    def take(self, wanted: Sequence[int]) -> tuple[list[Column], int]:
        """See ``Columns``."""
        names = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in self.headers]
        parts = [
            f"CAST({names[index]} AS VARCHAR) AS c{n}" if "HUGEINT" in self.types[index] else f"{names[index]} AS c{n}"
            for n, index in enumerate(wanted)
        ]
        table: pyarrow.Table = self.relation.project(", ".join([*parts, "1 AS one"])).to_arrow_table()
        return [readable(column) for column in table.columns[:-1]], table.num_rows


class Dicts:
    """A list of dicts: what one lacks is absent there."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = rows
        self.headers = list(dict.fromkeys(str(key) for row in rows for key in row))

    def take(self, wanted: Sequence[int]) -> tuple[list[Column], int]:
        """See ``Columns``."""
        get: Callable[[str], list[Any]] = lambda name: [row.get(name) for row in self.rows]  # noqa: E731
        return [get(self.headers[index]) for index in wanted], len(self.rows)
