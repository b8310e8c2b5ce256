"""The eight answers (``stdlib_plans/eight_answers``) by hand: cents times whole per cents, divided once where a rule rounds."""

from __future__ import annotations

from pathlib import Path

from benchmarks.plans import sales

FILES = {"participants": "participants.parquet", "deals": "deals.parquet"}

_MACROS = """
CREATE MACRO slices(t) AS least(t, 100000) + 2 * greatest(0, least(t, 300000) - 100000)
    + 3 * greatest(0, least(t, 800000) - 300000) + 5 * greatest(0, t - 800000);
CREATE MACRO rate(t) AS CASE WHEN t < 100000 THEN 1 WHEN t < 300000 THEN 2 WHEN t < 800000 THEN 3 ELSE 5 END;
"""
_DEALS = """
CREATE TEMP TABLE answered AS
SELECT id, owner, closed, half_even(slices(x), 100) AS one, half_even(x * rate(x), 100) AS three,
    half_even(x * rate(t - x), 100) AS four, half_even(slices(t) - slices(t - x), 100) AS six,
    half_even(x * rate(t), 100) AS seven, half_even(t * rate(t), 100) AS eight,
    coalesce(lag(half_even(t * rate(t), 100)) OVER (PARTITION BY owner ORDER BY closed, id), 0) AS before
FROM sold
"""
_MONTHS = """
CREATE TEMP TABLE monthly AS
SELECT owner, month, half_even(slices(s), 100) AS two, half_even(s * rate(s), 100) AS five FROM months
"""


def _line(component: str, column: str, kind: str = "amount", where: str = "") -> str:
    return (
        f"SELECT '{component}' AS component, '{kind}' AS line, id AS key, owner AS participant, '2025-Q1' AS period, "
        f"closed AS date, money({column}) AS amount FROM answered {where}"
    )


def _month(component: str, column: str) -> str:
    return (
        f"SELECT '{component}', 'amount', owner || ' / 2025-0' || month, owner, '2025-Q1', last_of(month), "
        f"money({column}) FROM monthly"
    )


_WORDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
OUTPUTS = {
    "credits": sales.CREDITS.replace("{none}", "NULL::DECIMAL(18,2)"),
    "lines": "\nUNION ALL ".join(
        [
            *(_line(word, word.lower()) for word in ("One", "Three", "Four", "Six", "Seven", "Eight")),
            _line("Eight", "-before", "true-up", "WHERE before <> 0"),
            *(_month(word, word.lower()) for word in ("Two", "Five")),
        ]
    ),
    "payouts": f"""
SELECT id AS participant, '2025-Q1' AS period, unnest({list(_WORDS)}) AS component,
    money(unnest([{", ".join(f"coalesce({word.lower()}, 0)" for word in _WORDS)}])) AS amount
FROM read_parquet($participants) LEFT JOIN (
    SELECT owner, sum(one) AS one, sum(three) AS three, sum(four) AS four, sum(six) AS six, sum(seven) AS seven,
        sum(eight - before) AS eight FROM answered GROUP BY owner) AS a ON a.owner = id
LEFT JOIN (SELECT owner, sum(two) AS two, sum(five) AS five FROM monthly GROUP BY owner) AS m ON m.owner = id""",
    "uncredited": sales.UNCREDITED,
}


def generate(out: Path, deals: int) -> Path:
    """Writes the data; the plan."""
    sales.generate(out, deals)
    return Path("stdlib_plans/eight_answers/eight_answers.plan")


def pay(sql) -> None:  # type: ignore[no-untyped-def]
    """The tables that the outputs read."""
    for statement in (sales.MACROS, _MACROS):
        sql(statement)
    sales.checked(sql)
    for statement in (sales.SOLD, sales.MONTHS, _DEALS, _MONTHS):
        sql(statement)
