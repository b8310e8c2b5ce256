"""Plans stay short: how many lines one says beyond its data and examples, blank lines and comments left out."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADER = re.compile(r"(plan |\})|    (currency|calendar|covers|follows|rounding|corrections) ")
BLOCK = re.compile(r"^    (?:data|example) .*?^    \}\n", re.MULTILINE | re.DOTALL)


def said(path: Path) -> list[str]:
    """The lines of a plan's header and rules."""
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_a_case_is_seldom_over_thirty_lines() -> None:
    sizes = [
        sum(not HEADER.match(line) for line in said(path)) for path in sorted(Path(__file__).parent.glob("*.plan"))
    ]
    assert median(sizes) <= 20
    assert sum(size > 30 for size in sizes) <= 8, "a longer one has several rules that the source has, too"


@pytest.mark.parametrize("name", ["quarterly_ae", "enterprise_ae"])
def test_an_account_executives_plan_is_under_sixty(name: str) -> None:
    assert len(said(ROOT / "stdlib_plans" / name / f"{name}.plan")) < 60
