"""What every engine does for the compiler: keep tables for a session, run statements, hand back exact values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, Union

from planlang.engines.sql.dialects.base import Dialect, SqlType
from planlang.slotted import frozen

Value = Union[int, str, bool, None]
"""A cell, on the way in and on the way out. Whole numbers are ``int`` on every engine, however wide."""


class EngineError(Exception):
    """An engine refused or could not do something; the message says what, for a person."""


class MissingEngine(EngineError):
    """What an engine needs isn't installed; the message says how to get it."""


class DoesNotFit(EngineError):
    """A number did not go into the type that a query gives it."""


class WrongType(EngineError):
    """A query's result has a column that is neither a whole number, nor text, nor yes/no: a bug of the compiler's."""


MOST_THREADS = 1024
"""More than this is no number of threads that any machine runs; each would be started."""


@frozen
class Fetched:
    """The rows of a query. ``types`` are the engine's own names, for people and for checks."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Value, ...]]


@frozen
class Options:
    """What a user may say about how an engine runs; what is None is left to the engine."""

    memory_limit: str | None = None
    """As ``"4GB"``: DuckDB's limit before it spills, Spark's driver memory. PostgreSQL: ``work_mem``."""
    threads: int | None = None
    temp_directory: str | None = None
    """Where DuckDB spills and Spark keeps tables; on a cluster, an address that all its machines see."""
    statement_timeout: float | None = None
    """In seconds, on PostgreSQL: a statement that takes longer is stopped."""


class Executor(Protocol):
    """One session with one engine. All its tables are temporary: they are gone when it is closed."""

    @property
    def dialect(self) -> Dialect:
        """What the session speaks."""
        ...

    def create(self, name: str, columns: Sequence[tuple[str, SqlType]], values: Sequence[Sequence[Value]]) -> None:
        """A table of values, a sequence for each column: prepared tables and small data."""
        ...

    def keep(self, name: str, select: str) -> None:
        """Keeps a query's rows as a table, computed once, with what its readers' plans need to know of its size."""
        ...

    def execute(self, sql: str) -> None:
        """Runs one statement that gives no rows."""
        ...

    def fetch(self, sql: str) -> Fetched:
        """The rows of a query; raises ``WrongType`` where a column is none of the four sorts."""
        ...

    def check_types(self, sql: str) -> list[str]:
        """What is wrong with the types of a query's columns, a line for each; nothing is computed."""
        ...

    def floating(self, sql: str) -> list[str]:
        """Floating-point numbers anywhere in the plan of a query, even those that are whole numbers again in its result."""
        ...

    def drop(self, name: str) -> None:
        """Forgets a table of this session, if it is there."""
        ...

    def close(self) -> None:
        """Ends the session. Closing twice does no harm."""
        ...


def type_faults(names: Iterable[str], types: Iterable[str], allowed: set[str]) -> list[str]:
    """Columns whose type is not among those that hold whole numbers, text or yes/no."""
    return [f"column `{name}` is {type_}" for name, type_ in zip(names, types) if type_ not in allowed]


def refuse_types(faults: Sequence[str]) -> None:
    """Raises ``WrongType`` where there are faults."""
    if faults:
        raise WrongType("not exact: " + ", ".join(faults))


def checked_columns(columns: Sequence[tuple[str, SqlType]], values: Sequence[Sequence[Value]]) -> int:
    """How many rows; columns of different lengths would be cut or padded by some engines without a word."""
    if len(columns) != len(values) or not columns:
        raise ValueError(f"{len(columns)} columns, {len(values)} sequences of values")
    lengths = {len(column) for column in values}
    if len(lengths) > 1:
        raise ValueError(f"columns of different lengths: {sorted(lengths)}")
    return lengths.pop()
