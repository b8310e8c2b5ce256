"""How the time of a run grows: with ten times the deals, and with a hundred times the bands.

    python -m benchmarks.growth [--deals 1000000] [--runs 3] [--bands 100] [--json]

Whole processes with all checks, on the account-executive plan and its workload, that take turns: D deals and ten times as many,
and on D deals the plan and the same plan with each of its tiers cut into so many, once with each credit rounded and once with each slice.
Before a time is printed payouts are compared to the cent: with each credit rounded, both plans pay the same; with each slice, what the plan of many
bands pays for 2,000 deals is what the interpreter pays. Printed are the time per deal at 10 D as a multiple of that at D (goal at most 1.3), and
the time with many bands as a multiple of that with few (goal at most 3), the latter also as processor time. Exit code 0:
measured; 1: results differ or a run failed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.scale.run import BUILD, PLAN, PYTHON, ROOT, Failed, Usage, compared, measured, workload

_TIERS = re.compile(r"^( +)from +(\d+)% below +(\d+)%: (\d+\.\d)x\n", re.MULTILINE)


def cut(text: str, times: int) -> str:
    """The plan with each tier that ends cut into so many equal ones at the same rate."""

    def some(found: re.Match[str]) -> str:
        indent, rate = found[1], found[4]
        low, high = int(found[2]), int(found[3])
        edges = [low * times + (high - low) * n for n in range(times + 1)]  # in parts of a per cent
        shown = [_decimal(edge, times) for edge in edges]
        return "".join(f"{indent}from {a}% below {b}%: {rate}x\n" for a, b in pairwise(shown))

    made, count = _TIERS.subn(some, text)
    if not count:
        raise Failed("the plan has no tiers to cut")
    return made


def rounded(text: str, what: str) -> str:
    """The plan with each ``slice`` or each ``credit`` rounded."""
    return text.replace("rounded  each slice", f"rounded  each {what}", 1)


def _decimal(top: int, bottom: int) -> str:
    whole, rest = divmod(top, bottom)
    digits = len(str(bottom)) - 1
    return f"{whole}.{rest * 10**digits // bottom:0{digits}d}" if rest else str(whole)


def pay(plan: str, data: Path, out: Path, engine: str = "duckdb") -> Usage:
    """One run."""
    options = ("--format", "parquet", "--engine", engine, "--data", str(data), "--out", str(out))
    return measured((PYTHON, "-m", "planlang", "run", plan, *options))


def growth(deals: int, runs: int, bands: int, seed: int, work: Path) -> dict[str, object]:
    """The ratios, each the median of the rounds with the least and the largest."""
    small, large = workload(deals, seed, False, False), workload(10 * deals, seed, False, False)
    tiny = workload(2_000, seed, False, False)
    text = (ROOT / PLAN).read_text("utf-8")
    plans = {}
    for what in ("credit", "slice"):
        for name, made in {"few": text, "many": cut(text, bands)}.items():
            plans[name, what] = str(work / f"{name}-{what}.plan")
            Path(plans[name, what]).write_text(rounded(made, what), "utf-8")
    pay(plans["few", "credit"], small, work / "few")
    pay(plans["many", "credit"], small, work / "many")
    cells = compared(f"{bands} times the bands", work / "few", work / "many")
    pay(plans["many", "slice"], tiny, work / "engine")
    pay(plans["many", "slice"], tiny, work / "interpreter", "interpreter")
    cells += compared(f"{bands} times the bands", work / "interpreter", work / "engine")
    found: dict[str, list[float]] = {}
    for number in range(runs):
        for key, pair, datas, factor in (
            ("time_per_deal", (PLAN, PLAN), (small, large), 10),
            ("time_with_bands", (plans["few", "credit"], plans["many", "credit"]), (small, small), 1),
            ("time_with_bands_by_slice", (plans["few", "slice"], plans["many", "slice"]), (small, small), 1),
        ):
            order = (0, 1) if number % 2 == 0 else (1, 0)
            usages = {which: pay(pair[which], datas[which], work / "out") for which in order}
            found.setdefault(key, []).append(usages[1].wall / usages[0].wall / factor)
            found.setdefault(f"cpu_{key}", []).append(usages[1].cpu / usages[0].cpu / factor)
    return {
        "deals": deals,
        "runs": runs,
        "bands": bands,
        "cells_compared": cells,
        **{key: [median(some), min(some), max(some)] for key, some in found.items()},
    }


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description="Measure how planlang scales.")
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bands", type=int, choices=(10, 100, 1000), default=100)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="growth-", dir=BUILD) as work:
            found = growth(args.deals, args.runs, args.bands, args.seed, Path(work))
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(found, indent=2))
        return 0
    print(f"{args.deals:,} deals, {args.runs} rounds; {found['cells_compared']:,} cells compared, all equal")
    for name, what, goal in (
        ("time_per_deal", f"time per deal at {10 * args.deals:,} deals", 1.3),
        ("time_with_bands", f"with {args.bands} times the bands, each credit rounded", 3.0),
        ("time_with_bands_by_slice", f"with {args.bands} times the bands, each slice rounded", 3.0),
    ):
        walls, cpus = ("{:.2f} ({:.2f}-{:.2f})".format(*found[key]) for key in (name, f"cpu_{name}"))  # type: ignore[misc]
        print(f"{what:50} wall {walls}   cpu {cpus}   goal at most {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
