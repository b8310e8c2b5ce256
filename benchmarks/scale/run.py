"""How fast planlang pays at scale, next to the best that can be written by hand for one plan.

    python -m benchmarks.scale [--deals 1000000] [--runs 3] [--shuffled] [--signed] [--only NAME …] [--json]

Every contestant is a fresh process, from Parquet files to Parquet files, with all checks. Before any time is printed
the outputs of all are compared with those of the hand-written DuckDB query, cell by cell to the cent. Then rounds: the
hand-written query and one contestant take turns, A B, B A, A B …, so that what else the machine does hits both. Printed
are medians of wall time, of processor time (user and system) and of peak memory, and the median of each pair's ratio
to the hand-written query with the smallest and the largest.

Data is made once under ``build/bench``. Exit code 0: measured; 1: results differ or a contestant failed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.scale.contestant import UNAVAILABLE
from benchmarks.scale.generate import TABLES, add_arguments

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "bench"
PLAN = "stdlib_plans/quarterly_ae/quarterly_ae.plan"
PYTHON = sys.executable
PLANLANG = (PYTHON, "-m", "planlang", "run", PLAN, "--format", "parquet")
OPPONENT = "duckdb by hand"
CONTESTANTS: dict[str, tuple[str, ...]] = {
    OPPONENT: (PYTHON, "-m", "benchmarks.scale.handwritten_duckdb"),
    "planlang": (*PLANLANG, "--engine", "duckdb"),
    "planlang interpreter": (*PLANLANG, "--engine", "interpreter"),
    "duckdb in a day": (PYTHON, "-m", "benchmarks.scale.handwritten_plain"),
    "polars by hand": (PYTHON, "-m", "benchmarks.scale.handwritten_polars"),
    "C kernel": (PYTHON, "-m", "benchmarks.scale.kernel"),
    "decimal loop": (PYTHON, "-m", "benchmarks.scale.decimal_loop"),
}
SLOW = {"planlang interpreter": 200_000, "decimal loop": 1_000_000}
"""The most deals that these are asked to pay, unless ``--only`` names them."""


class Failed(Exception):
    """A contestant failed, or its results differ."""


class NotThere(Exception):
    """A contestant that can't run here, and why."""


@dataclass(frozen=True)
class Usage:
    """What a process took: seconds of wall and processor time, and its largest memory in MiB."""

    wall: float
    cpu: float
    memory: float


@dataclass
class Result:
    """The runs of a contestant, each beside one of the opponent."""

    name: str
    runs: list[Usage] = field(default_factory=list)
    pairs: list[tuple[Usage, Usage]] = field(default_factory=list)

    def ratios(self, what: str) -> tuple[float, float, float]:
        """Median, smallest and largest ratio to the opponent."""
        found = [getattr(one, what) / getattr(other, what) for one, other in self.pairs]
        return median(found), min(found), max(found)

    def middle(self, what: str) -> float:
        """The median of its own runs."""
        return median(getattr(usage, what) for usage in self.runs)


def measured(command: Sequence[str]) -> Usage:
    """Runs a process from the repository's root; what the operating system says that it took.

    Modules are compiled once and kept, as they are where a package is installed, whatever the shell says.
    """
    kept = {"PYTHONPYCACHEPREFIX": str(BUILD / "bytecode")}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | kept
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
    if child.returncode == UNAVAILABLE or "No such option" in said:
        raise NotThere(said.splitlines()[-1] if said else "not available")
    if child.returncode:
        raise Failed(f"exit code {child.returncode}: {' '.join(command)}\n{said[-2000:]}")
    per_mib = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / per_mib)


def workload(deals: int, seed: int, shuffled: bool, signed: bool) -> Path:
    """The directory with this data, made if it is not there yet."""
    data = BUILD / f"{deals}-{seed}{'-shuffled' * shuffled}{'-signed' * signed}"
    if not all((data / f"{name}.parquet").exists() for name in TABLES):
        made = BUILD / f"{data.name}.new-{os.getpid()}"
        print(f"making {data.relative_to(ROOT)}", file=sys.stderr)
        command = [PYTHON, "-m", "benchmarks.scale.generate", "--out", str(made), "--deals", str(deals)]
        measured([*command, "--seed", str(seed), *["--shuffled"] * shuffled, *["--signed"] * signed])
        shutil.rmtree(data, ignore_errors=True)
        made.rename(data)
    return data


def pay(name: str, data: Path, out: Path) -> Usage:
    """One run of a contestant into a directory that is not there."""
    shutil.rmtree(out, ignore_errors=True)
    return measured((*CONTESTANTS[name], "--data", str(data), "--out", str(out)))


def compared(name: str, expected: Path, out: Path) -> int:
    """How many cells are equal; raises where one is not.

    In a process of its own, as is making the data: a child's peak memory counts what its parent held when it was
    started, so this process has to stay small.
    """
    command = (PYTHON, "-m", "benchmarks.scale.compare", str(expected), str(out))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{name} differs from {OPPONENT}\n{done.stdout}{done.stderr}")
    return int(done.stdout.split()[0].replace(",", ""))


def compete(names: Sequence[str], data: Path, work: Path, runs: int) -> tuple[list[Result], dict[str, str], int]:
    """All results, why some are missing, and how many cells were compared."""
    expected = work / "expected"
    pay(OPPONENT, data, expected)
    missing: dict[str, str] = {}
    cells = 0
    for name in names:
        try:
            pay(name, data, work / "out")
        except NotThere as why:
            missing[name] = str(why)
            continue
        cells += compared(name, expected, work / "out")
    shutil.rmtree(expected)
    results = [Result(OPPONENT)]
    present = [name for name in names if name not in missing]
    for name in present:
        result = Result(name)
        for number in range(runs):
            order = (OPPONENT, name) if number % 2 == 0 else (name, OPPONENT)
            usages = {one: pay(one, data, work / "out") for one in order}
            result.runs.append(usages[name])
            result.pairs.append((usages[name], usages[OPPONENT]))
            results[0].runs.append(usages[OPPONENT])
        results.append(result)
    if not present:
        results[0].runs.extend(pay(OPPONENT, data, work / "out") for _ in range(runs))
    return results, missing, cells


def table(results: Sequence[Result]) -> str:
    """The results as a printed table."""
    lines = [f"{'':22}{'wall s':>9}{'cpu s':>9}{'MiB':>8}   {'wall ratio':22}{'cpu ratio':22}"]
    for result in results:
        row = f"{result.name:22}{result.middle('wall'):9.2f}{result.middle('cpu'):9.2f}{result.middle('memory'):8.0f}"
        if result.pairs:
            for what in ("wall", "cpu"):
                middle, low, high = result.ratios(what)
                row += f"   {middle:5.2f} ({low:.2f}-{high:.2f})".ljust(22)
        lines.append(row.rstrip())
    return "\n".join(lines)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description="Compare planlang at scale.")
    add_arguments(parser)
    parser.add_argument("--runs", type=int, default=3, help="rounds of each pair")
    parser.add_argument("--only", action="append", choices=[name for name in CONTESTANTS if name != OPPONENT])
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    args = parser.parse_args()
    if args.deals < 2 or args.runs < 1:
        parser.error("--deals must be at least 2, and --runs at least 1")
    names = args.only or [n for n in CONTESTANTS if n != OPPONENT and args.deals <= SLOW.get(n, args.deals)]
    left_out = {} if args.only else {n: f"more than {most:,} deals" for n, most in SLOW.items() if n not in names}
    BUILD.mkdir(parents=True, exist_ok=True)
    try:
        data = workload(args.deals, args.seed, args.shuffled, args.signed)
        with tempfile.TemporaryDirectory(prefix="out-", dir=BUILD) as work:
            results, missing, cells = compete(names, data, Path(work), args.runs)
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    missing |= left_out
    if args.json:
        report = {
            "deals": args.deals,
            "seed": args.seed,
            "shuffled": args.shuffled,
            "signed": args.signed,
            "runs": args.runs,
            "cells_compared": cells,
            "not_there": missing,
            "results": [asdict(result) for result in results],
        }
        print(json.dumps(report, indent=2))
        return 0
    how = " shuffled" * args.shuffled + " signed" * args.signed
    print(f"{args.deals:,} deals{how}, {args.runs} rounds; {cells:,} cells compared, all equal\n")
    print(table(results))
    for name, why in missing.items():
        print(f"{name:22}not run: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
