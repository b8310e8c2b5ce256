"""The account-executive plan as a hand-written loop over Python decimals: what planlang is compared with.

    python benchmarks/decimal_loop.py --data DIR --out DIR

Whole process: reads the three CSV files, checks what can make a payout wrong, pays, and writes lines.csv and
payouts.csv. Written as a good engineer writes it once: dictionaries, one pass in order of close date, no tricks.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
TIERS = (
    (Decimal("0"), Decimal("0.5"), Decimal("0.5")),
    (Decimal("0.5"), Decimal("1"), Decimal("1.0")),
    (Decimal("1"), Decimal("1.5"), Decimal("1.5")),
    (Decimal("1.5"), None, Decimal("2.0")),
)
PERIOD = "2025-Q1"
FIRST_DAY, LAST_DAY = "2025-01-01", "2025-03-31"
PUSH_FIRST, PUSH_LAST = "2025-02-10", "2025-02-23"
PUSH_RATE, PUSH_CAP = Decimal("0.02"), Decimal("5000.00")
TEAM_RATE = Decimal("0.01")
PRODUCTS = {"New", "Renewal", "Upsell", "Services", "Support"}


@dataclass
class Person:
    """A participant, and where they stand in the quarter."""

    quota: Decimal
    variable: Decimal
    manager: str
    bands: list[tuple[Decimal, Decimal | None, Decimal]]
    cap: Decimal
    booked: Decimal = ZERO
    earned: Decimal = ZERO
    push: Decimal = ZERO


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_people(path: Path) -> dict[str, Person]:
    """Participants by id, with their tiers in money."""
    people: dict[str, Person] = {}
    for row in read(path):
        quota, variable = Decimal(row["quota"]), Decimal(row["variable"])
        if row["id"] in people or quota <= 0:
            raise SystemExit(f"participants.csv: {row}")
        bands = [(low * quota, None if high is None else high * quota, rate) for low, high, rate in TIERS]
        people[row["id"]] = Person(quota, variable, row["manager"], bands, 3 * variable)
    for name, person in people.items():
        if person.manager and person.manager not in people:
            raise SystemExit(f"participants.csv: manager of {name}")
    return people


def read_deals(data: Path) -> tuple[list[dict[str, str]], dict[str, list[dict[str, str]]]]:
    """Deals in order of close date and id, and the splits of each."""
    splits: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read(data / "splits.csv"):
        splits[row["deal"]].append(row)
    deals = read(data / "deals.csv")
    deals.sort(key=lambda deal: (deal["closed"], deal["id"]))
    if len({deal["id"] for deal in deals}) != len(deals):
        raise SystemExit("deals.csv: a deal twice")
    for deal in deals:
        rows = splits[deal["id"]]
        if deal["product"] not in PRODUCTS or not FIRST_DAY <= deal["closed"] <= LAST_DAY:
            raise SystemExit(f"deals.csv: {deal}")
        if sum(Decimal(row["share"]) for row in rows) != 100 or [row["primary"] for row in rows].count("yes") != 1:
            raise SystemExit(f"splits.csv: shares of {deal['id']}")
    if len(splits) != len(deals):
        raise SystemExit("splits.csv: an unknown deal")
    return deals, splits


def divide(amount: Decimal, rows: list[dict[str, str]]) -> list[Decimal]:
    """Each row's part of a deal, to the cent; the odd cents go to the primary."""
    if len(rows) == 1:
        return [amount]
    parts = [(amount * Decimal(row["share"]) / HUNDRED).quantize(CENT, ROUND_HALF_EVEN) for row in rows]
    left = amount - sum(parts)
    if left:
        for n, row in enumerate(rows):
            if row["primary"] == "yes":
                parts[n] += left
    return parts


def base(person: Person, amount: Decimal) -> Decimal:
    """What the tiers give for a credit, each slice rounded, before the cap."""
    before = person.booked
    after = before + amount
    if after < 0:
        raise SystemExit("attainment below 0%")
    total = ZERO
    bottom, top = min(before, after), max(before, after)
    for low, high, rate in person.bands:
        if top <= low:
            break
        if high is not None and bottom >= high:
            continue
        part = (top if high is None else min(top, high)) - max(bottom, low)
        if amount < 0:
            part = -part  # a return gives back the slices it crosses
        total += (part * person.variable * rate / person.quota).quantize(CENT, ROUND_HALF_EVEN)
    person.booked = after
    return total


def pay(data: Path) -> tuple[list[tuple[str, str, str, Decimal]], dict[tuple[str, str], Decimal]]:
    """Lines (component, deal, participant, amount) and payouts by participant and component."""
    people = read_people(data / "participants.csv")
    deals, splits = read_deals(data)
    lines: list[tuple[str, str, str, Decimal]] = []
    payouts: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    team: dict[str, Decimal] = defaultdict(lambda: ZERO)

    for deal in deals:
        rows = splits[deal["id"]]
        pushed = deal["product"] == "New" and PUSH_FIRST <= deal["closed"] <= PUSH_LAST
        for row, amount in zip(rows, divide(Decimal(deal["amount"]), rows), strict=True):
            name = row["to"]
            person = people[name]

            earned = base(person, amount)
            so_far = person.earned
            person.earned += earned
            paid = min(person.earned, person.cap) - min(so_far, person.cap)
            lines.append(("Base", deal["id"], name, paid))
            payouts[name, "Base"] += paid

            if pushed:
                earned = (amount * PUSH_RATE).quantize(CENT, ROUND_HALF_EVEN)
                so_far = person.push
                person.push += earned
                paid = min(person.push, PUSH_CAP) - min(so_far, PUSH_CAP)
                lines.append(("NewProductPush", deal["id"], name, paid))
                payouts[name, "NewProductPush"] += paid

            if person.manager:
                team[person.manager] += amount

    for name, amount in team.items():
        paid = (amount * TEAM_RATE).quantize(CENT, ROUND_HALF_EVEN)
        lines.append(("Team", "", name, paid))
        payouts[name, "Team"] += paid
    for name in people:
        for component in ("Base", "NewProductPush", "Team"):
            payouts[name, component] += ZERO
    return lines, payouts


def write(out: Path, lines: list[tuple[str, str, str, Decimal]], payouts: dict[tuple[str, str], Decimal]) -> None:
    """Write lines.csv and payouts.csv."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lines.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("component", "deal", "participant", "period", "amount"))
        for component, deal, name, amount in lines:
            writer.writerow((component, deal, name, PERIOD, amount))
    with (out / "payouts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("participant", "period", "component", "amount"))
        for (name, component), amount in sorted(payouts.items()):
            writer.writerow((name, PERIOD, component, amount))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Pay the account-executive workload with a loop over decimals.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write(args.out, *pay(args.data))


if __name__ == "__main__":
    main()
