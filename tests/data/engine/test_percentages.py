"""What the statistics of a file say about a column of percentages is not asked of its cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.data.engine import measure
from planlang.data.engine.load import load_in_engine
from planlang.data.parquetfile import connect

PLAN = Path(__file__).parents[3] / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"


@pytest.fixture(scope="module")
def plan() -> Graph:
    graph = compile_text(PLAN.read_bytes(), PLAN.name).graph
    assert graph is not None
    return graph


@pytest.mark.parametrize(
    ("share", "asked", "rule"), (("100", 0, None), ("2.01", 0, None), ("2", 1, None), ("1", 1, "percent-or-fraction"))
)
def test_how_far_percentages_go(
    share: str, asked: int, rule: str | None, plan: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = connect()
    tables = {
        "participants": "'p' AS id, 1::DECIMAL(18,2) AS quota, 1::DECIMAL(18,2) AS variable, NULL::VARCHAR AS manager",
        "deals": "'d' AS id, DATE '2025-01-01' AS closed, 'New' AS product, 1::DECIMAL(18,2) AS amount",
        "splits": f"'d' AS deal, 'p' AS \"to\", {share}::DECIMAL(5,2) AS share, true AS \"primary\"",
    }
    for name, cells in tables.items():
        database.execute(f"COPY (SELECT {cells}) TO '{tmp_path}/{name}.parquet' (FORMAT parquet)")
    queries = []
    real = measure._ask

    def ask(*args: object) -> tuple[object, ...]:
        queries.append(args)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(measure, "_ask", ask)
    found = load_in_engine(database, plan.records, [tmp_path], plan.calendar)
    assert len(queries) == asked
    assert [one.rule for one in found.diagnostics if one.rule == "percent-or-fraction"] == ([rule] if rule else [])
