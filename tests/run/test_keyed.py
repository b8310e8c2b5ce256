"""Keys that are ENUMs in the engine are texts to everybody else: the same files as the interpreter's, to the byte."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from planlang.cli.run import command
from planlang.data.engine import keys

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "stdlib_plans"


def directories(name: str, work: Path) -> list[Path]:
    if name != "crm_quarter":
        return [MODELS / name / "data"]
    for program, *options in (
        ("generate.py", "--out", work / "export"),
        ("roster.py", "--export", work / "export", "--out", work / "roster"),
    ):
        subprocess.run([sys.executable, MODELS / name / str(program), *map(str, options)], cwd=ROOT, check=True)
    return [work / "export", work / "roster"]


def written(out: Path, plan: Path, data: list[Path], *options: str) -> dict[str, bytes]:
    where = [word for directory in data for word in ("--data", str(directory))]
    done = CliRunner().invoke(command, [str(plan), *where, "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@pytest.mark.parametrize("name", ["quarterly_ae", "eight_answers", "crm_quarter"])
def test_files_are_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, data = MODELS / name / f"{name}.plan", directories(name, tmp_path)
    expected = written(tmp_path / "expected", plan, data, "--engine", "interpreter")
    made: list[str] = []
    has_keys = keys._has_keys

    def noted(table: keys.InputTable) -> bool:
        made.extend([table.record.name] * has_keys(table))
        return has_keys(table)

    monkeypatch.setattr(keys, "_has_keys", noted)
    monkeypatch.setattr(keys.enumerate_keys, "__defaults__", (0, 0))
    assert written(tmp_path / "paid", plan, data, "--engine", "duckdb") == expected
    assert made, "no key is an ENUM"


def test_parquet_files_hold_plain_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys.enumerate_keys, "__defaults__", (0, 0))
    plan, data = MODELS / "eight_answers" / "eight_answers.plan", directories("eight_answers", tmp_path)
    tables = []
    for engine in ("interpreter", "duckdb"):
        written(tmp_path / engine, plan, data, "--engine", engine, "--format", "parquet")
        found = {}
        for path in sorted((tmp_path / engine).glob("*.parquet")):
            with duckdb.connect() as database:
                rows = database.execute(f"SELECT * FROM '{path}'")
                types = [(name, re.sub(r"DECIMAL\(\d+", "DECIMAL(", str(kind))) for name, kind, *_ in rows.description]
                found[path.stem] = (types, rows.fetchall())
        tables.append(found)
    assert tables[0] == tables[1]
    assert len(tables[0]["lines"][1]) > 10


def test_they_are_fetched_as_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, (data,) = MODELS / "quarterly_ae" / "quarterly_ae.plan", directories("quarterly_ae", tmp_path)
    asked = [str(plan), "--data", str(data), "--engine"]
    shown = CliRunner().invoke(command, [*asked, "interpreter"])
    monkeypatch.setattr(keys.enumerate_keys, "__defaults__", (0, 0))
    done = CliRunner().invoke(command, [*asked, "duckdb", "--audit", "2"])
    assert done.exit_code == 0 and done.stdout == shown.stdout
    explained = CliRunner().invoke(command, [*asked, "duckdb", "--explain-all", "--out", str(tmp_path / "paid")])
    assert explained.exit_code == 0, explained.output
