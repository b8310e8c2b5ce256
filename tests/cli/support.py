"""Running planlang as a user does: a process of its own, in a directory of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "stdlib_plans"
Done = subprocess.CompletedProcess[str]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The same environment everywhere: this checkout's planlang, no colour, no terminal."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "dumb", **(more or {})}


def planlang(
    *arguments: object, cwd: Path | None = None, stdin: str | None = None, env: Mapping[str, str] | None = None
) -> Done:
    """``planlang …`` and what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "planlang", *map(str, arguments)],
        cwd=cwd or ROOT, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=120,
        env=environment(env),
    )  # fmt: skip


def good(*arguments: object, cwd: Path | None = None, stdin: str | None = None) -> Done:
    """The same; it has to end with 0, and without a traceback."""
    done = planlang(*arguments, cwd=cwd, stdin=stdin)
    assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def bad(code: int, *arguments: object, cwd: Path | None = None, stdin: str | None = None) -> Done:
    """The same; it has to end with this code, and without a traceback."""
    done = planlang(*arguments, cwd=cwd, stdin=stdin)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done
