"""The account-executive plan as a hand-written loop that keeps the steps of every line.

    python benchmarks/decimal_loop_steps.py --data DIR --out DIR

The same loop as decimal_loop.py; each line also keeps the steps that led to it (share, odd cents, running total, each
slice with its tier and rounding, cap), with their inputs, as Python objects until the run is over. What an engineer
adds when somebody asks "where does this number come from?"; tiers without a slice leave no step.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from decimal_loop import (
    CENT,
    HUNDRED,
    PERIOD,
    PUSH_CAP,
    PUSH_FIRST,
    PUSH_LAST,
    PUSH_RATE,
    TEAM_RATE,
    ZERO,
    Person,
    read_deals,
    read_people,
)


@dataclass(slots=True)
class Step:
    """One step: what was done, with which inputs, and the result."""

    what: str
    inputs: Mapping[str, Decimal | str]
    result: Decimal


@dataclass(slots=True)
class Line:
    """One component's amount for one credit, with its steps."""

    component: str
    deal: str
    participant: str
    amount: Decimal
    steps: list[Step] = field(default_factory=list)


def divide(deal: dict[str, str], rows: list[dict[str, str]]) -> list[tuple[Decimal, list[Step]]]:
    """Each row's part of a deal and how it came about; the odd cents go to the primary."""
    amount = Decimal(deal["amount"])
    parts: list[tuple[Decimal, list[Step]]] = []
    for row in rows:
        share = Decimal(row["share"])
        part = (amount * share / HUNDRED).quantize(CENT, ROUND_HALF_EVEN)
        step = Step("share of the deal", {"deal": deal["id"], "deal amount": amount, "share": share}, part)
        parts.append((part, [step]))
    left = amount - sum(part for part, _ in parts)
    if left:
        for n, row in enumerate(rows):
            if row["primary"] == "yes":
                part, steps = parts[n]
                steps.append(Step("odd cents to the primary", {"part": part, "odd cents": left}, part + left))
                parts[n] = (part + left, steps)
    return parts


def base(person: Person, amount: Decimal, steps: list[Step]) -> Decimal:
    """What the tiers give for a credit, each slice rounded, before the cap."""
    before = person.booked
    after = before + amount
    if after < 0:
        raise SystemExit("attainment below 0%")
    steps.append(Step("running total", {"before": before, "this credit": amount, "quota": person.quota}, after))
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
        exact = part * person.variable * rate / person.quota
        rounded = exact.quantize(CENT, ROUND_HALF_EVEN)
        inputs = {"slice": part, "variable": person.variable, "quota": person.quota, "rate": rate, "exact": exact}
        steps.append(Step("slice", inputs, rounded))
        total += rounded
    person.booked = after
    return total


def capped(earned: Decimal, so_far: Decimal, cap: Decimal, steps: list[Step]) -> Decimal:
    """What a cap in credit order leaves of an amount."""
    paid = min(so_far + earned, cap) - min(so_far, cap)
    steps.append(Step("cap", {"earned": earned, "earned before": so_far, "cap": cap}, paid))
    return paid


def pay(data: Path) -> tuple[list[Line], dict[tuple[str, str], Decimal]]:
    """Lines with their steps, and payouts by participant and component."""
    people = read_people(data / "participants.csv")
    deals, splits = read_deals(data)
    lines: list[Line] = []
    payouts: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    team: dict[str, Decimal] = defaultdict(lambda: ZERO)

    for deal in deals:
        rows = splits[deal["id"]]
        pushed = deal["product"] == "New" and PUSH_FIRST <= deal["closed"] <= PUSH_LAST
        for row, (amount, credit_steps) in zip(rows, divide(deal, rows), strict=True):
            name = row["to"]
            person = people[name]

            line = Line("Base", deal["id"], name, ZERO, list(credit_steps))
            earned = base(person, amount, line.steps)
            line.amount = capped(earned, person.earned, person.cap, line.steps)
            person.earned += earned
            lines.append(line)
            payouts[name, "Base"] += line.amount

            if pushed:
                line = Line("NewProductPush", deal["id"], name, ZERO, list(credit_steps))
                exact = amount * PUSH_RATE
                earned = exact.quantize(CENT, ROUND_HALF_EVEN)
                line.steps.append(
                    Step("2% of the credit", {"credit": amount, "rate": PUSH_RATE, "exact": exact}, earned)
                )
                line.amount = capped(earned, person.push, PUSH_CAP, line.steps)
                person.push += earned
                lines.append(line)
                payouts[name, "NewProductPush"] += line.amount

            if person.manager:
                team[person.manager] += amount

    for name, total in team.items():
        exact = total * TEAM_RATE
        paid = exact.quantize(CENT, ROUND_HALF_EVEN)
        steps = [Step("1% of the team's total", {"total": total, "rate": TEAM_RATE, "exact": exact}, paid)]
        lines.append(Line("Team", "", name, paid, steps))
        payouts[name, "Team"] += paid
    for name in people:
        for component in ("Base", "NewProductPush", "Team"):
            payouts[name, component] += ZERO
    return lines, payouts


def write(out: Path, lines: list[Line], payouts: dict[tuple[str, str], Decimal]) -> None:
    """Write lines.csv and payouts.csv; the steps stay in memory, ready to be shown."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lines.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("component", "deal", "participant", "period", "amount"))
        for line in lines:
            writer.writerow((line.component, line.deal, line.participant, PERIOD, line.amount))
    with (out / "payouts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("participant", "period", "component", "amount"))
        for (name, component), amount in sorted(payouts.items()):
            writer.writerow((name, PERIOD, component, amount))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Pay the account-executive workload and keep every step.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write(args.out, *pay(args.data))


if __name__ == "__main__":
    main()
