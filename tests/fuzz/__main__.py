"""``python -m tests.fuzz --rounds 100000``: mutated plans and data files; exit code 1 where one was not answered by findings."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

from tests.fuzz.rounds import Failure, answer, case

MEMORY = 2 * 1024**3


def main() -> int:
    """Runs the rounds, and prints one example of each kind of failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first round")
    parser.add_argument("--seed", type=int, default=0, help="other numbers give other cases")
    parser.add_argument("--only", type=int, help="one round again, with all that it says")
    parser.add_argument("--keep", type=Path, help="a directory for the plan and data of each kind of failure")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    rounds = range(options.first, options.first + options.rounds) if options.only is None else (options.only,)
    kinds: dict[str, tuple[int, int, Failure]] = {}
    began = told = time.monotonic()
    for number in rounds:
        failure = answer(case(number, options.seed))
        if failure is not None:
            if failure.kind not in kinds:
                print(f"round {number}: {failure.kind}", file=sys.stderr, flush=True)
            count, first, known = kinds.get(failure.kind, (0, number, failure))
            if len(failure.case.text) < len(known.case.text):
                first, known = number, failure
            kinds[failure.kind] = (count + 1, first, known)
        if time.monotonic() - told > 30:
            told = time.monotonic()
            print(f"{number - options.first + 1:,} rounds, {len(kinds)} kinds of failure", file=sys.stderr, flush=True)
    for place, (kind, (count, number, failure)) in enumerate(sorted(kinds.items())):
        print(
            f"=== {count} x {kind}\nagain: python -m tests.fuzz --seed {options.seed} --only {number}   ({failure.case.seed})"
        )
        print(failure.what)
        if options.keep is not None:
            directory = options.keep / f"{place:03d}"
            directory.mkdir(parents=True, exist_ok=True)
            for name, data in {
                "fuzz.plan": failure.case.text.encode("utf-8", "surrogatepass"),
                **{name: text.encode("utf-8", "surrogatepass") for name, text in failure.case.modules.items()},
                **failure.case.files,
            }.items():
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                (directory / name).write_bytes(data)
    print(f"{len(rounds):,} rounds in {time.monotonic() - began:.0f} s: {len(kinds)} kinds of failure")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
