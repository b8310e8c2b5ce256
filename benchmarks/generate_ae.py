"""Writes the account-executive workload: participants.csv, deals.csv and splits.csv for ``quarterly_ae.plan``.

    python benchmarks/generate_ae.py --out DIR [--deals 100000] [--seed 2025] [--shuffle]

D deals over the 90 days of 2025-Q1 and five products; log-normal amounts with median 6,000.00 (sigma 1, drawn once
and kept as whole cents); 70% belong to one participant, 15% are split 60/40, 15% 50/50, the first named is primary.
D/100 participants with quotas from 400,000 to 1,600,000 in steps of 1,000 and variable pay from 40,000 to 120,000 in
steps of 1,000; every tenth participant manages the nine that follow and has no manager. The files are as users have
them: text keys, decimals, shares in percent; in order of their keys, or shuffled.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import math
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

PRODUCTS = ("New", "Renewal", "Upsell", "Services", "Support")
FIRST_DAY = datetime.date(2025, 1, 1)
DAYS = 90
MEDIAN_CENTS = 600_000
SIGMA = 1.0


def money(cents: int) -> str:
    """Whole cents as a plain decimal."""
    return f"{cents // 100}.{cents % 100:02d}"


def make_participants(rng: random.Random, count: int) -> list[list[str]]:
    """id, quota, variable, manager."""
    rows = []
    for n in range(count):
        quota, variable = rng.randint(400, 1600) * 100_000, rng.randint(40, 120) * 100_000
        manager = "" if n % 10 == 0 else f"P{n - n % 10:06d}"
        rows.append([f"P{n:06d}", money(quota), money(variable), manager])
    return rows


def make_deals(rng: random.Random, count: int, people: int) -> tuple[list[list[str]], list[list[str]]]:
    """Deals (id, closed, product, amount) and their splits (deal, to, share, primary)."""
    days = [(FIRST_DAY + datetime.timedelta(days=n)).isoformat() for n in range(DAYS)]
    deals, splits = [], []
    for n in range(count):
        key = f"D{n:09d}"
        cents = max(1, round(MEDIAN_CENTS * math.exp(rng.gauss(0.0, SIGMA))))
        deals.append([key, rng.choice(days), rng.choice(PRODUCTS), money(cents)])
        first = rng.randrange(people)
        kind = rng.random()
        if kind < 0.70:
            splits.append([key, f"P{first:06d}", "100", "yes"])
            continue
        second = (first + rng.randrange(1, people)) % people
        shares = ("60", "40") if kind < 0.85 else ("50", "50")
        splits.append([key, f"P{first:06d}", shares[0], "yes"])
        splits.append([key, f"P{second:06d}", shares[1], "no"])
    return deals, splits


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """One CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def generate(out: Path, deals: int = 100_000, seed: int = 2025, shuffle: bool = False) -> None:
    """Write the three files to ``out``."""
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    people = make_participants(rng, max(2, deals // 100))
    deal_rows, split_rows = make_deals(rng, deals, len(people))
    if shuffle:
        for rows in (people, deal_rows, split_rows):
            rng.shuffle(rows)
    write(out / "participants.csv", ("id", "quota", "variable", "manager"), people)
    write(out / "deals.csv", ("id", "closed", "product", "amount"), deal_rows)
    write(out / "splits.csv", ("deal", "to", "share", "primary"), split_rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write the account-executive workload.")
    parser.add_argument("--out", type=Path, required=True, help="directory to write to")
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--shuffle", action="store_true", help="rows in random order")
    args = parser.parse_args()
    generate(args.out, args.deals, args.seed, args.shuffle)


if __name__ == "__main__":
    main()
