"""PostgreSQL as a source of rows: one read-only transaction, nothing but SELECTs of columns that are there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from planlang.core.records import ColumnSpec
from planlang.data.databases.base import Batch, DatabaseError, TableColumn, quoted_name
from planlang.data.databases.streamed import BATCH, Streamed
from planlang.slotted import field, frozen

SCHEMES = ("postgres", "postgresql")
TIMEOUT = 600
"""Seconds that one statement may take, where the address doesn't say ``statement_timeout``."""
_MOST_TABLES = 10_000
_KINDS = list("rvmpf")  # tables, views, materialised views, partitioned and foreign tables

_LIKE = {
    "numeric": "DECIMAL",
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int8": "BIGINT",
    "bool": "BOOLEAN",
    "date": "DATE",
    "float4": "FLOAT",
    "float8": "DOUBLE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "uuid"), "VARCHAR"),
}
"""DuckDB's types that are like PostgreSQL's."""


@frozen
class Address:
    """An address apart: what libpq gets, and what planlang takes from it. It shows itself without the password."""

    conninfo: str = field(repr=False)
    schema: str
    timeout: int
    secrets: tuple[str, ...] = field(repr=False)
    title: str

    def told(self, error: BaseException) -> str:
        """What an error says, on one line and without the password."""
        said = " ".join(str(error).split())
        for secret in self.secrets:
            said = said.replace(secret, "…")
        return said or type(error).__name__


def address_of(text: str) -> Address:
    """Reads ``postgres://user@host/db?schema=sales&statement_timeout=60``; raises ``DatabaseError``."""
    try:
        parts = urlsplit(text)
        items = parse_qsl(parts.query, keep_blank_values=True)
        given = [parts.password or "", *(value for key, value in items if key == "password")]
        # The password as it is written, as it is meant, and as far as a parser may have cut it.
        secrets = tuple(sorted({s for one in given if one for s in (one, unquote(one))}, key=len, reverse=True))
        host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        raise DatabaseError(
            "the address of the database can't be read: is a `/`, `@` or `:` in it unescaped?"
        ) from None
    own = {key: value for key, value in items if key in ("schema", "statement_timeout")}
    seconds = own.get("statement_timeout", str(TIMEOUT))
    if not seconds.isdecimal() or not 0 < int(seconds) < 10**6:
        raise DatabaseError("`statement_timeout` in the address is a number of seconds, such as 600")
    query = urlencode([(key, value) for key, value in items if key not in own])
    schema = own.get("schema", "public")
    title = f"{parts.path.lstrip('/') or 'the database'}{f' at {host}' if host else ''}, schema {schema}"
    # Put together here: of an address without a host urlunsplit makes what is none.
    conninfo = f"{parts.scheme}://{parts.netloc}{parts.path}{f'?{query}' if query else ''}"
    return Address(conninfo, schema, int(seconds), secrets, title)


class Postgres:
    """A session; see ``Database``. It is opened when something is asked, and all that it reads is of one moment."""

    def __init__(self, text: str) -> None:
        self.address = address_of(text)
        self._connection: Any = None
        self._cursors = itertools.count(1)

    @property
    def title(self) -> str:
        """See ``Database``."""
        return self.address.title

    def names(self) -> Sequence[str]:
        """See ``Database``."""
        query = (
            "SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
            ' WHERE n.nspname = %s AND c.relkind::text = ANY(%s) ORDER BY c.relname COLLATE "C" LIMIT %s'
        )
        return [str(row[0]) for row in self.ask(query, [self.address.schema, _KINDS, _MOST_TABLES])]

    def given(self, name: str) -> Streamed:
        """See ``Database``."""
        # A domain is as the type that it is made from, and an enumeration as text.
        query = (
            "SELECT a.attname, coalesce(b.typtype, t.typtype)::text, coalesce(b.typname, t.typname),"
            " coalesce(bn.nspname, tn.nspname) = 'pg_catalog', pg_catalog.format_type(a.atttypid, a.atttypmod)"
            " FROM pg_catalog.pg_attribute AS a"
            " JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid"
            " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid"
            " JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace"
            " LEFT JOIN pg_catalog.pg_type AS b ON t.typtype = 'd' AND b.oid = t.typbasetype"
            " LEFT JOIN pg_catalog.pg_namespace AS bn ON bn.oid = b.typnamespace"
            " WHERE n.nspname = %s AND c.relname = %s AND c.relkind::text = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped"
            " ORDER BY a.attnum"
        )
        rows = self.ask(query, [self.address.schema, name, _KINDS])
        return Streamed(PostgresTable(self, name, [TableColumn(row[0], row[4], _like(*row[1:4])) for row in rows]))

    def ask(self, query: str, parameters: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a small query; raises ``DatabaseError``."""
        connection, error = self._session()
        try:
            with connection.transaction():
                return cast("list[tuple[Any, ...]]", connection.execute(query, parameters).fetchall())
        except (error, UnicodeError) as trouble:
            raise DatabaseError(self.address.told(trouble)) from None

    def stream(self, query: str) -> Iterator[list[tuple[str | None, ...]]]:
        """The rows of a large query, by a cursor on the server; raises ``DatabaseError``."""
        connection, error = self._session()
        try:
            with connection.transaction(), connection.cursor(name=f"planlang_{next(self._cursors)}") as cursor:
                cursor.execute(query)
                while batch := cursor.fetchmany(BATCH):
                    yield batch
        except (error, UnicodeError) as trouble:
            raise DatabaseError(self.address.told(trouble)) from None

    def close(self) -> None:
        """See ``Database``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _session(self) -> tuple[Any, type[Exception]]:
        try:
            import psycopg
        except ImportError:
            raise DatabaseError("PostgreSQL needs psycopg 3: pip install 'planlang[postgres]'") from None
        if self._connection is None:
            try:
                self._connection = _connected(psycopg, self.address)
            except (psycopg.Error, UnicodeError) as trouble:  # the latter of a host's name that is none
                raise DatabaseError(self.address.told(trouble)) from None
        return self._connection, psycopg.Error


def _connected(psycopg: Any, address: Address) -> Any:
    """A session that can't write, finds no function but the server's own, and sees the data of one moment."""
    connection = psycopg.connect(
        address.conninfo, autocommit=True, application_name="planlang", connect_timeout=15, client_encoding="UTF8"
    )
    settings = {
        "default_transaction_read_only": "on",
        "search_path": "pg_catalog, pg_temp",
        "statement_timeout": f"{address.timeout}s",
        "DateStyle": "ISO, YMD",
        "TimeZone": "UTC",
    }
    try:
        for name, value in settings.items():
            connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", [name, value])
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.autocommit = False
        connection.execute("SELECT 1")
    except BaseException:
        connection.close()
        raise
    return connection


@frozen
class PostgresTable:
    """A table or view; see ``Table``."""

    database: Postgres
    name: str
    columns: Sequence[TableColumn]

    @property
    def file(self) -> str:
        """See ``Table``."""
        return f"{self.database.address.schema}.{self.name}"

    @property
    def _quoted(self) -> str:
        return f"{quoted_name(self.database.address.schema)}.{quoted_name(self.name)}"

    def rows(self, wanted: Sequence[tuple[ColumnSpec, int]], order: Sequence[int]) -> Iterator[Batch]:
        """See ``Table``. The server writes the texts: a numeric is written as it is, and no float is on the way."""
        chosen = ", ".join(self._text(number) for _, number in wanted)
        by = ", ".join(f"given.{quoted_name(self.columns[number].header)}" for number in order)
        for batch in self.database.stream(f"SELECT {chosen} FROM {self._quoted} AS given ORDER BY {by}"):
            yield list(zip(*batch, strict=True))

    def count(self) -> int:
        """See ``Table``."""
        return int(self.database.ask(f"SELECT count(*) FROM {self._quoted}")[0][0])

    def _text(self, number: int) -> str:
        column = self.columns[number]
        given = f"given.{quoted_name(column.header)}"
        if column.like == "BOOLEAN":
            return f"CASE WHEN {given} THEN 'yes' WHEN NOT {given} THEN 'no' END"
        text = f"CAST({given} AS pg_catalog.text)"
        # The point of a numeric stands before decimals; three with a zero at the end could be read as thousands.
        return (
            rf"regexp_replace({text}, '^(-?[1-9][0-9]{{0,2}}\.[0-9]{{2}})0$', '\1')"
            if column.like.startswith("DECIMAL")
            else text
        )


def _like(kind: str, name: str, builtin: bool) -> str:
    if kind == "e" or name == "citext":
        return "VARCHAR"
    return _LIKE.get(name, name.upper()) if builtin else f"A {name.upper()}"
