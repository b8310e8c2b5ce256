"""The account-executive plan as one expert writes it for DuckDB: the opponent that planlang's compiled query has.

    python -m benchmarks.scale.handwritten_duckdb --data DIR --out DIR

Whole process, Parquet to Parquet, two threads, and the checks that planlang makes of these files. Contents are those of
``planlang run --format parquet``; the order of rows is free, and amounts are DECIMAL(18,2). What makes it fast:

- all money is whole cents in 64-bit integers, in 32 bits where the largest amount of the file allows it; DuckDB raises
  an error where an integer overflows, and never wraps;
- deals and splits are joined once, by LEFT JOIN into columns that are NOT NULL: that checks references, blanks and, by
  the number of rows, that no key is there twice, in the same pass;
- "each deal has shares of 100% and one primary" is a bitmap for deals of one row and a GROUP BY for the others only;
- odd cents come from the rounding errors of those others; rows of other deals are never touched again;
- participants are an ENUM: four bytes through joins and the window, and no look-up of their names when writing;
- one window, over narrow rows; its output lies participant by participant, which makes all that follows cheap;
- one division for each credit that lies in one tier, four for the few that straddle; quotient by one ``//``, remainder
  as p - x*q;
- caps are taken in order only for participants whose positive results exceed the cap;
- constant texts are ENUMs and dictionaries are off: building them for keys that never repeat costs a third of a write.

Tried and slower: running totals by buckets of days and a window over the days in which a tier ends (fewer rows in the
window, but they stay scattered), an integer as order key instead of day and deal, ENUM columns in the files, larger row
groups.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.scale.contestant import Refused, main

FILES = ("participants", "deals", "splits")
MONEY = "DECIMAL(18,2)"

_MACROS = """
CREATE TYPE word AS ENUM ('Bookings', 'TeamBookings', 'Base', 'NewProductPush', 'Team', 'amount', 'limit', '2025-Q1');
CREATE MACRO half_even(n, d) AS
    (n // d) + CASE WHEN 2 * abs(n - (n // d) * d) + (abs(n // d) & 1) > d THEN sign(n) ELSE 0 END;
CREATE MACRO cents(money) AS (money * 100)::BIGINT;
CREATE MACRO money(cents) AS (cents::DECIMAL(18,0) * 0.01)::DECIMAL(18,2);
CREATE MACRO on_day(day) AS DATE '2025-01-01' + day::INTEGER;
CREATE MACRO key(deal, person) AS concat(deal, ' / ', person);
"""

_PEOPLE = """
CREATE TYPE person AS ENUM (SELECT id FROM read_parquet($participants));
CREATE TEMP TABLE people (person person NOT NULL, quota BIGINT NOT NULL, variable BIGINT NOT NULL, manager person);
INSERT INTO people SELECT id::person, cents(quota), cents(variable), manager::person FROM read_parquet($participants);
"""

# Cents of each split, rounded by itself, and the error of that in hundredths of a per cent of a cent.
_RAW = """
CREATE TEMP TABLE raw (k INTEGER NOT NULL, deal VARCHAR NOT NULL, person person NOT NULL, day UTINYINT NOT NULL,
    push BOOLEAN NOT NULL, share SMALLINT NOT NULL, prime BOOLEAN NOT NULL, x {cents} NOT NULL, e SMALLINT NOT NULL);
INSERT INTO raw
WITH d AS (
    SELECT file_row_number::INTEGER AS k, id, cents(amount) AS c,
        CASE WHEN closed BETWEEN DATE '2025-01-01' AND DATE '2025-03-31' THEN (closed - DATE '2025-01-01')::UTINYINT
             ELSE error('deals: ' || coalesce(id, '') || ' is not closed in the quarter') END AS day,
        CASE product WHEN 'New' THEN closed BETWEEN DATE '2025-02-10' AND DATE '2025-02-23'
             WHEN 'Renewal' THEN false WHEN 'Upsell' THEN false WHEN 'Services' THEN false WHEN 'Support' THEN false
             ELSE error('deals: ' || coalesce(id, '') || ' has another product') END AS push
    FROM read_parquet($deals)
),
s AS (SELECT deal, "to", (share * 100)::SMALLINT AS share, "primary" AS prime FROM read_parquet($splits)),
joined AS (
    SELECT k, id, person, day, push, share, prime, c * share AS n, c * share // 10000 AS t
    FROM s LEFT JOIN d ON s.deal = d.id LEFT JOIN (SELECT person, person::VARCHAR AS name FROM people) ON name = s."to"
),
parts AS (SELECT *, n - t * 10000 AS f FROM joined),
rounded AS (SELECT *, CASE WHEN 2 * abs(f) + (t & 1) > 10000 THEN sign(n) ELSE 0 END AS up FROM parts)
SELECT k, id, person, day, push, share, prime, t + up, f - up * 10000 FROM rounded
"""

# The total of the errors of a deal is what its parts lack, in ten-thousandths of a cent: whole cents, because the
# shares total 100%.
_SPLIT_DEALS = """
CREATE TEMP TABLE split_deals AS
SELECT k, sum(share)::INTEGER AS share, count(*) FILTER (prime) AS primes, count(*) AS n,
    min(person) AS low, max(person) AS high, sum(e)::BIGINT // 10000 AS odd
FROM raw WHERE NOT (share = 10000 AND prime) GROUP BY k
"""

_CHECK = """
SELECT (SELECT count(*) FROM read_parquet($splits)) = count(*),
    bit_count(bitstring_agg(k, 0, {last})) = {deals},
    count(*) FILTER (share = 10000 AND prime)
        = coalesce(bit_count(bitstring_agg(k, 0, {last}) FILTER (share = 10000 AND prime)), 0),
    count(*) FILTER (share = 10000 AND prime) + (SELECT count(*) FROM split_deals) = {deals},
    (SELECT count(*) FROM split_deals WHERE share <> 10000 OR primes <> 1 OR n <> 2 OR low = high) = 0
FROM raw
"""

# Only where the quick check found something: three payees of a deal, or a share of 0% beside one of 100%, are all right.
_CAREFUL = """
SELECT any_value(deal) FROM raw GROUP BY k
HAVING sum(share) <> 10000 OR count(*) FILTER (prime) <> 1 OR count(*) <> count(DISTINCT person)
"""

_FIXED = """
CREATE TEMP TABLE fixed AS
SELECT person, deal, day, push, (x + coalesce(odd, 0))::{cents} AS x
FROM raw LEFT JOIN (SELECT k, odd FROM split_deals WHERE odd <> 0) USING (k) WHERE prime AND e <> 0
"""

# a and b: twice the running total after and before the credit, as the tiers end at halves of the quota.
_EARNED = """
CREATE TEMP TABLE earned AS
WITH credits AS (
    SELECT person, deal, day, push, x FROM raw WHERE NOT (prime AND e <> 0)
    UNION ALL SELECT person, deal, day, push, x FROM fixed
),
run AS (
    SELECT *, 2 * (sum(x) OVER (PARTITION BY person ORDER BY day, deal ROWS UNBOUNDED PRECEDING))::BIGINT AS a
    FROM credits
),
span AS (
    SELECT run.*, quota AS q, variable AS v, a - 2 * x AS b, least(a, a - 2 * x) AS lo, greatest(a, a - 2 * x) AS hi
    FROM run JOIN people USING (person)
),
tier AS (
    SELECT *, CASE WHEN lo < 0 THEN error('attainment of ' || person || ' falls below 0%')
                   WHEN hi <= q THEN 1 WHEN lo >= 3 * q THEN 4
                   WHEN lo >= 2 * q THEN CASE WHEN hi <= 3 * q THEN 3 END
                   WHEN lo >= q AND hi <= 2 * q THEN 2 END AS m
    FROM span
),
quotient AS (SELECT *, x * v * m AS n, x * v * m // (2 * q) AS t FROM tier)
SELECT person, deal, day, push, x,
    (CASE WHEN m IS NOT NULL
        THEN t + CASE WHEN 2 * abs(n - t * (2 * q)) + (abs(t) & 1) > 2 * q THEN sign(n) ELSE 0 END
        ELSE half_even((least(a, q) - least(b, q)) * v, 4 * q)
           + half_even((least(greatest(a, q), 2 * q) - least(greatest(b, q), 2 * q)) * v, 2 * q)
           + half_even((least(greatest(a, 2 * q), 3 * q) - least(greatest(b, 2 * q), 3 * q)) * 3 * v, 4 * q)
           + half_even((greatest(a, 3 * q) - greatest(b, 3 * q)) * v, q) END)::BIGINT AS base
FROM quotient
"""

_SUMS = """
CREATE TEMP TABLE sums AS
SELECT person, sum(x)::BIGINT AS booked, sum(base)::BIGINT AS base, sum(greatest(base, 0))::BIGINT AS base_up,
    coalesce(sum(half_even(x * 2, 100)) FILTER (push), 0)::BIGINT AS push,
    coalesce(sum(half_even(greatest(x, 0) * 2, 100)) FILTER (push), 0)::BIGINT AS push_up
FROM earned GROUP BY person
"""

_CUTS = """
CREATE TEMP TABLE cuts AS
WITH capped AS (
    SELECT 'Base'::word AS component, person, deal, day, base AS amount, 3 * variable AS cap
    FROM earned JOIN (SELECT person, variable FROM people JOIN sums USING (person) WHERE base_up > 3 * variable)
        USING (person)
    UNION ALL
    SELECT 'NewProductPush'::word, person, deal, day, half_even(x * 2, 100)::BIGINT, 500000
    FROM earned JOIN (SELECT person FROM sums WHERE push_up > 500000) USING (person) WHERE push
),
run AS (
    SELECT *, (sum(amount) OVER (PARTITION BY component, person ORDER BY day, deal ROWS UNBOUNDED PRECEDING))::BIGINT AS t
    FROM capped
)
SELECT * FROM (
    SELECT component, person, deal, day, least(t, cap) - least(t - amount, cap) - amount AS cut FROM run
) WHERE cut <> 0
"""

_PAID = """
CREATE TEMP TABLE paid AS
WITH cut AS (
    SELECT person, coalesce(sum(cut) FILTER (component = 'Base'), 0)::BIGINT AS base,
        coalesce(sum(cut) FILTER (component = 'NewProductPush'), 0)::BIGINT AS push
    FROM cuts GROUP BY person
),
team AS (
    SELECT manager AS person, sum(booked)::BIGINT AS booked
    FROM sums JOIN people USING (person) WHERE manager IS NOT NULL GROUP BY manager
)
SELECT person, coalesce(sums.base, 0) + coalesce(cut.base, 0) AS base,
    coalesce(sums.push, 0) + coalesce(cut.push, 0) AS push, half_even(coalesce(team.booked, 0), 100) AS team
FROM people LEFT JOIN sums USING (person) LEFT JOIN cut USING (person) LEFT JOIN team USING (person)
"""

_OUTPUTS = {
    "credits": """
SELECT 'Bookings'::word AS credit, key(deal, person) AS key, person::VARCHAR AS participant, on_day(day) AS date,
    money(x) AS amount, money(x) AS quota_credit FROM earned
UNION ALL
SELECT 'TeamBookings'::word, key(deal, person), manager::VARCHAR, on_day(day), money(x), NULL
FROM earned JOIN people USING (person) WHERE manager IS NOT NULL""",
    "lines": """
SELECT 'Base'::word AS component, 'amount'::word AS line, key(deal, person) AS key, person::VARCHAR AS participant,
    '2025-Q1'::word AS period, on_day(day) AS date, money(base) AS amount FROM earned
UNION ALL
SELECT 'NewProductPush'::word, 'amount'::word, key(deal, person), person::VARCHAR, '2025-Q1'::word, on_day(day),
    money(half_even(x * 2, 100)) FROM earned WHERE push
UNION ALL
SELECT component, 'limit'::word, key(deal, person), person::VARCHAR, '2025-Q1'::word, on_day(day), money(cut) FROM cuts
UNION ALL
SELECT 'Team'::word, 'amount'::word, key(person, '2025-Q1'), person::VARCHAR, '2025-Q1'::word, DATE '2025-03-31',
    money(team) FROM paid""",
    "payouts": """
SELECT person::VARCHAR AS participant, '2025-Q1'::word AS period, component, money(amount) AS amount
FROM (SELECT person, unnest(['Base'::word, 'NewProductPush'::word, 'Team'::word]) AS component,
          unnest([base, push, team]) AS amount FROM paid)""",
    "uncredited": "SELECT NULL::VARCHAR AS data, NULL::VARCHAR AS key, NULL::VARCHAR AS reason WHERE false",
}

_TYPES = {
    "participants": {"id": "VARCHAR", "quota": MONEY, "variable": MONEY, "manager": "VARCHAR"},
    "deals": {"id": "VARCHAR", "closed": "DATE", "product": "VARCHAR", "amount": MONEY},
    "splits": {"deal": "VARCHAR", "to": "VARCHAR", "share": "DECIMAL(5,2)", "primary": "BOOLEAN"},
}


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory, on two threads, that fetches nothing from anywhere."""
    database = duckdb.connect(
        ":memory:",
        config={"threads": 2, "autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    database.execute("SET preserve_insertion_order = false")
    return database


def check_files(database: duckdb.DuckDBPyConnection, data: Path) -> dict[str, str]:
    """The three files as SQL literals, after a look at their columns' types."""
    files = {name: "'" + str(data / f"{name}.parquet").replace("'", "''") + "'" for name in FILES}
    for name, file in files.items():
        rows = database.execute(f"DESCRIBE SELECT * FROM read_parquet({file})").fetchall()
        if {row[0]: row[1] for row in rows} != _TYPES[name]:
            raise Refused(f"{name}: columns or types are others than {_TYPES[name]}")
    return files


def run(data: Path, out: Path) -> None:
    """Check, pay and write."""
    with connect() as database:
        files = check_files(database, data)

        def sql(text: str, **values: object) -> list[tuple[object, ...]]:
            for name, value in values.items():
                text = text.replace("{" + name + "}", str(value))
            for name, file in files.items():
                text = text.replace(f"${name}", file)
            return database.execute(text).fetchall()

        try:
            _pay(sql)
            out.mkdir(parents=True, exist_ok=True)
            for name, query in _OUTPUTS.items():
                path = str(out / f"{name}.parquet").replace("'", "''")
                sql(
                    f"COPY ({query}) TO '{path}' (FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1, "
                    "WRITE_BLOOM_FILTER false)"
                )
        except (duckdb.ConstraintException, duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise Refused(str(error).splitlines()[0]) from error


def _pay(sql) -> None:  # type: ignore[no-untyped-def]
    sql(_MACROS)
    faults = """SELECT count(*) <> count(DISTINCT id) OR coalesce(min(id), '') = '' OR coalesce(min(quota), 0) <= 0
        OR coalesce(min(manager), '-') = '' FROM read_parquet($participants)"""
    if sql(faults)[0][0]:
        raise Refused("participants: a blank or repeated id, or a quota that is not above 0")
    sql(_PEOPLE)  # a manager who is not there is not in the ENUM
    deals, low, high, blank = sql("SELECT count(*), min(amount), max(amount), min(id) = '' FROM read_parquet($deals)")[
        0
    ]
    if not deals or blank:
        raise Refused("deals: none, or one without an id")
    small = max(abs(low), abs(high)) < 20_000_000  # type: ignore[arg-type]
    sql(_RAW, cents="INTEGER" if small else "BIGINT")
    sql(_SPLIT_DEALS)
    whole, covered, *quick = sql(_CHECK, deals=deals, last=int(str(deals)) - 1)[0]
    if not (whole and covered):
        raise Refused("a deal twice, or without splits")
    if not all(quick) and (wrong := sql(_CAREFUL)):
        raise Refused(f"splits: shares, primary or participants of {wrong[0][0]} and {len(wrong) - 1} others")
    sql(_FIXED, cents="INTEGER" if small else "BIGINT")
    sql("DROP TABLE split_deals")
    sql(_EARNED)
    sql("DROP TABLE raw; DROP TABLE fixed")
    sql(_SUMS)
    sql(_CUTS)
    sql(_PAID)


if __name__ == "__main__":
    main("the account-executive plan by hand in DuckDB", run)
