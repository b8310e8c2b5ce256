"""Whatever pays, the explanations of a run are the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

import planlang
from planlang.run.explained import batches
from tests.conformance import sources


@pytest.mark.parametrize(("name", "large"), [("quarterly_ae", False), ("sales_manager", True)])
def test_whatever_pays(name: str, large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_FIRST", 2)
    monkeypatch.setattr(batches, "_MOST", 2)  # several parts, in the order of the payouts
    monkeypatch.setattr("planlang.data.large.LARGE", 0 if large else 10**9)
    folder = sources.MODELS / name
    plan = planlang.load(folder / f"{name}.plan")
    for engine in ("duckdb", "interpreter"):
        plan.run(folder / "data", engine=engine).write(tmp_path / engine, explain_all=True)  # type: ignore[arg-type]
    written = sorted(path.name for path in (tmp_path / "duckdb").iterdir())
    assert sum(file.startswith("explained_") for file in written) > 5
    for file in written:
        assert (tmp_path / "interpreter" / file).read_bytes() == (tmp_path / "duckdb" / file).read_bytes(), file
    payouts = (tmp_path / "duckdb" / "explained_payouts.csv").read_text("utf-8").splitlines()[1:]
    assert (len({line.split(",")[2] for line in payouts}) > 1) == large
