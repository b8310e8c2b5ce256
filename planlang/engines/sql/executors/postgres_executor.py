"""PostgreSQL 15 or later, over psycopg 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.dialects.postgres import PostgreSQL
from planlang.engines.sql.executors.base import (
    EngineError,
    Fetched,
    MissingEngine,
    Options,
    Value,
    checked_columns,
    refuse_types,
    type_faults,
)

_ALLOWED = {"int2", "int4", "int8", "numeric", "text", "varchar", "bpchar", "bool"}

# In what EXPLAIN prints, once literals and quoted names are taken out.
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_FLOATING = re.compile(r"\b(?:double precision|real|float[48]?)\b")

# A statement that makes a temporary table, after the comments at its head.
_MAKES_TABLE = re.compile(r"(?:\s|--[^\n]*\n)*CREATE\s+TEMP(?:ORARY)?\s+TABLE\b", re.IGNORECASE)

_OLDEST = 150000


def address_parts(address: str) -> tuple[str, str | None]:
    """What libpq understands of an address, and the ``schema`` that planlang lets one say beside it."""
    if "://" not in address:
        return address, None
    parts = urlsplit(address)
    items = parse_qsl(parts.query, keep_blank_values=True)
    schema = next((value for key, value in items if key == "schema"), None)
    query = urlencode([(key, value) for key, value in items if key != "schema"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}{f'?{query}' if query else ''}", schema


class PostgresExecutor:
    """A session that may read and may make temporary tables, and nothing else.

    Transactions are read-only unless they make a temporary table, which PostgreSQL counts as writing. Only ``pg_temp``
    and ``pg_catalog`` are searched for names, so that no function or operator of a user's schema stands in for a
    built-in one; the user's tables are named with their schema.
    """

    def __init__(self, address: str, options: Options | None = None) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise MissingEngine("PostgreSQL needs psycopg 3: pip install 'planlang[postgres]'") from error

        options = options or Options()
        self.dialect = PostgreSQL()
        self._error = psycopg.Error
        conninfo, self.schema = address_parts(address)
        try:
            self.connection = psycopg.connect(
                conninfo, autocommit=True, application_name="planlang", connect_timeout=15
            )
        except psycopg.Error as error:
            raise EngineError(f"PostgreSQL: {error}".rstrip()) from error
        try:
            self._prepare(options)
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, options: Options) -> None:
        """What the session relies on."""
        from psycopg.adapt import Loader

        class Whole(Loader):
            """A numeric as ``int``; what is not whole is refused."""

            def load(self, data: Any) -> int:
                return int(bytes(data))

        info = self.connection.info
        if info.server_version < _OLDEST:
            raise EngineError(f"PostgreSQL 15 or later is needed; this is {info.parameter_status('server_version')}")
        if info.parameter_status("server_encoding") != "UTF8":
            raise EngineError("PostgreSQL: the database's encoding must be UTF8, so that texts compare by code point")
        self.connection.adapters.register_loader("numeric", Whole)
        settings = {
            "search_path": "pg_temp, pg_catalog",
            "standard_conforming_strings": "on",
            "client_encoding": "UTF8",
            "TimeZone": "UTC",
            "jit": "off",  # compiling a long query to machine code takes longer than running it
            "default_transaction_read_only": "on",
        }
        if options.statement_timeout is not None:
            settings["statement_timeout"] = str(max(1, round(options.statement_timeout * 1000)))
        if options.memory_limit is not None:
            settings["work_mem"] = options.memory_limit
        if options.threads is not None:
            settings["max_parallel_workers_per_gather"] = str(max(0, options.threads - 1))
        said = (
            f"set_config({self.dialect.text(name)}, {self.dialect.text(value)}, false)"
            for name, value in settings.items()
        )
        self._run(f"SELECT {', '.join(said)}")

    def create(self, name: str, columns: Sequence[tuple[str, SqlType]], values: Sequence[Sequence[Value]]) -> None:
        """See ``Executor``. Sent by COPY."""
        checked_columns(columns, values)
        quoted, types = self.dialect.quoted, self.dialect.types
        self.execute(
            f"CREATE TEMP TABLE {quoted(name)} ({', '.join(f'{quoted(c)} {types[kind]}' for c, kind in columns)})"
        )
        try:
            with self.connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{quoted(name)} FROM STDIN") as copy:
                for row in zip(*values):
                    copy.write_row(row)
        except self._error as error:
            raise EngineError(f"PostgreSQL: {error}") from error
        self._run(f"ANALYZE pg_temp.{quoted(name)}")

    def keep(self, name: str, select: str) -> None:
        """See ``Executor``. Nobody but the session itself counts a temporary table's rows, hence ANALYZE."""
        self.execute(self.dialect.create_table(name, select))
        self._run(f"ANALYZE pg_temp.{self.dialect.quoted(name)}")

    def execute(self, sql: str) -> None:
        """See ``Executor``."""
        if not _MAKES_TABLE.match(sql):
            self._run(sql)
            return
        self._write(sql)

    def fetch(self, sql: str) -> Fetched:
        """See ``Executor``."""
        cursor = self._run(sql)
        names, types = _described(cursor)
        refuse_types(type_faults(names, types, _ALLOWED))
        try:
            return Fetched(names, types, cursor.fetchall())
        except (self._error, ValueError) as error:
            raise EngineError(f"PostgreSQL: {error}") from error

    def check_types(self, sql: str) -> list[str]:
        """See ``Executor``."""
        names, types = _described(self._run(f"SELECT * FROM (\n{sql}\n) AS checked LIMIT 0"))
        return type_faults(names, types, _ALLOWED)

    def floating(self, sql: str) -> list[str]:
        """See ``Executor``. A floating-point number shows as a type in the plan that EXPLAIN prints."""
        lines = (str(row[0]) for row in self._run(f"EXPLAIN (VERBOSE, COSTS OFF) {sql}").fetchall())
        return [line.strip() for line in lines if _FLOATING.search(_QUOTED.sub("", line))]

    def drop(self, name: str) -> None:
        """See ``Executor``."""
        self._write(f"DROP TABLE IF EXISTS pg_temp.{self.dialect.quoted(name)}")

    def close(self) -> None:
        """See ``Executor``."""
        self.connection.close()

    def _write(self, sql: str) -> None:
        """One statement in a transaction that may write."""
        self._run("BEGIN READ WRITE")
        try:
            self._run(sql)
        except BaseException:
            if not self.connection.closed:
                self.connection.rollback()
            raise
        self._run("COMMIT")

    def _run(self, sql: str) -> Any:
        """Prepared, because PostgreSQL then takes one statement and not several."""
        statement: Any = sql  # psycopg asks for a literal where it can't see one
        try:
            return self.connection.execute(statement, prepare=True)
        except self._error as error:
            raise EngineError(f"PostgreSQL: {error}") from error


def _described(cursor: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and types of a result's columns."""
    columns = cursor.description or ()
    registry = cursor.adapters.types
    types = []
    for column in columns:
        known = registry.get(column.type_code)
        types.append(known.name if known is not None else f"type {column.type_code}")
    return tuple(column.name for column in columns), tuple(types)
