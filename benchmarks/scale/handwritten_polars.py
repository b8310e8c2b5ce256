"""The account-executive plan by hand in Polars, from Parquet to Parquet.

    python -m benchmarks.scale.handwritten_polars --data DIR --out DIR

All money is whole cents in 64-bit integers. Polars wraps silently where one overflows, so the largest numbers that can
occur are computed first, by Python, and refused where they would not fit. ``//`` rounds down in Polars, for negative
numbers too, which makes the remainder never negative.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scale.contestant import Missing, Refused, main

if TYPE_CHECKING:
    pass

Expr = Any
PERIOD = "2025-Q1"
PRODUCTS = ("New", "Renewal", "Upsell", "Services", "Support")
LARGEST = 2**62


def half_even(n: Expr, d: Expr) -> Expr:
    """n / d to the nearest integer, halves to even; d is above 0."""
    import polars as pl

    t = n // d
    twice = 2 * (n - t * d)
    return t + ((twice > d) | ((twice == d) & (t % 2 != 0))).cast(pl.Int64)


def refuse(table: Any, condition: Expr, why: str) -> None:
    """Refuse the data where a condition holds in a row."""
    bad = table.filter(condition)
    if bad.height:
        raise Refused(f"{why}: {bad.row(0)} and {bad.height - 1} others")


def read(data: Path) -> tuple[Any, Any, Any]:
    """Participants, deals and splits, checked one by one, money in cents."""
    import polars as pl

    people = pl.read_parquet(data / "participants.parquet", columns=["id", "quota", "variable", "manager"])
    deals = pl.read_parquet(data / "deals.parquet", columns=["id", "closed", "product", "amount"])
    splits = pl.read_parquet(data / "splits.parquet", columns=["deal", "to", "share", "primary"])
    for table in (people, deals, splits):
        for name, type_ in table.schema.items():
            if type_.is_float():
                raise Refused(f"{name} holds binary fractions")
            if name != "manager" and table[name].null_count():
                raise Refused(f"{name} is blank")
            if type_ == pl.String and (table[name] == "").any():
                raise Refused(f"{name} is blank")

    def whole(name: str) -> Expr:
        return (pl.col(name) * 100).cast(pl.Int64)  # exact: a decimal with two digits, times a whole number

    people = people.with_columns(whole("quota"), whole("variable"))
    deals = deals.with_columns(whole("amount"))
    splits = splits.with_columns(whole("share"))
    refuse(people, pl.col("quota") <= 0, "a quota that is not above 0")
    refuse(deals, ~pl.col("product").is_in(PRODUCTS), "another product")
    refuse(deals, ~pl.col("closed").is_between(date(2025, 1, 1), date(2025, 3, 31)), "not closed in the quarter")
    for table, name in ((people, "id"), (deals, "id")):
        if table[name].n_unique() != table.height:
            raise Refused(f"{name} is there twice")
    managers = people.filter(pl.col("manager").is_not_null())
    if managers.join(people, left_on="manager", right_on="id", how="semi").height != managers.height:
        raise Refused("a manager is not there")
    return people, deals, splits


def check_bounds(people: Any, deals: Any, splits: Any) -> None:
    """No integer of this module gets near 2**63: Python's integers say so beforehand."""
    most = max((abs(int(n)) for n in (deals["amount"].min(), deals["amount"].max()) if n is not None), default=0)
    share = max((abs(int(n)) for n in (splits["share"].min(), splits["share"].max()) if n is not None), default=0)
    quota, variable = int(people["quota"].max()), int(people["variable"].abs().max())
    credit = most * share // 10_000 + splits.height  # odd cents are fewer than the rows
    total = credit * splits.height
    limits = {
        "a share": most * share,
        "a running total": 8 * total,
        "a slice": 8 * credit * max(variable, 1),
        "a quota": 16 * quota,
        "a total of shares": share * splits.height,
    }
    for what, bound in limits.items():
        if bound >= LARGEST:
            raise Refused(f"{what} might not fit into 64 bits")


def credit(people: Any, deals: Any, splits: Any) -> Any:
    """One row for each split, with its cents, in order: participant, day, deal."""
    import polars as pl

    sums = splits.group_by("deal").agg(
        pl.col("share").sum(), pl.col("primary").sum().alias("primes"), pl.len(), pl.col("to").n_unique().alias("names")
    )
    wrong = (pl.col("share") != 10_000) | (pl.col("primes") != 1) | (pl.col("len") != pl.col("names"))
    refuse(sums, wrong, "shares, primary or participants")
    rows = splits.join(deals, left_on="deal", right_on="id").join(people, left_on="to", right_on="id")
    if rows.height != splits.height or sums.height != deals.height:
        raise Refused("a deal or a participant is not there")
    rows = rows.with_columns(x=half_even(pl.col("amount") * pl.col("share"), pl.lit(10_000, pl.Int64)))
    odd = (
        rows.filter(pl.col("share") != 10_000)
        .group_by("deal")
        .agg(odd=pl.col("amount").first() - pl.col("x").sum())
        .filter(pl.col("odd") != 0)
        .with_columns(primary=True)
    )
    rows = rows.join(odd, on=["deal", "primary"], how="left")
    rows = rows.with_columns(x=pl.col("x") + pl.col("odd").fill_null(0))
    columns = ["to", "closed", "deal", "product", "quota", "variable", "manager", "x"]
    rows = rows.select(columns).sort("to", "closed", "deal")
    return rows.with_columns(key=pl.concat_str("deal", pl.lit(" / "), "to"))


def earn(rows: Any) -> Any:
    """What the tiers and the spiff give for each credit, before and after their caps."""
    import polars as pl

    rows = rows.with_columns(a=2 * pl.col("x").cum_sum().over("to"))
    refuse(rows, pl.col("a") < 0, "attainment below 0%")
    q, v, a = pl.col("quota"), pl.col("variable"), pl.col("a")
    b = a - 2 * pl.col("x")

    def up_to(value: Expr, low: Expr, high: Expr | None) -> Expr:
        floor = pl.max_horizontal(value, low)
        return floor if high is None else pl.min_horizontal(floor, high)

    zero = pl.lit(0, pl.Int64)
    slices = [(zero, q, 1), (q, 2 * q, 2), (2 * q, 3 * q, 3), (3 * q, None, 4)]
    base = sum(half_even((up_to(a, lo, hi) - up_to(b, lo, hi)) * v * m, 4 * q) for lo, hi, m in slices)
    pushed = (pl.col("product") == "New") & pl.col("closed").is_between(date(2025, 2, 10), date(2025, 2, 23))
    push = pl.when(pushed).then(half_even(pl.col("x") * 2, pl.lit(100, pl.Int64)))
    rows = rows.with_columns(Base=base, NewProductPush=push)
    for name, cap in (("Base", 3 * v), ("NewProductPush", pl.lit(500_000, pl.Int64))):
        amount = pl.col(name).fill_null(0)
        run = amount.cum_sum().over("to")
        cut = pl.min_horizontal(run, cap) - pl.min_horizontal(run - amount, cap) - amount
        rows = rows.with_columns(cut.alias(f"{name} cut"))
    return rows


def run(data: Path, out: Path) -> None:
    """Check, pay and write."""
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    try:
        import polars as pl
    except ImportError as error:
        raise Missing("polars is not installed") from error

    people, deals, splits = read(data)
    check_bounds(people, deals, splits)
    rows = earn(credit(people, deals, splits))

    def money(column: str) -> Expr:
        return _money(pl.col(column))

    to, day, period = pl.col("to").alias("participant"), pl.col("closed").alias("date"), pl.lit(PERIOD).alias("period")
    credits = [
        rows.select(
            pl.lit("Bookings").alias("credit"),
            "key",
            to,
            day,
            money("x").alias("amount"),
            money("x").alias("quota_credit"),
        ),
        rows.filter(pl.col("manager").is_not_null()).select(
            pl.lit("TeamBookings").alias("credit"),
            "key",
            pl.col("manager").alias("participant"),
            day,
            money("x").alias("amount"),
            pl.lit(None, pl.Decimal(18, 2)).alias("quota_credit"),
        ),
    ]
    lines = []
    paid = [people.select(pl.col("id").alias("participant"))]
    for name in ("Base", "NewProductPush"):
        for line, column, wanted in (
            ("amount", name, pl.col(name).is_not_null()),
            ("limit", f"{name} cut", pl.col(f"{name} cut") != 0),
        ):
            constant = (pl.lit(name).alias("component"), pl.lit(line).alias("line"))
            lines.append(rows.filter(wanted).select(*constant, "key", to, period, day, money(column).alias("amount")))
        total = pl.col(name).fill_null(0).sum() + pl.col(f"{name} cut").sum()
        paid.append(rows.group_by(to).agg(total.alias(name)))
    booked = rows.group_by(pl.col("manager").alias("participant")).agg(
        Team=half_even(pl.col("x").sum(), pl.lit(100, pl.Int64))
    )
    result = paid[0].join(paid[1], on="participant", how="left").join(paid[2], on="participant", how="left")
    result = result.join(booked, on="participant", how="left").fill_null(0)
    lines.append(
        result.select(
            pl.lit("Team").alias("component"),
            pl.lit("amount").alias("line"),
            pl.concat_str("participant", pl.lit(f" / {PERIOD}")).alias("key"),
            "participant",
            period,
            pl.lit(date(2025, 3, 31)).alias("date"),
            money("Team").alias("amount"),
        )
    )
    payouts = [
        result.select("participant", period, pl.lit(name).alias("component"), money(name).alias("amount"))
        for name in ("Base", "NewProductPush", "Team")
    ]
    out.mkdir(parents=True, exist_ok=True)
    empty = pl.DataFrame(schema={"data": pl.String, "key": pl.String, "reason": pl.String})
    for name, parts in (("credits", credits), ("lines", lines), ("payouts", payouts), ("uncredited", [empty])):
        pl.concat(parts).write_parquet(out / f"{name}.parquet", compression="snappy", statistics=False)


def _money(cents: Expr) -> Expr:
    import polars as pl

    return (cents.cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(18, 2))  # exact: cents have two digits


if __name__ == "__main__":
    main("the account-executive plan by hand in Polars", run)
