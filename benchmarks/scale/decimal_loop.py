"""The account-executive plan as a plain loop over Python decimals, from Parquet to Parquet.

    python -m benchmarks.scale.decimal_loop --data DIR --out DIR

The loop of ``benchmarks/decimal_loop.py``, which reads and writes CSV, with the files and outputs of this benchmark.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from benchmarks.decimal_loop import (
    CENT,
    HUNDRED,
    PERIOD,
    PRODUCTS,
    PUSH_CAP,
    PUSH_RATE,
    TEAM_RATE,
    TIERS,
    ZERO,
    Person,
    base,
)
from benchmarks.scale.contestant import Missing, Refused, main

FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)
PUSH_FIRST, PUSH_LAST = datetime.date(2025, 2, 10), datetime.date(2025, 2, 23)

Row = tuple[Any, ...]


def read(path: Path, *columns: str) -> list[Row]:
    """The rows of a Parquet file."""
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(columns))
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))


def read_people(path: Path) -> dict[str, Person]:
    """Participants by id, with their tiers in money."""
    people: dict[str, Person] = {}
    for name, quota, variable, manager in read(path, "id", "quota", "variable", "manager"):
        if not name or name in people or quota is None or quota <= 0 or variable is None or manager == "":
            raise Refused(f"participants: {name}")
        bands = [(low * quota, None if high is None else high * quota, rate) for low, high, rate in TIERS]
        people[name] = Person(quota, variable, manager or "", bands, 3 * variable)
    for name, person in people.items():
        if person.manager and person.manager not in people:
            raise Refused(f"participants: manager of {name}")
    return people


def read_deals(data: Path, people: dict[str, Person]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Deals in order of close date and id, and the splits of each."""
    splits: dict[str, list[Row]] = defaultdict(list)
    for deal, name, share, primary in read(data / "splits.parquet", "deal", "to", "share", "primary"):
        if name not in people or share is None or primary is None:
            raise Refused(f"splits: {deal} {name}")
        splits[deal].append((name, share, primary))
    deals = read(data / "deals.parquet", "closed", "id", "product", "amount")
    for closed, key, product, amount in deals:
        if not key or amount is None or product not in PRODUCTS or closed is None or not FIRST <= closed <= LAST:
            raise Refused(f"deals: {key}")
        rows = splits.get(key, ())
        if sum(row[1] for row in rows) != 100 or sum(row[2] for row in rows) != 1:
            raise Refused(f"splits: shares or primary of {key}")
        if len({row[0] for row in rows}) != len(rows):
            raise Refused(f"splits: a participant twice on {key}")
    if len({deal[1] for deal in deals}) != len(deals) or len(splits) != len(deals):
        raise Refused("deals: one twice, or not there")
    deals.sort()
    return deals, splits


def divide(amount: Decimal, rows: list[Row]) -> list[Decimal]:
    """Each row's part of a deal, to the cent; the odd cents go to the primary."""
    if len(rows) == 1:
        return [amount]
    parts = [(amount * share / HUNDRED).quantize(CENT, ROUND_HALF_EVEN) for _, share, _ in rows]
    left = amount - sum(parts)
    if left:
        parts[next(n for n, row in enumerate(rows) if row[2])] += left
    return parts


def run(data: Path, out: Path) -> None:
    """Check, pay and write."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise Missing("pyarrow is not installed") from error
    people = read_people(data / "participants.parquet")
    deals, splits = read_deals(data, people)
    credits: list[Row] = []
    lines: list[Row] = []
    payouts: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    team: dict[str, Decimal] = defaultdict(lambda: ZERO)

    def paid(
        component: str, key: str, name: str, day: datetime.date, earned: Decimal, before: Decimal, cap: Decimal
    ) -> None:
        lines.append((component, "amount", key, name, PERIOD, day, earned))
        amount = min(before + earned, cap) - min(before, cap)
        if amount != earned:
            lines.append((component, "limit", key, name, PERIOD, day, amount - earned))
        payouts[name, component] += amount

    for closed, deal, product, total in deals:
        rows = splits[deal]
        pushed = product == "New" and PUSH_FIRST <= closed <= PUSH_LAST
        for (name, _, _), amount in zip(rows, divide(total, rows), strict=True):
            person = people[name]
            key = f"{deal} / {name}"
            credits.append(("Bookings", key, name, closed, amount, amount))
            try:
                earned = base(person, amount)
            except SystemExit as error:
                raise Refused(f"{error} of {name}") from error
            paid("Base", key, name, closed, earned, person.earned, person.cap)
            person.earned += earned
            if pushed:
                earned = (amount * PUSH_RATE).quantize(CENT, ROUND_HALF_EVEN)
                paid("NewProductPush", key, name, closed, earned, person.push, PUSH_CAP)
                person.push += earned
            if person.manager:
                credits.append(("TeamBookings", key, person.manager, closed, amount, None))
                team[person.manager] += amount
    for name in people:
        amount = (team[name] * TEAM_RATE).quantize(CENT, ROUND_HALF_EVEN)
        lines.append(("Team", "amount", f"{name} / {PERIOD}", name, PERIOD, LAST, amount))
        payouts[name, "Team"] = amount
    cells = ((n, PERIOD, c, payouts[n, c]) for n in people for c in ("Base", "NewProductPush", "Team"))
    write(out, credits, lines, list(cells))


def write(out: Path, credits: list[Row], lines: list[Row], payouts: list[Row]) -> None:
    """The four tables as Parquet files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, day, money = pa.string(), pa.date32(), pa.decimal128(18, 2)
    out.mkdir(parents=True, exist_ok=True)
    tables: dict[str, tuple[list[Row], dict[str, Any]]] = {
        "credits": (
            credits,
            {"credit": text, "key": text, "participant": text, "date": day, "amount": money, "quota_credit": money},
        ),
        "lines": (
            lines,
            {
                "component": text,
                "line": text,
                "key": text,
                "participant": text,
                "period": text,
                "date": day,
                "amount": money,
            },
        ),
        "payouts": (payouts, {"participant": text, "period": text, "component": text, "amount": money}),
        "uncredited": ([], {"data": text, "key": text, "reason": text}),
    }
    for name, (rows, columns) in tables.items():
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        arrays = [pa.array(column, type_) for column, type_ in zip(cells, columns.values(), strict=True)]
        pq.write_table(pa.Table.from_arrays(arrays, list(columns)), out / f"{name}.parquet")


if __name__ == "__main__":
    main("the account-executive plan as a loop over decimals", run)
