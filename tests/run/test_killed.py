"""A run that DuckDB writes and that is killed at any moment leaves the whole result before or the whole one after."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

AE = Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae"
KILLS = 8

WRITER = """
import itertools, sys
from pathlib import Path
from planlang.compile import compile_text
from planlang.data.named import Sources
from planlang.run.engine.duckrun import DuckRun
plan, out, *data = map(Path, sys.argv[1:])
text = plan.read_text("utf-8")
graph = compile_text(text, plan.name).graph
runs = []
for directory in data:
    session = DuckRun(graph, Sources((directory,)), out=out)
    runs.append((session, session.pay([session.graph.calendar.period("quarter", graph.covers[0])])))
print("ready", flush=True)
for number in itertools.count():
    session, run = runs[number % 2]
    assert not session.write(run, out, text, ("parquet", "csv")[number // 2 % 2])
"""


def whole(out: Path) -> str:
    """Which result is there: its files are those that it says it has."""
    said = json.loads((out / "run.json").read_bytes())
    files = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "run.json"}
    assert {name: one["sha256"] for name, one in said["files"].items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert len(files) >= 4 and len({Path(name).suffix for name in files}) == 1
    return str(said["data"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are exchanged in one step on Linux")
def test_a_kill_leaves_the_old_result_or_the_new_one(tmp_path: Path) -> None:
    out, other = tmp_path / "made" / "out", tmp_path / "other"
    shutil.copytree(AE / "data", other)
    deals = other / "deals.csv"
    deals.write_text(deals.read_text().replace("33333.33", "44444.44"))
    out.parent.mkdir()
    command = [sys.executable, "-c", WRITER, AE / "quarterly_ae.plan", out, AE / "data", other]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    chance = random.Random(2025)
    seen = set()
    took = 0.0
    for _ in range(KILLS):
        with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            assert process.stdout.readline()
            start = time.monotonic()
            while not out.exists() and time.monotonic() < start + 20:
                time.sleep(0.001)
            took = took or min(time.monotonic() - start, 2)  # how long a result takes here and now
            time.sleep(chance.uniform(0, 4 * took))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        seen.add(whole(out))
    assert len(seen) == 2, "kills that find one result only show nothing"
    left = [path.name for path in out.parent.iterdir() if path != out]
    assert all(name.startswith(".out.planlang-") for name in left)
    done = subprocess.run(
        [sys.executable, "-m", "planlang", "run", AE / "quarterly_ae.plan", "--data", other, "--out", out],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    whole(out)
