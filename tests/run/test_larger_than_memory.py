"""Data larger than the memory that a run may take: it uses the disk, and pays the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.scale.compare import differences
from benchmarks.scale.generate import generate

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"


def paid(data: Path, out: Path, *options: object) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "planlang",
        "run",
        PLAN,
        "--data",
        data,
        "--out",
        out,
        "--format",
        "parquet",
        *options,
    ]
    return subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)


@pytest.mark.slow
def test_larger_than_memory(tmp_path: Path) -> None:
    data, spill, nowhere = tmp_path / "data", tmp_path / "spill", tmp_path / "nowhere"
    generate(data, 200_000)
    spill.mkdir()
    nowhere.write_text("not a directory")
    assert paid(data, tmp_path / "expected", "--threads", 2).returncode == 0
    little = ("--threads", 1, "--memory", "32MB", "--spill")
    refused = paid(data, tmp_path / "none", *little, nowhere / "spill")
    assert refused.returncode == 2 and "spill" in refused.stderr, "it did not need the disk"
    assert not (tmp_path / "none").exists()
    done = paid(data, tmp_path / "paid", *little, spill)
    assert done.returncode == 0, done.stderr
    found, cells = differences(tmp_path / "expected", tmp_path / "paid")
    assert not found and cells > 4_000_000
    assert list(spill.iterdir()) == []
