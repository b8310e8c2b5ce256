"""What all contestants share: their command line, and how they say no."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


class Refused(Exception):
    """The data can't be paid."""


class Missing(Exception):
    """Something that this contestant needs is not installed."""


UNAVAILABLE = 4
"""The exit code of a contestant that can't run here."""


def main(title: str, run: Callable[[Path, Path], None]) -> None:
    """The command line of a contestant: ``--data DIR --out DIR``."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    try:
        run(args.data, args.out)
    except Refused as refused:
        print(refused, file=sys.stderr)
        sys.exit(3)
    except Missing as missing:
        print(missing, file=sys.stderr)
        sys.exit(UNAVAILABLE)
