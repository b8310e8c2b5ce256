"""How each database writes what the compiler needs: identifiers, literals, exact division and rounding, totals."""

from __future__ import annotations

from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.dialects.bigquery import BigQuery
from planlang.engines.sql.dialects.duckdb import DuckDB
from planlang.engines.sql.dialects.postgres import PostgreSQL
from planlang.engines.sql.dialects.snowflake import Snowflake
from planlang.engines.sql.dialects.spark import Spark

DIALECTS: dict[str, type[Dialect]] = {
    "duckdb": DuckDB,
    "postgres": PostgreSQL,
    "spark": Spark,
    "snowflake": Snowflake,
    "bigquery": BigQuery,
}
"""By the name that ``--dialect`` and ``--engine`` take."""
