"""A plan by hand in DuckDB: ``python -m benchmarks.plans.by_hand PLAN --data DIR --out DIR``."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from benchmarks.scale.handwritten_duckdb import connect


def main() -> None:
    """Runs the statements of a plan's module, and writes its outputs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("plan")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    module = importlib.import_module(f"benchmarks.plans.{args.plan}")
    with connect() as database:

        def sql(text: str) -> list[tuple[object, ...]]:
            for name, file in module.FILES.items():
                text = text.replace(f"${name}", "'" + str(args.data / file).replace("'", "''") + "'")
            return database.execute(text).fetchall()

        module.pay(sql)
        args.out.mkdir(parents=True, exist_ok=True)
        for name, query in module.OUTPUTS.items():
            path = str(args.out / f"{name}.parquet").replace("'", "''")
            sql(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


if __name__ == "__main__":
    main()
