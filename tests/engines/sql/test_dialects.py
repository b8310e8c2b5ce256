"""What each dialect writes, word for word: the only check of those whose queries can't be run here."""

from __future__ import annotations

import pytest

from planlang.engines.sql.dialects import DIALECTS
from planlang.engines.sql.dialects.base import Dialect
from tests.servers import ENGINES

GOLDEN: dict[str, list[str]] = {
    "duckdb": [
        '"a""b"', "'it''s \\ ${x}'", "5::BIGINT", "(-9223372036854775808)::HUGEINT", "CAST(NULL AS HUGEINT)",
        "(p // q)", "(p // q)",
        "((p // q) + CASE WHEN abs((p - (p // q) * q)) > q - abs((p - (p // q) * q)) OR (abs((p - (p // q) * q)) = q -"
        " abs((p - (p // q) * q)) AND ((p // q) % 2) <> 0) THEN (CASE WHEN p < 0 THEN -1 ELSE 1 END) ELSE 0 END)",
        "((p // 3) + CASE WHEN (p - (p // 3) * 3) < 0 THEN -1 ELSE 0 END)",
        "abs(x)", "(-x)", "(sum(x))::BIGINT", "(sum(x) OVER w)::HUGEINT", "CAST(count(*) AS BIGINT)",
        "t DESC NULLS LAST", "concat(a, b)", 'CREATE TEMP TABLE "k" AS\nSELECT 1', '"k" AS MATERIALIZED (\nSELECT 1\n)',
    ],
    "postgres": [
        '"a""b"', "'it''s \\ ${x}'", "CAST(5 AS BIGINT)", "CAST((-9223372036854775808) AS NUMERIC)",
        "CAST(NULL AS NUMERIC)",
        "(p / q)", "div(p, q)",
        "(div(p, q) + CASE WHEN abs(mod(p, q)) > q - abs(mod(p, q)) OR (abs(mod(p, q)) = q - abs(mod(p, q))"
        " AND (div(p, q) % 2) <> 0) THEN (CASE WHEN p < 0 THEN -1 ELSE 1 END) ELSE 0 END)",
        "((p / 3) + CASE WHEN (p - (p / 3) * 3) < 0 THEN -1 ELSE 0 END)",
        "abs(x)", "(-x)", "CAST(sum(x) AS BIGINT)", "CAST(sum(x) OVER w AS NUMERIC)", "CAST(count(*) AS BIGINT)",
        '(t COLLATE "C") DESC NULLS LAST', "(a || b)", 'CREATE TEMP TABLE "k" AS\nSELECT 1',
        '"k" AS MATERIALIZED (\nSELECT 1\n)',
    ],
    "spark": [
        '`a"b`', "'it\\'s \\\\ \\u0024{x}'", "CAST(5 AS BIGINT)", "CAST((-9223372036854775808) AS DECIMAL(38, 0))",
        "CAST(NULL AS DECIMAL(38, 0))",
        "(p div q)",
        "(CASE WHEN q < 1000000 THEN CAST((CAST(p AS DECIMAL(38, 0)) - CAST(p AS DECIMAL(38, 0)) % (q * 1000000)) /"
        " (q * 1000000) AS DECIMAL(38, 0)) * 1000000 + CAST((CAST(p AS DECIMAL(38, 0)) % (q * 1000000) -"
        " CAST(p AS DECIMAL(38, 0)) % q) / q AS DECIMAL(38, 0)) ELSE CAST((CAST(p AS DECIMAL(38, 0)) -"
        " CAST(p AS DECIMAL(38, 0)) % q) / q AS DECIMAL(38, 0)) END)",
        "(CAST(p div q AS DECIMAL(38, 0)) + CASE WHEN greatest((p % q), 0 - (p % q)) > q - greatest((p % q), 0 - (p %"
        " q)) OR (greatest((p % q), 0 - (p % q)) = q - greatest((p % q), 0 - (p % q)) AND (CAST(p div q AS DECIMAL(38,"
        " 0)) % 2) <> 0) THEN (CASE WHEN p < 0 THEN -1 ELSE 1 END) ELSE 0 END)",
        "((p div 3) + CASE WHEN (p % 3) < 0 THEN -1 ELSE 0 END)",
        "greatest(x, 0 - x)", "(0 - x)", "CAST(sum(x) AS BIGINT)",
        "CAST(sum(CAST(x AS DECIMAL(38, 0))) OVER w AS DECIMAL(38, 0))", "CAST(count(*) AS BIGINT)",
        "t DESC NULLS LAST", "(a || b)", "CREATE TABLE `k` USING parquet AS\nSELECT 1", "`k` AS (\nSELECT 1\n)",
    ],
    "snowflake": [
        '"a""b"', "'it''s \\\\ ${x}'", "CAST(5 AS NUMBER(19, 0))", "CAST((-9223372036854775808) AS NUMBER(38, 0))",
        "CAST(NULL AS NUMBER(38, 0))",
        "CAST((p - MOD(p, q)) / q AS NUMBER(19, 0))", "CAST((p - MOD(p, q)) / q AS NUMBER(38, 0))",
        "(CAST((p - MOD(p, q)) / q AS NUMBER(38, 0)) + CASE WHEN abs(MOD(p, q)) > q - abs(MOD(p, q)) OR (abs(MOD(p, q))"
        " = q - abs(MOD(p, q)) AND MOD(CAST((p - MOD(p, q)) / q AS NUMBER(38, 0)), 2) <> 0) THEN (CASE WHEN p < 0 THEN"
        " -1 ELSE 1 END) ELSE 0 END)",
        "(CAST((p - MOD(p, 3)) / 3 AS NUMBER(19, 0)) + CASE WHEN MOD(p, 3) < 0 THEN -1 ELSE 0 END)",
        "abs(x)", "(-x)", "CAST(sum(x) AS NUMBER(19, 0))", "CAST(sum(x) OVER w AS NUMBER(38, 0))",
        "CAST(count(*) AS NUMBER(19, 0))", "COLLATE(t, 'utf8') DESC NULLS LAST", "(a || b)",
        'CREATE TEMPORARY TABLE "k" AS\nSELECT 1', '"k" AS (\nSELECT 1\n)',
    ],
    "bigquery": [
        '`a"b`', "'it\\'s \\\\ ${x}'", "CAST(5 AS INT64)", "CAST(BIGNUMERIC '-9223372036854775808' AS BIGNUMERIC)",
        "CAST(NULL AS BIGNUMERIC)",
        "DIV(p, q)", "DIV(p, q)",
        "(DIV(p, q) + CASE WHEN abs(MOD(p, q)) > q - abs(MOD(p, q)) OR (abs(MOD(p, q)) = q - abs(MOD(p, q))"
        " AND MOD(DIV(p, q), 2) <> 0) THEN (CASE WHEN p < 0 THEN -1 ELSE 1 END) ELSE 0 END)",
        "(DIV(p, 3) + CASE WHEN MOD(p, 3) < 0 THEN -1 ELSE 0 END)",
        "abs(x)", "(-x)", "CAST(sum(x) AS INT64)", "CAST(sum(CAST(x AS BIGNUMERIC)) OVER w AS BIGNUMERIC)",
        "CAST(count(*) AS INT64)", "t DESC NULLS LAST", "(a || b)", "CREATE TEMP TABLE `k` AS\nSELECT 1",
        "`k` AS (\nSELECT 1\n)",
    ],
}  # fmt: skip


def written(dialect: Dialect) -> list[str]:
    return [
        dialect.quoted('a"b'),
        dialect.text("it's \\ ${x}"),
        dialect.integer(5),
        dialect.integer(-(2**63)),
        dialect.absent("wide"),
        dialect.quotient("p", "q", False),
        dialect.quotient("p", "q", True),
        dialect.rounded("p", "q", "half-even", True, most=2**63 - 1),
        dialect.rounded("p", "3", "floor", False),
        dialect.size("x", True),
        dialect.negative("x", True),
        dialect.total("x", False),
        dialect.total("x", True, "OVER w"),
        dialect.count(),
        dialect.ordered("t", True, True, descending=True),
        dialect.concatenated("a", "b"),
        dialect.create_table("k", "SELECT 1"),
        dialect.with_item("k", "SELECT 1", True),
    ]


@pytest.mark.parametrize("name", DIALECTS)
def test_golden(name: str) -> None:
    assert written(DIALECTS[name]()) == GOLDEN[name]


@pytest.mark.parametrize("name", DIALECTS)
def test_no_dialect_names_a_floating_point_type(name: str) -> None:
    for text in [*written(DIALECTS[name]()), *DIALECTS[name].types.values()]:
        assert not any(word in text.upper() for word in ("DOUBLE", "FLOAT", "REAL"))


def test_what_is_said_to_be_executed_is_executed() -> None:
    assert {name for name, dialect in DIALECTS.items() if dialect.executed} == {param.values[0] for param in ENGINES}
