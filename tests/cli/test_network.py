"""Without the address of a database nothing is looked up and no connection opened, and DuckDB fetches no extension."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from planlang.data.parquetfile import connect
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from tests.cli.support import environment

# A hook that ends the process: whoever asked could catch an exception.
WATCHED = """
import os, runpy, sys
def hook(event, arguments):
    if event.startswith("socket."):
        print("NETWORK", event, arguments, file=sys.stderr, flush=True)
        os._exit(99)
sys.addaudithook(hook)
sys.argv = ["planlang", *sys.argv[1:]]
runpy.run_module("planlang", run_name="__main__")
"""
COMMANDS = {
    "check": ["check", "plan.plan", "--data", "data"],
    "test": ["test", "plan.plan"],
    "run": ["run", "plan.plan", "--data", "data", "--out", "paid", "--audit", "2"],
    "interpreter": ["run", "plan.plan", "--data", "data", "--engine", "interpreter", "--out", "paid"],
    "explained": ["run", "plan.plan", "--data", "data", "--out", "paid", "--explain-all", "--format", "parquet"],
    "explain": ["explain", "plan.plan", "--data", "data", "--participant", "Ana", "--period", "2025-Q1", "--format", "json"],
    "compile": ["compile", "plan.plan", "--dialect", "postgres", "--data", "data"],
    "analyse": ["analyse", "plan.plan", "--data", "data"],
}  # fmt: skip


def watched(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``planlang …``, which ends with 99 where it turns to the network."""
    command = [sys.executable, "-c", WATCHED, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment())


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_asked_of_the_network(name: str, project: Path) -> None:
    done = watched(*COMMANDS[name], cwd=project)
    assert done.returncode == 0, done.stderr


def test_the_hook_would_notice() -> None:
    code = WATCHED.replace('runpy.run_module("planlang", run_name="__main__")', "import socket; socket.socket()")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert done.returncode == 99 and "NETWORK" in done.stderr


@pytest.mark.parametrize("opened", [connect, lambda: DuckDBExecutor().connection], ids=["loading", "paying"])
def test_no_extension_is_fetched(opened: object) -> None:
    assert callable(opened)
    database = opened()
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        assert database.execute(f"SELECT current_setting('{setting}')").fetchone() == (False,)
    with pytest.raises(duckdb.Error, match="requires the extension httpfs"):
        database.execute("SELECT * FROM read_csv('https://127.0.0.1:1/x.csv')")
