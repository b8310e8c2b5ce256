"""DuckDB, in this process."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from planlang import interrupts
from planlang.beside import Beside
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.dialects.duckdb import DuckDB
from planlang.engines.sql.executors.base import (
    DoesNotFit,
    EngineError,
    Fetched,
    Options,
    Value,
    checked_columns,
    refuse_types,
    type_faults,
)

if TYPE_CHECKING:
    import duckdb

_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_ALLOWED = _WHOLE | {"VARCHAR", "BOOLEAN"}
_FLOATING = {"DOUBLE", "FLOAT"}

# Rows that travel in one statement: lists of parameters exist twice while one runs.
_BATCH = 200_000


class DuckDBExecutor:
    """A database in memory that spills to ``temp_directory``; it installs no extension and loads none by itself."""

    def __init__(self, options: Options | None = None) -> None:
        from planlang.duck import duckdb

        options = options or Options()
        config: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        config["preserve_insertion_order"] = "false"  # a query that needs an order says so; keeping one takes memory
        if options.memory_limit is not None:
            if options.memory_limit.strip().startswith("-"):  # which DuckDB would take for no limit
                raise EngineError(f"DuckDB: {options.memory_limit} is no amount of memory (such as 8GB)")
            config["memory_limit"] = options.memory_limit
        if options.threads is not None:
            config["threads"] = str(options.threads)
        if options.temp_directory is not None:
            config["temp_directory"] = options.temp_directory
        self.dialect = DuckDB()
        self._error = duckdb.Error
        try:
            self.connection = duckdb.connect(":memory:", config=config)
        except duckdb.Error as error:
            raise engine_error(error) from error
        interrupts.stops(self.connection)

    def create(self, name: str, columns: Sequence[tuple[str, SqlType]], values: Sequence[Sequence[Value]]) -> None:
        """See ``Executor``. Lists of parameters, unnested side by side: exact, and needs neither NumPy nor Arrow.

        The first of them make the table, which takes half as long as saying first what it is.
        """
        rows = checked_columns(columns, values)
        quoted, types = self.dialect.quoted, self.dialect.types
        lists = [f"unnest(${i}::{types[kind]}[])" for i, (_, kind) in enumerate(columns, start=1)]
        named = ", ".join(f"{one} AS {quoted(column)}" for one, (column, _) in zip(lists, columns))
        for start in range(0, max(rows, 1), _BATCH):
            batch = [list(column[start : start + _BATCH]) for column in values]
            if start == 0:
                self._run(self.dialect.create_table(name, f"SELECT {named}"), batch)
            else:
                self._run(f"INSERT INTO {quoted(name)} SELECT {', '.join(lists)}", batch)

    def keep(self, name: str, select: str) -> None:
        """See ``Executor``."""
        self.execute(self.dialect.create_table(name, select))

    def execute(self, sql: str) -> None:
        """See ``Executor``."""
        self._run(sql)

    def fetch(self, sql: str) -> Fetched:
        """See ``Executor``."""
        answer = self._run(sql)
        names, types = _described(answer.description)
        refuse_types(type_faults(names, types, _ALLOWED))
        try:
            return Fetched(names, types, answer.fetchall())
        except self._error as error:
            raise engine_error(error) from error

    def check_types(self, sql: str) -> list[str]:
        """See ``Executor``."""
        described = self._run(f"DESCRIBE {sql}").fetchall()
        return type_faults((row[0] for row in described), (_plain(row[1]) for row in described), _ALLOWED)

    def floating(self, sql: str) -> list[str]:
        """See ``Executor``. Reads the types of all expressions of the plan before it is optimised."""
        (text,) = self._run("SELECT json_serialize_plan($1::VARCHAR, optimize := false)", [sql]).fetchone() or ("{}",)
        if text.startswith('{"error":false') and not any(f'"{kind}"' in text for kind in _FLOATING):
            return []  # the plan of a long query has megabytes, and reading it takes longer than making it
        plan = json.loads(text)
        if plan.get("error"):
            raise EngineError(f"DuckDB: {plan.get('error_message', 'the plan of a query could not be read')}")
        return sorted(set(_floating(plan)))

    def drop(self, name: str) -> None:
        """See ``Executor``."""
        self.execute(f"DROP TABLE IF EXISTS {self.dialect.quoted(name)}")

    def close(self) -> None:
        """See ``Executor``."""
        self.connection.close()

    def _run(self, sql: str, parameters: Sequence[Any] | None = None) -> Any:
        try:
            return self.connection.execute(sql, parameters)
        except self._error as error:
            raise engine_error(error) from error


def engine_error(error: duckdb.Error) -> EngineError:
    """What DuckDB says, for a person."""
    from planlang.duck import duckdb

    if isinstance(error, duckdb.OutOfMemoryException):
        said = str(error).splitlines()[0].partition(": ")[2]
        return EngineError(f"DuckDB has not enough memory ({said}): give it more, or a spill directory with room")
    unfit = isinstance(error, (duckdb.ConversionException, duckdb.OutOfRangeException))
    return (DoesNotFit if unfit else EngineError)(f"DuckDB: {error}")


Opening = Beside[DuckDBExecutor]
"""A session that is being opened, which takes some 40 ms. ``results`` gives it."""


def opening(options: Options | None = None) -> Opening:
    """Opens a session while Python does something else, such as importing what will work with it."""
    return Beside([lambda: DuckDBExecutor(options)])


@contextlib.contextmanager
def room_for_all() -> Iterator[None]:
    """Raises ``EngineError`` where DuckDB runs out of memory or disk, or can't be told of a file by its name."""
    from planlang.duck import duckdb

    try:
        yield
    except UnicodeEncodeError as error:
        shown = str(error.object)[:200].encode("utf-8", "backslashreplace").decode()
        raise EngineError(f"DuckDB reads and writes no file whose name isn't UTF-8: {shown}") from error
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise engine_error(error) from error


def _described(description: Sequence[Sequence[Any]] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and types of a result's columns."""
    columns = description or ()
    return tuple(str(column[0]) for column in columns), tuple(_plain(str(column[1])) for column in columns)


def _plain(type_: str) -> str:
    """Keys as an ENUM are texts, and are fetched as such."""
    return "VARCHAR" if type_.startswith("ENUM(") else type_


def _floating(node: Any) -> Iterator[str]:
    """What in a serialised plan gives a floating-point number; a file's own columns only where an expression reads them."""
    if isinstance(node, list):
        for item in node:
            yield from _floating(item)
    elif isinstance(node, dict):
        given = node.get("return_type")
        if isinstance(given, dict) and given.get("id") in _FLOATING:
            said = node.get("alias") or "/".join(node.get("qname", {}).get("path", ())) or node.get("type")
            yield f"{said}: {given['id']}"
        for item in node.values():
            yield from _floating(item)
