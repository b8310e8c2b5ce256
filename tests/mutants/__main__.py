"""``python -m tests.mutants``: seeded defects of sound plans, by kind and by what catches them; and those of nothing, which the docs list."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from tests.mutants.run import ALWAYS, EXAMPLES, TESTS, WANTED, caught_by, listed, mutants


def main() -> int:
    """Prints the counts, then what was not caught; 1 where a check misses what it always catches, or the docs what nothing does."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=WANTED)
    options = parser.parse_args()
    by_kind: dict[str, Counter[str]] = {}
    by_finding: Counter[str] = Counter()
    silent, missed = [], []
    for mutant in mutants(options.number):
        by = caught_by(mutant)
        how = by[0] if by and by[0] in (EXAMPLES, TESTS) else "check" if by else "nothing"
        by_kind.setdefault(mutant.kind, Counter())[how] += 1
        by_finding.update(by)
        if not by:
            silent.append(mutant)
        if mutant.kind in ALWAYS and not ALWAYS[mutant.kind] & set(by):
            missed.append(mutant)
    print(f"{'':56}{'defects':>8}{'check':>8}{'examples':>10}{'tests':>8}{'nothing':>9}")
    total: Counter[str] = Counter()
    for kind, counts in by_kind.items():
        print(_line(kind, counts))
        total.update(counts)
    print(_line("all", total))
    print("\nfound by:")
    for name, count in sorted(by_finding.items(), key=lambda item: (-item[1], item[0])):
        print(f"  {count:4}  {name}")
    print("\ncaught by nothing:")
    for mutant in silent:
        print(
            f"  {mutant.kind}: {mutant.where}{'' if listed(mutant.plan.name) else ' (not listed in docs/suspicious.md)'}"
        )
    for mutant in missed:
        print(f"not found by the name it should have: {mutant.kind}: {mutant.where}: {', '.join(caught_by(mutant))}")
    return 1 if missed or not all(listed(one.plan.name) for one in silent) else 0


def _line(name: str, counts: Counter[str]) -> str:
    numbers = (sum(counts.values()), counts["check"], counts[EXAMPLES], counts[TESTS], counts["nothing"])
    return f"{name:56}" + "".join(f"{number:{width}}" for number, width in zip(numbers, (8, 8, 10, 8, 9)))


if __name__ == "__main__":
    sys.exit(main())
