"""Which session with an engine a comparison gets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from planlang.engines.sql.executors import Executor, Options, open_executor
from tests.conformance.profiles import EVERYTHING
from tests.servers import Engines

FAST = [pytest.param("duckdb"), pytest.param("postgres", marks=pytest.mark.postgres)]
"""Engines that take little time for little data."""

_DUCKDB: list[Executor] = []


@contextmanager
def sessions(engines: Engines, engine: str, *, as_users: bool = False) -> Iterator[Executor]:
    """A session; to run ``as_users`` run it, with PostgreSQL a new one.

    DuckDB's has one thread; with more, they take longer to meet than these queries take. Spark's is one for a few rows
    unless it is to run ``as_users`` run it, as everything does at night.
    """
    if engine == "duckdb":
        yield duckdb()
    elif engine == "spark":
        yield engines.session(engine) if as_users or EVERYTHING else engines.little_spark()
    elif as_users:
        session = engines.opened(engine)
        try:
            yield session
        finally:
            session.close()
    else:
        with engines.emptied() as session:
            yield session


def duckdb() -> Executor:
    """The session with DuckDB that this process keeps."""
    if not _DUCKDB:
        _DUCKDB.append(open_executor("duckdb", None, Options(threads=1)))
    return _DUCKDB[0]
