"""How fast planlang pays other plans, next to a DuckDB query written by hand for each.

    python -m benchmarks.plans [--deals 1000000] [--runs 3] [--only eight|thirty|crm …] [--json]

Both are whole processes that check the data and write credits, lines, payouts and what was not credited as Parquet; they take turns, A B, B
A … Before any time is printed their outputs are compared, cell by cell to the cent. Reported too: how long planning takes, and how much
SQL it comes to. Exit code 0: measured; 1: results differ or a contestant failed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.scale.run import BUILD, PYTHON, ROOT, Failed, Result, compared, measured, table

PLANS = {"eight": "the eight answers", "thirty": "30 components", "crm": "the CRM plan"}
BY_HAND, PLANLANG = "by hand", "planlang"


@dataclass
class Measured:
    """A plan, both contestants, what planning took, and how many cells were compared."""

    plan: str
    deals: int
    results: list[Result]
    planning: dict[str, Any]
    cells: int


def measure(name: str, deals: int, runs: int, work: Path) -> Measured:
    """One plan. Data is made in a process of its own, so that this one stays small."""
    data = work / name
    data.mkdir()
    make = (
        "import importlib, sys, pathlib; print(importlib.import_module(sys.argv[1]).generate(pathlib.Path(sys.argv[2]), "
        "int(sys.argv[3])))"
    )
    done = subprocess.run(
        [PYTHON, "-c", make, f"benchmarks.plans.{name}", str(data), str(deals)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"the data of {name} could not be made\n{done.stderr[-2000:]}")
    plan = done.stdout.strip()
    commands = {
        BY_HAND: (PYTHON, "-m", "benchmarks.plans.by_hand", name),
        PLANLANG: (PYTHON, "-m", "planlang", "run", plan, "--format", "parquet"),
    }
    pay = {who: (*command, "--data", str(data), "--out", str(work / who)) for who, command in commands.items()}
    for command in pay.values():
        measured(command)
    cells = compared(f"{PLANLANG} ({name})", work / BY_HAND, work / PLANLANG)
    results = [Result(BY_HAND), Result(PLANLANG)]
    for number in range(runs):
        order = (BY_HAND, PLANLANG) if number % 2 == 0 else (PLANLANG, BY_HAND)
        usages = {who: measured(pay[who]) for who in order}
        for result in results:
            result.runs.append(usages[result.name])
        results[1].pairs.append((usages[PLANLANG], usages[BY_HAND]))
    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.plans.planning", plan, str(data)], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise Failed(f"planning of {name}\n{done.stderr[-2000:]}")
    return Measured(name, deals, results, json.loads(done.stdout), cells)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plans", description="Compare planlang on other plans.")
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", choices=list(PLANS))
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    args = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    found = []
    try:
        for name in args.only or PLANS:
            importlib.import_module(f"benchmarks.plans.{name}")
            with tempfile.TemporaryDirectory(prefix="plans-", dir=BUILD) as work:
                found.append(measure(name, args.deals, args.runs, Path(work)))
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
        return 0
    for one in found:
        print(f"\n{PLANS[one.plan]}: {one.deals:,} deals, {args.runs} rounds; {one.cells:,} cells compared, all equal")
        print(table(one.results))
        p = one.planning
        print(
            f"planning: {p['graph_ms']:,} ms to a graph of {p['columns']:,} columns, {p['sql_ms']:,} ms to SQL; "
            f"{p['statements']:,} statements of {p['characters']:,} characters in all"
        )
    return 0
