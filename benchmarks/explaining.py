"""How long it takes to explain one participant of many deals, beside starting up and reading the same files.

    python -m benchmarks.explaining [--deals 1000000] [--runs 5] [--csv] [--json]

Whole processes that take turns: `planlang explain` as a page and as JSON, and one that reads the bytes of all files once and
hashes them. Before any time is printed, the explanation is compared with what a run paid (`--paid`), and the JSON is verified
against plan and data. The goal is 1.5 s beyond reading the bytes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.scale.generate import TABLES
from benchmarks.scale.run import BUILD, PLAN, PYTHON, ROOT, Failed, Usage, measured, workload

GOAL = 1.5
_READ = "import sys, hashlib, pathlib\nfor path in sys.argv[1:]:\n    hashlib.file_digest(open(path, 'rb'), 'sha256')"


def data_of(deals: int, seed: int, csv: bool) -> Path:
    """The workload, as Parquet or CSV."""
    if not csv:
        return workload(deals, seed, False, False)
    data = BUILD / f"{deals}-{seed}-csv"
    if not all((data / f"{name}.csv").exists() for name in TABLES):
        command = [PYTHON, "-m", "benchmarks.scale.generate", "--out", str(data), "--format", "csv"]
        measured([*command, "--deals", str(deals), "--seed", str(seed)])
    return data


def check(explain: tuple[str, ...], data: Path, work: Path) -> None:
    """The explanation equals the engine's cell, and the verifier takes it."""
    measured((PYTHON, "-m", "planlang", "run", PLAN, "--data", str(data), "--out", str(work / "paid")))
    command = (*explain, "--format", "json", "--paid", str(work / "paid"))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode or "equals the payout" not in done.stderr:
        raise Failed(f"the explanation is not what was paid\n{done.stderr[-2000:]}")
    (work / "why.json").write_text(done.stdout, "utf-8")
    measured((PYTHON, "-m", "planlang", "verify", str(work / "why.json"), "--plan", PLAN, "--data", str(data)))


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explaining", description="Measure one explanation.")
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--csv", action="store_true", help="CSV files instead of Parquet")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    runs: dict[str, list[Usage]] = {}
    try:
        data = data_of(args.deals, args.seed, args.csv)
        files = [str(path) for path in sorted(data.iterdir())]
        explain = (PYTHON, "-m", "planlang", "explain", PLAN, "--data", str(data), "--participant", "P000001")
        commands = {
            "explain": explain,
            "explain --format json": (*explain, "--format", "json"),
            "reading the files": (PYTHON, "-c", _READ, *files),
        }
        with tempfile.TemporaryDirectory(prefix="explain-", dir=BUILD) as work:
            check(explain, data, Path(work))
        for _ in range(args.runs):
            for name, command in commands.items():
                runs.setdefault(name, []).append(measured(command))
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    middle = {name: (median(u.wall for u in of), median(u.memory for u in of)) for name, of in runs.items()}
    if args.json:
        found = {name: {"wall": wall, "mib": memory} for name, (wall, memory) in middle.items()}
        print(json.dumps({"deals": args.deals, "runs": args.runs, "csv": args.csv, "medians": found}, indent=2))
        return 0
    kind = "CSV" if args.csv else "Parquet"
    print(f"one participant of {args.deals:,} deals ({kind}), {args.runs} rounds; equal to what was paid, and verified")
    for name, (wall, memory) in middle.items():
        print(f"{name:24}{wall:7.2f} s{memory:8.0f} MiB")
    beyond = middle["explain"][0] - middle["reading the files"][0]
    print(f"{'beyond reading':24}{beyond:7.2f} s   goal at most {GOAL} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
