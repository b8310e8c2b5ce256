"""Keys of one form are sorted as the numbers that they end with, and nobody sees it: the interpreter's files, and its findings."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from benchmarks.scale.generate import generate
from planlang.cli.run import command
from planlang.data.engine import load, measure
from planlang.engines.sql import kept
from planlang.run.engine import duckrun

PLAN = Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    generate(tmp_path / "data", 130, shuffled=True, signed=True)
    return tmp_path / "data"


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The beginnings of the texts that are stored as numbers, once something was paid."""
    monkeypatch.setattr(measure, "FORMED_ROWS", 1)
    monkeypatch.setattr(duckrun, "LATER_ROWS", 0)
    monkeypatch.setattr(load, "MOST_KEYS", 0)
    found: set[str] = set()
    numbered = kept.numbered

    def noted(dialect, text, form):  # type: ignore[no-untyped-def]
        found.add(form.prefix)
        return numbered(dialect, text, form)

    monkeypatch.setattr(kept, "numbered", noted)
    return found


def changed(data: Path, name: str, select: str) -> None:
    path = data / f"{name}.parquet"
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE rows AS SELECT * REPLACE ({select}) FROM '{path}'")
        database.execute(f"COPY rows TO '{path}'")


def paid(data: Path, engine: str) -> tuple[str, dict[str, bytes]]:
    out = data.parent / engine
    done = CliRunner().invoke(command, [str(PLAN), "--data", str(data), "--engine", engine, "--out", str(out)])
    files = {path.name: path.read_bytes() for path in sorted(out.glob("*.csv"))}
    return f"{done.exception or ''}", files


def test_files_are_the_same(data: Path, forms: set[str]) -> None:
    said, files = paid(data, "duckdb")
    assert forms == {"D000000", "P00000"}  # deals, by which credits are in order, and participants, by whom they are
    assert not said and (said, files) == paid(data, "interpreter")


def test_one_key_of_another_form(data: Path, forms: set[str]) -> None:
    for name, key in (("deals", "id"), ("splits", "deal")):
        changed(data, name, f"replace({key}, 'D000000077', 'D00000007_') AS {key}")
    said, files = paid(data, "duckdb")
    assert forms == {"P00000"}
    assert not said and (said, files) == paid(data, "interpreter")


@pytest.mark.parametrize("key", ["X000000077", "D000000+77"])
def test_a_reference_that_reads_as_a_number(key: str, data: Path, forms: set[str]) -> None:
    changed(data, "splits", f"replace(deal, 'D000000077', '{key}') AS deal")
    said, files = paid(data, "duckdb")
    assert "D000000" in forms
    assert said and not files and (said, files) == paid(data, "interpreter")
