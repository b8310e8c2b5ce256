"""Sales of one quarter for the eight answers and for the plan with 30 components: twenty deals for each participant.

A participant sells less than 20,000.00 in the quarter, where the table of the eight answers ends.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

MACROS = """
CREATE MACRO half_even(n, d) AS
    (n // d) + CASE WHEN 2 * abs(n - (n // d) * d) + (abs(n // d) & 1) > d THEN sign(n) ELSE 0 END;
CREATE MACRO money(cents) AS (cents::DECIMAL(18,0) * 0.01)::DECIMAL(18,2);
CREATE MACRO last_of(month) AS (DATE '2025-01-01' + INTERVAL (month) MONTH - INTERVAL 1 DAY)::DATE;
"""

SOLD = """
CREATE TEMP TABLE sold AS
SELECT id, owner, closed, month(closed) AS month, (amount * 100)::BIGINT AS x,
    (sum((amount * 100)::BIGINT) OVER (PARTITION BY owner ORDER BY closed, id ROWS UNBOUNDED PRECEDING))::BIGINT AS t
FROM read_parquet($deals)
"""
MONTHS = """
CREATE TEMP TABLE months AS
SELECT p.id AS owner, m.month, coalesce(sum(x), 0)::BIGINT AS s
FROM read_parquet($participants) AS p CROSS JOIN (SELECT unnest([1, 2, 3]) AS month) AS m
LEFT JOIN sold ON sold.owner = p.id AND sold.month = m.month GROUP BY ALL
"""
"""Of each participant what they sell in each month."""

CREDITS = "SELECT 'Sales' AS credit, id AS key, owner AS participant, closed AS date, money(x) AS amount, {none} AS quota_credit FROM sold"
UNCREDITED = "SELECT NULL::VARCHAR AS data, NULL::VARCHAR AS key, NULL::VARCHAR AS reason WHERE false"


def generate(out: Path, deals: int) -> None:
    """Writes participants and deals."""
    people = max(1, deals // 20)
    with duckdb.connect() as database:
        for name, query in {
            "participants": f"SELECT 'P' || lpad(i::VARCHAR, 7, '0') AS id FROM range({people}) r(i)",
            "deals": f"""SELECT 'D' || lpad(i::VARCHAR, 9, '0') AS id, 'P' || lpad((i % {people})::VARCHAR, 7, '0') AS owner,
                DATE '2025-01-01' + ((hash(i, 1) >> 20) % 90)::INTEGER AS closed,
                (((hash(i, 2) >> 20) % 90000 + 100)::DECIMAL(18,0) * 0.01)::DECIMAL(18,2) AS amount
                FROM range({people * 20}) r(i)""",
        }.items():
            database.execute(f"COPY ({query}) TO '{out / name}.parquet' (FORMAT parquet)")


def checked(sql) -> None:  # type: ignore[no-untyped-def]
    """What planlang's loader makes sure of: keys that are there once, owners that are there, amounts from 0."""
    wrong = """SELECT (SELECT count(*) <> count(DISTINCT id) OR coalesce(min(id), '') = '' FROM read_parquet($deals))
        OR (SELECT count(*) <> count(DISTINCT id) OR coalesce(min(id), '') = '' FROM read_parquet($participants))
        OR EXISTS (FROM read_parquet($deals) AS d ANTI JOIN read_parquet($participants) AS p ON d.owner = p.id)
        OR (SELECT min(amount) < 0 OR count(amount) < count(*) OR count(closed) < count(*) FROM read_parquet($deals))"""
    if sql(wrong)[0][0]:
        raise ValueError("the data is wrong")
