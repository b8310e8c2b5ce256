"""How long a check takes as plans grow: whole processes, as multiples of ``import click``.

    python -m benchmarks.many_rules [--runs 5] [--json] [--open]
    python -m benchmarks.many_rules --print 100

Made are a plan of some 300 lines with 100 rules, one of some 2,000 lines with 300, and one twice as long. Their rules are of eight kinds that
take turns, each with its own product, stretch of days, rate or step, so that whoever looks for overlaps, gaps and readings has pairs
to look at and none of them to complain of. Measured is processor time, the best of the runs, which take turns. Goals: under a second for 300
lines, under five for 2,000, twice the lines at most 2.5 times the time, and the second check of an unchanged file no slower than the first.
With ``--open`` the plans have 20 and 30 open questions, which are shown with cases as far as a check does.
Exit code 0: measured, whether or not the goals are met; 1: a check failed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTS = 12

_HEAD = """plan ManyRules "Many rules" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month
    data participants, each row a participant {
        id:       text, key
        role:     one of Hunter, Farmer, Lead
        start:    date
        quota:    money per quarter, from 10,000 USD through 100,000,000 USD
        variable: money per quarter, from 0 USD through 1,000,000 USD
    }
    data deals, each row a deal {
        id:      text, key
        owner:   participant
        closed:  date
        product: one of PRODUCTS
        region:  one of North, South, East, West
        years:   count, from 1 through 7
        amount:  money, from 0 USD through 10,000,000 USD
    }
    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }
""".replace("PRODUCTS", ", ".join(f"Product{n}" for n in range(1, PRODUCTS + 1)))


_MEASURES = """    measure Attainment for each credit of Sales =
        running total amount of the participant's Sales in the quarter / participant.quota
    measure Quarter for each participant each quarter = total amount of the participant's Sales in the quarter
"""


def _days(n: int) -> str:
    """A fortnight of its own for each of 26, then again."""
    first = date(2025, 1, 1) + timedelta(days=14 * (n % 26))
    return f"from {first} through {first + timedelta(days=13)}"


def _product(n: int) -> str:
    return f"Product{n % PRODUCTS + 1}"


def _sold(n: int) -> str:
    total = "total amount of the participant's Sales in the month"
    return f"    measure Sold{n} for each participant each month = {total} where deal.product is {_product(n)}\n"


def _so_far(n: int) -> str:
    unit = ("month", "quarter", "year")[n % 3]
    return f"""    measure SoFar{n} for each credit of Sales = running total amount of the participant's Sales in the {unit} / {1_000 * (n + 1):,} USD
"""


def _push(n: int) -> str:
    return f"""    spiff Push{n} for each credit of Sales {{
        when     deal.product is {_product(n)} and deal.closed is {_days(n // PRODUCTS)} and SoFar{n} counting this credit is at least 100%
        pay      {1 + n % 3}.{n % 10}% of credit.amount
        rounded  each credit
    }}
"""


def _staged(n: int) -> str:
    return f"""    commission Staged{n} for each credit of Sales {{
        when     deal.product is {_product(n)} and deal.region is {("North", "South", "East", "West")[n // PRODUCTS % 4]}
        pay      credit.amount
        times    participant.variable / participant.quota
        times    tiers by Attainment, each slice at its own tier {{
            from   0% below  {50 + n % 40}%: 0.5x
            from  {50 + n % 40}% below 100%: 1.0x
            from 100% below {110 + n % 70}%: 1.5x
            from {110 + n % 70}%: 2.0x
        }}
        rounded  each credit
        at most  {n + 1},000 USD for each participant each quarter, in credit order, excess lost
    }}
"""


def _monthly(n: int) -> str:
    return f"""    bonus Monthly{n} for each participant each month {{
        when     participant.role is {("Hunter", "Farmer", "Lead")[n % 3]}
        pay      Sold{2 * n} + 2 * Sold{2 * n + 1}
        times    {1 + n % 5}%
        rounded  each month
    }}
"""


def _ladder(n: int) -> str:
    step = 1_000 * (n + 1)
    return f"""    bonus Ladder{n} for each participant each quarter {{
        pay      tiers by Quarter, all at the tier reached {{
            below {step:,} USD: 0 USD
            from {step:,} USD below {3 * step:,} USD: {100 + n} USD
            from {3 * step:,} USD below {9 * step:,} USD: {300 + n} USD
            from {9 * step:,} USD: {900 + n} USD
        }}
    }}
"""


def _grid(n: int) -> str:
    return f"""    bonus Grid{n} for each credit of Sales {{
        when     deal.years is {n % 7 + 1} and deal.closed is {_days(n // 7)}
        pay      credit.amount
        times    table by deal.region {{
            North: {1 + n % 4}%
            South: 2%
            East:  1.5%
            West:  {2 + n % 3}%
        }}
        rounded  each credit
    }}
"""


def _curved(n: int) -> str:
    return f"""    bonus Curved{n} for each participant each quarter {{
        pay      participant.variable
        times    curve by Quarter / participant.quota, straight lines between points {{
            below  {20 + n % 60}%: 0%
            at     {20 + n % 60}%: 50%
            at    100%: 100%
            above 100%: 100%
        }}
        rounded  each quarter
    }}
"""


KINDS: tuple[Callable[[int], str], ...] = (
    _sold,
    _so_far,
    _push,
    _sold,
    _monthly,
    _staged,
    _ladder,
    _grid,
    _curved,
    _staged,
)
SHORT: tuple[Callable[[int], str], ...] = (_sold, _so_far, _push, _sold, _monthly)
"""Few lines for each rule."""


def plan(rules: int, kinds: Sequence[Callable[[int], str]] = KINDS) -> str:
    """A plan with so many rules."""
    made: dict[Callable[[int], str], int] = {}
    text, paying = [_HEAD, *([_MEASURES] if _staged in kinds else [])], []
    for number in range(rules):
        kind = kinds[number % len(kinds)]
        text.append(kind(made.setdefault(kind, 0)))
        made[kind] += 1
        words = text[-1].split()
        if words[0] != "measure":
            paying.append(words[1])
    names = ",\n             ".join(", ".join(paying[at : at + 12]) for at in range(0, len(paying), 12))
    text.append(f"    payout for each participant each quarter, by credit date {{\n        add  {names}\n    }}\n}}\n")
    return "".join(text)


def opened(text: str) -> str:
    """The plan with questions in 20 rules (before or after this credit), or in 30 where only roundings are said."""
    words, times = (
        (" counting this credit", 20) if text.count("rounded") < 60 else ("        rounded  each credit\n", 30)
    )
    return text.replace(words, "", times)


def seconds(command: Sequence[str], expected: int = 0) -> float:
    """The processor time of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != expected:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(runs: int, questions: bool = False) -> list[dict[str, object]]:
    """For each plan: lines, rules, seconds of the first and the second check, and how many times ``import click``."""
    sizes = ((100, SHORT), (300, KINDS), (600, KINDS))
    click = (sys.executable, "-c", "import click")
    with tempfile.TemporaryDirectory() as work:
        found = []
        for rules, kinds in sizes:
            path = Path(work) / f"rules{rules}.plan"
            text = opened(plan(rules, kinds)) if questions else plan(rules, kinds)
            times: dict[str, list[float]] = {"click": [], "first": [], "second": []}
            seconds(click)
            for _ in range(runs):
                path.unlink(missing_ok=True)
                path.write_text(text)
                times["click"].append(seconds(click))
                for turn in ("first", "second"):
                    times[turn].append(seconds((sys.executable, "-m", "planlang", "check", str(path)), int(questions)))
            best = {name: min(some) for name, some in times.items()}
            found.append({"rules": rules, "lines": text.count("\n"), **best, "ratio": best["first"] / best["click"]})
    return found


def main() -> int:
    """Measures, or prints a plan."""
    options = argparse.ArgumentParser(description="How long a check takes as plans grow.")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--json", action="store_true")
    options.add_argument("--open", action="store_true", help="with open questions")
    options.add_argument("--print", type=int, metavar="RULES", help="print a plan with so many rules instead")
    options.add_argument("--short", action="store_true", help="with --print: of short rules")
    chosen = options.parse_args()
    if chosen.print is not None:
        made = plan(chosen.print, SHORT if chosen.short else KINDS)
        print(opened(made) if chosen.open else made, end="")
        return 0
    found = measured(chosen.runs, chosen.open)
    if chosen.json:
        print(json.dumps(found, indent=2))
        return 0
    print("rules   lines   first check   second   times `import click`")
    for row in found:
        print("{rules:5}  {lines:6}  {first:10.2f} s  {second:6.2f} s  {ratio:18.1f}x".format(**row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
