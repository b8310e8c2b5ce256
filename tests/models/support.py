"""Running planlang as a user does, and reading what it wrote."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from tests import forked

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "stdlib_plans"
PUBLISHED_CRM = ROOT.parent / "shared" / "data" / "crm"
Cells = dict[tuple[str, str, str], Decimal]


def planlang(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The result of ``planlang …``, run as a process of its own."""
    return forked.run("planlang", arguments)


def script(path: str, *arguments: object, env: Mapping[str, str] | None = None) -> None:
    """Run one of the repository's scripts; it has to succeed."""
    done = forked.run(str(ROOT / path), arguments, env=forked.environment(env))
    assert done.returncode == 0, done.stderr


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def cells(path: Path) -> Cells:
    """A payouts file by participant, period and component; each cell may be there only once."""
    table = rows(path)
    found = {(row["participant"], row["period"], row["component"]): Decimal(row["amount"]) for row in table}
    assert len(found) == len(table)
    return found


def lines(path: Path) -> Cells:
    """The sums of a lines file, without those that come to nothing."""
    sums: Cells = {}
    for row in rows(path):
        key = (row["participant"], row["period"], row["component"])
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row["amount"])
    return {key: amount for key, amount in sums.items() if amount}
