"""The hand-written baselines of the benchmark at scale pay what the interpreter pays, and refuse what it refuses."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from benchmarks.scale.compare import differences
from benchmarks.scale.contestant import Missing, Refused
from benchmarks.scale.generate import generate
from planlang import resources
from tests import forked

PLAN = "quarterly_ae/quarterly_ae.plan"
BASELINES = ("handwritten_duckdb", "handwritten_plain", "handwritten_polars", "decimal_loop", "kernel")
CASES = {"sorted": (7, False, False), "shuffled, signed": (8, True, True)}
DEALS = 2_000


def _run(data: Path, out: Path) -> int:
    plan = resources.stdlib_plans() / PLAN
    return forked.run("planlang", ["run", plan, "--data", data, "--out", out, "--format", "parquet"]).returncode


def _baseline(name: str) -> Callable[[Path, Path], None]:
    run: Callable[[Path, Path], None] = importlib.import_module(f"benchmarks.scale.{name}").run
    return run


pytestmark = pytest.mark.xdist_group("scale baselines")
"""One worker makes what they read."""


@pytest.fixture(scope="module", params=list(CASES))
def paid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    seed, shuffled, signed = CASES[request.param]
    data = tmp_path_factory.mktemp("data")
    generate(data, DEALS, seed, shuffled, signed)
    out = data.with_name(f"{data.name}-paid")
    assert _run(data, out) == 0
    return data, out


@pytest.mark.parametrize("name", BASELINES)
def test_baselines_pay_what_the_interpreter_pays(name: str, paid: tuple[Path, Path], tmp_path: Path) -> None:
    data, expected = paid
    try:
        _baseline(name)(data, tmp_path / "out")
    except Missing as missing:
        pytest.skip(str(missing))
    found, cells = differences(expected, tmp_path / "out")
    assert not found
    assert cells > 10 * DEALS


def test_a_difference_of_a_cent_is_found(paid: tuple[Path, Path], tmp_path: Path) -> None:
    _, out = paid
    changed = tmp_path / "changed"
    shutil.copytree(out, changed)
    duckdb.execute(
        f"COPY (SELECT * REPLACE (amount + (row_number() OVER () = 5)::INTEGER * 0.01 AS amount) "
        f"FROM read_parquet('{out}/lines.parquet')) TO '{changed}/lines.parquet'"
    )
    found, _ = differences(out, changed)
    assert len([line for line in found if line.startswith("lines: 1 rows only in")]) == 2


def test_the_same_seed_gives_the_same_rows_in_any_order_and_format(tmp_path: Path) -> None:
    generate(tmp_path / "a", 500, 3, shuffled=True, signed=True)
    generate(tmp_path / "b", 500, 3, signed=True, format="csv")
    for name in ("participants", "deals", "splits"):
        columns = (
            "* REPLACE (CASE WHEN \"primary\" THEN 'yes' ELSE 'no' END AS \"primary\")" if name == "splits" else "*"
        )
        rows = [
            duckdb.sql(f"SELECT {columns} FROM '{tmp_path}/a/{name}.parquet' ORDER BY ALL").fetchall(),
            duckdb.sql(
                f"SELECT * FROM read_csv('{tmp_path}/b/{name}.csv', all_varchar = true) ORDER BY ALL"
            ).fetchall(),
        ]
        texts = [[tuple(None if cell is None else str(cell) for cell in row) for row in one] for one in rows]
        assert sorted(texts[0], key=str) == sorted(texts[1], key=str)


FAULTS = {
    "a deal twice": ("deals", "SELECT * FROM t UNION ALL (SELECT * FROM t LIMIT 1)"),
    "a deal without splits": (
        "deals",
        "SELECT * FROM t UNION ALL (SELECT 'D-more', closed, product, amount FROM t LIMIT 1)",
    ),
    "an unknown deal": ("splits", "SELECT * FROM t UNION ALL SELECT 'D-more', 'P000000', 100, true"),
    "a split twice": ("splits", "SELECT * FROM t UNION ALL (SELECT * FROM t LIMIT 1)"),
    "an unknown participant": (
        "splits",
        'SELECT * REPLACE (CASE rowid WHEN 1 THEN \'P-x\' ELSE "to" END AS "to") FROM t',
    ),
    "shares of 99%": ("splits", "SELECT * REPLACE (CASE rowid WHEN 1 THEN share - 1 ELSE share END AS share) FROM t"),
    "no primary": ("splits", 'SELECT * REPLACE ("primary" AND rowid <> 0 AS "primary") FROM t'),
    "two rows of a participant": (
        "splits",
        "SELECT * REPLACE ('P000001' AS \"to\") FROM t",
    ),
    "a quota of nothing": (
        "participants",
        "SELECT * REPLACE (CASE rowid WHEN 1 THEN 0 ELSE quota END AS quota) FROM t",
    ),
    "a participant twice": ("participants", "SELECT * FROM t UNION ALL (SELECT * FROM t LIMIT 1)"),
    "an unknown manager": (
        "participants",
        "SELECT * REPLACE (CASE rowid WHEN 1 THEN 'P-x' ELSE manager END AS manager) FROM t",
    ),
    "another product": ("deals", "SELECT * REPLACE (CASE rowid WHEN 1 THEN 'Old' ELSE product END AS product) FROM t"),
    "a blank amount": ("deals", "SELECT * REPLACE (CASE WHEN rowid <> 1 THEN amount END AS amount) FROM t"),
    "a blank date": ("deals", "SELECT * REPLACE (CASE WHEN rowid <> 1 THEN closed END AS closed) FROM t"),
    "a blank key": ("deals", "SELECT * REPLACE (CASE rowid WHEN 1 THEN '' ELSE id END AS id) FROM t"),
    "attainment below 0%": ("deals", "SELECT * REPLACE (-amount AS amount) FROM t"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_all_refuse_what_planlang_refuses(fault: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    generate(data, 300, 5)
    table, query = FAULTS[fault]
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS FROM read_parquet('{data}/{table}.parquet')")
        types = database.execute("DESCRIBE t").fetchall()
        cast = ", ".join(f'CAST("{row[0]}" AS {row[1]}) AS "{row[0]}"' for row in types)
        database.execute(f"COPY (SELECT {cast} FROM ({query})) TO '{data}/{table}.parquet'")
    assert _run(data, tmp_path / "paid") == 3
    for name in BASELINES:
        try:
            with pytest.raises(Refused):
                _baseline(name)(data, tmp_path / name)
        except Missing:
            continue
