"""A plan with 30 components, of three kinds that take turns, and the same by hand."""

from __future__ import annotations

from pathlib import Path

from benchmarks.plans import sales

FILES = {"participants": "participants.parquet", "deals": "deals.parquet"}
COMPONENTS = range(30)

_HEAD = """plan Thirty "Thirty components" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-03-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id: text, key
    }

    data deals, each row a deal {
        id:     text, key
        owner:  participant
        closed: date
        amount: money, from 0 USD
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    measure MonthSales for each participant each month = total amount of the participant's Sales in the month
    measure SalesSoFar for each credit of Sales = running total amount of the participant's Sales in the quarter
"""


def _component(n: int) -> str:
    if n % 3 == 0:
        others = ", ".join(f"C{other:02}" for other in range(0, n, 3))
        also = f"        in addition to  {others}\n" if others else ""
        return f"""
    commission C{n:02} for each credit of Sales {{
        when     credit.amount is above {10 * n} USD
{also}        pay      {1 + n % 5}% of credit.amount
        rounded  each credit
    }}
"""
    if n % 3 == 1:
        return f"""
    commission C{n:02} for each credit of Sales {{
        pay      credit.amount
        times    tiers by SalesSoFar, each slice at its own tier {{
            from 0 USD below {1000 + 100 * n:,} USD: 1%
            from {1000 + 100 * n:,} USD: 3%
        }}
        rounded  each credit
    }}
"""
    return f"""
    commission C{n:02} for each participant each month {{
        pay      {1 + n % 4}% of MonthSales
        rounded  each month
    }}
"""


def plan() -> str:
    """The plan's text."""
    names = ", ".join(f"C{n:02}" for n in COMPONENTS)
    payout = f"\n    payout for each participant each quarter, by credit date {{\n        add  {names}\n    }}\n}}\n"
    return _HEAD + "".join(map(_component, COMPONENTS)) + payout


def _cents(n: int) -> str:
    """A component's cents on a deal, or in a month."""
    if n % 3 == 0:
        return f"half_even(x * {1 + n % 5}, 100)"
    if n % 3 == 1:
        edge = 100 * (1000 + 100 * n)
        return f"half_even(x + 2 * (greatest(0, t - {edge}) - greatest(0, t - x - {edge})), 100)"
    return f"half_even(s * {1 + n % 4}, 100)"


def _line(n: int) -> str:
    name = f"SELECT 'C{n:02}' AS component, 'amount' AS line"
    if n % 3 == 2:
        return (
            f"{name}, owner || ' / 2025-0' || month AS key, owner AS participant, '2025-Q1' AS period, "
            f"last_of(month) AS date, money({_cents(n)}) AS amount FROM months"
        )
    where = f" WHERE x > {1000 * n}" if n % 3 == 0 else ""
    return f"{name}, id AS key, owner AS participant, '2025-Q1' AS period, closed AS date, money({_cents(n)}) AS amount FROM sold{where}"


def _paid(kinds: tuple[int, ...], table: str) -> str:
    columns = ", ".join(
        f"coalesce(sum({_cents(n)}){f' FILTER (x > {1000 * n})' if n % 3 == 0 else ''}, 0) AS c{n}"
        for n in COMPONENTS
        if n % 3 in kinds
    )
    return f"(SELECT owner, {columns} FROM {table} GROUP BY owner)"


_NAMES = ", ".join(f"'C{n:02}'" for n in COMPONENTS)
_AMOUNTS = ", ".join(f"coalesce(c{n}, 0)" for n in COMPONENTS)
OUTPUTS = {
    "credits": sales.CREDITS.replace("{none}", "NULL::DECIMAL(18,2)"),
    "lines": "\nUNION ALL ".join(map(_line, COMPONENTS)),
    "payouts": f"""
SELECT id AS participant, '2025-Q1' AS period, unnest([{_NAMES}]) AS component, money(unnest([{_AMOUNTS}])) AS amount
FROM read_parquet($participants) LEFT JOIN {_paid((0, 1), "sold")} AS a ON a.owner = id
LEFT JOIN {_paid((2,), "months")} AS m ON m.owner = id""",
    "uncredited": sales.UNCREDITED,
}


def generate(out: Path, deals: int) -> Path:
    """Writes the data and the plan; the plan."""
    sales.generate(out, deals)
    path = out / "thirty.plan"
    path.write_text(plan(), "utf-8")
    return path


def pay(sql) -> None:  # type: ignore[no-untyped-def]
    """The tables that the outputs read."""
    sql(sales.MACROS)
    sales.checked(sql)
    for statement in (sales.SOLD, sales.MONTHS):
        sql(statement)
