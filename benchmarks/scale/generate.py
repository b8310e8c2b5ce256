"""Writes the account-executive workload at any size: participants, deals and splits for ``quarterly_ae.plan``.

    python -m benchmarks.scale.generate --out DIR [--deals 1000000] [--seed 2025] [--shuffled] [--signed] [--format csv]

D deals over the 90 days of 2025-Q1 and five products; log-normal amounts with median 6,000.00 (sigma 1, drawn once
and kept as whole cents); 70% belong to one participant, 15% are split 60/40, 15% 50/50, the first named is primary.
D/100 participants with quotas from 400,000 to 1,600,000 in steps of 1,000 and variable pay from 40,000 to 120,000 in
steps of 1,000; every tenth participant manages the nine that follow and has no manager.

Every cell is a function of the seed and of its row's number (by a hash), so the rows are the same in whatever order
and with however many threads they are made. Files are as users have them: text keys, ``DECIMAL(18,2)`` money, shares in
per cent, in order of their keys or shuffled.

``--signed`` makes every fiftieth deal a correction of one of the 49 before it: the same participants and shares, on the
same day or later, and at most the amount that it corrects. Rounded shares grow with the amount that is shared, so
nobody's running total falls below 0, which the plan refuses.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

TABLES = ("participants", "deals", "splits")
_BLOCK = 50

_MACROS = """
CREATE MACRO draw(i, what) AS hash(i, what, {seed});
CREATE MACRO pick(i, what, n) AS (draw(i, what) % n)::BIGINT;
-- In (0, 1): the logarithm below needs both ends open.
CREATE MACRO unit(i, what) AS ((draw(i, what) >> 11) + 0.5) / 9007199254740992.0;
CREATE MACRO cents(i) AS
    greatest(1, round(600000 * exp(sqrt(-2 * ln(unit(i, 'radius'))) * cos(2 * pi() * unit(i, 'angle')))))::BIGINT;
CREATE MACRO money(cents) AS (cents::DECIMAL(18,0) * 0.01)::DECIMAL(18,2);
-- Digits with zeros in front: much faster than lpad.
CREATE MACRO digits(n, whole) AS substr((whole + n)::VARCHAR, 2);
CREATE MACRO person(n) AS 'P' || digits(n, {person_unit});
"""

# `was` is the deal that a correction corrects, and the deal itself otherwise: all of a deal but its number, its day
# and its amount is drawn by it.
_DEALS = """
CREATE VIEW drawn AS
SELECT i, was, i <> was AS correction, 'D' || digits(i, {deal_unit}) AS id,
    pick(was, 'day', 90) AS day, pick(was, 'product', 5) AS product, cents(was) AS cents,
    pick(was, 'first', {people}) AS first, pick(was, 'second', {people} - 1) + 1 AS second,
    pick(was, 'kind', 100) AS kind
FROM (SELECT i, CASE WHEN {signed} AND i % {block} = {block} - 1 THEN i - 1 - pick(i, 'was', {block} - 1) ELSE i END AS was
      FROM range({deals}) rows(i));
"""

_SELECT = {
    "participants": """
SELECT person(i) AS id, money((400 + pick(i, 'quota', 1201)) * 100000) AS quota,
    money((40 + pick(i, 'variable', 81)) * 100000) AS variable,
    CASE WHEN i % 10 <> 0 THEN person(i - i % 10) END AS manager
FROM range({people}) rows(i)""",
    "deals": """
SELECT id, DATE '2025-01-01' + (day + CASE WHEN correction THEN pick(i, 'later', 90 - day) ELSE 0 END)::INTEGER AS closed,
    ['New', 'Renewal', 'Upsell', 'Services', 'Support'][product + 1] AS product,
    money(CASE WHEN correction THEN -greatest(1, cents * (10 + pick(i, 'part', 91)) // 100) ELSE cents END) AS amount
FROM drawn""",
    # The rows of a deal are unnested from a list, so that they stay together.
    "splits": """
SELECT id AS deal, person(CASE WHEN leg = 0 THEN first ELSE (first + second) % {people} END) AS "to",
    (CASE WHEN kind < 70 THEN 100 WHEN kind >= 85 THEN 50 WHEN leg = 0 THEN 60 ELSE 40 END)::DECIMAL(5,2) AS share,
    {primary} AS "primary"
FROM (SELECT *, unnest(CASE WHEN kind < 70 THEN [0] ELSE [0, 1] END) AS leg FROM drawn)""",
}

_KEY = {"participants": "id", "deals": "id", "splits": 'deal, share, "to"'}


def generate(
    out: Path,
    deals: int,
    seed: int = 2025,
    shuffled: bool = False,
    signed: bool = False,
    format: str = "parquet",
) -> None:
    """Write the three files to ``out``."""
    people = max(2, deals // 100)
    values = {
        "seed": int(seed),
        "deals": int(deals),
        "people": people,
        "person_unit": 10 ** max(6, len(str(people))),
        "deal_unit": 10 ** max(9, len(str(deals))),
        "signed": signed,
        "block": _BLOCK,
        "primary": "leg = 0" if format == "parquet" else "CASE WHEN leg = 0 THEN 'yes' ELSE 'no' END",
    }
    out.mkdir(parents=True, exist_ok=True)
    options = "FORMAT parquet" if format == "parquet" else "FORMAT csv, HEADER"
    with duckdb.connect() as database:
        database.execute(_MACROS.format(**values))
        database.execute(_DEALS.format(**values))
        for name in TABLES:
            query = _SELECT[name].format(**values)
            if shuffled:
                query = f"SELECT * FROM ({query}) ORDER BY hash({_KEY[name]}, {int(seed)}, 'order')"
            path = str(out / f"{name}.{format}").replace("'", "''")
            database.execute(f"COPY ({query}) TO '{path}' ({options})")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say what data there is to be."""
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--shuffled", action="store_true", help="the rows of all files in random order")
    parser.add_argument("--signed", action="store_true", help="every fiftieth deal is a negative correction")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write the account-executive workload.")
    parser.add_argument("--out", type=Path, required=True, help="directory to write to")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    add_arguments(parser)
    args = parser.parse_args()
    generate(args.out, args.deals, args.seed, args.shuffled, args.signed, args.format)


if __name__ == "__main__":
    main()
