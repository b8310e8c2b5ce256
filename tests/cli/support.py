"""Running planlang as a user does: a process of its own, in a directory of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests import forked
from tests.forked import ROOT, environment

__all__ = ["PLANS", "ROOT", "Done", "bad", "environment", "good", "planlang"]

PLANS = ROOT / "stdlib_plans"
Done = subprocess.CompletedProcess[str]


def planlang(
    *arguments: object, cwd: Path | None = None, stdin: str | None = None, env: Mapping[str, str] | None = None
) -> Done:
    """``planlang …`` and what came of it."""
    return forked.run("planlang", arguments, cwd or ROOT, stdin, environment(env))


def good(
    *arguments: object, cwd: Path | None = None, stdin: str | None = None, env: Mapping[str, str] | None = None
) -> Done:
    """The same; it has to end with 0, and without a traceback."""
    done = planlang(*arguments, cwd=cwd, stdin=stdin, env=env)
    assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def bad(code: int, *arguments: object, cwd: Path | None = None, stdin: str | None = None) -> Done:
    """The same; it has to end with this code, and without a traceback."""
    done = planlang(*arguments, cwd=cwd, stdin=stdin)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done
