"""The CRM plan (``stdlib_plans/crm_quarter``) by hand, on an export of any size: two hundred deals of a year for each agent."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.plans import sales

FILES = {
    "participants": "participants.parquet",
    "products": "products.parquet",
    "accounts": "accounts.parquet",
    "deals": "sales_pipeline.csv",
}

_PRODUCTS = """SELECT unnest(['GTX Basic', 'GTX Pro', 'MG Special', 'MG Advanced', 'GTX Plus Pro', 'GTX Plus Basic', 'GTK 500']) AS product,
    unnest(['GTX', 'GTX', 'MG', 'MG', 'GTX', 'GTX', 'GTK']) AS series"""


def generate(out: Path, deals: int) -> Path:
    """Writes the export and the lists; the plan. Every tenth agent sells eight times as much, and meets the caps."""
    agents = max(2, deals // 200)
    person = "'A' || lpad(({})::VARCHAR, 7, '0')"
    queries = {
        "participants": f"""SELECT {person.format("i")} AS name, CASE WHEN i % 20 = 0 THEN 'Manager' ELSE 'Agent' END AS role,
            CASE WHEN i % 20 > 0 THEN {person.format("i - i % 20")} END AS manager,
            ((20000 + (hash(i, 1) >> 20) % 80 * 1000)::DECIMAL(18,2)) AS quota FROM range({agents}) r(i)""",
        "products": _PRODUCTS,
        "accounts": "SELECT 'Account ' || i AS account FROM range(500) r(i)",
        "sales_pipeline": f"""
            SELECT 'O' || lpad(i::VARCHAR, 9, '0') AS opportunity_id, {person.format(f"i % {agents}")} AS sales_agent,
                ['GTX Basic', 'GTXPro', 'MG Special', 'MG Advanced', 'GTX Plus Pro', 'GTX Plus Basic', 'GTK 500'
                ][1 + ((hash(i, 2) >> 20) % 7)::INTEGER]
                    AS product,
                CASE WHEN (hash(i, 3) >> 20) % 5 > 0 THEN 'Account ' || ((hash(i, 4) >> 20) % 500) END AS account, stage AS deal_stage,
                CASE WHEN stage IN ('Won', 'Lost') THEN DATE '2017-01-01' + ((hash(i, 5) >> 20) % 365)::INTEGER END AS close_date,
                CASE WHEN stage = 'Won' THEN (50 + (hash(i, 6) >> 20) % 4000) * (CASE WHEN i % {agents} % 10 = 3 THEN 8 ELSE 1 END)
                    WHEN stage = 'Lost' THEN 0 END AS close_value
            FROM (SELECT i, ['Won', 'Lost', 'Engaging', 'Prospecting'][1 + ((hash(i, 7) >> 20) % 8 // 2)::INTEGER] AS stage
                  FROM range({deals}) r(i))""",
    }
    with duckdb.connect() as database:
        for name, query in queries.items():
            form = "csv, HEADER" if name == "sales_pipeline" else "parquet"
            ending = "csv" if name == "sales_pipeline" else "parquet"
            database.execute(f"COPY ({query}) TO '{out / name}.{ending}' (FORMAT {form})")
    return Path("stdlib_plans/crm_quarter/crm_quarter.plan")


_RAW = """
CREATE TEMP TABLE raw AS
SELECT opportunity_id AS id, sales_agent AS agent, CASE product WHEN 'GTXPro' THEN 'GTX Pro' ELSE product END AS product,
    account, deal_stage AS stage, close_date AS closed, (close_value * 100)::BIGINT AS x
FROM read_csv($deals, header = true, auto_detect = false, columns = {'opportunity_id': 'VARCHAR', 'sales_agent': 'VARCHAR',
    'product': 'VARCHAR', 'account': 'VARCHAR', 'deal_stage': 'VARCHAR', 'close_date': 'DATE', 'close_value': 'DECIMAL(18,2)'})
"""
_CHECK = """
SELECT (SELECT count(*) <> count(DISTINCT id) OR coalesce(min(id), '') = '' FROM raw)
    OR (SELECT bool_or(stage NOT IN ('Prospecting', 'Engaging', 'Won', 'Lost') OR (stage = 'Won' AND (closed IS NULL OR x IS NULL)))
            OR coalesce(min(x), 0) < 0 OR count(agent) < count(*) OR count(product) < count(*) FROM raw)
    OR EXISTS (FROM raw ANTI JOIN read_parquet($participants) AS p ON raw.agent = p.name)
    OR EXISTS (FROM raw ANTI JOIN read_parquet($products) AS p USING (product))
    OR EXISTS (FROM raw ANTI JOIN read_parquet($accounts) AS a USING (account) WHERE account IS NOT NULL)
    OR (SELECT count(*) <> count(DISTINCT name) OR min(quota) <= 0 FROM read_parquet($participants))
    OR EXISTS (FROM read_parquet($participants) AS p ANTI JOIN read_parquet($participants) AS m ON p.manager = m.name
        WHERE p.manager IS NOT NULL)
"""
_WON = """
CREATE TEMP TABLE won AS
SELECT id, agent, closed, quarter(closed) AS q, x, (quota * 100)::BIGINT AS quota, manager,
    series = 'GTK' AND closed BETWEEN DATE '2017-05-01' AND DATE '2017-08-31' AS push,
    (sum(x) OVER (PARTITION BY agent, quarter(closed) ORDER BY closed, id ROWS UNBOUNDED PRECEDING))::BIGINT AS t
FROM raw JOIN read_parquet($participants) AS p ON p.name = agent JOIN read_parquet($products) USING (product)
WHERE stage = 'Won'
"""


def _slice(low: int, high: int | None, rate: int) -> str:
    """The cents of a tier between tenths of the quota, rounded: 5% of what of the move lies in it, times its rate in per cent."""

    def clipped(end: str) -> str:
        top = f"least({end}, {high} * quota)" if high is not None else end
        return f"greatest({top}, {low} * quota)"

    moved = f"({clipped('10 * t')} - {clipped('10 * (t - x)')})"
    return f"half_even({moved} * {5 * rate}, 100000)"


_BASE = " + ".join(_slice(*tier) for tier in ((0, 6, 75), (6, 10, 100), (10, 15, 150), (15, None, 225)))
_EARNED = f"""
CREATE TEMP TABLE earned AS
SELECT *, (sum(base) OVER w)::BIGINT AS base_run, (sum(coalesce(pushed, 0)) OVER w)::BIGINT AS push_run
FROM (SELECT *, ({_BASE})::BIGINT AS base, CASE WHEN push THEN half_even(x * 3, 100) END::BIGINT AS pushed FROM won)
WINDOW w AS (PARTITION BY agent, q ORDER BY closed, id ROWS UNBOUNDED PRECEDING)
"""
_CUTS = """
CREATE TEMP TABLE cuts AS
SELECT * FROM (
    SELECT 'Base' AS component, id, agent, q, closed,
        least(base_run, 1200000) - least(base_run - base, 1200000) - base AS cut FROM earned WHERE base_run > 1200000
    UNION ALL
    SELECT 'ServerPush', id, agent, q, closed, least(push_run, 150000) - least(push_run - pushed, 150000) - pushed
    FROM earned WHERE push AND push_run > 150000
) WHERE cut <> 0
"""
_PAID = """
CREATE TEMP TABLE paid AS
WITH own AS (
    SELECT agent AS name, q, sum(base) AS base, coalesce(sum(pushed), 0) AS push FROM earned GROUP BY ALL
), cut AS (
    SELECT agent AS name, q, coalesce(sum(cut) FILTER (component = 'Base'), 0) AS base,
        coalesce(sum(cut) FILTER (component = 'ServerPush'), 0) AS push FROM cuts GROUP BY ALL
), team AS (
    SELECT manager AS name, q, sum(x) AS x FROM won WHERE manager IS NOT NULL GROUP BY ALL
)
SELECT name, q, role, coalesce(own.base, 0) + coalesce(cut.base, 0) AS base, coalesce(own.push, 0) + coalesce(cut.push, 0) AS push,
    CASE WHEN role = 'Manager' THEN half_even(coalesce(team.x, 0)::BIGINT, 100) ELSE 0 END AS team
FROM read_parquet($participants) CROSS JOIN (SELECT unnest([1, 2, 3, 4]) AS q)
LEFT JOIN own USING (name, q) LEFT JOIN cut USING (name, q) LEFT JOIN team USING (name, q)
"""
OUTPUTS = {
    "credits": """
SELECT 'Bookings' AS credit, id AS key, agent AS participant, closed AS date, money(x) AS amount, money(x) AS quota_credit FROM won
UNION ALL
SELECT 'TeamBookings', id, manager, closed, money(x), NULL FROM won WHERE manager IS NOT NULL""",
    "lines": """
SELECT 'Base' AS component, 'amount' AS line, id AS key, agent AS participant, '2017-Q' || q AS period, closed AS date,
    money(base) AS amount FROM earned
UNION ALL SELECT 'ServerPush', 'amount', id, agent, '2017-Q' || q, closed, money(pushed) FROM earned WHERE push
UNION ALL SELECT component, 'limit', id, agent, '2017-Q' || q, closed, money(cut) FROM cuts
UNION ALL SELECT 'Team', 'amount', name || ' / 2017-Q' || q, name, '2017-Q' || q,
    (DATE '2017-01-01' + INTERVAL (3 * q) MONTH - INTERVAL 1 DAY)::DATE, money(team) FROM paid WHERE role = 'Manager'""",
    "payouts": """
SELECT name AS participant, '2017-Q' || q AS period, unnest(['Base', 'ServerPush', 'Team']) AS component,
    money(unnest([base, push, team])) AS amount FROM paid""",
    "uncredited": """
SELECT 'deals' AS data, id AS key, 'not so: deal.stage is Won (deal.stage is ' || stage || ')' AS reason
FROM raw WHERE stage <> 'Won'""",
}


def pay(sql) -> None:  # type: ignore[no-untyped-def]
    """The tables that the outputs read."""
    sql(sales.MACROS)
    sql(_RAW)
    if sql(_CHECK)[0][0]:
        raise ValueError("the data is wrong")
    for statement in (_WON, _EARNED, _CUTS, _PAID):
        sql(statement)
