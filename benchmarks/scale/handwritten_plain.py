"""The account-executive plan as one good writer of SQL writes it for DuckDB in a day, before weeks of measuring.

    python -m benchmarks.scale.handwritten_plain --data DIR --out DIR

Whole process, Parquet to Parquet, two threads, the same checks and contents as ``handwritten_duckdb``, which is faster. What it does:

- all money is whole cents in 64-bit integers; quotients are rounded by one ``//``;
- participants are numbered, and so are deals, by the digits of their keys, which are looked at: day and deal are one packed integer
  that the window sorts by, and few narrow columns pass through it;
- odd cents are looked for in split deals only;
- one division for each tier;
- one window for the running totals, a second one for the limits, whose totals are those of the first;
- ``COPY`` straight to Parquet, as DuckDB writes it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.scale.contestant import Refused, main
from benchmarks.scale.handwritten_duckdb import check_files, connect

_MACROS = """
CREATE MACRO half_even(n, d) AS
    (n // d) + CASE WHEN 2 * abs(n - (n // d) * d) + (abs(n // d) & 1) > d THEN sign(n) ELSE 0 END;
CREATE MACRO cents(money) AS (money * 100)::BIGINT;
CREATE MACRO money(cents) AS (cents::DECIMAL(18,0) * 0.01)::DECIMAL(18,2);
CREATE MACRO on_day(day) AS DATE '2025-01-01' + day::INTEGER;
CREATE MACRO deal(k) AS 'D' || lpad(k::VARCHAR, {digits}, '0');
"""

_PEOPLE = """
CREATE TEMP TABLE people AS
SELECT (row_number() OVER ())::INTEGER AS p, id, cents(quota) AS q, cents(variable) AS v, manager FROM read_parquet($participants)
"""

_PEOPLE_FINE = """
SELECT count(*) = count(DISTINCT id) AND count(*) = count(id) AND coalesce(bool_and(id <> '' AND q > 0 AND v IS NOT NULL), true)
    AND coalesce(bool_and(manager IS NULL OR manager IN (SELECT id FROM people)), true)
FROM people
"""

_DEALS = """
CREATE TEMP TABLE deals AS
SELECT id, CASE WHEN id LIKE 'D%' THEN substr(id, 2)::INTEGER END AS k, (closed - DATE '2025-01-01')::INTEGER AS day,
    product, cents(amount) AS c
FROM read_parquet($deals)
"""

_DEALS_FINE = """
SELECT count(*) > 0 AND count(*) = count(DISTINCT k) AND min(length(id)) = max(length(id))
    AND bool_and(regexp_full_match(id, 'D[0-9]+') AND coalesce(day BETWEEN 0 AND 89, false) AND c IS NOT NULL
        AND coalesce(product IN ('New', 'Renewal', 'Upsell', 'Services', 'Support'), false))
FROM deals
"""

_RAW = """
CREATE TEMP TABLE raw AS
SELECT p, k, day, product = 'New' AND day BETWEEN 40 AND 53 AS push, (share * 100)::INTEGER AS share, "primary" AS prime, c,
    half_even(c * (share * 100)::INTEGER, 10000)::BIGINT AS x
FROM read_parquet($splits) JOIN deals ON deal = deals.id JOIN people ON "to" = people.id
"""

_RAW_FINE = """
SELECT (SELECT count(*) FROM read_parquet($splits)) = count(*) AND count(DISTINCT k) = (SELECT count(*) FROM deals)
    AND (SELECT count(*) FROM parted) + count(*) FILTER (share = 10000) = (SELECT count(*) FROM deals)
    AND coalesce(bool_and(prime) FILTER (share = 10000), true)
    AND (SELECT coalesce(bool_and(share = 10000 AND primes = 1 AND n = people), true) FROM parted)
FROM raw
"""

_PARTED = """
CREATE TEMP TABLE parted AS
SELECT k, sum(share) AS share, count(*) FILTER (prime) AS primes, count(*) AS n, count(DISTINCT p) AS people,
    any_value(c) - sum(x) AS odd
FROM raw WHERE share < 10000 GROUP BY k
"""

_EARNED = """
CREATE TEMP TABLE earned AS
WITH odd AS (SELECT k, odd FROM parted WHERE odd <> 0),
credits AS (
    SELECT p, (day::BIGINT << 32) | k AS o, push, (x + CASE WHEN prime THEN coalesce(odd, 0) ELSE 0 END)::BIGINT AS x
    FROM raw LEFT JOIN odd USING (k)
),
run AS (
    SELECT p, o, push, x, 2 * (sum(x) OVER (PARTITION BY p ORDER BY o ROWS UNBOUNDED PRECEDING))::BIGINT AS a FROM credits
),
tiers AS (SELECT run.*, a - 2 * x AS b, q, v FROM run JOIN people USING (p)),
paid AS (
    SELECT p, o, push, x, v, CASE WHEN a < 0 OR b < 0 THEN error('attainment falls below 0%') END AS fine,
        (half_even((least(a, q) - least(b, q)) * v, 4 * q)
         + half_even((least(greatest(a, q), 2 * q) - least(greatest(b, q), 2 * q)) * v, 2 * q)
         + half_even((least(greatest(a, 2 * q), 3 * q) - least(greatest(b, 2 * q), 3 * q)) * 3 * v, 4 * q)
         + half_even((greatest(a, 3 * q) - greatest(b, 3 * q)) * v, q))::BIGINT AS base,
        CASE WHEN push THEN half_even(x * 2, 100)::BIGINT ELSE 0 END AS extra
    FROM tiers
),
totals AS (
    SELECT *, (sum(base) OVER w)::BIGINT AS base_total, (sum(extra) OVER w)::BIGINT AS extra_total
    FROM paid WINDOW w AS (PARTITION BY p ORDER BY o ROWS UNBOUNDED PRECEDING)
)
SELECT p, (o & 4294967295)::INTEGER AS k, (o >> 32)::INTEGER AS day, push, x, base, extra,
    least(base_total, 3 * v) - least(base_total - base, 3 * v) - base AS base_cut,
    least(extra_total, 500000) - least(extra_total - extra, 500000) - extra AS extra_cut
FROM totals WHERE fine IS NULL
"""

_PAID = """
CREATE TEMP TABLE paid AS
WITH sums AS (
    SELECT p, sum(x) AS x, sum(base + base_cut)::BIGINT AS base, sum(extra + extra_cut)::BIGINT AS extra FROM earned GROUP BY p
),
team AS (SELECT manager AS id, sum(x)::BIGINT AS x FROM sums JOIN people USING (p) WHERE manager IS NOT NULL GROUP BY manager)
SELECT id, coalesce(base, 0) AS base, coalesce(extra, 0) AS extra, half_even(coalesce(team.x, 0), 100) AS team
FROM people LEFT JOIN sums USING (p) LEFT JOIN team USING (id)
"""

_OUTPUTS = {
    "credits": """
SELECT 'Bookings' AS credit, deal(k) || ' / ' || id AS key, id AS participant, on_day(day) AS date, money(x) AS amount,
    money(x) AS quota_credit
FROM earned JOIN people USING (p)
UNION ALL
SELECT 'TeamBookings', deal(k) || ' / ' || id, manager, on_day(day), money(x), NULL
FROM earned JOIN people USING (p) WHERE manager IS NOT NULL""",
    "lines": """
SELECT component, line, deal(k) || ' / ' || id AS key, id AS participant, '2025-Q1' AS period, on_day(day) AS date,
    money(amount) AS amount
FROM (
    SELECT 'Base' AS component, 'amount' AS line, p, k, day, base AS amount FROM earned
    UNION ALL SELECT 'NewProductPush', 'amount', p, k, day, extra FROM earned WHERE push
    UNION ALL SELECT 'Base', 'limit', p, k, day, base_cut FROM earned WHERE base_cut <> 0
    UNION ALL SELECT 'NewProductPush', 'limit', p, k, day, extra_cut FROM earned WHERE extra_cut <> 0
) JOIN people USING (p)
UNION ALL
SELECT 'Team', 'amount', id || ' / 2025-Q1', id, '2025-Q1', DATE '2025-03-31', money(team) FROM paid""",
    "payouts": """
SELECT id AS participant, '2025-Q1' AS period, unnest(['Base', 'NewProductPush', 'Team']) AS component,
    money(unnest([base, extra, team])) AS amount
FROM paid""",
    "uncredited": "SELECT NULL::VARCHAR AS data, NULL::VARCHAR AS key, NULL::VARCHAR AS reason WHERE false",
}


def run(data: Path, out: Path) -> None:
    """Check, pay and write."""
    with connect() as database:
        files = check_files(database, data)

        def sql(text: str) -> list[tuple[object, ...]]:
            for name, file in files.items():
                text = text.replace(f"${name}", file)
            return database.execute(text).fetchall()

        def check(text: str, what: str) -> None:
            if not sql(text)[0][0]:
                raise Refused(what)

        try:
            length = database.execute(f"SELECT max(length(id)) FROM read_parquet({files['deals']})").fetchone()
            sql(_MACROS.replace("{digits}", str((length[0] or 1) - 1 if length else 0)))
            sql(_PEOPLE)
            check(
                _PEOPLE_FINE, "participants: a blank or repeated id, a quota that is not above 0, or an unknown manager"
            )
            sql(_DEALS)
            check(_DEALS_FINE, "deals: none, a repeated or odd id, or one that is not of this quarter or of no product")
            sql(_RAW)
            sql(_PARTED)
            check(_RAW_FINE, "splits: of no deal or nobody, or shares that are not 100%, or not one primary")
            sql(_EARNED)
            sql(_PAID)
            out.mkdir(parents=True, exist_ok=True)
            for name, query in _OUTPUTS.items():
                path = str(out / f"{name}.parquet").replace("'", "''")
                sql(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        except (duckdb.ConstraintException, duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise Refused(str(error).splitlines()[0]) from error


if __name__ == "__main__":
    main("the account-executive plan by hand in DuckDB, before measuring", run)
