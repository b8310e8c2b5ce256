"""What planlang does before rows are paid, and how much SQL that takes: ``python -m benchmarks.plans.planning PLAN DATA``.

Prints JSON: milliseconds from the plan's text to its graph, and from the graph and the bounds of the data to SQL; how many
statements were run in all, and how many characters they have.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from planlang.compile import compile_text
from planlang.data.named import Sources
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from planlang.run.engine import pay
from planlang.run.engine.duckrun import DuckRun
from planlang.run.periods import payout_periods


def planning(plan: Path, data: Path) -> dict[str, Any]:
    """The numbers."""
    start = time.perf_counter()
    graph = compile_text(plan.read_bytes(), plan.name).graph
    assert graph is not None
    front = time.perf_counter() - start
    said: list[int] = []
    spent: list[float] = []
    run, compiled = DuckDBExecutor._run, pay.compiled

    def counted(self: DuckDBExecutor, sql: str, *given: Any) -> Any:
        said.append(len(sql))
        return run(self, sql, *given)

    def timed(*given: Any) -> Any:
        before = time.perf_counter()
        program = compiled(*given)
        spent.append(time.perf_counter() - before)
        return program

    DuckDBExecutor._run = counted  # type: ignore[method-assign]
    pay.compiled = timed
    session = DuckRun(graph, Sources((data,)))
    session.pay(payout_periods(graph))
    session.close()
    columns = sum(len(table.columns) for table in graph.tables.values())
    return {
        "graph_ms": round(1000 * front),
        "sql_ms": round(1000 * sum(spent)),
        "statements": len(said),
        "characters": sum(said),
        "columns": columns,
    }


if __name__ == "__main__":
    print(json.dumps(planning(Path(sys.argv[1]), Path(sys.argv[2]))))
