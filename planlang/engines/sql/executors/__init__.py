"""Sessions with the engines that run compiled queries. A driver is imported when its engine is asked for."""

from __future__ import annotations

from planlang.engines.sql.executors.base import (
    EngineError,
    Executor,
    Fetched,
    MissingEngine,
    Options,
    Value,
    WrongType,
)

__all__ = ["EngineError", "Executor", "Fetched", "MissingEngine", "Options", "Value", "WrongType", "open_executor"]


def open_executor(engine: str, address: str | None = None, options: Options | None = None) -> Executor:
    """A session with ``engine``; ``address`` says which PostgreSQL database or Spark master."""
    if engine == "duckdb":
        from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor

        return DuckDBExecutor(options)
    if engine == "postgres":
        from planlang.engines.sql.executors.postgres_executor import PostgresExecutor

        if address is None:
            raise EngineError("PostgreSQL needs the address of a database: postgres://user@host/name")
        return PostgresExecutor(address, options)
    if engine == "spark":
        from planlang.engines.sql.executors.spark_executor import SparkExecutor

        return SparkExecutor(address, options)
    raise EngineError(f"no engine is called `{engine}`")
