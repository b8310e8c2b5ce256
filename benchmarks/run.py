"""``make bench``: how fast planlang pays, next to hand-written loops, and how fast it starts.

    python benchmarks/run.py [--deals 100000] [--repeat 3] [--seed 2025] [--shuffle] [--json]

Everything is a whole process, measured in the same run, the best of several; the runs to be compared take turns.
No time is printed before every payout of every contender was found equal to the cent. Ratios are what counts:

- the interpreter against ``decimal_loop.py``: goal at most 2 times its time (half its speed);
- the interpreter keeping all explanations against ``decimal_loop_steps.py``: goal at most 4 times its time;
- ``planlang --help`` and ``planlang check`` of the account-executive plan against ``python -c "import click"``: goals
  at most 2 and 3 times its time.

Exit code 0: measured, whether or not the goals are met; 1: results differ or a contender failed.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PLAN = "stdlib_plans/quarterly_ae/quarterly_ae.plan"
PYTHON = sys.executable
PLANLANG = (PYTHON, "-m", "planlang")
Cells = dict[tuple[str, str, str], Decimal]


class Failed(Exception):
    """A contender failed, or its results differ."""


@dataclass(frozen=True)
class Ratio:
    """One line of the table: a time, what it is compared with, and the goal for the quotient."""

    name: str
    seconds: float
    against: str
    against_seconds: float
    goal: float | None

    @property
    def ratio(self) -> float:
        """How many times the other's time."""
        return self.seconds / self.against_seconds

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; nothing where there is none."""
        return None if self.goal is None else self.ratio <= self.goal


def run_once(command: Sequence[str]) -> float:
    """Seconds that a whole process takes, from the repository's root."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    seconds = time.perf_counter() - start
    if done.returncode:
        tail = "\n".join(done.stderr.strip().splitlines()[-12:])
        raise Failed(f"exit code {done.returncode}: {' '.join(command)}\n{tail}")
    return seconds


def read_cells(path: Path) -> Cells:
    """The payouts of a run."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cells = {(row["participant"], row["period"], row["component"]): Decimal(row["amount"]) for row in rows}
    if len(cells) != len(rows):
        raise Failed(f"{path.parent.name}: a cell twice in payouts.csv")
    return cells


def check_lines(name: str, out: Path, cells: Cells) -> None:
    """Sum of lines equals payouts."""
    totals: Cells = defaultdict(Decimal)
    with (out / "lines.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            totals[row["participant"], row["period"], row["component"]] += Decimal(row["amount"])
    wrong = [key for key in cells.keys() | totals.keys() if cells.get(key, 0) != totals.get(key, 0)]
    if wrong:
        raise Failed(f"{name}: lines do not add up to the payout of {len(wrong)} cells, such as {sorted(wrong)[0]}")


def compare(name: str, cells: Cells, other: str, expected: Cells) -> None:
    """Equal to the cent, cell by cell."""
    wrong = [key for key in cells.keys() | expected.keys() if cells.get(key) != expected.get(key)]
    if wrong:
        key = sorted(wrong)[0]
        raise Failed(
            f"{name} and {other} differ in {len(wrong)} of {len(expected)} cells, such as {' '.join(key)}: "
            f"{cells.get(key)} and {expected.get(key)}"
        )


def best(commands: Mapping[str, Sequence[str]], repeat: int) -> dict[str, float]:
    """The best time of each command, taking turns."""
    times: dict[str, float] = {}
    for _ in range(repeat):
        for name, command in commands.items():
            seconds = run_once(command)
            times[name] = min(seconds, times.get(name, seconds))
    return times


def paying(work: Path, deals: int, seed: int, shuffle: bool, repeat: int) -> tuple[list[Ratio], int]:
    """Pay the generated deals with every contender; the number of cells compared comes with the ratios."""
    data = work / "data"
    generate = [PYTHON, "benchmarks/generate_ae.py", "--out", str(data), "--deals", str(deals), "--seed", str(seed)]
    run_once(generate + ["--shuffle"] * shuffle)
    contenders: dict[str, tuple[str, ...]] = {
        "decimal loop": (PYTHON, "benchmarks/decimal_loop.py"),
        "decimal loop, steps kept": (PYTHON, "benchmarks/decimal_loop_steps.py"),
        "planlang run": (*PLANLANG, "run", PLAN, "--engine", "interpreter"),
        "planlang run --keep-steps": (*PLANLANG, "run", PLAN, "--keep-steps"),
    }
    commands = {
        name: (*command, "--data", str(data), "--out", str(work / f"out{n}"))
        for n, (name, command) in enumerate(contenders.items())
    }
    times = best(commands, repeat)
    expected: Cells = {}
    for n, name in enumerate(commands):
        out = work / f"out{n}"
        cells = read_cells(out / "payouts.csv")
        check_lines(name, out, cells)
        if n:
            compare(name, cells, "decimal loop", expected)
        else:
            expected = cells
    pairs = (("planlang run", "decimal loop", 2.0), ("planlang run --keep-steps", "decimal loop, steps kept", 4.0))
    ratios = [Ratio(name, times[name], other, times[other], goal) for name, other, goal in pairs]
    return ratios, len(expected) * (len(commands) - 1)


def starting(repeat: int) -> list[Ratio]:
    """What planlang costs before it does anything."""
    bare = 'python -c "import click"'
    commands = {
        bare: (PYTHON, "-c", "import click"),
        "import planlang": (PYTHON, "-c", "import planlang"),
        "import planlang.cli": (PYTHON, "-c", "import planlang.cli"),
        "planlang --help": (*PLANLANG, "--help"),
        "planlang check quarterly_ae.plan": (*PLANLANG, "check", PLAN),
    }
    goals = {"planlang --help": 2.0, "planlang check quarterly_ae.plan": 3.0}
    compileall.compile_dir(
        ROOT / "planlang", quiet=2
    )  # as pip does, whatever this environment says of writing bytecode
    best(commands, 1)
    times = best(commands, repeat)
    return [Ratio(name, times[name], bare, times[bare], goals.get(name)) for name in commands if name != bare]


def table(ratios: Sequence[Ratio]) -> str:
    """The ratios as a printed table."""
    lines = [f"{'':34}{'seconds':>9}  {'against':26}{'seconds':>9}{'ratio':>8}{'goal':>8}"]
    for item in ratios:
        goal = "" if item.goal is None else f"{item.goal:.1f}"
        note = {True: "met", False: "missed", None: ""}[item.met]
        lines.append(
            f"{item.name:34}{item.seconds:9.3f}  {item.against:26}{item.against_seconds:9.3f}"
            f"{item.ratio:8.2f}{goal:>8}  {note}"
        )
    return "\n".join(line.rstrip() for line in lines)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Compare planlang with hand-written loops, and its start with click's."
    )
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each contender; the best counts")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--shuffle", action="store_true", help="input rows in random order")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    args = parser.parse_args()
    if args.deals < 1 or args.repeat < 1:
        parser.error("--deals and --repeat must be at least 1")
    try:
        with tempfile.TemporaryDirectory(prefix="planlang-bench-") as work:
            pay, cells = paying(Path(work), args.deals, args.seed, args.shuffle, args.repeat)
        start = starting(args.repeat * 5)
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    if args.json:
        rows = [{**asdict(item), "ratio": item.ratio, "met": item.met} for item in pay + start]
        report = {"deals": args.deals, "repeat": args.repeat, "cells_compared": cells, "ratios": rows}
        print(json.dumps(report, indent=2))
    else:
        print(f"{args.deals:,} deals, best of {args.repeat}; {cells:,} cells compared, all equal\n")
        print(table(pay + start))
    return 0


if __name__ == "__main__":
    sys.exit(main())
